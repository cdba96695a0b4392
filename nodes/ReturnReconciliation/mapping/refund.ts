import { referenceOfIntent, type FinancialRecord, type Refund } from '../../shared/model';
import { known, text, type Raw } from './raw';

type Processor = NonNullable<FinancialRecord['processor']>;

/** The canonical refund, as the nodes of this pack give it out. */
export function refundRecord(raw: Raw, source: string, processor: Processor): FinancialRecord {
	const refund = raw as unknown as Refund;
	const ids = (refund.providerIds ?? {}) as Record<string, string>;
	const intent = text(refund.intent);
	return {
		source,
		kind: 'refund',
		id: refund.id,
		reference: text(raw.reference) ?? referenceOfIntent(intent),
		intent,
		amount: refund.amount,
		status: refund.status,
		providerStatus: text(refund.providerStatus),
		time: text(refund.createdAt),
		processor,
		payment: ids['stripe.payment_intent'] ?? ids['stripe.charge'],
		providerIds: known(ids),
	};
}

import { fromNumber, type FinancialRecord, type Money, type ProviderIds, type RefundStatus } from '../../shared/model';
import { instant, known, referenceIn, text, unwrapped, type Raw } from './raw';

const moveStates: Record<string, RefundStatus> = { draft: 'pending', posted: 'succeeded', cancel: 'canceled' };
const paymentStates: Record<string, RefundStatus> = {
	draft: 'pending',
	in_process: 'succeeded',
	posted: 'succeeded',
	paid: 'succeeded',
	canceled: 'canceled',
	cancelled: 'canceled',
	rejected: 'failed',
};

/** A row of `account.move`; undefined when it is no credit note. Its reference is in `ref`. */
export function odooCreditNote(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'creditNote');
	if (raw.move_type !== undefined && raw.move_type !== 'out_refund') return undefined;
	const id = idOf(raw);
	return {
		source: 'odoo',
		kind: 'credit_note',
		id,
		reference: referenceIn(raw.ref),
		amount: moneyOf(raw.amount_total, raw.currency_id),
		status: moveStates[String(raw.state)] ?? 'pending',
		providerStatus: text(raw.state),
		time: instant(raw.create_date) ?? instant(raw.invoice_date) ?? instant(raw.date),
		...bookedIn(raw),
		providerIds: { 'odoo.credit_note': id },
	};
}

/** A row of `account.payment`; undefined when no money goes out. Its memo holds the refund's id at whoever paid. */
export function odooPayment(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'payment');
	if (raw.payment_type !== undefined && raw.payment_type !== 'outbound') return undefined;
	const id = idOf(raw);
	const memo = text(raw.memo)?.trim();
	const paid = memo ? refundIdIn(memo) : {};
	return {
		source: 'odoo',
		kind: 'payment',
		id,
		reference: Object.keys(paid).length ? undefined : referenceIn(memo),
		amount: moneyOf(raw.amount, raw.currency_id),
		status: paymentStates[String(raw.state)] ?? 'pending',
		providerStatus: text(raw.state),
		time: instant(raw.create_date) ?? instant(raw.date),
		...bookedIn(raw),
		providerIds: { ...paid, 'odoo.payment': id },
	};
}

function refundIdIn(memo: string): ProviderIds {
	return known({
		'stripe.refund': /\b(?:re|pyr)_\w+/.exec(memo)?.[0],
		'shopify.refund': /gid:\/\/shopify\/Refund\/\d+/.exec(memo)?.[0],
		'shopify.transaction': /gid:\/\/shopify\/OrderTransaction\/\d+/.exec(memo)?.[0],
	});
}

function idOf({ id }: Raw): string {
	if (typeof id === 'number' || text(id)) return String(id);
	throw new RangeError('there is no id; read it with the record');
}

/** Company and journal by name, when they were read. */
function bookedIn({ company_id, journal_id }: Raw): Pick<FinancialRecord, 'company' | 'journal'> {
	if (company_id === undefined && journal_id === undefined) return {};
	const [company, journal] = [company_id, journal_id].map((one) => (Array.isArray(one) ? text(one[1]) : text(one)));
	return { ...(company && { company }), ...(journal && { journal }) };
}

/** Odoo links a currency as [id, name]. */
function moneyOf(amount: unknown, currency: unknown): Money {
	const code = Array.isArray(currency) ? currency[1] : currency;
	if (typeof amount !== 'number' || typeof code !== 'string')
		throw new RangeError('amount and currency_id are missing; read them with the record');
	return fromNumber(Math.abs(amount), code);
}

import { assertPayable, assertWithinLimit, type OperationContext } from '../../shared/operation';
import { paymentsOf } from '../../shared/case/itsPayment';
import { RefundIntent, sum, EffectError, paysItself } from '../../shared/model';

/** Throws EffectError unless refunds can be paid, are within the node's limit, and are of an order that is known to be paid. */
export async function assertReleasable(context: OperationContext, intents: RefundIntent[]): Promise<void> {
	intents.forEach(assertPayable);
	assertTotalWithinLimit(context, intents);
	await assertPaymentsKnown(context, intents);
}

/** The limit is for all that is released together, so that many small refunds do not get around it. */
function assertTotalWithinLimit(context: OperationContext, intents: RefundIntent[]): void {
	for (const currency of new Set(intents.map(({ amount }) => amount.currency))) {
		const ofCurrency = intents.filter(({ amount }) => amount.currency === currency);
		const what = ofCurrency.length === 1 ? `Refund ${ofCurrency[0].id}` : `The total of ${ofCurrency.length} refunds`;
		assertWithinLimit(
			context,
			'case_store',
			what,
			sum(
				ofCurrency.map(({ amount }) => amount),
				currency,
			),
		);
	}
}

/** While nobody knows how the order was paid, nobody can tell whose payment it is that a provider would pay back. */
async function assertPaymentsKnown(context: OperationContext, intents: RefundIntent[]): Promise<void> {
	const paid = intents.find(({ payment }) => paysItself(payment.processor));
	const state = paid && (await context.requireCase());
	if (!paid || paymentsOf(state!).length) return;
	throw new EffectError(
		`It is not known how the order of this return was paid, so refund ${paid.id} on payment ${paid.payment.id} is not released`,
		{
			category: 'rejected',
			connection: 'case_store',
			field: 'intents',
			advice:
				'Find the order first (Shopify Returns: Find Order), or record it with Return Case: Record Event (order.found) with its payments. What a person shall pay goes as payment by_hand.',
		},
	);
}

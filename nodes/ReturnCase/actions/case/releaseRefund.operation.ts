import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	recordedOutput,
	assertWithinLimit,
	moneyOptions,
	referenceProperty,
	type OperationContext,
	anyJsonParam,
} from '../../../shared/operation';
import { z } from 'zod';
import { paymentsOf } from '../../../shared/case/itsPayment';
import { RefundIntent, sum, EffectError, invalidInput, parsed, paysItself } from '../../../shared/model';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refunds',
		name: 'intents',
		type: 'json',
		default: '={{ $json.refund.intents }}',
		description: 'What is owed, as Return Policy: Calculate gives it. An empty list releases nothing.',
	},
	moneyOptions,
];

export const asTool = 'limited';

export const output = recordedOutput.extend({ released: z.array(z.string()) });

/** Makes refunds due: each is frozen as it is now, and the steps that pay it start. All of them, or none. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const intents = parsed(RefundIntent.array(), anyJsonParam(context, 'intents') ?? [], ({ at, message }) =>
		invalidInput(
			`The refunds are not complete: ${at} ${message}`,
			'Use the output of Return Policy: Calculate.',
			`intents.${at}`,
		),
	);
	assertTotalWithinLimit(context, intents);
	await assertPaymentsKnown(context, intents);
	// What Calculate saw of the order's other returns; when that has changed, it is worked out anew.
	const { basis } = (context.item.refund ?? {}) as { basis?: string };
	const recorded = await context.recordEvents(
		intents.map((intent) => ({
			id: `due ${intent.id}`,
			source: 'flow',
			type: 'refund.due' as const,
			data: { intent },
		})),
		basis,
	);
	return { ...recorded, released: intents.map(({ id }) => id) };
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

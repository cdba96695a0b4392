import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	BalanceTransaction,
	addsUp,
	returnOf,
	StripeBalanceTransaction,
	toBalanceTransaction,
} from '../../records/balanceTransaction';
import { Payout, assertExplained, StripePayout, toPayout } from '../../records/payout';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { limitOf, RawObject, simplifyProperty } from '../../records/listing';
import { answerOf, stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Get Transactions',
	value: 'getTransactions',
	action: 'Get transactions of payout',
	description: 'Read what a payout is made of',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Payout ID',
		name: 'payoutId',
		type: 'string',
		default: "={{ $json.payout?.id ?? '' }}",
		required: true,
		placeholder: 'e.g. po_1MtwBwLkdIwHu7ixABCDEFGH',
		description: 'The payout to explain. The default takes it from the incoming item.',
	},
	...listProperties.map((property) => (property.name === 'returnAll' ? { ...property, default: true } : property)),
	simplifyProperty,
];

export const asTool = 'free';

export const output = z.object({
	/** Of the return that its refund was made for. */
	reference: z.string().optional(),
	transaction: BalanceTransaction,
	/** `addsUp` is known when all were read. */
	payout: Payout.pick({ id: true, amount: true, status: true, arrivesAt: true }).extend({
		addsUp: z.boolean().optional(),
	}),
});

/** What a payout is made of: charges, refunds, failed refunds, disputes, fees. Read to its end, it must add up to the payout. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const id = String(context.param<unknown>('payoutId', '') ?? '').trim();
	if (!/^po_\w+$/.test(id))
		throw invalidInput('No payout is named', 'Give the id of a payout in Stripe (po_…) in Payout ID.', 'payoutId');
	const limit = limitOf(context);
	const stripe = await stripeOf(context);
	const answer = await stripe.get(`/v1/payouts/${id}`, StripePayout);
	const payout = toPayout(answer);
	assertExplained(payout);
	const raw = await stripe.list(
		'/v1/balance_transactions',
		RawObject,
		{ payout: id, 'expand[0]': 'data.source' },
		limit,
	);
	const transactions = raw.map((one) => answerOf(StripeBalanceTransaction, one, 'rejected'));
	const complete = limit === Infinity;
	const shown = {
		id,
		amount: payout.amount,
		status: payout.status,
		arrivesAt: payout.arrivesAt,
		...(complete && { addsUp: addsUp(answer, transactions) }),
	};
	const simple = context.param<boolean>('simplify', true);
	return transactions.map((one, index) => {
		const reference = returnOf(one);
		return {
			...(reference && { reference }),
			transaction: (simple ? toBalanceTransaction(one) : raw[index]) as unknown as IDataObject,
			payout: shown as unknown as IDataObject,
		};
	});
}

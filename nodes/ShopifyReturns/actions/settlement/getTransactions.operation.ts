import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { SettlementTransaction, settlementOf, settlementSearch } from '../../money/settlement';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { balanceTransactions } from '../../graphql';
import { textOf } from '../../transport/list';
import { gidOf, tailOf } from '../../graphql/gid';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Get Transactions',
	value: 'getTransactions',
	action: 'Get transactions of settlement',
	description: 'List what moved on the Shopify Payments balance',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		description: 'Only what was booked at that time or later',
	},
	{
		displayName: 'Until',
		name: 'until',
		type: 'dateTime',
		default: '',
		description: 'Only what was booked before that time',
	},
	{
		displayName: 'Payout ID',
		name: 'payout',
		type: 'string',
		default: '',
		placeholder: 'e.g. gid://shopify/ShopifyPaymentsPayout/123',
		description: 'Only what one payout holds. Empty: all.',
	},
	...listProperties,
];

export const endsStep = false as const;

export const asTool = 'free';

export const output = z.object({ settlement: SettlementTransaction });

/** What moved on the Shopify Payments balance, newest first, one item each: payments, refunds, fees, chargebacks. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const [since, until] = [timeOf(context, 'since'), timeOf(context, 'until')];
	const given = textOf(context, 'payout');
	const payout = gidOf('ShopifyPaymentsPayout', given);
	if (given && !payout)
		throw invalidInput(
			`"${given}" is no payout of Shopify`,
			'Give its ID, e.g. gid://shopify/ShopifyPaymentsPayout/123.',
			'payout',
		);
	const query = settlementSearch({ since, until, ...(payout && { payout: tailOf(payout) }) });
	const limit = context.param<boolean>('returnAll', false)
		? Number.POSITIVE_INFINITY
		: context.param<number>('limit', 50);
	const client = await shopifyOf(context);
	const found: SettlementTransaction[] = [];
	for (let after: string | null | undefined; ;) {
		const { shopifyPaymentsAccount: account } = await client.send(balanceTransactions, {
			first: Math.min(100, limit - found.length),
			after: after ?? null,
			query: query || null,
		});
		if (!account)
			throw new EffectError('This shop has no Shopify Payments account', {
				category: 'configuration',
				connection: 'shopify',
				advice:
					'Only shops with Shopify Payments settle there. For Stripe use Stripe Refunds; else give the app the access scope read_shopify_payments_payouts.',
			});
		const { nodes, pageInfo } = account.balanceTransactions;
		// Shopify's search is not trusted with the borders: they are compared again.
		const kept = nodes
			.map(settlementOf)
			.filter(
				({ date, payoutId }) =>
					(!since || date >= since.toISOString()) &&
					(!until || date < until.toISOString()) &&
					(!payout || tailOf(payoutId ?? '') === tailOf(payout)),
			);
		found.push(...kept);
		if (!pageInfo.hasNextPage || found.length >= limit)
			return found.slice(0, limit).map((one) => ({ settlement: one as unknown as IDataObject }));
		after = pageInfo.endCursor;
	}
}

function timeOf(context: OperationContext, name: string): Date | undefined {
	const text = textOf(context, name);
	if (!text) return undefined;
	const time = new Date(text);
	if (Number.isFinite(time.getTime())) return time;
	throw invalidInput(`"${text}" is no time`, 'Give one such as 2026-11-21T00:00:00Z.', name);
}

import type { IDataObject } from 'n8n-workflow';
import { format, sum, type Money } from '../../shared/model';
import {
	assertCreditFits,
	creditIssued,
	PaidElsewhere,
	payOrAsk,
	SettledBefore,
	type OperationContext,
} from '../../shared/operation';
import type { OrderRefundsNode } from '../graphql';
import { moneyOf } from '../graphql/money';
import { isGone } from '../orders/payments';
import { othersCheck } from './others';
import { refundEvents, refundOf, refundOfIntent } from './refund';
import { readRefunds } from '../orders/readOrder';
import { intentInNote } from '../orders/refundNote';
import type { ShopifyClient } from '../transport/client';
import { CreditDiffers, findGiven, giveOnce, type Credit, type Giver } from './giveOnce';
import type { WantedCredit } from './creditInput';

/** Which kind of credit: how an item, a claim and an event call it. */
const names = {
	storeCredit: { kind: 'shopify.store_credit', event: 'store_credit' },
	giftCard: { kind: 'shopify.gift_card', event: 'gift_card' },
} as const;

/** Gives a credit once; the case is told, and the refund that it is for is settled by it. `preview`: what a test run shows. */
export async function giveCredit<C extends Credit>(
	context: OperationContext,
	client: ShopifyClient,
	order: WantedCredit,
	giver: Giver<C>,
	as: { key: keyof typeof names; preview: Partial<C> },
): Promise<IDataObject> {
	const { kind, event } = names[as.key];
	return await payOrAsk<C | Credit | Partial<C>>(
		context,
		as.key,
		order.leg?.intent.id ?? order.reference,
		{
			key: order.reference,
			kind,
			lookUp: async () => await findGiven(client, order, giver).catch(asForgotten(order)),
			act: async () =>
				await giveOnce(client, order, giver, async () => await assertNotPaid(context, client, order)).catch(
					asForgotten(order),
				),
			preview: async () => as.preview,
		},
		(credit) => [creditIssued('shopify', { ...(credit as Credit), kind: event }, order.leg?.intent.id)],
	);
}

/** Throws PaidElsewhere when credit of another amount was given for a refund of the case, which a restored case store has forgotten. */
function asForgotten({ leg }: WantedCredit): (error: unknown) => never {
	return (error) => {
		if (!leg || !(error instanceof CreditDiffers)) throw error;
		const { id, amount } = error.mark;
		const how = id ? `was given as credit for it before (${id})` : 'may have been given as credit for it before';
		throw new PaidElsewhere(
			`Refund ${leg.intent.id} of ${format(leg.intent.amount)} is not given as credit: ${format(amount)} ${how}.`,
			'shopify',
			id ? [id] : [],
		);
	};
}

/** Throws SettledBefore when the refund of the case went back as money before, which the case has forgotten; PaidElsewhere when other money did. */
async function assertNotPaid(
	context: OperationContext,
	client: ShopifyClient,
	{ leg, orderId }: WantedCredit,
): Promise<void> {
	if (!leg) return;
	const { id, amount } = leg.intent;
	const known = await readRefunds(client, orderId);
	const node = refundOfIntent(known.refunds, id);
	const gone =
		node &&
		sum(
			node.transactions.nodes.filter(isGone).map((one) => moneyOf(one.amountSet)),
			amount.currency,
		);
	if (!node || !gone?.amount) {
		await othersCheck(context, { intent: id, amount })?.look(known);
		return await assertFits(context, { id, amount }, known);
	}
	if (gone.amount === amount.amount)
		throw new SettledBefore(id, `as refund ${node.id}`, 'shopify', refundEvents(refundOf(node, id, amount)));
	throw new PaidElsewhere(
		`Refund ${id} of ${format(amount)} is not given as credit: ${format(gone)} of it went back as money before (${node.id}).`,
		'shopify',
		[node.id],
	);
}

/** Throws PaidElsewhere when what Shopify shows as refunded, and refunds of ours that it does not show, leave less than the credit. */
async function assertFits(
	context: OperationContext,
	owed: { id: string; amount: Money },
	{ refunds }: Pick<OrderRefundsNode, 'refunds'>,
): Promise<void> {
	const state = await context.requireCase();
	const back = refunds.map(({ id, note, transactions }) => ({
		id,
		intent: intentInNote(note),
		amount: sum(
			transactions.nodes.filter(isGone).map((one) => moneyOf(one.amountSet)),
			owed.amount.currency,
		).amount,
	}));
	assertCreditFits(state, await context.store!.cases.sistersOf(state.reference), owed, {
		connection: 'shopify',
		amount: back.reduce((total, { amount }) => total + amount, 0),
		counts: ({ intent }) => back.some((one) => one.intent === intent.id),
		others: back.filter(({ intent, amount }) => amount > 0 && !intent).map(({ id }) => id),
	});
}

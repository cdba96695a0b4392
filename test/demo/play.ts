import { catalogue } from '../sandbox/catalogue';
import { askForReturn, receiveGoods, review, waitForCase } from './people';
import type { Shop } from './shop';

/** The returns that are played: one paid by Stripe, one by Shopify Payments, one above the value limit. */
export const returns = [
	{
		order: '#1001',
		title: 'paid with Stripe',
		lines: [
			{ sku: 'TEE-BLUE-M', quantity: 1, reason: 'SIZE_TOO_SMALL' },
			{ sku: 'MUG-WHITE', quantity: 1, reason: 'UNWANTED' },
		],
	},
	{ order: '#1002', title: 'paid with Shopify Payments', lines: [{ sku: 'CAP-RED', quantity: 2, reason: 'COLOR' }] },
	{
		order: '#1003',
		title: 'above the value limit, paid with Stripe',
		lines: [{ sku: 'CAMERA-X', quantity: 1, reason: 'DEFECTIVE' }],
		reviewed: true,
	},
];

/** Decides about a return that waits for a person; false: it was not approved. */
export type Reviewer = (reference: string) => Promise<boolean>;
type Say = (line: string) => void;

/** Plays the main job on a real n8n: every return from Shopify's webhook to money, books and stock. */
export async function play(shop: Shop, say: Say = () => undefined, reviewer?: Reviewer): Promise<string[]> {
	const references = await askForAll(shop, say);
	await Promise.all(references.map(async (reference, index) => await goThrough(shop, reference, index, say, reviewer)));
	return references;
}

/** The customers of all returns ask for them, one after the other. Returns their references. */
export async function askForAll(shop: Shop, say: Say): Promise<string[]> {
	const references: string[] = [];
	for (const { order, title, lines } of returns) {
		const reference = await askForReturn(shop, order, lines);
		say(`${reference}  the customer of order ${order} (${title}) asks for a return; the case is open`);
		references.push(reference);
	}
	return references;
}

/** One of the returns, from its request to its end. Without a `reviewer` the form *Review* is filled in. */
export async function goThrough(
	shop: Shop,
	reference: string,
	index: number,
	say: Say,
	reviewer: Reviewer = async () => {
		await review(shop, reference, 'Approve', 'Receipt checked');
		say(`${reference}  approved by the reviewer in the form`);
		return true;
	},
): Promise<void> {
	const { store } = shop;
	if (returns[index].reviewed) {
		await waitForCase(store, reference, 'waiting for a reviewer', (one) => one.authorization === 'in_review');
		say(`${reference}  waits for a reviewer: it is worth more than the policy lets through`);
		if (!(await reviewer(reference))) return;
	}
	await waitForCase(store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	say(`${reference}  approved, expected by Odoo, label issued`);
	await receiveGoods(shop, reference);
	say(`${reference}  the parcel arrived and was inspected`);
	await waitForCase(store, reference, 'settled and closed', (one) => one.settlement === 'settled' && !!one.closedAt);
	say(`${reference}  settled: money back, credit note posted, stock sorted, closed`);
}

/** What the providers themselves counted; the case store is not asked. Throws unless each paid return has exactly one refund. */
export function countAtProviders({ sandbox }: Pick<Shop, 'sandbox'>, references: string[]): string {
	const stripe = [...sandbox.stripe.refunds.values()].map(({ metadata }) => metadata.return_reference);
	const shopify = sandbox.shopify.state.orders.flatMap(({ entry, refunds }) =>
		refunds.filter((refund) => sandbox.shopify.state.pays(refund)).map(() => entry.number),
	);
	for (const [index, { order }] of returns.entries()) {
		const byStripe = catalogue.find(({ number }) => number === order)!.processor === 'stripe';
		const one = { reference: references[index], order, stripe: byStripe ? 1 : 0, shopify: byStripe ? 0 : 1 };
		const atStripe = stripe.filter((reference) => reference === one.reference).length;
		const atShopify = shopify.filter((order) => order === one.order).length;
		if (atStripe !== one.stripe || atShopify !== one.shopify)
			throw new Error(
				`${one.reference} (${one.order}) was refunded ${atStripe} times at Stripe and ${atShopify} times at Shopify`,
			);
	}
	return `${stripe.length} refunds at Stripe, ${shopify.length} at Shopify, ${sandbox.easypost.bought().length} labels at EasyPost, ${sandbox.mail.messages().length} e-mails: exactly one refund for each return`;
}

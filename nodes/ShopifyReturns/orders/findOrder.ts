import { EffectError, visibleText } from '../../shared/model';
import { orderFind, type OrderHit } from '../graphql';
import type { ShopifyClient } from '../transport/client';

export interface OrderQuestion {
	number: string;
	email: string;
}

/** What a person typed, wide digits as plain ones. */
function typed(text: string): string {
	return visibleText(text.normalize('NFKC'));
}

/** "#1001", "1001" and " # 1001 " are the same number; a prefix of the shop's own ("EN1001") is part of it. */
export function plainNumber(text: string): string {
	return typed(text).replace(/^#\s*/, '').toLowerCase();
}

function sameEmail(a: string | null | undefined, b: string): boolean {
	return typed(a ?? '').toLowerCase() === typed(b).toLowerCase();
}

/** Shopify's search words. Quotes and backslashes are escaped, so that what a customer typed stays a value. */
export function searchOf({ number, email }: OrderQuestion): string {
	const value = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
	const bare = typed(number).replace(/^#\s*/, '');
	return [
		`(name:${value(bare)} OR name:${value(`#${bare}`)})`,
		...(typed(email) ? [`email:${value(typed(email))}`] : []),
	].join(' AND ');
}

/** Of the orders that Shopify's fuzzy search found, those that are exactly meant. */
export function exactly(hits: OrderHit[], { number, email }: OrderQuestion): OrderHit[] {
	return hits.filter(
		({ name, email: own, customer }) =>
			plainNumber(name) === plainNumber(number) &&
			(!typed(email) || sameEmail(own, email) || sameEmail(customer?.defaultEmailAddress?.emailAddress, email)),
	);
}

/** The order of this number (and e-mail). Throws EffectError when there is none or more than one; it does not tell which of the two was wrong. */
export async function findOrder(client: ShopifyClient, question: OrderQuestion): Promise<OrderHit> {
	// Its search knows an order by the address that it was placed with, which some have none of: then by the number alone.
	const found = await searched(client, question, searchOf(question));
	if (!found.length && typed(question.email))
		found.push(...(await searched(client, question, searchOf({ ...question, email: '' }))));
	if (found.length === 1) return found[0];
	if (!found.length) {
		throw new EffectError(
			typed(question.email)
				? 'Shopify has no order with this number and e-mail address'
				: 'Shopify has no order with this number',
			{
				category: 'rejected',
				connection: 'shopify',
				code: 'order_not_found',
				field: 'number',
				// Its search finds a new order a moment late.
				notYet: true,
				advice: "Ask for both again. Orders older than 60 days need the app's access scope read_all_orders.",
			},
		);
	}
	throw new EffectError(`Shopify has ${found.length} orders with this number`, {
		category: 'rejected',
		connection: 'shopify',
		code: 'order_ambiguous',
		field: 'number',
		advice: "Give Email too, or take Order: Get with the order's ID.",
	});
}

async function searched(client: ShopifyClient, question: OrderQuestion, query: string): Promise<OrderHit[]> {
	const found: OrderHit[] = [];
	// What is meant is among the first: pages only matter when a short number is part of many names.
	for (let after: string | null | undefined, page = 0; page < 10; page++) {
		const { nodes, pageInfo } = (await client.send(orderFind, { query, after: after ?? null })).orders;
		found.push(...exactly(nodes, question));
		if (found.length || !pageInfo.hasNextPage) break;
		after = pageInfo.endCursor;
	}
	return found;
}

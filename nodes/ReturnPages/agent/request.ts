import { invalidInput, type ReturnRequest } from '../../shared/model';
import { returnsOfOrder } from '../../shared/operation';
import type { CaseStore } from '../../shared/store';
import { completed } from '../customer/start';
import { customerView, type CustomerView } from '../customer/view';
import type { Wish } from './wish';

/**
 * The request for a return that an AI agent wants to start. No e-mail address is taken from it: labels and messages go to the customer of the
 * order, whatever a model was talked into. Throws EffectError naming what is missing or cannot come back.
 */
export async function requestOfWish(
	store: CaseStore,
	{ order, items, reason, text }: Pick<Wish, 'order' | 'items' | 'reason' | 'text'>,
): Promise<ReturnRequest> {
	if (!order) throw invalidInput('It is not said of which order', 'Give the number of the order.', 'order');
	if (!items.length)
		throw invalidInput('It is not said what comes back', 'Write items as "2 x TEE-M, 1 x MUG".', 'items');
	const given = { reason: reason || 'unknown', note: text };
	const returns = await returnsOfOrder(store, order);
	const [known] = returns;
	if (new Set(returns.map(({ brand }) => brand)).size > 1)
		throw invalidInput(
			'Several brands have an order of this number',
			'Let a person start it on the returns desk.',
			'order',
		);
	if (!known) return completed({ orderNumber: order, lines: items }, given);
	const { orders } = await customerView(store, [known, ...(await store.cases.sistersOf(known.reference))]);
	const { orderNumber = order, brand, customer } = known;
	const lines = orders.find(({ number }) => number === orderNumber)?.lines ?? [];
	const wanted = lines.length ? items.map((item) => lineOf(lines, item)) : items;
	return completed({ brand, orderNumber, ...(customer && { customer }), lines: wanted }, given);
}

type Line = CustomerView['orders'][number]['lines'][number];

/** The line of the order that an item means, with so many pieces as may still come back. */
function lineOf(lines: Line[], { sku: typed, quantity }: Wish['items'][number]) {
	const same = (text: string) => text.toLowerCase() === typed.toLowerCase();
	const named = lines.filter(({ sku, title }) => same(sku) || same(title));
	const { line, sku, title, left, reason } = named.find((one) => one.left >= quantity) ?? named[0] ?? {};
	if (line === undefined)
		throw invalidInput(
			`"${typed}" is not in the order`,
			`Its articles: ${lines.map((one) => one.sku || one.title).join(', ')}.`,
			'items',
		);
	if (left! < quantity)
		throw invalidInput(
			`${quantity} x ${sku || title} cannot come back: ${left} may`,
			reason || 'Ask for no more than that.',
			'items',
		);
	return { orderLineId: line, sku: sku!, title, quantity };
}

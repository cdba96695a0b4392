import { money, portion, type Money, type Order } from '../shared/model';
import type { Allowed, Asked } from './rules/rule';
import { worthOf } from '../shared/case/worth';

/** What the pieces that the line rules left are worth, tax included, in minor units of the order's currency; 0 without an order. */
export function valueOf({ lines, order }: Asked, allowed: Allowed): number {
	if (!order) return 0;
	const position = new Map<string, number>();
	let value = 0;
	for (const { line, sold } of lines) {
		const quantity = allowed.get(line.id) ?? 0;
		if (!sold || !quantity) continue;
		const from = position.get(sold.id) ?? sold.returnedBefore ?? 0;
		position.set(sold.id, from + quantity);
		const { net, tax } = worthOf(sold, order.taxesIncluded, from, quantity);
		value += net + tax;
	}
	return value;
}

/**
 * An amount of the order, in the currency that a limit is set in: the order's own, or the shop's by what the whole order came to in both. Undefined: it is
 * neither.
 */
export function valueIn(
	currency: string | undefined,
	value: number,
	{ currency: own, shopRate }: Order,
): Money | undefined {
	if (currency === own) return money(value, own);
	if (!shopRate || shopRate.shop.currency !== currency || shopRate.paid.currency !== own) return undefined;
	return money(portion(value, shopRate.shop.amount, shopRate.paid.amount), currency);
}

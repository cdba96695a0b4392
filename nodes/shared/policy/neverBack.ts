import type { Order, OrderLine } from '../model';
import { categoriesOf } from './categories';
import { lower } from './texts';

/**
 * An order whose lines that the settings name never come back (OrderLine.comesBack), beside those of which the shop itself says so. Pure.
 *
 * @param named A SKU, a title or a product type in each row, in upper or lower case, as the setting `neverComesBack` has it.
 */
export function withNeverBack(order: Order, named = ''): Order {
	const names = new Set(named.split('\n').map(lower).filter(Boolean));
	if (!names.size) return order;
	const isNamed = ({ sku, title, category }: OrderLine) =>
		[lower(sku), lower(title), ...categoriesOf(category)].some((name) => names.has(name));
	return { ...order, lines: order.lines.map((line) => (isNamed(line) ? { ...line, comesBack: false } : line)) };
}

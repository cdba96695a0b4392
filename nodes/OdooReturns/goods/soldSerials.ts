import type { Order } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { readLotsOut } from './lots';

/** The order with the serial numbers and lots of each line that are with the customer; a line without any stays as it is. */
export async function withSerials(odoo: Odoo, order: Order): Promise<Order> {
	const movesOf = ({ providerIds }: Order['lines'][number]) =>
		(providerIds['odoo.delivery_move'] ?? '').split(',').filter(Boolean).map(Number);
	const lots = await readLotsOut(odoo, order.lines.flatMap(movesOf));
	return {
		...order,
		lines: order.lines.map((line) => {
			const moves = movesOf(line);
			const serials = lots.filter(({ delivery }) => moves.includes(delivery)).map(({ name }) => name);
			return serials.length ? { ...line, serials: [...new Set(serials)] } : line;
		}),
	};
}

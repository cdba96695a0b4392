import { withSerials } from '../../nodes/OdooReturns/goods/lots';
import type { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import { applied, opened } from '../../nodes/shared/case/apply';
import { Order, type CaseEvent } from '../../nodes/shared/model';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const lineOf = (id: string, moves?: string) => ({
	id,
	sku: id,
	title: id,
	quantity: 2,
	subtotal: eur(1000),
	tax: eur(200),
	providerIds: moves ? { 'odoo.delivery_move': moves } : {},
});
const orderOf = (lines: object[]) =>
	Order.parse({
		number: '#1',
		channel: 'shopify',
		currency: 'EUR',
		placedAt: '2026-11-01T10:00:00.000Z',
		lines,
		payments: [],
		shipping: { subtotal: eur(0), tax: eur(0) },
	});

/** Moves of lots, by the path that is searched. */
function odooWith(sent: Array<[move: number, lot: string]>, back: Array<[move: number, lot: string]> = []): Odoo {
	const rows = (moves: Array<[number, string]>) =>
		moves.map(([move_id, name], id) => ({
			id,
			move_id,
			quantity: 1,
			state: 'done',
			lot_id: { id: Number(name.slice(2)), name },
		}));
	return {
		search: async (_model: string, _schema: unknown, [[path]]: Array<[string]>) =>
			path === 'move_id' ? rows(sent) : path === 'move_id.origin_returned_move_id' ? rows(back) : [],
	} as unknown as Odoo;
}

it('gives each line the serials that went out for it and are still with the customer', async () => {
	const order = await withSerials(
		odooWith(
			[
				[1, 'SN1'],
				[1, 'SN2'],
				[2, 'SN3'],
			],
			[[9, 'SN2']],
		),
		orderOf([lineOf('a', '1'), lineOf('b', '2,3'), lineOf('c')]),
	);
	expect(order.lines.map(({ serials }) => serials)).toEqual([['SN1'], ['SN3'], undefined]);
});

it('lets the case know them with the order that the shop told first', () => {
	const line = { id: 'L1', sku: 'a', title: '', quantity: 1, reason: 'unknown', providerIds: {} };
	const event = (type: string, data: object) =>
		({ type, data, subject: 'RMA-1', position: 1, time: '2026-11-02T10:00:00.000Z' }) as never as CaseEvent;
	const found = (system: string, order: object) => event('order.found', { order, system, lineLinks: { L1: 'a' } });
	let state = opened(
		event('return.requested', {
			request: { brand: 'default', channel: 'x', lines: [line], providerIds: {} },
		}) as CaseEvent<'return.requested'>,
	);
	state = applied(state, found('shopify', orderOf([lineOf('a')]))).state;
	state = applied(state, found('odoo', orderOf([{ ...lineOf('a'), serials: ['SN1'] }]))).state;
	expect(state.order!.lines[0].serials).toEqual(['SN1']);
	// Also when the shop's order is read again, which knows of none.
	state = applied(state, found('shopify', orderOf([lineOf('a')]))).state;
	expect(state.order!.lines[0].serials).toEqual(['SN1']);
	expect(state.orders.shopify.lines[0].serials).toBeUndefined();
});

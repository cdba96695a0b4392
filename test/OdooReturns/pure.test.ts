import { plain, titleOf } from '../../nodes/OdooReturns/sale/customerView';
import fc from 'fast-check';
import { loweredQuantity } from '../../nodes/OdooReturns/sale/orderedQuantity';
import { planReceipt } from '../../nodes/OdooReturns/goods/planReceipt';
import { planReturn } from '../../nodes/OdooReturns/sale/returnable';
import { returnedSoFar, type OdooOrder } from '../../nodes/OdooReturns/sale/delivery';
import { canonicalOrder, linkLines } from '../../nodes/OdooReturns/sale/canonicalOrder';
import { today } from '../../nodes/OdooReturns/records/clock';
import { isDenied, odooError } from '../../nodes/OdooReturns/transport/errors';
import { documentKey, documentTable, intentNumber } from '../../nodes/OdooReturns/transport/table';
import { planMatch } from '../../nodes/OdooReturns/goods/parcel';
import { productsOf, type ReturnMove } from '../../nodes/OdooReturns/goods/products';
import { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import { odooOrder } from './orderFixture';

describe('what an answer of Odoo means', () => {
	const debug = 'Traceback (most recent call last): secret place';
	it.each([
		[401, 'werkzeug.exceptions.Unauthorized', 'configuration'],
		[403, 'odoo.exceptions.AccessError', 'configuration'],
		[404, undefined, 'configuration'],
		[404, 'werkzeug.exceptions.NotFound', 'configuration'],
		[404, 'odoo.exceptions.MissingError', 'rejected'],
		[409, 'odoo.exceptions.LockError', 'retryable'],
		[422, 'odoo.exceptions.UserError', 'rejected'],
		[422, 'werkzeug.exceptions.UnprocessableEntity', 'rejected'],
		[500, 'psycopg2.errors.SerializationFailure', 'retryable'],
		[500, 'builtins.ValueError', 'rejected'],
		[502, undefined, 'unknown_outcome'],
	])('%i %s is %s', (status, name, category) => {
		const error = odooError(status, name ? { name, message: 'Said so.\nmore', debug } : '<html>', 'm.f', false);
		expect(error.details).toMatchObject({ category, connection: 'odoo', httpStatus: status });
		expect(error.details.advice).toBeTruthy();
		expect(JSON.stringify([error.message, error.details])).not.toContain('secret');
	});
	it.each([
		['psycopg2.OperationalError', 'server closed the connection unexpectedly'],
		['psycopg2.InterfaceError', 'connection already closed'],
		['psycopg2.pool.PoolError', 'The Connection Pool Is Full'],
		['odoo.sql_db.PoolError', 'The Connection Pool Is Full'],
		['psycopg2.errors.AdminShutdown', 'terminating connection due to administrator command'],
		['psycopg2.errors.QueryCanceled', 'canceling statement due to user request'],
		['psycopg2.errors.InFailedSqlTransaction', 'current transaction is aborted'],
		['odoo.http.SessionExpiredException', 'Session expired'],
		['builtins.MemoryError', ''],
		['builtins.Exception', 'CPU time limit exceeded.'],
	])('%s (%s) passes: it is looked up and tried again', (name, message) => {
		expect(odooError(500, { name, message }, 'm.f', false).category).toBe('unknown_outcome');
		expect(odooError(500, { name, message }, 'm.f', true).category).toBe('retryable');
	});
	it.each([
		[
			"You are not allowed to access 'Journal Entry' (account.move) records.\n\nThis operation is allowed for the following groups:\n\t- Accounting/Billing\n\t- Accounting/Auditor\n\nContact your administrator to request access if necessary.",
			'Accounting/Billing, Accounting/Auditor.',
		],
		[
			'You do not have enough rights to access the fields "cost" on Product (product.product).\n\nFields:\n- cost (allowed for groups \'Inventory / Administrator\')',
			'Inventory / Administrator.',
		],
		[
			"Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, Nora Example (id=7) doesn't have 'read' access to:\n- Sales Order, S00021 (sale.order: 21)\n\nThis seems to be a multi-company issue, you might be able to access the record by switching to the company: Shop B.",
			'Allowed Companies',
		],
		[
			"Due to security restrictions, you are not allowed to access 'Sales Order' (sale.order) records.\n\nRecords: S00021 (id=21)\nUser: Nora Example (id=7)",
			'A record rule',
		],
		['You are not allowed to access this.', 'Invoicing / Invoicing'],
	])('says who may, and names nobody: %s', (message, advice) => {
		const error = odooError(403, { name: 'odoo.exceptions.AccessError', message }, 'm.f', true);
		expect(error).toMatchObject({ category: 'configuration', details: { credentialRefused: true } });
		expect(error.details.advice).toContain(advice);
		expect(JSON.stringify([error.message, error.details])).not.toMatch(/Nora|S00021/);
		expect(isDenied(message)).toBe(true);
	});
	it('tells a page of what stands in front of Odoo from Odoo', () => {
		const error = odooError(403, '<html>403 Forbidden</html>', 'm.f', true);
		expect(error.message).toContain('in front of it');
		expect(error.details.advice).toContain('proxy');
	});
	it('may be tried again when the call may be repeated', () =>
		expect(odooError(502, '', 'm.f', true).category).toBe('retryable'));
	it("carries Odoo's first sentence of a refusal, and no name of a record of an access error", () => {
		expect(odooError(422, { name: 'odoo.exceptions.UserError', message: 'Not so.\nHelp' }, 'm.f', true).message).toBe(
			'Odoo refused m.f: Not so.',
		);
		expect(
			odooError(
				403,
				{ name: 'odoo.exceptions.AccessError', message: 'Nora Example may not read Invoice 7' },
				'm.f',
				true,
			).message,
		).not.toContain('Nora');
	});
});

describe('keys and tables', () => {
	it('makes keys that Odoo takes, and different ones of different parts', () => {
		expect(documentKey('RMA-1', 'pay', 're_3Pabc')).toBe('RMA-1.pay.re_3Pabc');
		expect(intentNumber('RMA-1/R2', 'RMA-1')).toBe('R2');
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
				const [left, right] = [documentKey('RMA-1', a), documentKey('RMA-1', b)];
				expect(left).toMatch(/^RMA-1\.[A-Za-z0-9_-]+$/);
				expect(left === right).toBe(a === b);
			}),
		);
	});
	it("puts the first line into the record's own row and leaves further rows to their lines", () => {
		expect(
			documentTable('k', { origin: 'RMA-1', 'partner_id/.id': 4 }, 'move_ids', [
				{ quantity: 1, picked: true },
				{ quantity: 2, 'lot_id/.id': 7 },
			]),
		).toEqual({
			fields: ['id', 'origin', 'partner_id/.id', 'move_ids/quantity', 'move_ids/picked', 'move_ids/lot_id/.id'],
			data: [
				['__n8n_returns__.k', 'RMA-1', '4', '1', 'True', ''],
				['', '', '', '2', '', '7'],
			],
		});
	});
});

const move = (id: number, more: Partial<ReturnMove> = {}): ReturnMove => ({
	id,
	product_id: 1,
	sale_line_id: 1,
	picking_id: 1,
	state: 'assigned',
	product_uom_qty: 1,
	quantity: 1,
	product_uom: 1,
	date: undefined,
	location_id: 1,
	location_dest_id: 2,
	location_dest_usage: 'internal',
	origin_returned_move_id: undefined,
	has_tracking: 'none',
	sku: 'P1',
	units: 1,
	...more,
});

describe('returned so far', () => {
	it('counts open and done returns, not canceled ones, less what was sent out again', () => {
		const moves = [
			move(2, { origin_returned_move_id: 1, state: 'done', quantity: 2, product_uom_qty: 5 }),
			move(3, { origin_returned_move_id: 1, product_uom_qty: 4 }),
			move(4, { origin_returned_move_id: 1, state: 'cancel', product_uom_qty: 9 }),
			move(5, { origin_returned_move_id: 2, state: 'done', quantity: 1 }),
			move(6, { origin_returned_move_id: 2, state: 'cancel', quantity: 1 }),
		];
		expect(returnedSoFar(1, moves)).toBe(2 + 4 - 1);
	});
});

describe('a receipt against what is expected', () => {
	const products = { skuOf: (product: number | undefined) => `P${product}`, unitsOf: () => 1 };
	it('never books more than is open, nor what nobody expects', () => {
		const piece = fc.record({ product: fc.integer({ min: 1, max: 4 }), quantity: fc.integer({ min: 1, max: 5 }) });
		fc.assert(
			fc.property(fc.array(piece), fc.array(piece), (open, counted) => {
				const moves = open.map(({ product, quantity }, index) =>
					move(index + 1, { product_id: product, product_uom_qty: quantity }),
				);
				const arrivals = planReceipt(
					counted.map(({ product, quantity }) => ({ line: 'l', sku: `P${product}`, quantity, serials: [] })),
					{ moves, products },
					[],
				);
				for (const one of moves)
					expect(
						arrivals.filter((arrival) => arrival.move.id === one.id).reduce((sum, { quantity }) => sum + quantity, 0),
					).toBeLessThanOrEqual(one.product_uom_qty);
				for (const product of [1, 2, 3, 4]) {
					const total = (list: Array<{ product: number; quantity: number }>) =>
						list.filter((one) => one.product === product).reduce((sum, { quantity }) => sum + quantity, 0);
					expect(
						arrivals
							.filter((arrival) => arrival.move.product_id === product)
							.reduce((sum, { quantity }) => sum + quantity, 0),
					).toBe(Math.min(total(open), total(counted)));
				}
			}),
		);
	});
	it("knows a line of the case by Odoo's order line rather than by SKU", () => {
		const moves = [move(1, { sale_line_id: 8 }), move(2, { sale_line_id: 9 })];
		expect(
			planReceipt([{ line: 'l', sku: 'P1', orderLine: 9, quantity: 1, serials: [] }], { moves, products }, []),
		).toEqual([{ move: moves[1], quantity: 1 }]);
	});
});

describe('a parcel against what is expected', () => {
	it('gives whole packs only, where the order counts packs and Odoo moves pieces', async () => {
		const done = { ...move(21), quantity: 8, product_uom_qty: 8, state: 'done', reference: 'WH/IN/9' };
		const brought = Object.fromEntries(Object.entries(done).map(([field, value]) => [field, value ?? false]));
		const odoo = new Odoo(
			async ({ args }) => ({
				status: 200,
				body: JSON.stringify(args.domain).includes('picking_id') ? [brought] : [],
			}),
			async () => {},
		);
		const moves = [move(1, { product_uom_qty: 12, units: 6 })];
		const document = { root: {} as never, pickings: [], moves, products: productsOf(moves), own: odoo };
		const { arrivals, legs } = await planMatch(odoo, { id: 9, name: 'WH/IN/9' } as never, document, [], undefined);
		expect(arrivals).toEqual([{ move: moves[0], quantity: 6 }]);
		expect(legs).toMatchObject([{ quantity: 6 }]);
	});
});

describe('the ordered quantity after a credit note', () => {
	const state = { policy: 'order', ordered: 4, billed: 4, invoiced: 3, delivered: 3, shipped: 4 };
	const partly = { ...state, billed: 2, invoiced: 1, delivered: 0 };
	it.each([
		['what is credited is not ordered any more', state, { target: 3, rest: 0 }],
		['asked again, nothing is left to lower', { ...state, ordered: 3 }, { rest: 0 }],
		['goods still out keep it up', { ...state, delivered: 4 }, { rest: 1 }],
		['part that was never billed stays orderable', partly, { target: 3, rest: 0 }],
		['asked again then, too', { ...partly, ordered: 3 }, { rest: 0 }],
		[
			'two credited, one of them lowered already',
			{ ...state, ordered: 3, invoiced: 2, delivered: 2 },
			{ target: 2, rest: 0 },
		],
		['nothing is delivered for the line', { ...state, shipped: undefined }, { target: 3, rest: 0 }],
		['without deliveries and billed in part, hands off', { ...partly, shipped: undefined }, { rest: 1 }],
		['deliveries bill themselves', { ...state, policy: 'delivery' }, { rest: 0 }],
		['nothing credited, nothing lowered', { ...state, billed: 3 }, { rest: 0 }],
	])('%s', (_, given, expected) => expect(loweredQuantity(given)).toEqual(expected));

	it('leaves to be billed what was never billed, however many refunds were credited between two lowerings', () => {
		const credits = fc.array(fc.record({ lower: fc.boolean(), again: fc.boolean() }), { minLength: 1, maxLength: 8 });
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 8 }),
				fc.integer({ min: 0, max: 3 }),
				credits,
				(billed, neverBilled, refunds) => {
					const shipped = billed + neverBilled;
					let ordered = shipped;
					let back = 0;
					const lower = () =>
						(ordered =
							loweredQuantity({
								policy: 'order',
								ordered,
								billed,
								invoiced: billed - back,
								delivered: shipped - back,
								shipped,
							}).target ?? ordered);
					for (const one of refunds.slice(0, billed)) {
						back++;
						if (one.lower) lower();
						if (one.again) lower();
					}
					lower();
					// Odoo keeps what is delivered and not returned on order.
					expect(ordered).toBe(Math.max(billed - back + neverBilled, shipped - back));
				},
			),
		);
	});
});

describe('the order as the case knows it', () => {
	const sold = (id: number, sku: string, quantity: number) => ({
		sku,
		invoicePolicy: 'order',
		service: false,
		kit: false,
		deliveries: [],
		line: {
			id,
			product_id: id,
			name: sku,
			product_uom_qty: quantity,
			product_uom_id: 1,
			qty_delivered: 0,
			qty_invoiced: 0,
			price_unit: 10 / quantity,
			discount: 0,
			price_subtotal: 10,
			price_tax: 2,
			tax_ids: [],
			is_delivery: false,
			is_downpayment: false,
			display_type: undefined,
		},
	});
	const order: OdooOrder = {
		...odooOrder([], []),
		lines: [sold(11, 'A', 1), sold(12, 'A', 2), sold(13, 'B', 1)],
	};
	it('lets no kit come back, of which nobody knows the parts', () => {
		const [line] = order.lines;
		const wanted = [{ line: 'L1', sku: 'A', quantity: 1, orderLine: 11 }];
		expect(() => planReturn(wanted, { ...order, lines: [{ ...line, kit: true }] })).toThrow('A is a kit');
		expect(() => planReturn(wanted, order)).toThrow('nothing was delivered yet');
		expect(() => planReturn(wanted, { ...order, lines: [{ ...line, combo: true }] })).toThrow('A is a combo');
	});
	it("keeps Odoo's line ids when Odoo is the first to know it", () => {
		expect(canonicalOrder(order)).toMatchObject({
			number: '#1',
			lines: [{ id: '11' }, { id: '12' }, { id: '13' }],
			providerIds: { 'odoo.order': '5' },
		});
	});
	it('says when goods were sent, and not that they arrived', () => {
		const delivered = canonicalOrder(odooOrder([{ sku: 'A', quantity: 1, price: 10 }]));
		expect(delivered).toMatchObject({ fulfilledAt: '2026-11-01T10:00:00.000Z', lines: [{ id: '1' }] });
		expect([delivered.deliveredAt, delivered.lines[0].deliveredAt]).toEqual([undefined, undefined]);
	});
	it("takes the line ids of the shop's order, by SKU and quantity, each once", () => {
		const line = (id: string, sku: string, quantity: number) => ({
			id,
			sku,
			quantity,
			title: '',
			subtotal: { amount: 0, currency: 'EUR' },
			tax: { amount: 0, currency: 'EUR' },
			finalSale: false,
			providerIds: {},
		});
		const first = { ...canonicalOrder(order), number: '#1001', lines: [line('s1', 'A', 2), line('s2', 'A', 1)] };
		const found = canonicalOrder(order, { first });
		expect(found.lines.map(({ id, providerIds }) => [id, providerIds['odoo.order_line']])).toEqual([
			['s2', '11'],
			['s1', '12'],
			['odoo-13', '13'],
		]);
		const lines = [
			{ id: 'L1', sku: 'A', orderLineId: 's1', providerIds: {} },
			{ id: 'L2', sku: 'B', providerIds: {} },
			{ id: 'L3', sku: 'none', providerIds: {} },
		];
		expect(linkLines(lines, found)).toEqual({ L1: 's1', L2: 'odoo-13' });
	});
});

describe('the day of a document', () => {
	it("is the shop's, not the server's", () => {
		expect(today('Pacific/Kiritimati', '2026-11-21T16:00:00.000Z')).toBe('2026-11-22');
		expect(today('Pacific/Pago_Pago', '2026-11-21T10:00:00.000Z')).toBe('2026-11-20');
		expect(() => today('Nowhere/Land')).toThrow('no time zone');
	});
});

it('reads a note without its markup', () => {
	expect(plain('<p>Customer said: &quot;a &lt; b&quot;<br>twice</p><div><b>Bold</b>&nbsp;&amp;lt;</div>')).toBe(
		'Customer said: "a < b"\ntwice\nBold &lt;',
	);
	expect(plain('')).toBe('');
});

it.each([
	['S00027 of 2026-11-11 (#1001)', { date_order: '2026-11-11T09:00:00.000Z', client_order_ref: '#1001' }],
	['S00027 of 2026-11-11', { date_order: '2026-11-11T09:00:00.000Z', client_order_ref: undefined }],
	['S00027 (#1001)', { date_order: undefined, client_order_ref: '#1001' }],
])('people choose an order by %s', (title, order) => {
	expect(titleOf({ name: 'S00027', ...order })).toBe(title);
});

import { z } from 'zod';
import { readWhole } from '../../nodes/OdooReturns/sale/orderTree';
import { readReturn } from '../../nodes/OdooReturns/goods/returnDocument';
import { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import {
	many,
	one,
	readAlong,
	readingPlainly,
	specificationOf,
	withName,
} from '../../nodes/OdooReturns/transport/tree';
import type { Wire } from '../../nodes/OdooReturns/transport/wire';
import { call } from '../odoo/target';
import { bench, type Bench } from './setUp';

const name = z.object({ id: z.number(), name: z.string() });
const line = z.object({
	id: z.number(),
	quantity: z.number(),
	product: one('product', name),
	unit: withName(z.unknown()),
});
const order = z.object({ id: z.number(), name: z.string(), lines: many('line', line) });

it('asks for what the schema has, and for what its links have', () => {
	expect(specificationOf(order)).toEqual({
		name: {},
		lines: { fields: { quantity: {}, product: { fields: { name: {} } }, unit: { fields: { display_name: {} } } } },
	});
});

it('reads along with plain reads as well: each kind of link once, in the order that the links have', async () => {
	const asked: Array<[string, number[], string[]]> = [];
	const rows: Record<string, Array<Record<string, unknown>>> = {
		line: [
			{ id: 11, quantity: 1, product: [5, 'Pen'], unit: [1, 'Units'] },
			{ id: 12, quantity: 2, product: false, unit: [1, 'Units'] },
			{ id: 13, quantity: 3, product: [5, 'Pen'], unit: false },
		],
		product: [{ id: 5, name: 'Pen' }],
	};
	const read = async (model: string, ids: number[], fields: string[]) => {
		asked.push([model, ids, fields]);
		return rows[model].filter(({ id }) => ids.includes(id as number));
	};
	const found = await readAlong(
		[
			{ id: 1, name: 'S1', lines: [13, 11] },
			{ id: 2, name: 'S2', lines: [12] },
			{ id: 3, name: 'S3', lines: [] },
		],
		order,
		read,
	);
	expect(z.array(order).parse(found)).toMatchObject([
		{
			id: 1,
			lines: [
				{ id: 13, product: { id: 5, name: 'Pen' } },
				{ id: 11, product: { id: 5, name: 'Pen' } },
			],
		},
		{ id: 2, lines: [{ id: 12, product: undefined }] },
		{ id: 3, lines: [] },
	]);
	expect(asked).toEqual([
		['line', [13, 11, 12], ['quantity', 'product', 'unit']],
		['product', [5], ['name']],
	]);
});

describe('with and without web_search_read', () => {
	let b: Bench;
	let calls: string[];
	beforeEach(async () => {
		b = await bench();
		calls = [];
	});
	afterEach(async () => await b.server.stop());

	function odoo(plain: boolean): Odoo {
		const address = { url: b.server.url, database: b.odoo.database, key: b.odoo.key };
		const wire: Wire = async ({ model, method, args, context }) => {
			calls.push(method);
			return await call(address, model, method, { ...args, context });
		};
		return new Odoo(plain ? readingPlainly(wire) : wire, async () => {});
	}

	it('an order and a return are the same', async () => {
		const {
			return: { id },
		} = await b.done('return.create', {
			reference: 'RMA-1',
			order: '#1001',
			lines: '[{"sku":"TEE-BLUE-M","quantity":2}]',
		});
		await b.done('goods.receive', {
			reference: 'RMA-1',
			receipt: '{"id":"A","lines":[{"sku":"TEE-BLUE-M","quantity":1}]}',
		});
		const both = async (read: (from: Odoo) => Promise<object>) =>
			[await read(odoo(false)), await read(odoo(true))].map((found) =>
				JSON.stringify(found, (_key, value: unknown) => (value instanceof Map ? [...value] : value)),
			);
		const [whole, plain] = await both(async (from) => await readWhole(from, [['client_order_ref', '=', '#1001']]));
		expect(plain).toBe(whole);
		expect(whole).toContain('TEE-BLUE-M');
		const [document, plainDocument] = await both(async (from) => await readReturn(from, Number(id)));
		expect(plainDocument).toBe(document);
		expect(JSON.parse(document)).toMatchObject({
			pickings: [{ state: 'done' }, { state: 'assigned' }],
			moves: [{ quantity: 1 }, { product_uom_qty: 1 }],
		});
		expect(calls.filter((method) => method === 'web_search_read')).toHaveLength(2);
		expect(calls.filter((method) => method !== 'web_search_read').every((method) => method === 'search_read')).toBe(
			true,
		);
	});
});

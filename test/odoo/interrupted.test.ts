import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { moduleOf } from '../../nodes/OdooReturns/transport/table';
import { runNode } from '../support/harness';
import { lineTo, type Line } from './line';
import { realOdoo, type RealOdoo } from './realOdoo';
import { odooApiKeyApi } from './target';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/** A real Odoo behind a line that breaks after the n-th call: Odoo does what it was asked, nobody hears of it. */
let odoo: RealOdoo;
let line: Line;
beforeAll(async () => {
	odoo = await realOdoo();
	line = await lineTo(odoo.url);
});
afterAll(async () => await line.stop());

const reads = ['search', 'search_read', 'web_search_read', 'search_count', 'read', 'check_object_reference'];
const run = Date.now().toString(36).toUpperCase();
const tee = { sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 2, price: '20.00', discount: '4.00', tax: '7.20' };
const json = JSON.stringify;
let orders = 0;

function stepsOf(reference: string, number: string): Array<[string, string, object]> {
	const amount = { amount: 2160, currency: odoo.currency };
	const part = (kind: string, minor: number, more: object) => ({
		kind,
		line: tee.sku,
		amount: { ...amount, amount: minor },
		...more,
	});
	const intent = {
		id: `${reference}/R1`,
		amount,
		payment: { id: 'p', processor: 'stripe' },
		breakdown: [part('line', 1800, { quantity: 1 }), part('tax', 360, {})],
	};
	return [
		['return.create', 'return', { reference, order: number, lines: json([{ sku: tee.sku, quantity: 2 }]) }],
		['goods.receive', 'receipt', { reference, receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }) }],
		[
			'goods.sort',
			'sorting',
			{ reference, inspection: json({ id: 'I', lines: [{ sku: tee.sku, quantity: 1, destination: 'quarantine' }] }) },
		],
		['creditNote.issue', 'creditNote', { reference, order: number, intent: json(intent) }],
		[
			'creditNote.recordPayment',
			'payment',
			{ reference, refund: json({ id: `re_${reference}`, intent: intent.id, amount, status: 'succeeded' }) },
		],
		['note.add', 'note', { reference, document: 'order', order: number, text: 'Back.' }],
	];
}

async function work(operation: string, parameters: object, settings = odoo.settings) {
	const [resource, name] = operation.split('.');
	const {
		json: [item],
		error,
	} = await runNode(new OdooReturns(), {
		parameters: { resource, operation: name, ...parameters },
		extraTypes: [odooApiKeyApi],
		credentials: { odooApiKeyApi: { url: line.url, db: odoo.database, apiKey: odoo.key } },
		input: [{ settings: { odoo: settings } } as never],
	});
	return { item: item as any, error }; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field
}

/** What the case has in Odoo, without ids and numbers. */
async function books(reference: string, order: number) {
	const all = async (model: string, domain: unknown[], fields: string[]) =>
		(await odoo.call(model, 'search_read', { domain, fields, order: 'id' })).body.map(
			// eslint-disable-next-line @typescript-eslint/no-unused-vars
			({ id: _id, ...values }: { id: number }) => values,
		);
	return {
		transfers: await all('stock.picking', [['origin', '=', reference]], ['state']),
		pieces: await all(
			'stock.move',
			[
				['picking_id.origin', '=', reference],
				['state', '!=', 'cancel'],
			],
			['state', 'quantity', 'product_uom_qty'],
		),
		notes: await all(
			'account.move',
			[
				['ref', '=', reference],
				['move_type', '=', 'out_refund'],
			],
			['state', 'amount_total', 'payment_state'],
		),
		payments: await all('account.payment', [['memo', '=', `re_${reference}`]], ['state', 'amount']),
		ordered: await all(
			'sale.order.line',
			[['order_id', '=', order]],
			['product_uom_qty', 'qty_delivered', 'qty_invoiced', 'qty_to_invoice'],
		),
		messages: (
			await all(
				'mail.message',
				[
					['model', '=', 'sale.order'],
					['res_id', '=', order],
					['body', 'ilike', `[${reference} `],
				],
				['message_type'],
			)
		).length,
	};
}

/** Orders with their returns, as far as the steps before one of them bring them. */
async function upTo(index: number, many: number) {
	const named = Array.from({ length: many }, () => ({
		number: `#I${run}${++orders}`,
		reference: `RMA-I${run}${orders}`,
	}));
	const made = await odoo.addOrders(
		named.map(({ number }) => ({ number, lines: [tee], shipping: { price: '0', tax: '0' } })),
	);
	const returns = named.map(({ number, reference }, at) => ({
		id: made[at].id,
		reference,
		steps: stepsOf(reference, number),
	}));
	for (const { steps } of returns)
		for (const [operation, , parameters] of steps.slice(0, index))
			expect((await work(operation, parameters, odoo.inBatches)).error?.message).toBeUndefined();
	return returns;
}
type Return = Awaited<ReturnType<typeof upTo>>[number];

/**
 * What is left in Odoo differs only by the writes that arrived, so the line breaks at each of them; breaking it at the reads in
 * between as well, as is done with the stand-in (test/OdooReturns), would leave the same again.
 */
describe.each(['call by call', 'in batches'])('%s', (way) =>
	it.each(way === 'in batches' ? [0, 1, 2, 3, 4] : [0, 1, 2, 3, 4, 5])(
		'step %i ends the same, whichever of its writes was not heard of',
		async (index) => {
			const settings = way === 'in batches' ? odoo.inBatches : odoo.settings;
			async function through({ id, reference, steps }: Return, survives: number) {
				const [operation, key, parameters] = steps[index];
				Object.assign(line, { left: survives, calls: [] });
				const { error } = await work(operation, parameters, settings);
				line.left = Infinity;
				const called = line.calls.map((path) => path.split('/').at(-1)!);
				const again = await work(operation, parameters, settings);
				expect(again.error?.message).toBeUndefined();
				expect(['done', 'already_done']).toContain(again.item[key].outcome);
				return { books: await books(reference, id), failed: !!error, called };
			}
			const whole = await through((await upTo(index, 1))[0], Infinity);
			expect(whole.failed).toBe(false);
			const writes = whole.called.flatMap((method, at) => (reads.includes(method) ? [] : [at]));
			expect(writes.length).toBeGreaterThanOrEqual(1);
			const returns = await upTo(index, writes.length);
			for (const [nth, at] of writes.entries()) {
				const cut = await through(returns[nth], at);
				expect(cut.books).toEqual(whole.books);
				expect(cut.failed).toBe(true);
			}
		},
		300_000,
	),
);

it('would double without external ids', async () => {
	const [{ id, reference, steps }] = await upTo(3, 1);
	const [operation, , parameters] = steps[3];
	for (let time = 0; time < 2; time++) {
		expect((await work(operation, parameters)).error?.message).toBeUndefined();
		const { body: keys } = await odoo.call('ir.model.data', 'search', {
			domain: [
				['module', '=', moduleOf],
				['name', '=like', `${reference}.cn%`],
			],
		});
		expect(keys.length).toBeGreaterThan(0);
		await odoo.call('ir.model.data', 'unlink', { ids: keys });
	}
	expect((await books(reference, id)).notes).toHaveLength(2);
});

import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode } from '../harness';
import { listen, read, write, type Running } from '../sandbox/server';
import { realOdoo } from './realOdoo';
import { odooApiKeyApi, type OdooTarget } from './target';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/** A real Odoo behind a line that breaks after the n-th call: Odoo does what it was asked, nobody hears of it. */
let odoo: OdooTarget;
let line: Running;
let left = Infinity;
beforeAll(async () => {
	const { RETURNS_ODOO_URL: url = '', RETURNS_ODOO_DB: database = '', RETURNS_ODOO_KEY: key = '' } = process.env;
	odoo = await realOdoo({ url, database, key });
	line = await listen(async (request, response) => {
		const { path, raw, headers } = await read(request);
		const broken = left-- <= 0;
		const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { authorization: headers.authorization, 'content-type': 'application/json', 'x-odoo-database': database }, body: new Uint8Array(raw) });
		const body = await answer.text();
		if (broken) request.socket.destroy();
		else write(response, { status: answer.status, body, headers: { 'content-type': answer.headers.get('content-type') ?? '' } });
	});
});
afterAll(async () => await line.stop());

const run = Date.now().toString(36).toUpperCase();
const tee = { sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 2, price: '20.00', discount: '4.00', tax: '7.20' };
const json = JSON.stringify;
let orders = 0;

function stepsOf(reference: string, number: string): Array<[string, string, object]> {
	const amount = { amount: 2160, currency: odoo.currency };
	const part = (kind: string, minor: number, more: object) => ({ kind, line: tee.sku, amount: { ...amount, amount: minor }, ...more });
	const intent = { id: `${reference}/R1`, amount, payment: { id: 'p', processor: 'stripe' }, breakdown: [part('line', 1800, { quantity: 1 }), part('tax', 360, {})] };
	return [
		['return.create', 'return', { reference, order: number, lines: json([{ sku: tee.sku, quantity: 2 }]) }],
		['goods.receive', 'receipt', { reference, receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }) }],
		['goods.sort', 'sorting', { reference, inspection: json({ id: 'I', lines: [{ sku: tee.sku, quantity: 1, destination: 'quarantine' }] }) }],
		['creditNote.issue', 'creditNote', { reference, order: number, intent: json(intent) }],
		['creditNote.recordPayment', 'payment', { reference, refund: json({ id: `re_${reference}`, intent: intent.id, amount, status: 'succeeded' }) }],
		['note.add', 'note', { reference, document: 'order', order: number, text: 'Back.' }],
	];
}

async function work(operation: string, parameters: object) {
	const [resource, name] = operation.split('.');
	const { json: [item], error } = await runNode(new OdooReturns(), {
		parameters: { resource, operation: name, ...parameters }, extraTypes: [odooApiKeyApi], credentials: { odooApiKeyApi: { url: line.url, db: odoo.database, apiKey: odoo.key } }, input: [{ settings: { odoo: odoo.settings } } as never],
	});
	return { item: item as any, error }; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field
}

/** What the case has in Odoo, without ids and numbers. */
async function books(reference: string, order: number) {
	const all = async (model: string, domain: unknown[], fields: string[]) => (await odoo.call(model, 'search_read', { domain, fields, order: 'id' })).body.map(({ id: _id, ...values }: { id: number }) => values); // eslint-disable-line @typescript-eslint/no-unused-vars
	return {
		transfers: await all('stock.picking', [['origin', '=', reference]], ['state']),
		pieces: await all('stock.move', [['picking_id.origin', '=', reference], ['state', '!=', 'cancel']], ['state', 'quantity', 'product_uom_qty']),
		notes: await all('account.move', [['ref', '=', reference], ['move_type', '=', 'out_refund']], ['state', 'amount_total', 'payment_state']),
		payments: await all('account.payment', [['memo', '=', `re_${reference}`]], ['state', 'amount']),
		ordered: await all('sale.order.line', [['order_id', '=', order]], ['product_uom_qty', 'qty_delivered', 'qty_invoiced', 'qty_to_invoice']),
		messages: (await all('mail.message', [['model', '=', 'sale.order'], ['res_id', '=', order], ['body', 'ilike', `[${reference} `]], ['message_type'])).length,
	};
}

it.each([0, 1, 2, 3, 4, 5])('step %i ends the same, at whatever call it was cut off', async (index) => {
	async function through(survives: number) {
		const [number, reference] = [`#I${run}${++orders}`, `RMA-I${run}${orders}`];
		const { id } = await odoo.addOrder({ number, lines: [tee], shipping: { price: '0', tax: '0' } });
		const steps = stepsOf(reference, number);
		for (const [operation, , parameters] of steps.slice(0, index)) expect((await work(operation, parameters)).error).toBeUndefined();
		const [operation, key, parameters] = steps[index];
		left = survives;
		const { error } = await work(operation, parameters);
		left = Infinity;
		const again = await work(operation, parameters);
		expect(again.error?.message).toBeUndefined();
		expect(['done', 'already_done']).toContain(again.item[key].outcome);
		return { left: await books(reference, id), failed: !!error };
	}
	const whole = await through(Infinity);
	expect(whole.failed).toBe(false);
	let cut = 0;
	for (; ; cut++) {
		const { left: found, failed } = await through(cut);
		expect(found).toEqual(whole.left);
		if (!failed) break;
	}
	expect(cut).toBeGreaterThanOrEqual(3);
}, 600_000);

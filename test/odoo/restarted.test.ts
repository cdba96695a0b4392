import { audit } from './audit';
import { lineTo, type Line } from './line';
import { startOdoo, type OdooServer } from './server';
import { json, openWorkbench, tee, type Workbench } from './workbench';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/** Odoo is killed while it works on a call of a step, and started again: the step, tried again, ends as if nothing had happened. */
let server: OdooServer;
let w: Workbench;
let line: Line;
beforeAll(async () => {
	server = await startOdoo();
	w = await openWorkbench('plain', server.machine);
	line = await lineTo(server.url);
}, 180_000);
afterAll(async () => {
	await line?.stop();
	await server?.stop();
});

const amount = (minor: number) => ({ amount: minor, currency: w.odoo.currency });
const work = async (operation: string, parameters: object, settings = w.odoo.settings) =>
	await w.node(operation, parameters as never, {
		input: [{ settings: { odoo: settings } } as never],
		credentials: { odooApiKeyApi: { url: line.url, db: w.odoo.database, apiKey: w.odoo.key } },
	});

it.each(['call by call', 'in batches'])(
	'ends the same, whichever call of a return Odoo was killed at (%s)',
	async (way) => {
		const settings = way === 'in batches' ? w.odoo.inBatches : w.odoo.settings;
		const { reference, number, id } = await w.order({ lines: [tee], shipping: { price: '0', tax: '0' } });
		const part = (kind: string, minor: number, more: object) => ({
			kind,
			line: tee.sku,
			amount: amount(minor),
			...more,
		});
		const intent = {
			id: `${reference}/R1`,
			amount: amount(2160),
			payment: { id: 'p', processor: 'stripe' },
			breakdown: [part('line', 1800, { quantity: 1 }), part('tax', 360, {})],
		};
		/** Each step, and the calls of it at which Odoo is killed. */
		const steps: Array<[string, string, object, string[]]> = [
			[
				'return.create',
				'return',
				{ reference, order: number, lines: json([{ sku: tee.sku, quantity: 1 }]) },
				['load', 'action_confirm'],
			],
			[
				'goods.receive',
				'receipt',
				{ reference, receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }) },
				['load', 'button_validate'],
			],
			[
				'goods.sort',
				'sorting',
				{ reference, inspection: json({ id: 'I', lines: [{ sku: tee.sku, quantity: 1, destination: 'quarantine' }] }) },
				['load', 'button_validate'],
			],
			['creditNote.issue', 'creditNote', { reference, order: number, intent: json(intent) }, ['load', 'action_post']],
			[
				'creditNote.recordPayment',
				'payment',
				{
					reference,
					refund: json({ id: `re_${reference}`, intent: intent.id, amount: amount(2160), status: 'succeeded' }),
				},
				['load', 'action_post', 'reconcile'],
			],
		];
		for (const [operation, key, parameters, deadly] of steps) {
			// In batches a step makes at least one; each is what its last one did not come to.
			const strikes = settings.batchAction
				? [0, 1].map((after) => ({ method: 'run', after }))
				: deadly.map((method) => ({ method, after: 0 }));
			for (const { method, after } of strikes) {
				line.strike = { method, after, blow: server.kill };
				const { error } = await work(operation, parameters, settings);
				if (after && line.strike) break; // there is no further batch
				expect([operation, method, line.strike]).toEqual([operation, method, undefined]); // it was killed
				expect([operation, method, ['retryable', 'unknown_outcome']]).toEqual([
					operation,
					method,
					expect.arrayContaining([error?.context?.category]),
				]);
				await server.begin();
			}
			delete line.strike;
			const {
				json: [item],
				error,
			} = await work(operation, parameters, settings);
			expect([operation, error?.message]).toEqual([operation, undefined]);
			expect(['done', 'already_done']).toContain((item[key] as { outcome: string }).outcome);
		}
		expect(await audit(w.database)).toEqual([]);
		const [counted] = await w.database.sql(
			`select (select count(*) from stock_picking where origin = $1)::int as transfers, (select count(*) from account_move where ref = $1 and move_type = 'out_refund')::int as notes,
		(select count(*) from account_payment where memo = 're_' || $1)::int as payments, (select payment_state from account_move where ref = $1 and move_type = 'out_refund') as settled`,
			[reference],
		);
		expect(counted).toEqual({ transfers: 2, notes: 1, payments: 1, settled: 'paid' });
		expect(
			await w.database.sql(
				'select product_uom_qty::int as ordered, qty_delivered::int as delivered, qty_to_invoice::int as open from sale_order_line where order_id = $1',
				[id],
			),
		).toEqual([{ ordered: 1, delivered: 1, open: 0 }]);
	},
	600_000,
);

import { bench, eur, intentOf, type Bench } from './setUp';
import { Journal, type Fault } from '../sandbox/server';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/** Loses the connection at the n-th call and all later ones, after Odoo has done what it was asked, as a killed n8n would. */
class Dying extends Journal {
	private seen = 0;
	constructor(private survives: number) {
		super();
	}
	take(provider: string, operation: string): Fault | undefined {
		return this.seen++ < this.survives ? undefined : { provider, operation, kind: 'drop_after_commit' };
	}
	heal(): void {
		this.survives = Infinity;
	}
}

const reference = 'RMA-1';
const lines = JSON.stringify([
	{ sku: 'TEE-BLUE-M', quantity: 1 },
	{ sku: 'MUG-WHITE', quantity: 1 },
]);
const refund = JSON.stringify({ id: 're_1', intent: 'RMA-1/R1', amount: eur(2160), status: 'succeeded' });
/** Operation, the key of its result, its parameters, and what runs before it: by default all lines above it. */
const steps: Array<[string, string, object, string[]?]> = [
	['return.create', 'return', { reference, order: '#1001', lines }],
	[
		'goods.receive',
		'receipt',
		{ reference, receipt: JSON.stringify({ id: 'A', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] }) },
	],
	[
		'goods.sort',
		'sorting',
		{
			reference,
			inspection: JSON.stringify({ id: 'I', lines: [{ sku: 'TEE-BLUE-M', quantity: 1, destination: 'restock' }] }),
		},
	],
	['creditNote.issue', 'creditNote', { reference, order: '#1001', intent: JSON.stringify(intentOf(reference)) }],
	['creditNote.recordPayment', 'payment', { reference, refund }],
	['note.add', 'note', { reference, document: 'order', order: '#1001', text: 'Back.' }],
	[
		'goods.receive',
		'receipt',
		{
			reference,
			surplus: 'receive',
			receipt: JSON.stringify({
				id: 'B',
				lines: [
					{ sku: 'TEE-BLUE-M', quantity: 2 },
					{ sku: 'SOCKS-GREY', quantity: 1 },
				],
			}),
		},
		['return.create'],
	],
	['return.cancel', 'cancellation', { reference }, ['return.create', 'goods.receive']],
	['return.undo', 'undo', { reference }, ['return.create', 'goods.receive']],
	[
		'goods.receiveUnidentified',
		'unidentified',
		{ parcel: 'P', lines: JSON.stringify([{ sku: 'TEE-BLUE-M', quantity: 1 }]) },
		[],
	],
	['goods.matchUnidentified', 'receipt', { reference, parcel: 'P' }, ['return.create', 'goods.receiveUnidentified']],
];

/** Everything in Odoo that a step may double, counted in Odoo itself. */
function books({ odoo }: Bench) {
	const stockOf = (location: number) =>
		odoo.db.where('stock.quant', { location_id: location }).reduce((sum, { quantity }) => sum + Number(quantity), 0);
	const { inspectionLocation, destinations } = odoo.settings();
	return {
		transfers: odoo.db
			.all('stock.picking')
			.map(({ origin, state }) => `${String(origin)} ${String(state)}`)
			.sort(),
		stock: [inspectionLocation!, destinations.restock!].map(stockOf),
		notes: odoo.db
			.all('account.move')
			.filter(({ move_type }) => move_type === 'out_refund')
			.map((move) => [
				move.state,
				odoo.db.get('account.move', move, 'amount_total'),
				odoo.db.get('account.move', move, 'payment_state'),
			]),
		payments: odoo.db.all('account.payment').map(({ state, amount, memo }) => [state, amount, memo]),
		ordered: odoo.db.all('sale.order.line').map(({ product_uom_qty }) => product_uom_qty),
		messages: odoo.db.all('mail.message').length,
	};
}

it('would double without external ids', async () => {
	const b = await bench();
	const [, , parameters] = steps[3];
	for (let run = 0; run < 2; run++) {
		await b.done('creditNote.issue', parameters as never);
		b.odoo.db.keys.clear();
	}
	expect(books(b).notes).toHaveLength(2);
	await b.server.stop();
});

describe.each(['call by call', 'in batches'])('%s', (way) =>
	describe.each(steps.map(([operation], index) => [operation, index] as const))('%s (line %i)', (operation, index) => {
		const [, key, parameters, after] = steps[index];
		const before = after ? after.map((name) => steps.find(([one]) => one === name)!) : steps.slice(0, index);
		it('ends the same, at whatever call it was cut off', async () => {
			async function through(survives: number): Promise<{ books: object; failed: boolean }> {
				const journal = new Dying(Infinity);
				const b = await bench(journal, { batch: way === 'in batches' });
				try {
					for (const [earlier, , given] of before) await b.done(earlier, given as never);
					journal['seen'] = 0;
					journal['survives'] = survives;
					const { error } = await b.node(operation, parameters as never);
					journal.heal();
					if (error) expect(['retryable', 'unknown_outcome']).toContain(error.context?.category);
					const again = await b.done(operation, parameters as never);
					expect(['done', 'already_done']).toContain(again[key].outcome);
					return { books: books(b), failed: !!error };
				} finally {
					await b.server.stop();
				}
			}
			const whole = await through(Infinity);
			expect(whole.failed).toBe(false);
			let cut = 0;
			for (; ; cut++) {
				const { books: left, failed } = await through(cut);
				expect(left).toEqual(whole.books);
				if (!failed) break; // it needs no more calls than these
			}
			expect(cut).toBeGreaterThanOrEqual(way === 'in batches' ? 1 : 3);
		}, 120_000);
	}),
);

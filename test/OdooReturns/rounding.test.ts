import { Journal, type Fault } from '../sandbox/server';
import { bench, type Bench } from './setUp';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/* A credit note that is corrected by cents, cut off in between or corrected by two runs at once: it is the refund to the cent all the same. */

/** Loses every answer from the n-th call on, though Odoo has done what it was asked. */
class Cut extends Journal {
	left = Infinity;
	/** What happens in Odoo while a call is on its way. */
	meanwhile?: (operation: string) => void;
	take(provider: string, operation: string): Fault | undefined {
		this.meanwhile?.(operation);
		return this.left-- > 0 ? undefined : { provider, operation, kind: 'drop_after_commit' };
	}
}

const reference = 'RMA-1';
const yen = { currency: 'JPY', taxRate: 20, taxesIncluded: true, price: '333', quantity: 4 };
const rappen = { currency: 'CHF', rounding: 0.05, taxRate: 19, taxesIncluded: false, price: '0.65', quantity: 2 };

/** One piece of goods at so much and its tax, less what another refund gives back of it. */
function intentOf({ currency }: { currency: string }, net: number, tax: number, less = 0) {
	const money = (amount: number) => ({ amount, currency });
	return {
		id: `${reference}/R1`,
		amount: money(net + tax - less),
		payment: { id: 'p1', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line: 'PEN', quantity: 1, amount: money(net), description: '' },
			{ kind: 'tax', line: 'PEN', amount: money(tax), description: '' },
			...(less ? [{ kind: 'adjustment', amount: money(-less), description: 'Paid back as refund RMA-1/R2' }] : []),
		],
	};
}

async function shop({ price, quantity, ...more }: typeof yen & { rounding?: number }, batch: boolean) {
	const journal = new Cut();
	const b = await bench(journal, { batch });
	b.odoo.addOrder({
		number: '#PEN',
		lines: [{ sku: 'PEN', title: 'Pen', quantity, price, discount: '0', tax: '0' }],
		shipping: { price: '0', tax: '0' },
		...more,
	});
	const issue = async (intent: object) =>
		await b.node('creditNote.issue', { reference, order: '#PEN', intent: JSON.stringify(intent) });
	return { b, journal, issue };
}

/** All credit notes of the return, and what their lines "Rounding" come to. */
function notesOf({ odoo: { db } }: Bench) {
	return db.where('account.move', { move_type: 'out_refund' }).map((note) => ({
		state: note.state,
		total: db.get('account.move', note, 'amount_total'),
		tax: db.get('account.move', note, 'amount_tax'),
		roundings: db
			.where('account.move.line', { move_id: note.id, name: 'Rounding' })
			.map(({ price_unit }) => price_unit),
	}));
}

describe.each(['call by call', 'in batches'])('%s', (way) => {
	const batch = way === 'in batches';

	it.each([
		['the same', [277, 56], { total: 293, tax: 56, roundings: [-1] }],
		['another price and tax, so that nothing is rounded', [278, 55], { total: 293, tax: 55, roundings: [] }],
		['one yen less, so that more is rounded', [276, 56], { total: 292, tax: 56, roundings: [-2] }],
	])(
		'a draft that was cut off at whatever call is what the refund says by then: %s',
		async (_title, [net, tax], expected) => {
			let whole = false;
			for (let cut = 0; !whole && cut < 40; cut++) {
				const { b, journal, issue } = await shop(yen, batch);
				try {
					journal.left = cut;
					whole = !(await issue(intentOf(yen, 277, 56, 40))).error;
					journal.left = Infinity;
					// What is posted stays as it is.
					if (notesOf(b).some(({ state }) => state === 'posted')) continue;
					const { error } = await issue(intentOf(yen, net, tax, 40));
					expect([cut, error?.message]).toEqual([cut, undefined]);
					expect([cut, ...notesOf(b)]).toEqual([cut, { state: 'posted', ...expected }]);
				} finally {
					await b.server.stop();
				}
			}
			expect(whole).toBe(true);
		},
		60_000,
	);

	it('two runs that correct one draft at the same time do not both add what is missing', async () => {
		const { b, journal, issue } = await shop(rappen, batch);
		const { db } = b.odoo;
		let others = 0;
		journal.meanwhile = (operation) => {
			const [note] = db.where('account.move', { move_type: 'out_refund', state: 'draft' });
			if (!note || others || !/account\.move\.line.*search/.test(operation)) return;
			for (const line of db.where('account.move.line', { move_id: note.id, display_type: 'tax' }))
				db.update('account.move.line', line, { amount_currency: 0.15 });
			others++;
		};
		try {
			const { error } = await issue(intentOf(rappen, 65, 15));
			expect([error?.message, others]).toEqual([undefined, 1]);
			expect(notesOf(b)).toEqual([{ state: 'posted', total: 0.8, tax: 0.15, roundings: [] }]);
		} finally {
			await b.server.stop();
		}
	});
});

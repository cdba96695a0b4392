import type { Row } from '../sandbox/odoo/db';
import { bench, eur, type Bench } from './setUp';

/* What the books say of a month, on the stand-in. Against Odoo's own tables: test/odoo/month.test.ts. */

let b: Bench;
let journal: Row;
let company: Row;
beforeEach(async () => {
	b = await bench();
	[company] = b.odoo.db.all('res.company');
	[journal] = b.odoo.db.where('account.journal', { type: 'sale' });
});
afterEach(async () => await b.server.stop());

function note(ref: string | false, amount: number, date: string, more: object = {}): Row {
	return b.odoo.db.insert('account.move', {
		move_type: 'out_refund',
		state: 'posted',
		journal_id: journal.id,
		company_id: company.id,
		currency_id: company.currency_id,
		ref,
		invoice_date: date,
		amount,
		...more,
	});
}
function payment(memo: string, amount: number, date: string, more: object = {}): void {
	b.odoo.db.insert('account.payment', {
		payment_type: 'outbound',
		partner_type: 'customer',
		state: 'paid',
		journal_id: journal.id,
		currency_id: company.currency_id,
		memo,
		amount,
		date,
		...more,
	});
}
const read = async (more: object = {}) =>
	(await b.done('month.getFigures', { month: '2026-11', windowDays: 30, ...more } as never)).figures;

describe('the figures of a month', () => {
	it('are credit notes by return and currency, of the month and around it', async () => {
		note('RMA-A', 21.6, '2026-11-01');
		note('RMA-A', 10.2, '2026-11-30');
		note('RMA-A', 5, '2026-10-31');
		note('RMA-B', 7, '2026-12-01');
		note(false, 3, '2026-11-15');
		note('RMA-C', 9, '2026-11-15', { state: 'draft' });
		note('RMA-D', 9, '2026-07-01');
		const dollars = b.odoo.db.insert('res.currency', { name: 'USD', rounding: 0.01 });
		note('RMA-A', 4, '2026-11-15', { currency_id: dollars.id });
		const { creditNotes, drafts, from, to, currency } = await read();
		expect({ drafts, from, to, currency }).toEqual({
			drafts: 1,
			from: '2026-11-01',
			to: '2026-11-30',
			currency: 'EUR',
		});
		expect(creditNotes).toHaveLength(5);
		expect(creditNotes).toEqual(
			expect.arrayContaining([
				{ name: 'RMA-A', when: 'before', count: 1, amount: eur(500) },
				{ name: 'RMA-A', when: 'month', count: 2, amount: eur(3180) },
				{ name: 'RMA-A', when: 'month', count: 1, amount: { amount: 400, currency: 'USD' } },
				{ when: 'month', count: 1, amount: eur(300) },
				{ name: 'RMA-B', when: 'after', count: 1, amount: eur(700) },
			]),
		);
	});
	it('are payments to customers by memo, only those that count', async () => {
		payment('re_1', 21.6, '2026-11-10');
		payment('re_2', 1, '2026-11-10', { state: 'canceled' });
		payment('re_3', 1, '2026-11-10', { partner_type: 'supplier' });
		payment('re_4', 1, '2026-11-10', { payment_type: 'inbound' });
		payment('re_5', 2, '2026-12-02');
		expect((await read()).payments).toEqual([
			{ name: 're_1', when: 'month', count: 1, amount: eur(2160) },
			{ name: 're_5', when: 'after', count: 1, amount: eur(200) },
		]);
	});
	it('are what is open of credit notes that are dated to its end', async () => {
		note('RMA-A', 21.6, '2026-06-01', { settled: 20 });
		note('RMA-B', 10, '2026-11-20', { settled: 10 });
		note('RMA-C', 10, '2026-12-01');
		expect((await read()).openCredits).toEqual([{ name: 'RMA-A', count: 1, amount: eur(160) }]);
	});
	it('are the locks of the books, and accounts as they were on its last day', async () => {
		b.odoo.db.update('res.company', company, { fiscalyear_lock_date: '2026-10-31', tax_lock_date: '2026-11-30' });
		const account = b.odoo.db.insert('account.account', { code: '1790', name: 'Refunds', account_type: 'liability' });
		for (const [balance, date, state] of [
			[-50, '2026-11-30', 'posted'],
			[-7, '2026-12-01', 'posted'],
			[-9, '2026-11-01', 'draft'],
		] as const) {
			const move = note(false, 1, date, { move_type: 'entry', state });
			b.odoo.db.insert('account.move.line', {
				move_id: move.id,
				account_id: account.id,
				display_type: 'cogs',
				balance,
			});
		}
		const { locks, balances } = await read({ refundLiability: String(account.id) });
		expect(locks).toEqual([
			{ what: 'everything', to: '2026-10-31' },
			{ what: 'taxes', to: '2026-11-30' },
		]);
		expect(balances).toEqual({ refundLiability: { account: '1790 Refunds', amount: eur(-5000) } });
	});
	it('are goods that came back in the month of the shop, by what their transfers name', async () => {
		const { db } = b.odoo;
		const [customers] = db.where('stock.location', { usage: 'customer' });
		const [inside] = db.where('stock.location', { usage: 'internal' });
		const came = (origin: string, quantity: number, date: string, from = customers, to = inside) => {
			const picking = db.insert('stock.picking', {
				company_id: company.id,
				origin,
				picking_type_id: db.all('stock.picking.type')[0].id,
				location_id: from.id,
				location_dest_id: to.id,
			});
			const move = db.insert('stock.move', {
				picking_id: picking.id,
				product_id: db.all('product.product')[0].id,
				state: 'done',
				date,
				location_id: from.id,
				location_dest_id: to.id,
			});
			db.insert('stock.move.line', { move_id: move.id, picking_id: picking.id, quantity });
		};
		came('RMA-A', 2, '2026-11-20 10:00:00');
		came('RMA-A', 1, '2026-10-31 23:30:00'); // in Berlin it was November
		came('RMA-B', 1, '2026-11-30 23:30:00'); // and here December
		came('SO1', 5, '2026-11-20 10:00:00', inside, customers);
		const settings = { odoo: b.odoo.settings(), timeZone: 'Europe/Berlin' };
		const { json } = await b.node('month.getFigures', { month: '2026-11', windowDays: 30 } as never, {
			input: [{ settings } as never],
		});
		expect((json[0].figures as { goods: unknown }).goods).toEqual([
			{ name: 'RMA-A', when: 'month', pieces: 3 },
			{ name: 'RMA-B', when: 'after', pieces: 1 },
		]);
	});
	it('change nothing in Odoo, and are read in few calls', async () => {
		await read();
		expect(b.writes()).toEqual([]);
		expect(b.journal.calls.length).toBeLessThan(30);
	});
	it.each([
		[{ month: '2026-13' }, 'is no month'],
		[{ windowDays: 0 }, 'Days to Return is 0'],
	])('refuse %j', async (more, said) => {
		const { error } = await b.node('month.getFigures', { month: '2026-11', windowDays: 30, ...more } as never);
		expect(error?.message).toContain(said);
	});
});

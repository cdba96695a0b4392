import type { Row } from '../sandbox/odoo/db';
import { bench, type Bench } from './setUp';

/* How a clearing account stands. What is booked on it and matched: test/odoo/settlement.test.ts, on a real Odoo. */

let b: Bench;
let journal: Row;
let account: Row;
beforeEach(async () => {
	b = await bench();
	const { db } = b.odoo;
	const make = (name: string) => db.insert('account.account', { code: name, name, account_type: 'asset_cash' });
	account = make('Balance');
	journal = db.insert('account.journal', {
		name: 'Stripe',
		code: 'STRP',
		type: 'bank',
		company_id: db.all('res.company')[0].id,
		default_account_id: account.id,
		suspense_account_id: make('Suspense').id,
	});
});
afterEach(async () => await b.server.stop());

/** An item of the clearing account: in its currency, and in that of the books. */
function booked(amount: number, inBooks = amount, state = 'posted'): void {
	const { db } = b.odoo;
	const move = db.insert('account.move', { move_type: 'entry', state, journal_id: journal.id });
	db.insert('account.move.line', {
		move_id: move.id,
		account_id: account.id,
		display_type: 'cogs',
		amount_currency: amount,
		balance: inBooks,
	});
}
function inDollars(): void {
	const { db } = b.odoo;
	db.update('account.journal', journal, { currency_id: db.insert('res.currency', { name: 'USD', rounding: 0.01 }).id });
}
const clearing = async () => (await b.done('settlement.getBalance', { journal: String(journal.id) })).clearing;
const refusal = async () => (await b.node('settlement.getBalance', { journal: String(journal.id) })).error;

describe('the balance of a clearing account', () => {
	it('is what is posted on it, to the cent', async () => {
		for (const amount of [0.1, 0.2, -0.3, 20.35]) booked(amount);
		booked(7, 7, 'draft');
		expect(await clearing()).toEqual({
			journal: 'Stripe',
			balance: { amount: 2035, currency: 'EUR' },
			isZero: false,
			open: [],
			report: 'Stripe: 20.35 EUR are left on the clearing account.',
		});
		booked(-20.35);
		expect(await clearing()).toMatchObject({
			isZero: true,
			report: 'Stripe: 0.00 EUR on the clearing account: all of it was paid out.',
		});
	});
	it("is in the journal's currency, whatever the rates of the days made of it in the books", async () => {
		inDollars();
		booked(100, 92.5);
		booked(-100, -91.3);
		expect(await clearing()).toMatchObject({ balance: { amount: 0, currency: 'USD' }, isZero: true });
		booked(10, 9.13);
		expect(await clearing()).toMatchObject({ balance: { amount: 1000, currency: 'USD' }, isZero: false });
	});
	it('is in the currency of the books where the journal has none, also of what was booked in another', async () => {
		booked(100, 92.5);
		expect(await clearing()).toMatchObject({ balance: { amount: 9250, currency: 'EUR' } });
	});
	it('comes with the lines of this journal that wait for a person, the oldest first', async () => {
		const line = (payment_ref: string, date: string, more: object = {}) =>
			b.odoo.db.insert('account.bank.statement.line', {
				journal_id: journal.id,
				amount: -5,
				is_reconciled: false,
				payment_ref,
				date,
				...more,
			});
		line('refund re_2', '2026-11-21');
		const first = line('refund re_1', '2026-11-20');
		line('matched', '2026-11-19', { is_reconciled: true });
		line('of another', '2026-11-19', { journal_id: b.odoo.db.where('account.journal', { code: 'BNK1' })[0].id });
		const { open, report } = await clearing();
		expect(open).toEqual([
			{ line: first.id, date: '2026-11-20', text: 'refund re_1', amount: { amount: -500, currency: 'EUR' } },
			expect.objectContaining({ text: 'refund re_2' }),
		]);
		expect(report).toBe(
			[
				'Stripe: 0.00 EUR on the clearing account: all of it was paid out.',
				'2 statement lines wait for a person:',
				'- 2026-11-20 -5.00 EUR refund re_1',
				'- 2026-11-21 -5.00 EUR refund re_2',
			].join('\n'),
		);
	});
});

describe('a journal that has no balance to tell', () => {
	it('is said to be none, with what to choose', async () => {
		b.odoo.db.update('account.journal', journal, { default_account_id: false });
		expect(await refusal()).toMatchObject({
			message: expect.stringContaining("Journal Stripe cannot clear a provider's balance"),
			description: expect.stringContaining('Choose a journal of type Bank'),
		});
	});
	it('when Odoo does not show its currency, is said to have none, with what to do', async () => {
		b.odoo.db.update('account.journal', journal, { company_id: false });
		expect(await refusal()).toMatchObject({
			message: expect.stringContaining('has no currency of its own'),
			description: expect.stringContaining('Set the currency of the journal in Odoo'),
		});
	});
});

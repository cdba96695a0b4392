import type { Row } from '../sandbox/odoo/db';
import { bench, eur, type Bench } from './setUp';

/* What a return has left in the books, on the stand-in. On a real Odoo: test/odoo/month.test.ts. */

let b: Bench;
beforeEach(async () => {
	b = await bench();
});
afterEach(async () => await b.server.stop());

function entry(name: string, lines: Array<[account: Row, balance: number]>, more: object = {}): Row {
	const { db } = b.odoo;
	const [company] = db.all('res.company');
	const move = db.insert('account.move', {
		name,
		move_type: 'entry',
		state: 'posted',
		invoice_date: '2026-11-20',
		journal_id: db.all('account.journal')[0].id,
		company_id: company.id,
		...more,
	});
	for (const [account, balance] of lines)
		db.insert('account.move.line', {
			move_id: move.id,
			account_id: account.id,
			display_type: 'cogs',
			name: `${name} line`,
			balance,
			company_currency_id: company.currency_id,
		});
	return move;
}
const account = (code: string, name: string) =>
	b.odoo.db.insert('account.account', { code, name: `${code} ${name}`, account_type: 'income' });

describe('the entries of a return', () => {
	it('are its posted documents by account, and add up', async () => {
		const [sales, receivable, bank] = [account('400', 'Sales'), account('121', 'Customers'), account('101', 'Bank')];
		entry(
			'RINV/1',
			[
				[sales, 21.6],
				[receivable, -21.6],
			],
			{ ref: 'RMA-A' },
		);
		entry('RINV/2', [[sales, 5]], { ref: 'RMA-A', state: 'draft' });
		entry('RINV/3', [[sales, 7]], { ref: 'RMA-B' });
		const paid = entry('PBNK/1', [
			[receivable, 21.6],
			[bank, -21.6],
		]);
		b.odoo.db.insert('account.payment', { memo: 'RMA-A', state: 'paid', amount: 21.6, move_id: paid.id });
		const { entries } = await b.done('entry.getMany', { reference: 'RMA-A' });
		expect(entries).toMatchObject({ reference: 'RMA-A', count: 2, balanced: true });
		expect(entries.accounts.map((one: { account: string; balance: object }) => [one.account, one.balance])).toEqual([
			['101 Bank', eur(-2160)],
			['121 Customers', eur(0)],
			['400 Sales', eur(2160)],
		]);
		expect(entries.accounts[1].debits).toEqual([
			{ entry: 'PBNK/1', date: '2026-11-20', text: 'PBNK/1 line', amount: eur(2160) },
		]);
		for (const part of ['Return RMA-A in the books', '<caption>400 Sales</caption>', '2026-11-20 RINV/1', '21.60 EUR'])
			expect(entries.html).toContain(part);
		expect(b.writes()).toEqual([]);
	});
	it('of a return that the books do not know are none', async () => {
		const { entries } = await b.done('entry.getMany', { reference: 'RMA-Z' });
		expect(entries).toMatchObject({ count: 0, balanced: true, accounts: [] });
	});
	it('are shown as text, whatever an account is called', async () => {
		entry('RINV/1', [[account('1', '<b>x</b>'), 1]], { ref: 'RMA-A' });
		const { entries } = await b.done('entry.getMany', { reference: 'RMA-A' });
		expect(entries.html).not.toContain('<b>');
		expect(entries.balanced).toBe(false);
	});
});

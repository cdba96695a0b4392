import { audit } from './audit';
import { journalEntries } from './tables';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/** Payouts of a provider as bank statement lines of its clearing journal: counted in Odoo's own tables. */
let w: Workbench;
let apiKey: string;
let journal: number;
let accounts: { clearing: number; suspense: number; outstanding: number; fees: number; transfers: number };
beforeAll(async () => {
	w = await openWorkbench();
	apiKey = await w.database.keyOfUser('treasurer', [
		'stock.group_stock_user',
		'account.group_account_invoice',
		'account.group_account_basic',
	]);
	const account = async (name: string, code: string, account_type: string) =>
		(
			await w.rpc('account.account', 'create', {
				vals_list: [{ name, code, account_type, reconcile: account_type === 'asset_current' }],
			})
		)[0] as number;
	const outstanding = await account('Refunds on their way', '101498', 'asset_current');
	const fees = await account('Fees of Stripe', '623001', 'expense');
	[journal] = await w.rpc('account.journal', 'create', { vals_list: [{ name: 'Stripe', code: 'STRP', type: 'bank' }] });
	const lines = await w.rpc('account.payment.method.line', 'search', { domain: [['journal_id', '=', journal]] });
	await w.rpc('account.payment.method.line', 'write', { ids: lines, vals: { payment_account_id: outstanding } });
	const [made] = await w.rpc('account.journal', 'read', {
		ids: [journal],
		fields: ['default_account_id', 'suspense_account_id', 'company_id'],
	});
	const [company] = await w.rpc('res.company', 'read', { ids: [made.company_id[0]], fields: ['transfer_account_id'] });
	accounts = {
		clearing: made.default_account_id[0],
		suspense: made.suspense_account_id[0],
		outstanding,
		fees,
		transfers: company.transfer_account_id[0],
	};
}, 180_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const eur = (amount: number) => ({ amount, currency: w.odoo.currency });
const settings = () => ({ odoo: { ...w.odoo.settings, refundJournals: { stripe: journal } } });
const options = () => ({
	input: [{ settings: settings() } as never],
	credentials: { odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey } },
});
async function balanceOf(account: number): Promise<number> {
	const [{ sum }] = await w.database.sql<{ sum: string | null }>(
		"select sum(line.balance) from account_move_line line where line.account_id = $1 and line.parent_state = 'posted'",
		[account],
	);
	return Math.round(Number(sum ?? 0) * 100);
}
const balances = async () =>
	Object.fromEntries(
		await Promise.all(Object.entries(accounts).map(async ([name, id]) => [name, await balanceOf(id)] as const)),
	);
const movement = (id: string, category: string, amount: number, { fee = 0, source = '' } = {}) => ({
	transaction: {
		id,
		type: category,
		category,
		amount: eur(amount),
		fee: eur(fee),
		source,
		createdAt: '2026-11-20T10:00:00.000Z',
	},
	payout: { id: 'po_1' },
});
const book = async (one: object, more: object = {}) =>
	(
		await w.done(
			'settlement.book',
			{ movement: json(one), journal: '', feeAccount: String(accounts.fees), transferAccount: '', ...more } as never,
			options(),
		)
	).settled;

it('books a payout line by line, matches refund and charge with their payments, and leaves the clearing account at zero', async () => {
	const { number, reference, id: order } = await w.order({ lines: [tee], shipping: { price: '0.00', tax: '0.00' } });
	const intent = {
		id: `${reference}/R1`,
		amount: eur(2160),
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line: tee.sku, quantity: 1, amount: eur(1800), description: '' },
			{ kind: 'tax', line: tee.sku, amount: eur(360), description: '' },
		],
	};
	await w.done('creditNote.issue', { reference, order: number, intent: json(intent) } as never, options());
	const refund = { id: 're_s1', intent: intent.id, amount: intent.amount, status: 'succeeded' };
	const { payment } = await w.done('creditNote.recordPayment', { reference, refund: json(refund) } as never, options());
	const [{ partner_id: partner }] = await w.rpc('sale.order', 'read', { ids: [order], fields: ['partner_id'] });
	const [charge] = await w.rpc('account.payment', 'create', {
		vals_list: [
			{
				payment_type: 'inbound',
				partner_type: 'customer',
				partner_id: partner[0],
				amount: 43.2,
				memo: 'ch_s1',
				journal_id: journal,
			},
		],
	});
	await w.rpc('account.payment', 'action_post', { ids: [charge] });
	expect(await balances()).toMatchObject({ clearing: 0, outstanding: 4320 - 2160, suspense: 0 });

	const payout = [
		movement('txn_1', 'charge', 4320, { fee: 95, source: 'ch_s1' }),
		movement('txn_2', 'refund', -2160, { source: 're_s1' }),
		movement('txn_3', 'fee', -30),
		movement('txn_4', 'payout', -(4320 - 95 - 2160 - 30), { source: 'po_1' }),
	];
	const before = await balances();
	expect(await book(payout[0])).toMatchObject({ kind: 'charge', payment: charge, outcome: 'done' });
	expect(await book(payout[1])).toMatchObject({ kind: 'refund', payment: Number(payment.id), outcome: 'done' });
	expect(await book(payout[2])).toMatchObject({ kind: 'fee', outcome: 'done' });
	const last = await book(payout[3]);
	expect(last).toMatchObject({ kind: 'payout', payout: 'po_1', outcome: 'done' });
	expect(last).not.toHaveProperty('open');
	const after = await balances();
	expect(after).toEqual({
		clearing: 0,
		suspense: before.suspense,
		outstanding: 0,
		fees: before.fees + 125,
		transfers: before.transfers + 2035,
	});
	// Again, all of it: nothing more.
	for (const one of payout) expect(await book(one)).toMatchObject({ outcome: 'already_done' });
	expect(await balances()).toEqual(after);
	const matched = await w.database.sql<{ count: string }>(
		'select count(*) from account_bank_statement_line where journal_id = $1 and is_reconciled',
		[journal],
	);
	expect(Number(matched[0].count)).toBe(5);
	expect(
		(await w.done('settlement.getBalance', { journal: String(journal) } as never, options())).clearing,
	).toMatchObject({
		balance: eur(0),
		isZero: true,
		open: [],
		report: expect.stringContaining('all of it was paid out') as string,
	});
}, 180_000);

it('leaves to a person what no payment is known for, and goes on when it is there; several at once are one', async () => {
	const one = movement('txn_9', 'refund', -500, { source: 're_unknown' });
	const five = await Promise.all(Array.from({ length: 5 }, () => book(one)));
	expect(new Set(five.map(({ line }) => line)).size).toBe(1);
	expect(five[0]).toMatchObject({ open: 'No payment in Odoo is known for: refund re_unknown.' });
	const fee = await book(movement('txn_10', 'fee', -40), { feeAccount: '' });
	expect(fee.open).toMatch(/No account for fees/);
	const { clearing } = await w.done('settlement.getBalance', { journal: String(journal) } as never, options());
	expect(clearing).toMatchObject({
		isZero: false,
		balance: eur(-540),
		open: [{ amount: eur(-500) }, { amount: eur(-40) }],
	});
	expect((await book(movement('txn_10', 'fee', -40))).outcome).toBe('done');
	expect(
		(await w.done('settlement.getBalance', { journal: String(journal) } as never, options())).clearing.open,
	).toHaveLength(1);
}, 180_000);

it('says what is wrong with a journal, and what right is missing', async () => {
	const one = movement('txn_11', 'fee', -40);
	const run = async (movement: object, more: object, key = apiKey) =>
		(
			await w.node(
				'settlement.book',
				{ movement: json(movement), journal: '', feeAccount: '', transferAccount: '', ...more } as never,
				{ ...options(), credentials: { odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey: key } } },
			)
		).error?.message;
	expect(await run(one, { journal: String(w.odoo.settings.creditNoteJournal) })).toMatch(/cannot clear/);
	const pounds = {
		transaction: { ...one.transaction, amount: { amount: -40, currency: 'GBP' }, fee: { amount: 0, currency: 'GBP' } },
	};
	expect(await run(pounds, { journal: String(journal) })).toMatch(/is in .*, the balance in GBP/);
	expect(await run(one, {}, w.odoo.nodeKey)).toMatch(/does not let this user/);
}, 180_000);

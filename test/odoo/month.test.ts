import { json, openWorkbench, tee, type Workbench } from './workbench';

/** The figures of a month, against what Odoo has in its tables and says in its own report. */
let w: Workbench;
let month: string;
beforeAll(async () => {
	w = await openWorkbench();
	[{ month }] = await w.database.sql<{ month: string }>("select to_char(now(), 'YYYY-MM') as month");
}, 180_000);

const eur = (amount: number) => ({ amount, currency: w.odoo.currency });
const settings = (more: object = {}) => ({
	input: [{ settings: { odoo: w.odoo.settings, timeZone: 'UTC', ...more } } as never],
});
const figures = async (more: object = {}) =>
	(await w.done('month.getFigures', { month, windowDays: 30, ...more } as never, settings())).figures;
/** Minor units of one value. */
async function cents(query: string): Promise<number> {
	const [{ value }] = await w.database.sql<{ value: string | null }>(query, [month]);
	return Math.round(Number(value ?? 0) * 100);
}
const inMonth = (table: string) => `to_char(${table}.date, 'YYYY-MM') = $1`;

it("are Odoo's own: credit notes, payments, open credits, goods and sales of a month in which a return was settled", async () => {
	const { number, reference } = await w.order({ lines: [tee], shipping: { price: '0.00', tax: '0.00' } });
	const lines = json([{ sku: tee.sku, quantity: 1 }]);
	await w.done('return.create', { reference, order: number, lines } as never);
	const received = json({ id: 'r1', lines: [{ sku: tee.sku, quantity: 1 }] });
	await w.done('goods.receive', { reference, receipt: received } as never);
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
	await w.done('creditNote.issue', { reference, order: number, intent: json(intent) } as never, settings());
	const open = await figures();
	expect(open.openCredits).toContainEqual({ name: reference, count: 1, amount: eur(2160) });
	const refund = { id: 're_m1', intent: intent.id, amount: intent.amount, status: 'succeeded' };
	await w.done('creditNote.recordPayment', { reference, refund: json(refund) } as never, settings());

	const read = await figures();
	expect(read.creditNotes).toContainEqual({ name: reference, when: 'month', count: 1, amount: eur(2160) });
	expect(read.payments).toContainEqual({ name: 're_m1', when: 'month', count: 1, amount: eur(2160) });
	expect(read.openCredits.map(({ name }: { name?: string }) => name)).not.toContain(reference);
	expect(read.goods).toContainEqual(expect.objectContaining({ name: reference, when: 'month', pieces: 1 }));

	const { entries } = await w.done('entry.getMany', { reference } as never, settings());
	expect(entries).toMatchObject({ count: 2, balanced: true });
	const accounts = await w.database.sql<{ cents: number }>(
		`select round(sum(line.balance) * 100)::int as cents from account_move_line line join account_move move on move.id = line.move_id
		where move.ref = $1 or move.id in (select move_id from account_payment where memo in ($1, 're_m1')) group by line.account_id having sum(line.debit) + sum(line.credit) > 0`,
		[reference],
	);
	const balances = entries.accounts.map(({ balance }: { balance: { amount: number } }) => balance.amount) as number[];
	expect(balances.sort()).toEqual(accounts.map((one) => one.cents).sort());

	type Row = { when: string; count: number; amount: { amount: number }; pieces: number };
	const sum = (rows: Row[]) =>
		rows.filter(({ when }) => when === 'month').reduce((total, { amount }) => total + amount.amount, 0);
	const company = `company_id = (select id from res_company where name = '${read.company.replaceAll("'", "''")}')`;
	expect(sum(read.creditNotes)).toBe(
		await cents(
			`select sum(amount_total) as value from account_move note where move_type = 'out_refund' and state = 'posted' and ${company} and ${inMonth('note')}`,
		),
	);
	expect(sum(read.payments)).toBe(
		await cents(
			`select sum(amount) as value from account_payment paid where payment_type = 'outbound' and partner_type = 'customer' and state not in ('draft', 'canceled', 'rejected') and ${company} and ${inMonth('paid')}`,
		),
	);
	// Odoo's own report, Invoice Analysis.
	const [first] = await w.rpc('account.invoice.report', 'formatted_read_group', {
		domain: [
			['move_type', '=', 'out_refund'],
			['state', '=', 'posted'],
			['invoice_date', '>=', read.from],
			['invoice_date', '<=', read.to],
			['company_id.name', '=', read.company],
		],
		groupby: [],
		aggregates: ['price_subtotal:sum'],
	});
	expect(read.trade.month.credited.amount).toBe(Math.round(-first['price_subtotal:sum'] * 100));
	expect(read.trade.month.sales.amount).toBe(
		await cents(
			`select sum(amount_untaxed_signed) as value from account_move sale where move_type = 'out_invoice' and state = 'posted' and ${company} and ${inMonth('sale')}`,
		),
	);
	const { inspectionLocation, destinations } = w.odoo.settings;
	const places = [inspectionLocation, destinations.quarantine, destinations.refurbish, destinations.vendor];
	const stock = await w.database.sql<{ location: string; pieces: number }>(
		"select place.complete_name as location, sum(quant.quantity)::int as pieces from stock_quant quant join stock_location place on place.id = quant.location_id where place.id = any($1) and place.usage = 'internal' group by place.complete_name",
		[places.filter(Boolean)],
	);
	expect(stock.length).toBeGreaterThan(0);
	expect(read.stock).toEqual(expect.arrayContaining(stock.map((one) => expect.objectContaining(one) as unknown)));
}, 300_000);

it('tell up to when the books are locked, and accounts as they stand', async () => {
	const [{ id: company, name }] = await w.rpc('res.company', 'search_read', {
		domain: [['name', '=', (await figures()).company]],
		fields: ['name'],
	});
	await w.rpc('res.company', 'write', { ids: [company], vals: { sale_lock_date: '2001-01-31' } });
	const [{ id: account, sum }] = await w.database.sql<{ id: number; sum: string }>(
		"select line.account_id as id, sum(line.balance) from account_move_line line join account_account account on account.id = line.account_id where line.parent_state = 'posted' and line.company_id = $1 and account.account_type = 'asset_receivable' and line.date <= (date_trunc('month', now()) + interval '1 month - 1 day') group by line.account_id order by 1 limit 1",
		[company],
	);
	const read = await figures({ storeCredit: String(account) });
	expect(read.company).toBe(name);
	expect(read.locks).toEqual([{ what: 'sales', to: '2001-01-31' }]);
	expect(read.balances.storeCredit.amount.amount).toBe(Math.round(Number(sum) * 100));
}, 120_000);

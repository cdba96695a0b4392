import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReturnRequest } from '../../nodes/shared/model';
import { closeStores, openStore } from '../../nodes/shared/store';
import { listSearch } from '../../nodes/OdooReturns/methods/listSearch';
import { listen, read, write } from '../sandbox/server';
import { install, userWith } from './apps';
import { audit, changed, footprint } from './audit';
import { journalEntries } from './tables';
import { loadOptionsOf } from './target';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/** Refunds given as gift cards and eWallets, with the books: only a real Odoo has both. */
let w: Workbench;
let credentials: Awaited<ReturnType<typeof userWith>>;
let liability: number;
beforeAll(async () => {
	w = await openWorkbench('loyalty');
	await install(w, 'sale_loyalty');
	[liability] = await w.rpc('account.account', 'create', {
		vals_list: [{ name: 'Store credit', code: '215900', account_type: 'liability_current', reconcile: true }],
	});
	const [journal] = await w.rpc('account.journal', 'create', {
		vals_list: [{ name: 'Store credit', code: 'SCRED', type: 'cash' }],
	});
	const lines = await w.rpc('account.payment.method.line', 'search', { domain: [['journal_id', '=', journal]] });
	await w.rpc('account.payment.method.line', 'write', { ids: lines, vals: { payment_account_id: liability } });
	await w.rpc('loyalty.program', 'create_from_template', { template_id: 'ewallet' });
	credentials = await userWith(w, 'sales_team.group_sale_manager');
}, 180_000);
afterEach(async () => expect(await audit(w.database)).toEqual([]));

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
const intentOf = (reference: string) => ({
	id: `${reference}/R1`,
	amount: money(2160),
	payment: { id: 'p', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line: tee.sku, quantity: 1, amount: money(1800), description: '' },
		{ kind: 'tax', line: tee.sku, amount: money(360), description: '' },
	],
});

/** An order with a credit note over one T-shirt. */
async function credited() {
	const { number, reference, id } = await w.order();
	const intent = json(intentOf(reference));
	const { creditNote } = await w.done('creditNote.issue', { reference, order: number, intent });
	const [{ partner_id }] = await w.rpc('sale.order', 'read', { ids: [id], fields: ['partner_id'] });
	return { reference, intent, note: Number(creditNote.id), customer: partner_id[0] as number };
}
const issue = async (parameters: object) =>
	(await w.done('storeCredit.issue', parameters as never, { credentials })).storeCredit;
const cardsOf = async (customer: number) =>
	await w.rpc('loyalty.card', 'search_read', {
		domain: [['partner_id', '=', customer]],
		fields: ['points', 'code', 'program_type', 'expiration_date', 'history_ids'],
		order: 'id',
	});
const paymentOf = async (note: number) =>
	(await w.rpc('account.move', 'read', { ids: [note], fields: ['payment_state', 'amount_residual'] }))[0];

it('gives a gift card for what is open on the credit note, and pays the credit note out of the liability account', async () => {
	const { reference, intent, note, customer } = await credited();
	const given = await issue({ reference, kind: 'gift_card', intent, expiresOn: '2029-12-31' });
	expect(given).toMatchObject({
		outcome: 'done',
		kind: 'gift_card',
		amount: money(2160),
		expiresOn: '2029-12-31',
		code: expect.stringMatching(/^044/),
	});
	expect(await cardsOf(customer)).toEqual([
		{
			id: Number(given.id),
			points: 21.6,
			code: given.code,
			program_type: 'gift_card',
			expiration_date: '2029-12-31',
			history_ids: [expect.any(Number)],
		},
	]);
	expect(await paymentOf(note)).toMatchObject({ payment_state: 'paid', amount_residual: 0 });
	const [{ move_id: entry }] = await w.rpc('account.payment', 'read', {
		ids: [Number(given.providerIds['odoo.payment'])],
		fields: ['move_id'],
	});
	const items = await w.rpc('account.move.line', 'search_read', {
		domain: [['move_id', '=', entry[0]]],
		fields: ['account_id', 'account_type', 'debit', 'credit'],
		order: 'debit desc',
	});
	expect(items).toMatchObject([
		{ account_type: 'asset_receivable', debit: 21.6, credit: 0 },
		{ account_id: [liability, expect.any(String)], debit: 0, credit: 21.6 },
	]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
	// Paid in money as well? The credit note is settled.
	const refund = json({ id: `re_${reference}`, intent: `${reference}/R1`, amount: money(2160), status: 'succeeded' });
	expect((await w.node('creditNote.recordPayment', { reference, refund })).error?.message).toMatch(
		/^Only 0\.00 .* is unpaid/,
	);
});

it('books credit that the shop has given out of the liability account: the credit note is paid, run once, twice or five times at once', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'shop-credit-'));
	const returnCaseApi = { storage: 'embedded' as const, file: join(folder, 'cases.sqlite'), auditKey: 'k' };
	const cases = await openStore(returnCaseApi);
	await cases.settings.save('default', { odoo: w.odoo.settings });
	const { number } = await w.order();
	const { reference } = await cases.cases.open({
		request: ReturnRequest.parse({
			channel: 'shopify',
			orderNumber: number,
			lines: [{ id: 'L1', sku: tee.sku, quantity: 1 }],
		}),
		source: 'shopify',
		sourceId: number,
	});
	const intent = {
		...intentOf(reference),
		breakdown: intentOf(reference).breakdown.map((part) => ({ ...part, line: 'L1' })),
		payment: { id: 'store_credit', processor: 'store_credit', providerIds: {} },
	};
	const credit = { id: 'gid://shopify/StoreCreditAccountTransaction/9', amount: money(2160), intent: intent.id };
	const started = { credentials: { returnCaseApi } };
	await w.done('order.find', {}, { ...started, input: [{ reference } as never] });
	for (const [type, data] of [
		['return.approved', { refundTo: 'store_credit' }],
		['refund.due', { intent }],
		['store_credit.issued', credit],
	] as const)
		await cases.cases.record({ reference, events: [{ source: 'test', id: type, type, data: data as never }] });
	const flow = { ...started, input: [{ reference, event: { type: 'store_credit.issued', data: credit } } as never] };
	const { creditNote } = await w.done('creditNote.issue', {}, flow);
	const before = await footprint(w.database);
	const { payment, case: after } = await w.done('creditNote.recordPayment', {}, flow);
	const left = changed(before, await footprint(w.database));
	expect(after.refunds).toMatchObject([{ storeCredit: { id: credit.id }, payment: { id: payment.id } }]);
	await Promise.all(Array.from({ length: 5 }, async () => await w.node('creditNote.recordPayment', {}, flow)));
	expect(changed(before, await footprint(w.database))).toEqual(left);
	expect(await paymentOf(Number(creditNote.id))).toMatchObject({ payment_state: 'paid', amount_residual: 0 });
	const [{ move_id: entry }] = await w.rpc('account.payment', 'read', {
		ids: [Number(payment.id)],
		fields: ['move_id'],
	});
	expect(
		await w.rpc('account.move.line', 'search_read', {
			domain: [['move_id', '=', entry[0]]],
			fields: ['account_id', 'account_type', 'debit', 'credit'],
			order: 'debit desc',
		}),
	).toMatchObject([
		{ account_type: 'asset_receivable', debit: 21.6, credit: 0 },
		{ account_id: [liability, expect.any(String)], debit: 0, credit: 21.6 },
	]);
	await closeStores();
}, 180_000);

it.each(['gift_card', 'ewallet'])(
	'gives %s once, run twice or five times at once',
	async (kind) => {
		const one = await credited();
		const before = await footprint(w.database);
		const first = await issue({ reference: one.reference, kind, intent: one.intent });
		const left = changed(before, await footprint(w.database));
		const again = await issue({ reference: one.reference, kind, intent: one.intent });
		expect(again).toEqual({ ...first, outcome: 'already_done' });
		expect(changed(before, await footprint(w.database))).toEqual(left);
		const five = await credited();
		const start = await footprint(w.database);
		const cards = await Promise.all(
			Array.from({ length: 5 }, async () => await issue({ reference: five.reference, kind, intent: five.intent })),
		);
		expect(new Set(cards.map(({ id }) => id)).size).toBe(1);
		expect(changed(start, await footprint(w.database))).toEqual(left);
		expect(await cardsOf(five.customer)).toMatchObject([{ points: 21.6, program_type: kind }]);
	},
	180_000,
);

it('can be spent by the customer: a gift card by its code, an eWallet without', async () => {
	const { reference, intent, customer } = await credited();
	await issue({ reference, kind: 'ewallet', intent });
	const [product] = await w.rpc('product.product', 'create', {
		vals_list: [{ name: 'Something new', list_price: 15, taxes_id: [] }],
	});
	const order = await w.rpc('sale.order', 'create', {
		vals_list: [{ partner_id: customer, order_line: [[0, 0, { product_id: product, product_uom_qty: 1 }]] }],
	});
	await w.rpc('sale.order', 'action_open_reward_wizard', { ids: order });
	await w.rpc('sale.order', 'action_confirm', { ids: order });
	expect(await w.rpc('sale.order', 'read', { ids: order, fields: ['amount_total'] })).toMatchObject([
		{ amount_total: 0 },
	]);
	expect((await cardsOf(customer))[0].points).toBeCloseTo(6.6);
	// What is left on it says nothing about what was given.
	expect(await issue({ reference, kind: 'ewallet', intent })).toMatchObject({
		outcome: 'already_done',
		amount: money(2160),
	});
});

it('takes up what an earlier try has left: booked, but no card yet', async () => {
	const { reference, intent, customer, note } = await credited();
	const { odooApiKeyApi: real } = credentials;
	// A line that is cut as soon as the card would be made.
	const line = await listen(async (request, response) => {
		const { path, raw } = await read(request);
		if (path.endsWith('loyalty.card/load')) return void request.socket.destroy();
		const answer = await fetch(`${real.url}${path}`, {
			method: 'POST',
			headers: {
				authorization: `bearer ${real.apiKey}`,
				'content-type': 'application/json',
				'x-odoo-database': real.db,
			},
			body: new Uint8Array(raw),
		});
		write(response, {
			status: answer.status,
			body: await answer.text(),
			headers: { 'content-type': 'application/json' },
		});
	});
	const { error } = await w.node(
		'storeCredit.issue',
		{ reference, kind: 'gift_card', intent },
		{ credentials: { odooApiKeyApi: { ...real, url: line.url } } },
	);
	await line.stop();
	expect(error?.context).toMatchObject({ category: 'retryable' });
	expect(await paymentOf(note)).toMatchObject({ payment_state: 'paid' });
	expect(await cardsOf(customer)).toEqual([]);
	expect(await issue({ reference, kind: 'gift_card', intent })).toMatchObject({ outcome: 'done', amount: money(2160) });
	expect(await cardsOf(customer)).toMatchObject([{ points: 21.6 }]);
	expect(await w.rpc('account.payment', 'search_count', { domain: [['memo', 'like', reference]] })).toBe(1);
});

it('says what is missing or does not fit', async () => {
	const { reference, intent } = await credited();
	const say = async (parameters: object, settings: object = {}) =>
		(
			await w.node(
				'storeCredit.issue',
				{ reference, kind: 'gift_card', intent, ...parameters } as never,
				{ credentials, input: [{ settings: { odoo: { ...w.odoo.settings, ...settings } } } as never] } as never,
			)
		).error;
	expect(await say({}, { storeCreditJournal: w.odoo.settings.paymentJournal })).toMatchObject({
		message: 'The journal for store credit does not book to a liability account',
		context: { category: 'configuration' },
	});
	expect(await say({ options: { highestAmount: '20.00' } })).toMatchObject({
		message: `Store credit for ${reference}/R1 of 21.60 ${w.odoo.currency} is above this node's limit of 20.00 ${w.odoo.currency}`,
	});
	expect(await say({ expiresOn: '31.12.2029' })).toMatchObject({ message: '"31.12.2029" is no day' });
	const [euros] = await w.rpc('res.currency', 'search', {
		domain: [['name', '=', 'CHF']],
		context: { active_test: false },
	});
	await w.rpc('res.currency', 'write', { ids: [euros], vals: { active: true } });
	const { res_id: other } = await w.rpc('loyalty.program', 'create_from_template', { template_id: 'gift_card' });
	await w.rpc('loyalty.program', 'write', { ids: [other], vals: { currency_id: euros, name: 'Swiss cards' } });
	const { results } = await listSearch.searchCreditPrograms.call(
		loadOptionsOf({ ...w.odoo, key: credentials.odooApiKeyApi.apiKey }),
		'swiss',
	);
	expect(results).toEqual([{ name: expect.stringMatching(/^Swiss cards \(gift card, CHF\)/), value: other }]);
	expect(await say({ program: { __rl: true, mode: 'list', value: results[0].value } })).toMatchObject({
		message: `Program "Swiss cards" is in CHF, the credit note in ${w.odoo.currency}`,
	});
	expect(await say({})).toMatchObject({
		message: 'Odoo has several gift card programs',
		context: { category: 'configuration' },
	});
	// A user without rights on gift cards is told so, and nothing is booked.
	expect((await w.node('storeCredit.issue', { reference, kind: 'ewallet', intent })).error).toMatchObject({
		context: { category: 'configuration' },
	});
	expect(await w.rpc('account.payment', 'search_count', { domain: [['memo', 'like', reference]] })).toBe(0);
});

it('of the groups of Sales only Administrator may give it: another seller is told so, and it goes on with the right', async () => {
	const { reference, intent, customer } = await credited();
	const seller = await userWith(w, 'sales_team.group_sale_salesman_all_leads');
	const given = { reference, kind: 'ewallet', intent } as never;
	expect((await w.node('storeCredit.issue', given, { credentials: seller })).error).toMatchObject({
		context: { category: 'configuration' },
	});
	expect(await cardsOf(customer)).toEqual([]);
	expect(await issue({ reference, kind: 'ewallet', intent })).toMatchObject({ amount: money(2160) });
	expect(await cardsOf(customer)).toMatchObject([{ points: 21.6 }]);
});

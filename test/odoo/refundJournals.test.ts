import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listSearch } from '../../nodes/OdooReturns/methods/listSearch';
import { closeStores, openStore } from '../../nodes/shared/store';
import { audit } from './audit';
import { openShopInOdoo, type ShopInOdoo } from './shopInOdoo';
import { journalEntries } from './tables';
import { loadOptionsOf } from './target';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/** Refunds are booked in the journal of who paid them and of their currency: chosen in Set-Up: Install, counted in Odoo's tables. */
let w: Workbench;
let shop: ShopInOdoo;
let journals: { stripe: number; shopify: number; bare: number; dollars: number };
const store = {
	storage: 'embedded',
	file: join(mkdtempSync(join(tmpdir(), 'journals-')), 'cases.sqlite'),
	auditKey: 'k',
};
beforeAll(async () => {
	w = await openWorkbench();
	shop = await openShopInOdoo(w.database);
	const [account] = await w.rpc('account.account', 'create', {
		vals_list: [{ name: 'Refunds on their way', code: '101498', account_type: 'asset_current', reconcile: true }],
	});
	const make = async (name: string, code: string, paysOut = true, more: object = {}): Promise<number> => {
		const [journal] = await w.rpc('account.journal', 'create', { vals_list: [{ name, code, type: 'bank', ...more }] });
		const lines = await w.rpc('account.payment.method.line', 'search', { domain: [['journal_id', '=', journal]] });
		await w.rpc('account.payment.method.line', 'write', {
			ids: lines,
			vals: { payment_account_id: paysOut ? account : false },
		});
		return journal;
	};
	const [dollar] = await w.rpc('res.currency', 'search', {
		domain: [['name', '=', 'USD']],
		context: { active_test: false },
	});
	await w.rpc('res.currency', 'write', { ids: [dollar], vals: { active: true } });
	journals = {
		stripe: await make('Stripe in euros', 'STREU'),
		shopify: await make('Shopify Payments in dollars', 'SHPUS'),
		bare: await make('Bare bank', 'BARE', false),
		dollars: await make('Dollar bank', 'DOLLA', true, { currency_id: dollar }),
	};
}, 180_000);
afterAll(async () => await closeStores());
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const row = (payer: string, currency: string, journal: unknown) => ({ payer, currency, journal });
const chosen = (value: number) => ({ __rl: true, mode: 'list', value: String(value) });

it('offers the journals of Odoo, stores what is chosen, and says in plain words what is wrong with one', async () => {
	const { results } = await listSearch.searchJournals.call(loadOptionsOf(w.odoo), 'euros');
	expect(results).toEqual([{ name: 'Stripe in euros (STREU, bank)', value: journals.stripe }]);
	const cases = await openStore(store);
	await cases.settings.save('shop', { odoo: { ...w.odoo.settings, refundJournals: { odoo_stripe: journals.stripe } } });
	const rows = [
		row('stripe', 'eur', chosen(results[0].value as number)),
		row('shopify_payments', 'USD', chosen(journals.shopify)),
		row('other', '', chosen(journals.bare)),
		row('other', 'EUR', chosen(journals.dollars)),
		row('stripe', 'USD', chosen(w.odoo.settings.creditNoteJournal!)),
		row('stripe', 'GBP', chosen(987_654)),
	];
	const { setUp } = await w.done('setUp.install', { brand: 'shop', refundJournals: { rows } } as never, {
		credentials: { returnCaseApi: store, odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey: w.odoo.key } },
	});
	expect((await cases.settings.get('shop')).odoo.refundJournals).toEqual({
		odoo_stripe: journals.stripe,
		'stripe EUR': journals.stripe,
		'shopify_payments USD': journals.shopify,
		other: journals.bare,
		'other EUR': journals.dollars,
		'stripe USD': w.odoo.settings.creditNoteJournal,
		'stripe GBP': 987_654,
	});
	expect(setUp.ready).toBe(false);
	const told = Object.fromEntries(
		setUp.pieces
			.filter(({ key }: { key: string }) => key.startsWith('refundJournal '))
			.map(({ name, state, todo }: { name: string; state: string; todo?: string }) => [name, todo ?? state]),
	);
	expect(told).toEqual({
		'Journal of refunds paid by Odoo Through Stripe': 'present',
		'Journal of refunds paid by Stripe in EUR': 'present',
		'Journal of refunds paid by Shopify Payments in USD': 'present',
		// Without its app Accounting Odoo takes the company's outstanding account.
		'Journal of refunds paid by hand': 'present',
		'Journal of refunds paid by hand in EUR': expect.stringMatching(
			/^Dollar bank is kept in USD, the refunds are in EUR/,
		),
		'Journal of refunds paid by Stripe in USD': expect.stringMatching(
			/is a journal of type sale: nothing can be paid out of it/,
		),
		'Journal of refunds paid by Stripe in GBP': expect.stringMatching(/^Journal 987654 is archived, not in Odoo/),
	});
});

it.each([
	['Stripe', 'EUR', 're_', 'stripe', 'Stripe in euros'],
	['Shopify Payments', 'USD', 'gid://shopify/Refund/', 'shopify', 'Shopify Payments in dollars'],
	// Return Case: Settle by Hand names the refund and the proof.
	['a person', 'EUR', 'RMA-JBARE/R1 transfer ', 'bare', 'Bare bank'],
] as const)(
	'books a refund by %s in %s in its journal',
	async (_who, currency, prefix, mine, name) => {
		const number = `#J-${mine}`;
		const reference = `RMA-J${mine.toUpperCase()}`;
		await shop.addOrder({ number, lines: [tee], shipping: { price: '0', tax: '0' } }, { currency });
		const amount = { amount: 2160, currency };
		const intent = {
			id: `${reference}/R1`,
			amount,
			payment: { id: 'p', processor: 'stripe', providerIds: {} },
			reason: 'return',
			breakdown: [
				{ kind: 'line', line: tee.sku, quantity: 1, amount: { amount: 1800, currency }, description: '' },
				{ kind: 'tax', line: tee.sku, amount: { amount: 360, currency }, description: '' },
			],
		};
		const { creditNote } = await w.done('creditNote.issue', { reference, order: number, intent: json(intent) });
		const odoo = {
			...w.odoo.settings,
			refundJournals: {
				'stripe EUR': journals.stripe,
				'shopify_payments USD': journals.shopify,
				other: journals.bare,
			},
		};
		const refund = json({ id: `${prefix}${currency}`, intent: intent.id, amount, status: 'succeeded' });
		const book = async () =>
			(await w.done('creditNote.recordPayment', { reference, refund }, { input: [{ settings: { odoo } } as never] }))
				.payment;
		const payment = await book();
		expect(await book()).toEqual({ ...payment, outcome: 'already_done' });
		expect(
			await w.rpc('account.payment', 'search_read', {
				domain: [['memo', '=', `${prefix}${currency}`]],
				fields: ['journal_id', 'currency_id', 'amount'],
			}),
		).toMatchObject([
			{ journal_id: [journals[mine], name], currency_id: [expect.any(Number), currency], amount: 21.6 },
		]);
		expect(
			await w.rpc('account.move', 'read', {
				ids: [Number(creditNote.id)],
				fields: ['payment_state', 'amount_residual'],
			}),
		).toMatchObject([{ payment_state: 'paid', amount_residual: 0 }]);
	},
	180_000,
);

import { readTemplates, type Template } from '../../workflows/importer';
import { ownOdoo } from '../demo/odooTarget';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { accounts, bring, openShop, type Shop } from '../demo/shop';
import { waitFor } from '../n8n/waitFor';
import { getExecutions, itemsOf, waitExecuted } from '../n8n/workflows';
import { audit } from './audit';
import { odooAt, requireMachine, type OdooDatabase } from './server';
import { rpcOf } from './shopInOdoo';
import { journalEntries } from './tables';

/** A payout is read, booked and matched over many calls of a real Odoo. */
const slow = { timeoutMs: 180_000 };

/** Template 42 in a real n8n on a real Odoo: a payout with a refund of ours in it, counted in Odoo's tables. */
describe('payouts that are settled', () => {
	let database: OdooDatabase;
	let shop: Shop;
	let journal: number;
	let fees: number;
	let key: string;
	let settings: Parameters<typeof accounts>[1];
	beforeAll(async () => {
		database = await odooAt(requireMachine()).freshDatabase('plain');
		const odoo = (await ownOdoo(database, () => undefined))!;
		const rpc = rpcOf(database);
		const account = async (name: string, code: string, account_type: string) =>
			(
				await rpc('account.account', 'create', {
					vals_list: [{ name, code, account_type, reconcile: account_type === 'asset_current' }],
				})
			)[0] as number;
		fees = await account('Fees of Stripe', '623001', 'expense');
		const outstanding = await account('Refunds on their way', '101498', 'asset_current');
		// The balance at the provider is in the orders' currency.
		const [euro] = await rpc('res.currency', 'search', {
			domain: [['name', '=', 'EUR']],
			context: { active_test: false },
		});
		[journal] = await rpc('account.journal', 'create', {
			vals_list: [{ name: 'Stripe', code: 'STRP', type: 'bank', currency_id: euro }],
		});
		const lines = await rpc('account.payment.method.line', 'search', { domain: [['journal_id', '=', journal]] });
		await rpc('account.payment.method.line', 'write', { ids: lines, vals: { payment_account_id: outstanding } });
		odoo.settings.refundJournals = { stripe: journal };
		key = await database.keyOfUser('returns', [
			'stock.group_stock_user',
			'account.group_account_invoice',
			'account.group_account_basic',
		]);
		settings = { ...odoo, key };
		shop = await openShop({ odoo: { ...odoo, key } });
	}, 600_000);
	afterAll(async () => await shop?.stop());

	/** Template 42 as it ships, with its account for fees; only the morning comes every few seconds, and the stand-in's clock is its own. */
	function mornings(): Template {
		const [template] = readTemplates(['42-settlement']);
		const soon = { rule: { interval: [{ field: 'seconds', secondsInterval: 15 }] } };
		const nodes = template.nodes.map(({ parameters, ...node }) => ({
			...node,
			parameters:
				node.name === 'Every Morning'
					? soon
					: node.name === 'Book Stripe'
						? { ...parameters, feeAccount: { __rl: true, mode: 'id', value: String(fees) } }
						: parameters,
		}));
		// Runs are looked for in n8n's list, which as shipped has only those that failed.
		const kept = { ...template.settings, saveDataSuccessExecution: 'all' };
		return JSON.parse(
			JSON.stringify({ ...template, settings: kept, nodes }).replace(/days: \d+ /g, 'days: 4000 '),
		) as Template;
	}
	const lines = async () =>
		await database.sql<{ payment_ref: string; cents: number; is_reconciled: boolean }>(
			'select payment_ref, round(amount * 100)::int as cents, is_reconciled from account_bank_statement_line where journal_id = $1 order by id',
			[journal],
		);
	const clearing = async () => {
		const [{ cents }] = await database.sql<{ cents: number | null }>(
			"select round(sum(line.balance) * 100)::int as cents from account_move_line line join account_journal journal on journal.default_account_id = line.account_id where journal.id = $1 and line.parent_state = 'posted'",
			[journal],
		);
		return cents;
	};

	it('books refund, charge, fee and payout once, leaves the clearing account at zero, and tells what waits for a person', async () => {
		const reference = await askForReturn(shop, '#1001', [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		const booked = await waitForCase(shop.store, reference, 'booked', (one) => !!one.refunds[0]?.payment);
		const refund = booked.refunds[0].refund!;
		const charge = shop.sandbox.stripe.charges.get('ch_sandbox_1001')!;
		shop.sandbox.stripe.account.payOut([
			{ type: 'charge', amount: charge.amount, fee: 150, source: charge.id },
			{ type: 'refund', amount: -refund.amount.amount, source: refund.id },
		]);
		const [imported] = await bring(shop.n8n, [mornings()], accounts(shop.sandbox, settings as never).credentials, true);
		expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });
		const run = await waitFor(
			'a run',
			async () =>
				(await getExecutions(shop.n8n, imported.id!)).find(({ status }) => ['success', 'error'].includes(status)),
			slow,
		);
		const execution = await waitExecuted(shop.n8n, run.id, slow);
		expect(itemsOf(execution, 'Book Stripe').map((item) => item.error ?? (item.settled as object))).toEqual(
			Array.from({ length: 3 }, () => expect.objectContaining({ outcome: 'done' })),
		);
		await waitFor('the payout', async () => ((await lines()).length >= 4 ? true : undefined), slow);
		await waitFor(
			'the e-mail of a further morning',
			() =>
				Promise.resolve(
					shop.sandbox.mail.messages().filter(({ subject }) => subject === 'Payouts to settle: Stripe')[1],
				),
			slow,
		);
		const found = await lines();
		expect(found).toHaveLength(4);
		expect(found).toContainEqual({
			payment_ref: `refund ${refund.id} ${reference}/R1`,
			cents: -refund.amount.amount,
			is_reconciled: true,
		});
		expect(found.filter(({ is_reconciled }) => !is_reconciled)).toEqual([
			{ payment_ref: `charge ${charge.id}`, cents: charge.amount, is_reconciled: false },
		]);
		expect(await clearing()).toBe(0);
		const [mail] = shop.sandbox.mail.messages().filter(({ subject }) => subject === 'Payouts to settle: Stripe');
		expect(mail.text).toContain(`charge ${charge.id}`);
		expect(await audit(database)).toEqual([]);
		expect((await journalEntries(database)).unbalanced).toEqual([]);
	}, 600_000);
});

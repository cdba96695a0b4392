import { join } from 'node:path';
import { importTemplates, readTemplates, type ImportedWorkflow, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { play } from '../demo/play';
import { openShop, type Shop } from '../demo/shop';
import { startSandbox, type Sandbox } from '../sandbox';
import { borrowN8n, giveBack } from './oneN8n';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import { getExecutions, itemsOf, unpublish, waitExecuted } from './workflows';

type Node = Template['nodes'][number];

const folder = join(__dirname, '../../workflows');
const template = (name: string, change: (node: Node) => Record<string, unknown> = () => ({})): Template => {
	const [found] = readTemplates([name], folder);
	// Runs are looked for in n8n's list of executions, which as shipped has only those that failed.
	return {
		...found,
		settings: { ...found.settings, saveDataSuccessExecution: 'all' },
		nodes: found.nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...change(node) } })),
	};
};
/** What is scheduled comes every few seconds instead of at night. */
const soon = ({ type }: Node) =>
	type === 'n8n-nodes-base.scheduleTrigger' ? { rule: { interval: [{ field: 'seconds', secondsInterval: 8 }] } } : {};

async function bring(
	n8n: RealN8n,
	credentials: ReturnType<Sandbox['credentials']>,
	wanted: Template,
): Promise<ImportedWorkflow> {
	const [imported] = await importTemplates({
		url: n8n.url,
		apiKey: n8n.apiKey,
		session: new N8nSession(n8n.url, n8n.cookie),
		templates: [wanted],
		credentials,
		publish: true,
	});
	return imported;
}

/** The newest execution that has ended well after `since`. */
async function nextRun(n8n: RealN8n, id: string, since: number) {
	const found = await waitFor('a run', async () =>
		(await getExecutions(n8n, id)).find(
			(one) => Number(one.id) > since && ['success', 'error', 'crashed'].includes(one.status),
		),
	);
	const execution = await waitExecuted(n8n, found.id);
	expect([execution.status, execution.data?.resultData.error?.message]).toEqual(['success', undefined]);
	return execution;
}
const newestRun = async (n8n: RealN8n, id: string) =>
	Math.max(0, ...(await getExecutions(n8n, id)).map((one) => Number(one.id)));

describe('templates 40 and 41 beside 01 to 04', () => {
	let shop: Shop;
	let references: string[];
	beforeAll(async () => {
		shop = await openShop({ shared: true, leaseSeconds: 15 });
		references = await play(shop);
	}, 420_000);
	afterAll(async () => await shop?.stop());

	const mails = (part: string) => shop.sandbox.mail.messages().filter(({ subject }) => subject.includes(part));
	const types = async (reference: string) =>
		(await shop.store.cases.timeline(reference)).map(({ type }) => type as string);

	it('41 is published, shown whole, and finds good books in order; drifts that come later are reported and put on their case once', async () => {
		const { n8n, sandbox } = shop;
		// Stripe's stand-in has a clock of its own, so more than the last weeks is read; and nothing is too young.
		const changed = template('41-reconcile-nightly', (node) => ({
			...soon(node),
			...(node.name === 'Reconcile' && { cutOffHours: 0 }),
		}));
		const nightly = JSON.parse(JSON.stringify(changed).replace(/days: [34]0 /g, 'days: 4000 ')) as Template;
		const imported = await bring(n8n, sandbox.credentials(), nightly);
		expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });

		const good = await nextRun(n8n, imported.id!, 0);
		expect(itemsOf(good, 'Reconcile').at(-1)).toMatchObject({
			matched: 3,
			drifts: 0,
			// Of cases goods count, too, as many as there are on their way.
			records: { 'Credit Notes': 3, 'ERP Payments': 3, Stripe: 2, Shopify: 1, Cases: expect.any(Number) },
			warnings: [],
		});
		expect(mails('Refunds agree').length).toBeGreaterThan(0);

		const { db } = sandbox.odoo;
		const [first, second] = references;
		const paid = (await shop.store.cases.get(first))!.refunds[0];
		db.update('account.payment', db.one('account.payment', Number(paid.payment!.id)), { amount: 1 });
		db.update(
			'account.move',
			db.one('account.move', Number((await shop.store.cases.get(second))!.refunds[0].creditNote!.id)),
			{ move_type: 'entry' },
		);
		const [made] = sandbox.stripe.refunds.values();
		sandbox.stripe.refunds.set('re_byhand', {
			...made,
			id: 're_byhand',
			payment_intent: 'pi_other',
			charge: 'ch_other',
			metadata: {},
			balance_transaction: 'txn_byhand',
		});

		// One that was under way may have read the books before; n8n does not list it until it has ended.
		const underWay = await nextRun(n8n, imported.id!, await newestRun(n8n, imported.id!));
		const bad = await nextRun(n8n, imported.id!, Number(underWay.id));
		const drifts = itemsOf(bad, 'Reconcile').filter((item) => item.class);
		expect(drifts.map((drift) => [drift.class, drift.reference ?? '', drift.onCase]).sort()).toEqual(
			[
				['amount_differs', first, true],
				['missing_in_erp', second, true],
				['unknown_reference', '', false],
			].sort(),
		);
		const [mail] = mails('3 drifts in the refunds');
		expect(mail.text).toContain('amount_differs');
		await nextRun(n8n, imported.id!, Number(bad.id));
		for (const [reference, drift] of [
			[first, 'amount_differs'],
			[second, 'missing_in_erp'],
		]) {
			const events = await shop.store.cases.timeline(reference);
			expect(
				events
					.filter(({ type }) => type === 'reconciliation.drift_found')
					.map(({ data }) => (data as { class: string }).class),
			).toEqual([drift]);
			expect((await shop.store.cases.get(reference))!.exceptions.filter(({ code }) => code === drift)).toEqual([
				expect.objectContaining({ owner: 'finance' }),
			]);
		}
		await unpublish(n8n, imported.id!);
		sandbox.stripe.refunds.delete('re_byhand');
	});

	it('40 is published and shown whole; a webhook of Stripe re-opens a case, and finance is told once', async () => {
		const { n8n, sandbox } = shop;
		const confirm = template('40-confirm-refunds', soon);
		const imported = await bring(n8n, sandbox.credentials(), confirm);
		expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });

		const [reference] = references;
		const refund = (await shop.store.cases.get(reference))!.refunds[0].refund!.id;
		sandbox.stripe.settle(refund, 'failed', 'expired_or_canceled_card');
		const told = [...sandbox.stripe.account.events.values()]
			.filter(({ type, data }) => type.startsWith('refund.') && (data.object as { id?: string }).id === refund)
			.slice(-2);
		expect(told.map(({ type }) => type)).toEqual(['refund.updated', 'refund.failed']);
		for (const event of told) expect(await sandbox.stripe.webhooks.deliver(event)).toEqual([200]);
		expect((await shop.store.cases.get(reference))?.settlement).toBe('failed');
		await waitFor('the e-mail to finance', async () => mails(`Refund failed: ${reference}`).length || undefined);
		expect((await types(reference)).filter((type) => type === 'refund.failed')).toHaveLength(1);
		expect(mails(`Refund failed: ${reference}`)).toHaveLength(1);
		expect(mails('no return knows')).toEqual([]);
	});

	it('40 asks for what stays pending when no webhook comes, and the return goes on', async () => {
		const { sandbox, store } = shop;
		sandbox.stripe.newRefundsAre = 'pending';
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		await waitForCase(store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		const pending = await waitForCase(store, reference, 'pending', (one) => one.settlement === 'pending');
		sandbox.stripe.newRefundsAre = 'succeeded';
		sandbox.stripe.settle(pending.refunds[0].refund!.id, 'succeeded');
		await waitForCase(
			store,
			reference,
			'settled and booked',
			(one) => one.settlement === 'settled' && !!one.refunds[0].payment,
		);
		expect(
			[...sandbox.stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference),
		).toHaveLength(1);
		expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
	});
});

describe('template 00, without a case store', () => {
	let sandbox: Sandbox;
	let n8n: RealN8n;
	beforeAll(async () => {
		sandbox = await startSandbox();
		({ n8n } = await borrowN8n());
	}, 240_000);
	afterAll(async () => {
		if (n8n) await giveBack(n8n);
		await sandbox?.stop();
	});

	it('pays and books a return that is closed in Shopify, once, however often Shopify tells', async () => {
		const credentials = Object.fromEntries(
			Object.entries(sandbox.credentials()).filter(([, { type }]) => type !== 'returnCaseApi'),
		);
		const simple = template('00-simple-return');
		const imported = await bring(n8n, credentials, simple);
		expect(imported).toMatchObject({ publication: 'published', errors: [] });
		expect(imported.missing.filter(({ required }) => required)).toEqual([]);

		const { shopify, stripe, odoo } = sandbox;
		const close = async (order: string, sku: string, quantity: number) => {
			const { id } = shopify.state.request(shopify.state.order(order), [{ sku, quantity }]);
			shopify.state.approve(id);
			return shopify.state.close(id);
		};
		const tell = async (made: Awaited<ReturnType<typeof close>>) => {
			const since = await newestRun(n8n, imported.id!);
			expect(await shopify.webhooks.deliver('returns/close', shopify.webhooks.bodyOf('returns/close', made))).toEqual([
				200,
			]);
			return await nextRun(n8n, imported.id!, since);
		};
		const byStripe = await close('#1001', 'MUG-WHITE', 1);
		const byShopify = await close('#1002', 'CAP-RED', 1);
		for (const made of [byStripe, byShopify])
			expect(itemsOf(await tell(made), 'Record Refund Payment')).toHaveLength(1);
		for (const made of [byStripe, byShopify])
			expect(itemsOf(await tell(made), 'Record Refund Payment')[0]).toMatchObject({
				refund: { outcome: 'already_done' },
			});

		expect([...stripe.refunds.values()].map(({ amount, status }) => [amount, status])).toEqual([[1500, 'succeeded']]);
		expect(shopify.state.order('#1002').refunds).toHaveLength(1);
		expect(odoo.db.where('account.move', { move_type: 'out_refund', state: 'posted' })).toHaveLength(2);
		expect(
			odoo.db
				.all('account.payment')
				.filter(({ payment_type }) => payment_type === 'outbound')
				.map(({ memo }) => memo)
				.sort(),
		).toEqual([shopify.state.order('#1002').refunds[0].id, [...stripe.refunds.keys()][0]].sort());
		expect(sandbox.mail.messages()).toEqual([]);
	});
});

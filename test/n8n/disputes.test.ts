import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, receiveGoods, waitForCase, type AskedLine } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { disputeBody } from '../sandbox/shopify/bodies';
import { waitFor } from './waitFor';

/** Template 43 as it ships; only Monday comes every few seconds. */
function mondays(): Template {
	const [template] = readTemplates(['43']);
	const soon = { rule: { interval: [{ field: 'seconds', secondsInterval: 10 }] } };
	return {
		...template,
		nodes: template.nodes.map((node) => (node.name === 'Every Monday' ? { ...node, parameters: soon } : node)),
	};
}

/** Template 43 beside 01 to 04, in a real n8n. What is paid is counted at Stripe and Shopify. */
describe('disputes', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop({ shared: true, leaseSeconds: 15 });
		await bring(shop.n8n, [mondays()], shop.sandbox.credentials(), true);
	}, 420_000);
	afterAll(async () => await shop?.stop());

	const account = () => shop.sandbox.stripe.account;
	const mails = (words: RegExp) => shop.sandbox.mail.messages().filter(({ subject }) => words.test(subject));
	const mailed = async (words: RegExp) =>
		await waitFor(`the e-mail ${words}`, () => Promise.resolve(mails(words).at(0)));
	const paid = (reference: string) =>
		[...shop.sandbox.stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference).length;

	/** A return that is on its way, whose payment is then disputed at Stripe. */
	async function disputed(
		order: string,
		lines: AskedLine[],
		more: Parameters<ReturnType<typeof account>['dispute']>[1] = {},
	) {
		const reference = await askForReturn(shop, order, lines);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		const dispute = account().dispute(shop.sandbox.stripe.charges.get(`ch_sandbox_${order.slice(1)}`)!, more);
		await tell('created', dispute);
		return { reference, dispute };
	}
	/** What Stripe says comes to the template's own address, signed. */
	async function tell(
		what: 'created' | 'updated' | 'closed',
		dispute: { status?: unknown; id: string },
		status?: string,
	) {
		if (status) Object.assign(dispute, { status, is_charge_refundable: status === 'won' });
		const event = account().emit(`charge.dispute.${what}`, dispute as never);
		expect(await shop.sandbox.stripe.webhooks.deliver(event)).toEqual([200]);
	}
	const stuck = async () => (await shop.store.steps.stuck({ limit: 10 })).map(({ name }) => name);

	it('stops the refund, gives finance the evidence, and pays once when the bank decides for the shop', async () => {
		const { reference, dispute } = await disputed('#1001', [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		const mail = await mailed(new RegExp(`^Dispute ${dispute.id} .* must be answered by .*${reference}`));
		expect(mail.to).toEqual(['operator@example.com']);
		expect(mail.text).toMatch(/Evidence about Dispute[^]*The customer asked to return 1 x/);
		await waitFor('the draft', () =>
			Promise.resolve((dispute.evidence as { uncategorized_text?: string }).uncategorized_text ? true : undefined),
		);
		expect(dispute).toMatchObject({ status: 'needs_response', metadata: { return_reference: reference } });
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'held', (one) => one.settlement === 'held');
		expect(paid(reference)).toBe(0);
		await tell('closed', dispute, 'won');
		await waitForCase(shop.store, reference, 'paid back', (one) => one.settlement === 'settled');
		await mailed(new RegExp(`^Dispute ${dispute.id} .* is over`));
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(paid(reference)).toBe(1);
		expect(mails(new RegExp(dispute.id))).toHaveLength(2);
		expect(await stuck()).toEqual([]);
	}, 240_000);

	it('pays nothing when the bank has paid, and says what to book', async () => {
		const { reference, dispute } = await disputed('#1004', [{ sku: 'SOCKS-GREY', quantity: 2 }]);
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'held', (one) => one.settlement === 'held');
		dispute.balance_transactions = [
			{
				id: 'txn_lost',
				object: 'balance_transaction',
				amount: -12000,
				fee: 2000,
				currency: 'eur',
				created: dispute.created,
			},
		];
		await tell('closed', dispute, 'lost');
		const mail = await mailed(new RegExp(`^Dispute ${dispute.id} .* is lost`));
		expect(mail.text).toMatch(/Canceled: RMA-[^]*debit Dispute fees[^]*credit note[^]*debit Losses from disputes/);
		expect((await shop.store.cases.get(reference))!.refunds).toMatchObject([{ state: 'dropped' }]);
		expect(paid(reference)).toBe(0);
		expect(await stuck()).toEqual([]);
	}, 240_000);

	it('lets a refund end an inquiry', async () => {
		const { reference } = await disputed('#1001', [{ sku: 'MUG-WHITE', quantity: 1 }], {
			status: 'warning_needs_response',
			is_charge_refundable: true,
		});
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'paid back', (one) => one.settlement === 'settled');
		expect(paid(reference)).toBe(1);
	}, 240_000);

	it('stops a refund of Shopify Payments as well, and Shopify pays it once afterwards', async () => {
		const reference = await askForReturn(shop, '#1002', [{ sku: 'CAP-RED', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		const order = shop.sandbox.shopify.state.order('#1002');
		const before = order.refunds.length;
		await shop.sandbox.shopify.webhooks.deliver('disputes/create', disputeBody(order));
		await mailed(new RegExp(`^Dispute gid.* must be answered .*${reference}`));
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'held', (one) => one.settlement === 'held');
		expect(order.refunds).toHaveLength(before);
		await shop.sandbox.shopify.webhooks.deliver('disputes/update', disputeBody(order, 'won'));
		await waitForCase(shop.store, reference, 'due', (one) => one.settlement !== 'held');
		await waitFor('the refund', () => Promise.resolve(order.refunds.length > before ? true : undefined));
		expect(order.refunds).toHaveLength(before + 1);
		expect(await stuck()).toEqual([]);
	}, 240_000);

	it('lists what is open, also of no return', async () => {
		const dispute = account().dispute(shop.sandbox.stripe.charges.get('ch_sandbox_1003')!);
		await tell('created', dispute);
		const found = await waitFor('the list', () =>
			Promise.resolve(mails(/open disputes in Stripe$/).find(({ text }) => text.includes(dispute.id))),
		);
		expect(found.text).toMatch(new RegExp(`no return, ${dispute.id}, needs_response`));
		expect(await shop.store.alarms.open({ limit: 20, owner: 'finance' })).toContainEqual(
			expect.objectContaining({
				kind: 'notice',
				facts: expect.objectContaining({ subject: expect.stringContaining(dispute.id) as string }) as object,
			}),
		);
	}, 120_000);
});

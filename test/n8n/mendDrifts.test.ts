import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';

/** Template 04 as a shop has it that books by hand: credit notes are issued, payments and Shopify's order are left. */
function withoutBooks(templates: Template[]): Template[] {
	return templates.map((template) => {
		const { 'Issue Credit Note': _cut, ...connections } = template.connections;
		if (!_cut) return template;
		const nodes = template.nodes.filter(({ name }) => name !== 'Record Refund Payment' && name !== 'Record in Shopify');
		const kept = Object.fromEntries(
			Object.entries(connections).filter(([name]) => nodes.some((one) => one.name === name)),
		);
		return { ...template, nodes, connections: kept };
	});
}

/** Template 41 as it ships; only the night comes every few seconds, nothing is too young, and the stand-in's clock is its own. */
function nightly(): Template {
	const [template] = readTemplates(['41-reconcile-nightly']);
	const soon = { rule: { interval: [{ field: 'seconds', secondsInterval: 10 }] } };
	const changed = {
		...template,
		nodes: template.nodes.map((node) => ({
			...node,
			parameters:
				node.name === 'Every Night'
					? soon
					: node.name === 'Reconcile'
						? { ...node.parameters, cutOffHours: 0 }
						: node.parameters,
		})),
	};
	return JSON.parse(JSON.stringify(changed).replace(/days: (40|30|75) /g, 'days: 4000 ')) as Template;
}

/** Templates 41 in a real n8n, beside 01 to 04; what was mended is counted in Odoo and Shopify. */
describe('drifts that mend themselves', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop({ shared: true, leaseSeconds: 15, arrange: withoutBooks });
	}, 420_000);
	afterAll(async () => await shop?.stop());

	const payments = (refund: string) => shop.sandbox.odoo.db.where('account.payment', { memo: refund });
	const exceptionsOf = async (reference: string) =>
		(await shop.store.cases.get(reference))!.exceptions.map(({ code, resolved }) => [code, !!resolved]);
	const standing = async () => await shop.store.drifts.standing({ limit: 20 });
	async function returned(order: string, sku: string) {
		const reference = await askForReturn(shop, order, [{ sku, quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		const paid = await waitForCase(shop.store, reference, 'credited', (one) => !!one.refunds[0]?.creditNote);
		return { reference, refund: paid.refunds[0].refund! };
	}

	it('finds a payment that is not booked, books it once, and the next night finds it healed', async () => {
		const { reference, refund } = await returned('#1004', 'SOCKS-GREY');
		expect(payments(refund.id)).toEqual([]);
		const { n8n, sandbox } = shop;
		await bring(n8n, [nightly()], sandbox.credentials(), true);
		await waitFor('the drift', async () => ((await standing()).length ? true : undefined));
		expect(await standing()).toMatchObject([
			{ class: 'missing_in_erp', fix: 'register_payment', reference, state: 'open' },
		]);
		expect(await exceptionsOf(reference)).toEqual([['missing_in_erp', false]]);
		// The switch: what was found before it is mended, too.
		await bring(n8n, readTemplates(['41-reconcile-nightly-mend']), sandbox.credentials(), true);
		await waitFor('the booking', () => Promise.resolve(payments(refund.id).length ? true : undefined));
		await waitFor('the drift to heal', async () => ((await standing()).length ? undefined : true));
		expect(payments(refund.id)).toHaveLength(1);
		expect(await exceptionsOf(reference)).toEqual([['missing_in_erp', true]]);
		const mended = (await shop.store.cases.timeline(reference)).filter(
			({ type, data }) => type === 'exception.resolved' && (data as { note?: string }).note === 'Mended',
		);
		expect(mended).toHaveLength(1);
		expect(await shop.store.steps.stuck({ limit: 5 })).toEqual([]);
	}, 240_000);

	it('writes a refund into Shopify that went back elsewhere, and leaves to people what is theirs', async () => {
		const { reference, refund } = await returned('#1001', 'MUG-WHITE');
		const { intent } = refund;
		const found = (id: string, fix: string) => ({
			id,
			source: 'flow',
			type: 'reconciliation.drift_found' as const,
			data: { class: 'missing_in_shop', message: 'm', drift: id, fix, intent },
		});
		const before = shop.sandbox.shopify.state.order('#1001').refunds.length;
		await shop.store.cases.record({ reference, events: [found('d1', 'record_in_shop'), found('d2', 'by_hand')] });
		await waitForCase(shop.store, reference, 'in Shopify', (one) => !!one.refunds[0].shopRecord);
		expect(shop.sandbox.shopify.state.order('#1001').refunds).toHaveLength(before + 1);
		await waitFor('the step of the other', async () =>
			(await shop.store.cases.timeline(reference)).some(({ type }) => type === 'step.no_action') ? true : undefined,
		);
		expect(await shop.store.steps.stuck({ limit: 5 })).toEqual([]);
	}, 240_000);

	it('takes the word of Stripe into the case when no webhook came', async () => {
		shop.sandbox.stripe.newRefundsAre = 'pending';
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		const pending = await waitForCase(shop.store, reference, 'pending', (one) => one.settlement === 'pending');
		shop.sandbox.stripe.newRefundsAre = 'succeeded';
		shop.sandbox.stripe.settle(pending.refunds[0].refund!.id, 'succeeded');
		await waitForCase(shop.store, reference, 'paid', (one) => one.settlement === 'settled');
		await waitForCase(shop.store, reference, 'credited', (one) => !!one.refunds[0]?.creditNote);
		expect(
			(await shop.store.cases.timeline(reference))
				.filter(({ type }) => type === 'reconciliation.drift_found')
				.map(({ data }) => (data as { fix?: string }).fix),
		).toContain('take_into_case');
	}, 240_000);
});

import { ReturnRequest } from '../../nodes/shared/model';
import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, payByHand, receiveGoods, report, review, waitForCase, type AskedLine } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { warehouseKey } from '../sandbox';
import { remindAll } from '../../nodes/ReturnCase/trigger/overdueWatch';
import { labelsOf, paidByStripe } from './atProviders';
import { inviteColleague } from './colleague';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import { runManually, unpublish, waitExecuted } from './workflows';

/** Templates for special trades, each walked from its webhook to the settled return on every branch, beside templates 01 to 04. */
let shop: Shop;
beforeAll(async () => {
	// Templates 51 and 52 open the shop's cases themselves.
	const withoutTrigger = (template: Template): Template => ({
		...template,
		nodes: template.nodes.map((node) => ({ ...node, ...(node.name === 'Return Requested' && { disabled: true }) })),
	});
	shop = await openShop({ shared: true, leaseSeconds: 15, arrange: (templates) => templates.map(withoutTrigger) });
}, 420_000);
afterAll(async () => await shop?.stop());
afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

const template = (number: string) => readTemplates([number]);
const publish = async (templates: Template[]): Promise<string> =>
	(await bring(shop.n8n, templates, shop.sandbox.credentials(), true))[0].id!;
const orderOf = (number: string) => shop.sandbox.shopify.state.order(number);
const typesOf = async (reference: string) =>
	(await shop.store.cases.timeline(reference)).map(({ type }) => type as string);
const refunds = (reference: string) => paidByStripe(shop.sandbox, reference);
const labels = (reference: string) => labelsOf(shop.sandbox, reference);
const closed = async (reference: string) =>
	await waitForCase(
		shop.store,
		reference,
		'settled and closed',
		(one) => one.settlement === 'settled' && !!one.closedAt,
	);
const sent = async (reference: string) =>
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
const ask = async (order: string, lines: AskedLine[]) => await askForReturn(shop, order, lines);

describe('template 50, high-value electronics', () => {
	const second = 'second@example.com';
	const lead = 'lead@example.com';
	let colleague: RealN8n;
	const asked = (address: string, reference: string) =>
		shop.sandbox.mail
			.messages()
			.filter(({ to, subject }) => to.includes(address) && subject.includes(reference))
			.map(({ text }) => text.replace(/=\r?\n/g, '').replace(/=3D/g, '='));

	const seconds = 1 / 86_400;
	/** Who does not decide is reminded after seconds instead of hours, and refunds wait for seconds instead of days. */
	const impatient = (one: Template): Template => {
		const changed: Record<string, object> = {
			'Check Policy': { policyOverrides: { remindReviewerAfterHours: 0.001, escalateReviewAfterHours: 0.001 } },
			'Release Refund': { releaseAfterDays: 5 * seconds },
		};
		return {
			...one,
			nodes: one.nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...changed[node.name] } })),
		};
	};
	/** The money waits for its day, is not paid before, and is paid then. */
	async function paidOnItsDay(reference: string): Promise<void> {
		const waiting = await waitForCase(
			shop.store,
			reference,
			'held until its day',
			(one) => one.settlement === 'held' && !!one.refunds[0]?.releaseAt,
		);
		expect(refunds(reference)).toEqual([]);
		await waitFor(`the day of ${reference}`, async () => {
			await remindAll(shop.store, () => undefined);
			return (await shop.store.cases.get(reference))!.settlement !== 'held' || undefined;
		});
		expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(waiting.refunds[0].releaseAt!));
		await closed(reference);
	}

	/** The portal sends where it keeps a photo. */
	const withPhotos = (one: Template): Template => ({
		...one,
		nodes: [
			...one.nodes,
			{
				...one.nodes.find(({ name }) => name === 'Return Asked')!,
				id: 'photo',
				name: 'Photo Sent',
				webhookId: '0b4f8f64-2c1c-4a5e-9a55-5a8f0d3c6e11',
				parameters: {
					httpMethod: 'POST',
					path: 'returns/electronics-photo',
					authentication: 'headerAuth',
					responseMode: 'lastNode',
					options: {},
				},
			},
			{
				...one.nodes.find(({ name }) => name === 'Open Case')!,
				id: 'proof',
				name: 'Attach Photo',
				parameters: {
					resource: 'case',
					operation: 'attachProof',
					reference: '={{ $json.body.reference }}',
					keptAt: '={{ $json.body.photo }}',
					line: '={{ $json.body.sku }}',
				},
			},
		],
		connections: {
			...one.connections,
			'Photo Sent': { main: [[{ node: 'Attach Photo', type: 'main', index: 0 }]] },
		},
	});

	beforeAll(async () => {
		colleague = await inviteColleague(shop.n8n, second);
		await shop.store.settings.change('default', (before) => ({
			...before,
			owners: { ...before.owners, secondApprover: second, reviewEscalation: lead },
		}));
		const { db } = shop.sandbox.odoo;
		// What left with the deliveries, by serial number.
		for (const [order, serials] of Object.entries({
			S00003: ['CAM-1'],
			S00004: ['SN-1'],
			S00008: ['LAMP-1'],
			S00001: ['TEE-1'],
		})) {
			const [sale] = db.where('sale.order', { name: order });
			const [line] = db.where('sale.order.line', { order_id: sale.id });
			const [move] = db.where('stock.move', { sale_line_id: line.id });
			for (const name of serials) {
				const lot = db.insert('stock.lot', { name, product_id: move.product_id });
				const [moveLine] = db.where('stock.move.line', { move_id: move.id });
				db.update('stock.move.line', moveLine, { lot_id: lot.id });
			}
		}
		await publish(template('50').map(impatient).map(withPhotos));
	}, 240_000);

	let requests = 0;
	async function askPortal(
		orderNumber: string,
		sku: string,
		serials: string[],
		reason = 'unwanted',
		more: object = {},
	): Promise<string> {
		const body = {
			id: `E${++requests}`,
			orderNumber,
			...more,
			lines: [{ id: 'L1', sku, quantity: 1, reason, serials }],
		};
		const { status, data } = await shop.n8n.postWebhook('returns/electronics', body, {
			'X-Warehouse-Key': warehouseKey,
		});
		expect(status).toBe(200);
		return (data as { reference: string }).reference;
	}
	async function arrives(reference: string, sku: string): Promise<void> {
		const piece = { line: 'L1', sku, quantity: 1 };
		await report(shop.n8n, reference, 'return.received', `r-${reference}`, { receipt: { id: 'r', lines: [piece] } });
		await waitForCase(shop.store, reference, 'received', (one) => one.logistics === 'received');
	}
	async function comes(reference: string, sku: string, serials: string[]): Promise<void> {
		const piece = { line: 'L1', sku, quantity: 1 };
		await arrives(reference, sku);
		const found = { ...piece, serials, condition: 'as new', destination: 'restock' };
		await report(shop.n8n, reference, 'return.inspected', `i-${reference}`, {
			inspection: { id: 'i', lines: [found] },
		});
	}

	it('lets nobody in without the key', async () => {
		expect((await shop.n8n.postWebhook('returns/electronics', {}, {})).status).toBe(403);
	});

	it('asks for a photo of damage, and decides anew when it comes', async () => {
		const reference = await askPortal('#1004', 'SOCKS-GREY', ['SN-1'], 'damaged');
		const asking = await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
		expect(asking.decision!.reasons.map(({ code }) => code)).toEqual(['photo_missing']);
		const photo = 'https://portal.example.com/photos/1.jpg';
		const { status, data } = await shop.n8n.postWebhook(
			'returns/electronics-photo',
			{ reference, photo, sku: 'SOCKS-GREY' },
			{ 'X-Warehouse-Key': warehouseKey },
		);
		expect([status, data]).toMatchObject([200, { proof: { keptAt: photo, decidedAnew: true } }]);
		const { proofs, decision } = await sent(reference);
		expect([proofs, decision]).toMatchObject([[{ keptAt: photo, line: 'L1' }], { outcome: 'approve' }]);
	});

	it('approves what was sold and is not dear, and pays some days after the device was inspected', async () => {
		const reference = await askPortal('#1004', 'SOCKS-GREY', ['SN-1']);
		await sent(reference);
		expect((await typesOf(reference)).filter((type) => type === 'return.review_required')).toEqual([]);
		expect(refunds(reference)).toEqual([]);
		await comes(reference, 'SOCKS-GREY', ['SN-1']);
		await paidOnItsDay(reference);
		expect(refunds(reference)).toEqual([600]);
	});

	it('pays who withdraws by EU law when the goods are here, inspected or not, and lets the money wait for no day', async () => {
		const { customer } = orderOf('#1004').entry;
		Object.assign(customer, { country: 'DE' });
		const reference = await askPortal('#1004', 'SOCKS-GREY', ['SN-1'], 'unwanted', { withdrawal: true });
		await sent(reference);
		await arrives(reference, 'SOCKS-GREY');
		const { refunds: legs, inspection } = await waitForCase(
			shop.store,
			reference,
			'paid',
			(one) => one.settlement === 'settled',
		);
		expect([inspection, legs.map(({ state, releaseAt }) => [state, releaseAt])]).toEqual([
			'none',
			[['succeeded', undefined]],
		]);
		expect(refunds(reference)).toEqual([600]);
		const types = await typesOf(reference);
		expect(types).not.toContain('refund.held');
		Object.assign(customer, { country: 'US' });
	});

	it('leaves what is broken after the window to a person, within the warranty', async () => {
		const { entry } = orderOf('#1004');
		const { placedDaysAgo, deliveredDaysAgo } = entry;
		Object.assign(entry, { placedDaysAgo: 95, deliveredDaysAgo: 90 });
		const reference = await askPortal('#1004', 'SOCKS-GREY', ['SN-1'], 'defective');
		const asking = await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
		expect(asking.decision!.reasons).toMatchObject([{ code: 'warranty_claim', row: 'Two years' }]);
		await review(shop, reference, 'Approve');
		await sent(reference);
		await comes(reference, 'SOCKS-GREY', ['SN-1']);
		await paidOnItsDay(reference);
		expect(refunds(reference)).toEqual([600]);
		Object.assign(entry, { placedDaysAgo, deliveredDaysAgo });
	});

	it('lets two people approve a very dear device, reminds who does not decide, and pays it once it is proven', async () => {
		const reference = await askPortal('#1003', 'CAMERA-X', ['CAM-1']);
		const asking = await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
		expect(asking.decision).toMatchObject({ approvals: { people: 2, rows: ['Very dear', 'Dear'] } });

		const first = await review(shop, reference, 'Approve');
		expect(first.message).toMatch(
			new RegExp(`^${shop.n8n.email} has approved 1500.00 EUR on .*\\. Waits for a second person\\.$`),
		);
		const [mail] = await waitFor('the e-mail to the second', async () =>
			asked(second, reference).length ? asked(second, reference) : undefined,
		);
		expect(mail).toContain(`${shop.n8n.url}/form/returns/review?reference=${reference}`);
		expect((await review(shop, reference, 'Approve')).message).toContain('a second person must approve it, too');

		// The second says nothing: they are reminded, then somebody else is asked, and nothing is approved.
		await waitFor('the e-mail to whoever is asked then', async () => {
			await remindAll(shop.store, () => undefined);
			return asked(lead, reference)[0];
		});
		expect(asked(second, reference).length).toBeGreaterThan(1);
		const silent = (await shop.store.cases.get(reference))!;
		expect(silent.authorization).toBe('in_review');
		expect(silent.review!.approvals.map(({ by, value }) => [by, value])).toEqual([
			[shop.n8n.email, { amount: 150_000, currency: 'EUR' }],
		]);
		expect([labels(reference), refunds(reference)]).toEqual([[], []]);

		await review({ n8n: colleague }, reference, 'Approve');
		await sent(reference);
		await comes(reference, 'CAMERA-X', ['CAM-1']);
		await paidOnItsDay(reference);
		expect(refunds(reference)).toEqual([150_000]);
		// The audit: who decided, by which rule, and nothing was changed since.
		const history = await shop.store.cases.timeline(reference);
		const decided = history.find(({ type }) => type === 'return.review_required')!;
		expect(decided.data).toMatchObject({ decision: { outcome: 'review' }, abuse: { score: 0 } });
		expect(history.flatMap(({ type, actor }) => (type === 'return.approval_given' ? [actor] : []))).toEqual([
			shop.n8n.email,
			second,
		]);
		expect(history.find(({ type }) => type === 'return.approved')!.actor).toBe(second);
		expect(await shop.store.cases.verify(reference)).toBeUndefined();
	});

	it('holds another serial number for a person, with the evidence of abuse', async () => {
		const reference = await askPortal('#1008', 'LAMP-DESK', ['STOLEN-9']);
		await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
		const asking = (await shop.store.cases.timeline(reference)).find(({ type }) => type === 'return.review_required')!;
		expect(asking.data).toMatchObject({ abuse: { score: 60, hold: true } });
		expect(JSON.stringify(asking.data)).toContain('STOLEN-9');
		await review(shop, reference, 'Decline', 'This is not the lamp that we sold.');
		await waitForCase(shop.store, reference, 'declined', (one) => one.authorization === 'declined');
		expect([labels(reference), refunds(reference)]).toEqual([[], []]);
	});

	it('pays nothing for a device whose serial was not sold, until a person has looked at it', async () => {
		const reference = await askPortal('#1001', 'TEE-BLUE-M', ['TEE-1']);
		await sent(reference);
		await comes(reference, 'TEE-BLUE-M', ['SWAPPED-2']);
		await waitForCase(shop.store, reference, 'with the warehouse', (one) =>
			one.exceptions.some(({ code }) => code === 'device_not_verified'),
		);
		const resolve = async (code: string) =>
			await shop.store.cases.record({
				reference,
				events: [{ id: `resolved ${code}`, source: 'flow', type: 'exception.resolved', data: { code } }],
			});
		// Something else that is resolved releases nothing.
		await resolve('another');
		await waitFor(
			'the step of the other exception',
			async () =>
				(await shop.store.steps.of(reference)).filter(
					({ name, state }) => name === 'Electronics: goods' && state === 'done',
				).length >= 3 || undefined,
		);
		expect((await shop.store.cases.get(reference))!.refunds).toEqual([]);
		await resolve('device_not_verified');
		await paidOnItsDay(reference);
		expect(refunds(reference)).toEqual([2160]);
	});

	it('declines what comes too late', async () => {
		Object.assign(orderOf('#1001').entry, { placedDaysAgo: 95, deliveredDaysAgo: 90 });
		const reference = await askPortal('#1001', 'MUG-WHITE', []);
		await waitForCase(shop.store, reference, 'declined', (one) => one.authorization === 'declined');
	});

	it('asks a person when the customer brings back more in a month than one may, and counts what they claimed before', async () => {
		const { email } = orderOf('#1004').entry.customer;
		const past = await Promise.all(
			['1', '2', '3'].map(async (sourceId) => {
				const { case: opened } = await shop.store.cases.open({
					request: ReturnRequest.parse({
						channel: 'wholesale',
						orderNumber: `#9${sourceId}`,
						customer: { email },
						lines: [{ id: 'L1', sku: 'RADIO', quantity: 2, reason: 'never arrived' }],
					}),
					source: 'test',
					sourceId,
				});
				return opened.reference;
			}),
		);
		const reference = await askPortal('#1004', 'SOCKS-GREY', ['SN-1']);
		const { decision } = await waitForCase(
			shop.store,
			reference,
			'in review',
			(one) => one.authorization === 'in_review',
		);
		expect(decision!.reasons).toMatchObject([{ code: 'customer_limit', row: 'Five devices a month' }]);
		expect(decision!.given!.history!.map((one) => one.reference)).toEqual(expect.arrayContaining(past));
		const asking = (await shop.store.cases.timeline(reference)).find(({ type }) => type === 'return.review_required')!;
		const { abuse } = asking.data as unknown as {
			abuse: { score: number; signals: Array<{ rule: string; evidence?: string[] }> };
		};
		const claims = abuse.signals.find(({ rule }) => rule === 'Says that nothing came');
		expect([abuse.score, claims?.evidence?.toSorted()]).toEqual([40, past.toSorted()]);
		await review(shop, reference, 'Decline', 'Too many at once.');
		await waitForCase(shop.store, reference, 'declined', (one) => one.authorization === 'declined');
		expect([labels(reference), refunds(reference)]).toEqual([[], []]);
	});
});

describe('template 51, several brands in one shop', () => {
	let id: string;
	beforeAll(async () => {
		const forReal = (one: Template): Template => ({
			...one,
			nodes: one.nodes.map((node) =>
				node.parameters?.resource === 'settings'
					? { ...node, parameters: { ...node.parameters, options: { sendForReal: true } } }
					: node,
			),
		});
		const templates = template('51').map(forReal);
		const [imported] = await bring(shop.n8n, templates, shop.sandbox.credentials(), false);
		const execution = await waitExecuted(shop.n8n, await runManually(shop.n8n, imported.id!, 'Set Up Brands'));
		expect(execution.status).toBe('success');
		id = await publish(templates);
	}, 240_000);
	afterAll(async () => await unpublish(shop.n8n, id));

	it('knows what each brand says, over what all have in common', async () => {
		const [common, nord, outlet] = await Promise.all(
			['default', 'nord', 'outlet'].map(async (brand) => await shop.store.settings.get(brand)),
		);
		expect([nord.sender, outlet.sender]).toEqual(['returns@nord.example', 'returns@outlet.example']);
		expect([common.policy.windowDays, nord.policy.windowDays, outlet.policy.windowDays]).toEqual([30, 60, 14]);
		expect([nord.odoo, outlet.odoo]).toEqual([common.odoo, common.odoo]);
	});

	it('takes back for one brand what comes too late for another, each by its own policy', async () => {
		for (const number of ['#1001', '#1008'])
			Object.assign(orderOf(number).entry, { placedDaysAgo: 50, deliveredDaysAgo: 45 });
		orderOf('#1001').salesChannel = 'Nord Online';
		orderOf('#1001').entry.customer.country = 'DE';
		const nord = await ask('#1001', [{ sku: 'MUG-WHITE', quantity: 1 }]);
		const usual = await ask('#1008', [{ sku: 'LAMP-DESK', quantity: 1 }]);
		await waitForCase(shop.store, usual, 'declined', (one) => one.authorization === 'declined');
		expect((await shop.store.cases.get(usual))!.brand).toBe('default');
		expect((await sent(nord)).brand).toBe('nord');
		expect(labels(nord).map((one) => one.to_address.country)).toEqual(['DE']);
		await receiveGoods(shop, nord);
		await closed(nord);
		expect(refunds(nord)).toEqual([1500]);
		expect(
			shop.sandbox.mail
				.messages()
				.filter(({ subject }) => subject.includes(nord))
				.every(({ from }) => from.includes('returns@nord.example')),
		).toBe(true);
	});

	it('keeps the fee of the brand that takes one, and sends to the usual address', async () => {
		orderOf('#1004').tags = ['outlet'];
		const outlet = await ask('#1004', [{ sku: 'SOCKS-GREY', quantity: 4 }]);
		expect((await sent(outlet)).brand).toBe('outlet');
		expect(labels(outlet).map((one) => one.to_address.country)).toEqual(['US']);
		await receiveGoods(shop, outlet);
		await closed(outlet);
		expect(refunds(outlet)).toEqual([2400 - 490]);
	});

	it('asks a person about a payment that nothing pays back by itself', async () => await byHand());
});

/** PayPal: a person approves, and a person pays. */
async function byHand(): Promise<void> {
	const reference = await ask('#1007', [{ sku: 'GLOVES-BLACK', quantity: 1 }]);
	await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
	await review(shop, reference, 'Approve');
	await sent(reference);
	await receiveGoods(shop, reference);
	const due = await waitForCase(shop.store, reference, 'due', (one) => one.exceptions.length > 0);
	await payByHand(shop, reference, due.refunds[0].intent.id, 'PAYPAL-1');
	await closed(reference);
}

describe('template 52, cross-border', () => {
	let id: string;
	beforeAll(async () => void (id = await publish(template('52'))), 240_000);
	afterAll(async () => await unpublish(shop.n8n, id));

	/** The order is where this country is, and arrived some days ago. */
	function place(number: string, country: string, deliveredDaysAgo = 8): void {
		const { entry, tags } = orderOf(number);
		entry.customer.country = country;
		Object.assign(entry, { placedDaysAgo: deliveredDaysAgo + 4, deliveredDaysAgo });
		tags?.splice(0);
	}

	it('sends to the hub of the region, at the fee of the country', async () => {
		place('#1001', 'US');
		place('#1004', 'DE');
		const america = await ask('#1001', [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		const europe = await ask('#1004', [{ sku: 'SOCKS-GREY', quantity: 4 }]);
		await Promise.all([sent(america), sent(europe)]);
		expect([america, europe].map((one) => labels(one).map(({ to_address: to }) => to.country))).toEqual([
			['US'],
			['DE'],
		]);
		for (const reference of [america, europe]) await receiveGoods(shop, reference);
		await Promise.all([closed(america), closed(europe)]);
		expect([refunds(america), refunds(europe)]).toEqual([[2160 - 1000], [2400]]);
	});

	it('asks service where there is no hub, and pays when the goods have come all the same', async () => {
		place('#1002', 'AU');
		const reference = await ask('#1002', [{ sku: 'CAP-RED', quantity: 1 }]);
		const asking = await waitForCase(shop.store, reference, 'with service', (one) => one.exceptions.length > 0);
		expect(asking.exceptions).toEqual([expect.objectContaining({ code: 'label_by_hand', owner: 'service' })]);
		expect(labels(reference)).toEqual([]);
		await receiveGoods(shop, reference);
		const { refunds: legs } = await closed(reference);
		expect(legs.map(({ intent }) => intent.amount)).toEqual([{ amount: 1800 - 1000, currency: 'EUR' }]);
	});

	it('declines what comes later than the country may', async () => {
		place('#1008', 'US', 90);
		const reference = await ask('#1008', [{ sku: 'LAMP-DESK', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'declined', (one) => one.authorization === 'declined');
	});

	it('asks a person about a payment that nothing pays back by itself', async () => await byHand());
});

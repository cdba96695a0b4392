import { paypalLookout } from '../../nodes/PayPalRefunds/trigger/look';
import { lookOnce } from '../../nodes/shared/trigger/lookout';
import { makeSigner } from '../sandbox/paypal/certificate';
import { absentFrom, examplesIn } from '../support/docsExamples';
import type { WebhookTrigger } from '../support/webhookTrigger';
import { capture } from './fixture';
import { TriggerShop } from './triggerShop';

let at: TriggerShop;
beforeEach(async () => (at = await TriggerShop.open()));
afterEach(async () => await at.close());

const stateOf = async () => (await at.store.cases.get(at.opened.reference))!;
const webhooks = () => [...at.paypal.webhooks.all.values()];

describe('an event', () => {
	it('is in the case before PayPal has its answer, and starts the flow with the refund as it is now', async () => {
		const one = await at.published();
		const { id } = at.refund();
		expect(await at.deliver(at.last())).toEqual([200]);
		expect(await at.leg()).toMatchObject({ state: 'succeeded', refund: { id, status: 'succeeded' } });
		expect(one.flows).toMatchObject([
			{
				reference: at.opened.reference,
				paypalEvent: { type: 'PAYMENT.CAPTURE.REFUNDED', object: { id, type: 'refund' } },
				refund: { id, intent: at.intent, status: 'succeeded', amount: { amount: 1250, currency: 'EUR' } },
				payment: { id: capture },
				case: { settlement: 'settled' },
				settings: { brand: 'default' },
			},
		]);
		expect(await at.store.inbox.get({ state: 'read', limit: 9 })).toMatchObject([
			{ source: 'paypal', topic: 'PAYMENT.CAPTURE.REFUNDED' },
		]);
		expect((await at.store.cases.timeline(at.opened.reference)).at(-1)).toMatchObject({
			type: 'refund.succeeded',
			actor: 'PayPal',
		});
	});

	it('looks as the page of the trigger shows it', async () => {
		const one = await at.published();
		at.refund();
		await at.deliver(at.last());
		const [example] = examplesIn('paypal-refunds-trigger', 'Output');
		expect(absentFrom(one.flows.at(-1), example)).toEqual([]);
	});

	it('is told by how the refund is now, and not by what the event says', async () => {
		await at.published();
		const { id } = at.refund();
		const early = at.last();
		at.paypal.settle(id, 'FAILED', 'ECHECK');
		await at.deliver(early);
		expect(await at.leg()).toMatchObject({ state: 'failed', refund: { failureReason: 'ECHECK' } });
		expect(await stateOf()).toMatchObject({ exceptions: [{ code: 'refund_failed', owner: 'finance' }] });
	});

	it('is one flow for each event and each status of a refund, however often it comes', async () => {
		const one = await at.published();
		at.refund();
		for (let count = 0; count < 3; count++) expect(await at.deliver(at.last())).toEqual([200]);
		expect(await at.deliver({ ...at.last(), id: 'WH-other' })).toEqual([200]);
		expect(one.flows).toHaveLength(1);
		const codes = (await Promise.all(Array.from({ length: 8 }, async () => await at.deliver(at.last())))).flat();
		expect(codes.every((code) => code === 200 || code === 503)).toBe(true);
		expect(one.flows).toHaveLength(1);
	});

	it('of a refund that staff made starts the flow and changes no refund of the case', async () => {
		const one = await at.published();
		const { id } = at.paypal.refundByHand(capture, '3.00');
		await at.deliver(at.last());
		expect(one.flows).toMatchObject([
			{ reference: at.opened.reference, refund: { id, intent: '' }, payment: { id: capture } },
		]);
		expect(await at.leg()).toMatchObject({ state: 'due' });
	});

	it('of a dispute holds the refund of its payment, and its end lets it go', async () => {
		const parameters = { events: ['CUSTOMER.DISPUTE.CREATED', 'CUSTOMER.DISPUTE.RESOLVED'] };
		const one = await at.published({ parameters });
		const dispute = at.paypal.dispute(capture);
		await at.deliver(at.last('CUSTOMER.DISPUTE.CREATED'));
		expect(one.flows).toMatchObject([
			{ dispute: { open: true, stage: 'CHARGEBACK', amount: { amount: 3600 } }, payment: { id: capture } },
		]);
		expect(await stateOf()).toMatchObject({ refunds: [{ state: 'held' }], disputes: [{ provider: 'paypal' }] });
		Object.assign(dispute, { status: 'RESOLVED', dispute_outcome: { outcome_code: 'RESOLVED_SELLER_FAVOUR' } });
		await at.deliver(at.paypal.emit('CUSTOMER.DISPUTE.RESOLVED', 'dispute', dispute));
		expect(await stateOf()).toMatchObject({ refunds: [{ state: 'due' }] });
	});

	it('that the customer only asks holds nothing', async () => {
		await at.published({ parameters: { events: ['CUSTOMER.DISPUTE.CREATED'] } });
		at.paypal.dispute(capture, { dispute_life_cycle_stage: 'INQUIRY' });
		await at.deliver(at.last('CUSTOMER.DISPUTE.CREATED'));
		expect(await stateOf()).toMatchObject({ refunds: [{ state: 'due' }] });
	});

	it('of an object that PayPal does not know is kept as unreadable, and of no interest is not kept', async () => {
		await at.published();
		at.refund();
		at.paypal.refunds.clear();
		expect(await at.deliver(at.last())).toEqual([200]);
		expect(await at.store.inbox.get({ state: 'unreadable', limit: 9 })).toHaveLength(1);
		const [{ url }] = webhooks();
		expect(await at.deliver({ ...at.last(), event_type: 'BILLING.PLAN.CREATED' }, { uri: url })).toEqual([200]);
		expect(await at.deliver('[]', { uri: url })).toEqual([200]);
		expect(await at.store.inbox.get({ state: 'read', limit: 9 })).toEqual([]);
	});

	it('is asked for again when PayPal or the certificate cannot be read, and then counts', async () => {
		const one = await at.published();
		at.refund();
		at.fixture.journal.inject({ provider: 'paypal', operation: '/refunds', kind: 'server_error', times: 3 });
		expect(await at.deliver(at.last())).toEqual([503]);
		const elsewhere = { 'paypal-cert-url': `${at.fixture.url}/v1/notifications/certs/CERT-new` };
		at.fixture.journal.inject({ provider: 'paypal', operation: '/certs', kind: 'server_error', times: 3 });
		expect(await at.deliver(at.last(), { headers: elsewhere })).toEqual([503]);
		expect(one.flows).toEqual([]);
		expect(await at.deliver(at.last(), { headers: elsewhere })).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	}, 60_000);
});

describe('a forged message', () => {
	it.each([
		['of altered bytes', { alter: (body: string) => body.replace('12.50', '99.50') }],
		['for another webhook', { webhookId: 'WHKOTHER' }],
		['without a signature', { headers: { 'paypal-transmission-sig': undefined } }],
		[
			'with a certificate of anywhere',
			{ headers: { 'paypal-cert-url': 'https://example.com/v1/notifications/certs/C' } },
		],
		['of another key', { signer: makeSigner('x', new Date(Date.now() - 1e7), new Date(Date.now() + 1e7)) }],
	])('%s is refused, and nothing is asked or stored', async (_what, options) => {
		const one = await at.published();
		at.refund();
		const before = at.fixture.asked().length;
		expect(await at.deliver(at.last(), options)).toEqual([401]);
		expect([one.flows, (await at.leg()).state]).toEqual([[], 'due']);
		expect(await at.store.inbox.get({ limit: 9 })).toEqual([]);
		expect(
			at.fixture
				.asked()
				.slice(before)
				.filter((path) => !path.includes('/certs/')),
		).toEqual([]);
	});
});

describe('publishing', () => {
	it('makes the webhook with the events that are wanted, and takes it away again', async () => {
		const one = await at.published();
		expect(webhooks()).toMatchObject([
			{ url: one.uri, event_types: [{ name: 'PAYMENT.CAPTURE.REFUNDED' }, { name: 'PAYMENT.CAPTURE.REVERSED' }] },
		]);
		expect(await one.call('checkExists')).toBe(true);
		await one.call('create');
		expect(webhooks()).toHaveLength(1);
		await one.call('delete');
		expect(webhooks()).toEqual([]);
		at.refund();
		expect(await at.deliver(at.last(), { uri: one.uri, webhookId: 'WHK00000000000001' })).toEqual([401]);
	});

	it('makes it anew when other events are wanted', async () => {
		const one = await at.published();
		webhooks()[0].event_types = [{ name: 'PAYMENT.CAPTURE.PENDING' }];
		expect(await one.call('checkExists')).toBe(false);
		await one.call('create');
		expect(webhooks()[0].event_types).toHaveLength(2);
		at.refund();
		expect(await at.deliver(at.last())).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});

	it('by hand needs a webhook ID in the credential, and takes messages for it', async () => {
		const parameters = { registration: 'manual' };
		await expect((await at.trigger({ parameters })).call('checkExists')).rejects.toThrow('holds no webhook ID');
		const one = await at.published({ parameters, credential: { webhookIds: 'WHKTYPED1' } });
		expect(webhooks()).toEqual([]);
		at.refund();
		expect(await at.deliver(at.last(), { uri: one.uri, webhookId: 'WHKTYPED1' })).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});

	it('takes messages by what the case store knows, when n8n has lost what it kept', async () => {
		const one = await at.published();
		delete one.memory.webhooks;
		at.refund();
		expect(await at.deliver(at.last())).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});
});

describe('events that no webhook brought', () => {
	const look = async (one: WebhookTrigger) => await lookOnce(at.store, (await paypalLookout(one.published()))!.lookout);
	/** The stand-in's clock stands still; what it tells happens now. */
	const happenNow = () => {
		for (const event of at.paypal.events) event.create_time = `${new Date().toISOString().slice(0, 19)}Z`;
	};

	it('are read from PayPal, to the last page, and told once', async () => {
		const one = await at.published();
		await look(one);
		const { id } = at.refund();
		for (let count = 0; count < 120; count++) at.paypal.emit('PAYMENT.SALE.COMPLETED', 'sale', { id: 'x' });
		happenNow();
		expect(await look(one)).toBe('looked');
		expect(await at.leg()).toMatchObject({ state: 'succeeded', refund: { id } });
		await look(one);
		await at.deliver(at.last());
		expect(one.flows).toHaveLength(1);
	});

	it('are taken in after the webhook was deleted, which is made again, and the operator hears of it', async () => {
		const one = await at.published();
		await look(one);
		at.paypal.webhooks.all.clear();
		at.refund();
		happenNow();
		await look(one);
		expect(webhooks()).toMatchObject([{ url: one.uri }]);
		expect(await at.leg()).toMatchObject({ state: 'succeeded' });
		expect(await at.store.notices.untold(9)).toMatchObject([{ message: expect.stringContaining("PayPal's webhook") }]);
	});
});

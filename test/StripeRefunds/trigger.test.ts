import StripeClient from 'stripe';
import { newsOf } from '../../nodes/StripeRefunds/records/news';
import { UnderWay } from '../../nodes/shared/trigger/refundIntake';
import { takeIn } from '../../nodes/StripeRefunds/trigger/takeIn';
import { StripeEvent } from '../../nodes/StripeRefunds/records/event';
import type { Stripe } from '../../nodes/StripeRefunds/transport/stripe';
import { absentFrom, examplesIn } from '../support/docsExamples';
import { Mutations, tally } from '../support/mutations';
import { TriggerShop } from './triggerShop';

const official = new StripeClient('sk_test_none');

let at: TriggerShop;
beforeEach(async () => (at = await TriggerShop.open()));
afterEach(async () => await at.close());

describe('an event', () => {
	it('is in the case before Stripe has its answer, and starts the flow with the refund as it is now', async () => {
		const one = await at.published();
		const { id } = await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
		expect(await at.leg()).toMatchObject({ state: 'succeeded', refund: { id, status: 'succeeded' } });
		expect(one.flows).toMatchObject([
			{
				reference: at.opened.reference,
				stripeEvent: { type: 'refund.created', object: { id, type: 'refund' } },
				refund: { id, intent: at.intent, status: 'succeeded', amount: { amount: 1250, currency: 'EUR' } },
				case: { settlement: 'settled' },
				settings: { brand: 'default' },
			},
		]);
		expect(await at.store.inbox.get({ state: 'read', limit: 9 })).toMatchObject([
			{ source: 'stripe', topic: 'refund.created' },
		]);
		expect((await at.store.cases.timeline(at.opened.reference)).at(-1)).toMatchObject({
			type: 'refund.succeeded',
			actor: 'Stripe',
		});
	});

	it.each([
		[{ brand: 'nord' }, 0],
		[{ brand: 'default' }, 1],
		[{ channels: 'phone' }, 0],
		[{ brand: 'default', channels: '-phone' }, 1],
	])('is told to its case, and starts the flow of a trigger limited to %j %d times', async (parameters, flows) => {
		const one = await at.published({ parameters });
		await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
		expect([one.flows.length, (await at.leg()).state]).toEqual([flows, 'succeeded']);
	});

	it("that belongs to no case carries the settings of the trigger's brand", async () => {
		await at.store.settings.save('nord', { timeZone: 'Europe/Oslo' });
		const one = await at.published({ parameters: { brand: 'nord' } });
		await at.stripe.refundByHand({ charge: 'ch_sandbox_1001', amount: '100' });
		await at.deliver(at.last('refund.created'));
		expect(one.flows).toMatchObject([{ settings: { brand: 'nord', timeZone: 'Europe/Oslo' } }]);
	});

	it('re-opens the leg of a refund that fails after it succeeded, whatever order the news come in', async () => {
		const one = await at.published();
		const { id } = await at.refund();
		const early = at.last('refund.created');
		await at.deliver(early);
		at.stripe.stripe.settle(id, 'failed', 'expired_or_canceled_card');
		await at.deliver(at.last('refund.failed'));
		await at.deliver(at.last('refund.updated'));
		await at.deliver({ ...early, id: 'evt_late' }); // says "succeeded", which is no longer true
		expect(await at.leg()).toMatchObject({ state: 'failed', refund: { failureReason: 'expired_or_canceled_card' } });
		expect(await at.store.cases.get(at.opened.reference)).toMatchObject({
			settlement: 'failed',
			exceptions: [{ code: 'refund_failed', owner: 'finance' }],
		});
		expect(one.flows.map((item) => (item.refund as { status: string }).status)).toEqual(['succeeded', 'failed']);
	});

	it('looks as the page of the trigger shows it', async () => {
		const one = await at.published();
		const { id } = await at.refund();
		at.stripe.stripe.settle(id, 'failed', 'expired_or_canceled_card');
		await at.deliver(at.last('refund.failed'));
		const [example] = examplesIn('stripe-refunds-trigger', 'Output');
		expect(absentFrom(one.flows.at(-1), example)).toEqual([]);
	});

	it('is one flow for each event id and for each status of a refund', async () => {
		const one = await at.published({
			parameters: { events: ['refund.created', 'refund.updated', 'charge.refund.updated', 'charge.refunded'] },
		});
		await at.refund();
		const created = at.last('refund.created');
		for (let i = 0; i < 3; i++) expect(await at.deliver(created)).toEqual([200]);
		expect(await at.deliver({ ...created, id: 'evt_other', type: 'charge.refund.updated' })).toEqual([200]);
		expect(one.flows).toHaveLength(1);
		await at.deliver(at.last('charge.refunded'));
		expect(one.flows[1]).toMatchObject({
			stripeEvent: { type: 'charge.refunded' },
			refunds: [{ intent: at.intent }],
			payment: { id: 'pi_sandbox_1001' },
		});
	});

	it('is one flow when it comes 20 times at once: the others are asked to come again, and find it known', async () => {
		const one = await at.published();
		await at.refund();
		const codes = (
			await Promise.all(Array.from({ length: 20 }, async () => await at.deliver(at.last('refund.created'))))
		).flat();
		expect(codes.filter((code) => code === 200).length).toBeGreaterThanOrEqual(1);
		expect(codes.every((code) => code === 200 || code === 503)).toBe(true);
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});

	it('is taken in by one of two calls that meet; the other is asked to come again', async () => {
		const { id } = await at.refund();
		const event = StripeEvent.parse(at.last('refund.created'));
		const news = await newsOf({ get: async () => at.stripe.stripe.refunds.get(id) } as unknown as Stripe, event);
		const calls = await Promise.allSettled(
			[1, 2, 3].map(async () => await takeIn(at.store, event, '{}', news, { receiver: 'w/n', wanted: true })),
		);
		expect(calls.map((one) => (one.status === 'fulfilled' ? one.value.news : one.reason instanceof UnderWay))).toEqual([
			true,
			true,
			true,
		]);
		expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect((await takeIn(at.store, event, '{}', news, { receiver: 'w/n', wanted: true })).news).toBe(false);
	});

	it('is listed as unreadable when no event can hold what it says, instead of being asked for again for ever', async () => {
		const { id } = await at.refund();
		const event = StripeEvent.parse(at.last('refund.created'));
		const {
			refunds: [now],
		} = await newsOf({ get: async () => at.stripe.stripe.refunds.get(id) } as unknown as Stripe, event);
		const { reference } = await at.store.cases.open({
			source: 'test',
			sourceId: 'huge',
			request: {
				brand: 'default',
				channel: 'portal',
				lines: [{ id: 'L1', sku: 'MUG', title: '', quantity: 1, reason: 'unknown', providerIds: {} }],
				providerIds: {},
			},
		});
		const huge = { refund: { ...now.refund, failureReason: 'x'.repeat(3_000_000) }, reference };
		expect(await takeIn(at.store, event, '{}', { refunds: [huge] }, { receiver: 'w/n', wanted: true })).toEqual({
			news: false,
			unreadable: expect.stringContaining('MB large'),
		});
		expect(await at.store.inbox.find('stripe', `${event.id}@w/n`)).toMatchObject({ state: 'unreadable' });
	});

	it('reaches every trigger, although its id is the same', async () => {
		const [one, two] = [await at.published(), await at.published({ workflowId: 'another' })];
		await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200, 200]);
		expect([one.flows.length, two.flows.length]).toEqual([1, 1]);
		expect(
			(await at.store.cases.timeline(at.opened.reference)).filter(({ type }) => type === 'refund.succeeded'),
		).toHaveLength(1);
	});

	it("finds the case by the refund's id when the metadata name none", async () => {
		const one = await at.published();
		const { id } = await at.refund();
		await at.deliver(at.last('refund.created'));
		delete at.stripe.stripe.refunds.get(id)!.metadata.return_reference;
		delete at.stripe.stripe.refunds.get(id)!.metadata.refund_intent;
		at.stripe.stripe.settle(id, 'failed');
		await at.deliver(at.last('refund.updated'));
		expect(await at.leg()).toMatchObject({ state: 'failed' });
		expect(one.flows.at(-1)).toMatchObject({ reference: at.opened.reference });
	});

	it('of a refund that no case knows still starts the flow, once', async () => {
		const one = await at.published();
		await at.stripe.refundByHand({ charge: 'ch_sandbox_1001', amount: '5' });
		await at.deliver(at.last('refund.created'));
		await at.deliver(at.last('refund.created'));
		expect(one.flows).toMatchObject([{ refund: { intent: '' } }]);
		expect(one.flows[0]).not.toHaveProperty('case');
	});

	it('of a dispute or a payout carries its object', async () => {
		const one = await at.published({ parameters: { events: ['charge.dispute.created', 'payout.created'] } });
		const dispute = at.stripe.stripe.account.dispute(at.stripe.stripe.charges.get('ch_sandbox_1003')!);
		const payout = at.stripe.stripe.account.payOut([{ type: 'charge', amount: 5, source: null }]);
		await at.deliver(at.last('charge.dispute.created'));
		await at.deliver(at.last('payout.created'));
		expect(one.flows).toMatchObject([
			{ dispute: { id: dispute.id, status: 'needs_response', open: true }, payment: { id: 'pi_sandbox_1003' } },
			{ payout: { id: payout.id } },
		]);
		expect(one.flows[0]).not.toHaveProperty('case');
	});

	it('of a dispute opens one exception for finance on the case, and closes it when the bank gives in', async () => {
		const one = await at.published({ parameters: { events: ['charge.dispute.created', 'charge.dispute.closed'] } });
		await at.refund();
		const dispute = at.stripe.stripe.account.dispute(at.stripe.stripe.charges.get('ch_sandbox_1001')!);
		for (let i = 0; i < 2; i++) await at.deliver(at.last('charge.dispute.created'));
		const exceptions = async () => (await at.store.cases.get(at.opened.reference))!.exceptions;
		expect(await exceptions()).toMatchObject([
			{ code: 'dispute', owner: 'finance', message: expect.stringContaining(`Dispute ${dispute.id} of`) },
		]);
		expect(one.flows).toMatchObject([
			{ reference: at.opened.reference, dispute: { id: dispute.id }, case: { exceptions: [{ code: 'dispute' }] } },
		]);
		dispute.status = 'won';
		await at.deliver(at.stripe.stripe.account.emit('charge.dispute.closed', dispute));
		expect(await exceptions()).toMatchObject([{ code: 'dispute', resolved: true }]);
	});

	it('of an inquiry says that a refund is still possible, and is told again when it becomes a dispute', async () => {
		await at.published({
			parameters: { events: ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed'] },
		});
		await at.refund();
		const dispute = at.stripe.stripe.account.dispute(at.stripe.stripe.charges.get('ch_sandbox_1001')!, {
			status: 'warning_needs_response',
			is_charge_refundable: true,
		});
		const told = async () =>
			(await at.store.cases.get(at.opened.reference))!.exceptions.map(({ code, message, resolved }) => [
				code,
				/Pay nothing back/.test(message)
					? 'pay nothing'
					: /refund is still possible/.test(message) && 'may be refunded',
				!!resolved,
			]);
		await at.deliver(at.last('charge.dispute.created'));
		expect(await told()).toEqual([['dispute', 'may be refunded', false]]);
		dispute.status = 'warning_under_review';
		await at.deliver(at.stripe.stripe.account.emit('charge.dispute.updated', dispute));
		expect(await told()).toHaveLength(1);
		Object.assign(dispute, { status: 'needs_response', is_charge_refundable: false });
		await at.deliver(at.stripe.stripe.account.emit('charge.dispute.updated', dispute));
		expect(await told()).toEqual([
			['dispute', 'may be refunded', false],
			['dispute', 'pay nothing', false],
		]);
		dispute.status = 'won';
		await at.deliver(at.stripe.stripe.account.emit('charge.dispute.closed', dispute));
		expect((await told()).every(([, , resolved]) => resolved)).toBe(true);
	});

	it('of a dispute that the key may not read is in the case as the event has it', async () => {
		const one = await at.published({ parameters: { events: ['charge.dispute.created'] } });
		await at.refund();
		const dispute = at.stripe.stripe.account.dispute(at.stripe.stripe.charges.get('ch_sandbox_1001')!);
		const answer = at.stripe.stripe.answer.bind(at.stripe.stripe);
		at.stripe.stripe.answer = (request) =>
			request.path.startsWith('/v1/disputes')
				? { status: 403, body: { error: { type: 'invalid_request_error', message: 'rak_dispute_read' } } }
				: answer(request);
		expect(await at.deliver(at.last('charge.dispute.created'))).toEqual([200]);
		expect((await at.store.cases.get(at.opened.reference))!.exceptions).toMatchObject([{ code: 'dispute' }]);
		expect(one.flows).toMatchObject([{ dispute: { id: dispute.id, open: true } }]);
	});

	it.each([{ metadata: { n: 7 } }, { metadata: [] }, { status: 5 }])(
		'of a refund with the strange field %j is read',
		async (strange) => {
			await at.published();
			await at.refund();
			const event = at.last('refund.created');
			expect(
				await at.deliver({ ...event, livemode: null, data: { object: { ...event.data.object, ...strange } } } as never),
			).toEqual([200]);
			expect(await at.leg()).toMatchObject({ state: 'succeeded' });
		},
	);

	it('of a dispute in a fraction of a currency without any is in the case', async () => {
		await at.published({ parameters: { events: ['charge.dispute.created'] } });
		await at.refund();
		const charge = at.stripe.stripe.charges.get('ch_sandbox_1001')!;
		at.stripe.stripe.account.dispute(Object.assign({ ...charge }, { currency: 'ugx', amount: 500_049 }));
		expect(await at.deliver(at.last('charge.dispute.created'))).toEqual([200]);
		expect((await at.store.cases.get(at.opened.reference))!.exceptions).toMatchObject([
			{ code: 'dispute', message: expect.stringContaining('5000 UGX') },
		]);
	});

	it('of a lost dispute finds the case by its payment, and says that the bank has paid', async () => {
		await at.published({ parameters: { events: ['charge.dispute.closed'] } });
		await at.store.cases.record({
			reference: at.opened.reference,
			events: [
				{
					source: 'test',
					id: 'paid-by',
					type: 'customer.notified',
					data: { about: 'x' },
					references: { 'stripe.payment_intent': 'pi_sandbox_1003' },
				},
			],
		});
		const dispute = at.stripe.stripe.account.dispute(at.stripe.stripe.charges.get('ch_sandbox_1003')!, {
			status: 'lost',
		});
		await at.deliver(at.stripe.stripe.account.emit('charge.dispute.closed', dispute));
		expect((await at.store.cases.get(at.opened.reference))!.exceptions).toMatchObject([
			{ code: 'dispute' },
			{ code: 'dispute_lost', owner: 'finance' },
		]);
	});

	it('starts the flow each time without a case store, under the reference of the metadata', async () => {
		const one = await at.published({ withStore: false });
		await at.refund();
		await at.deliver(at.last('refund.created'));
		expect(one.flows).toMatchObject([{ reference: at.opened.reference, refund: { intent: at.intent } }]);
	});

	it('is only looked at in a test run of the editor', async () => {
		const one = await at.trigger({ mode: 'manual', credential: { webhookSecrets: 'whsec_hand' } });
		await at.refund();
		await at.deliver(at.last('refund.created'), { uri: one.uri, secrets: ['whsec_hand'] });
		expect(one.flows).toHaveLength(1);
		expect(await at.leg()).toMatchObject({ state: 'due' });
		expect(await at.store.inbox.get({ limit: 9 })).toEqual([]);
	});

	it('of another account or another kind is none of ours', async () => {
		const one = await at.published();
		await at.refund();
		expect(await at.deliver({ ...at.last('refund.created'), account: 'acct_other' })).toEqual([200]);
		expect(await at.deliver({ ...at.last('refund.created'), type: 'customer.created' }, { uri: one.uri })).toEqual([
			200,
		]);
		expect([one.flows.length, (await at.store.inbox.get({ limit: 9 })).length]).toEqual([0, 0]);
	});
});

describe('forgery', () => {
	const hour = Math.floor(Date.now() / 1000) - 3600;
	it.each([
		['another secret', { secrets: ['whsec_guessed'] }],
		['an empty secret', { secrets: [''] }],
		['altered bytes', { alter: (body: string) => body.replace('1250', '9250') }],
		['an old time', { signedAt: hour }],
		['a time ahead', { signedAt: hour + 7200 }],
		['no signature', { header: { value: undefined } }],
		['an empty one', { header: { value: '' } }],
	])('with %s is answered 401 and leaves no trace', async (_what, options) => {
		const one = await at.published();
		await at.refund();
		at.stripe.stripe.requests.length = 0;
		expect(await at.deliver(at.last('refund.created'), options)).toEqual([401]);
		expect(one.outcomes).toEqual([{ noWebhookResponse: true }]);
		expect([await at.store.inbox.get({ limit: 9 }), at.stripe.stripe.requests]).toEqual([[], []]);
		expect(await at.leg()).toMatchObject({ state: 'due' });
	});

	it("is told from what Stripe's own client signs: 1,000 changes each of body, header, secret and time are refused", async () => {
		const one = await at.published();
		await at.refund();
		const body = JSON.stringify(at.last('refund.created'), null, 2);
		const [secret] = at.stripe.stripe.account.secrets.get(at.endpoints[0].id)!;
		const sign = (key = secret) => official.webhooks.generateTestHeaderString({ payload: body, secret: key });
		const mutations = new Mutations(2);
		const send = async (text: string, value: string) => await at.deliver(text, { uri: one.uri, header: { value } });
		expect(await tally(1000, async () => await send(mutations.text(body), sign()))).toEqual({ 401: 1000 });
		expect(await tally(1000, async () => await send(body, mutations.text(sign())))).toEqual({ 401: 1000 });
		expect(await tally(1000, async () => await send(body, sign(mutations.text(secret))))).toEqual({ 401: 1000 });
		const later = (header: string) =>
			header.replace(/t=(\d+)/, (_all, time: string) => `t=${mutations.number(Number(time), 250)}`);
		expect(await tally(1000, async () => await send(body, later(sign())))).toEqual({ 401: 1000 });
		expect([one.flows, await at.store.inbox.get({ limit: 9 })]).toEqual([[], []]);
		expect(await send(body, sign())).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	}, 240_000);

	it('cannot use a trigger that has no secret', async () => {
		const one = await at.trigger();
		await at.refund();
		for (const secrets of [[], [''], ['undefined']])
			expect(await at.deliver(at.last('refund.created'), { uri: one.uri, secrets })).toEqual([401]);
	});

	it("takes the old and the new secret while the endpoint's is rolled", async () => {
		const one = await at.published();
		const rolled = at.stripe.stripe.account.roll(at.endpoints[0].id);
		await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]); // signed with both
		const later = await at.trigger({ credential: { webhookSecrets: rolled } });
		expect(await at.deliver(at.last('refund.created'), { uri: later.uri, secrets: [rolled] })).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});
});

describe('trouble', () => {
	it('with Stripe lets the event come again, and then it starts the flow', async () => {
		const one = await at.published();
		await at.refund();
		at.stripe.journal.inject({ provider: 'stripe', operation: 'GET /v1/refunds', kind: 'server_error', times: 3 });
		expect(await at.deliver(at.last('refund.created'))).toEqual([503]);
		expect(one.flows).toEqual([]);
		expect(one.logs).toMatchObject([{ level: 'error', about: { event: at.last('refund.created').id } }]);
		expect(one.logs[0].message).toContain('Stripe could not be asked');
		expect(one.logs[0].message).not.toContain('case store');
		expect(one.logs[0].about.reason).toContain('stripe answered 500');
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
		expect(one.flows).toHaveLength(1);
	});

	it('with the store lets the event come again, without saying why', async () => {
		const broken = await at.trigger({
			credentials: {
				returnsStripeApi: { ...at.stripe.credential, webhookSecrets: 'whsec_hand' },
				returnCaseApi: { storage: 'embedded', file: `${__filename}/cases.sqlite` },
			},
		});
		await at.refund();
		expect(await at.deliver(at.last('refund.created'), { uri: broken.uri, secrets: ['whsec_hand'] })).toEqual([503]);
		expect([broken.flows, broken.outcomes]).toEqual([[], [{ noWebhookResponse: true }]]);
		expect(broken.logs.at(-1)!.message).toContain('the case store failed');
		expect(broken.logs.at(-1)!.about.reason).toContain('The case store cannot be opened');
		expect(JSON.stringify(broken.logs)).not.toContain('whsec_');
	});

	it('half-way through is finished by the next delivery', async () => {
		const one = await at.published();
		await at.refund();
		// What a process leaves that died after storing the event.
		await at.store.inbox.put({
			source: 'stripe',
			id: `${at.last('refund.created').id}@workflow/node`,
			topic: 'refund.created',
			body: '{}',
		});
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
		expect(one.flows).toHaveLength(1);
		expect(await at.leg()).toMatchObject({ state: 'succeeded' });
	});

	it('with the body is kept, and Stripe can rest', async () => {
		const one = await at.trigger({ credential: { webhookSecrets: 'whsec_hand' } });
		const signed = { uri: one.uri, secrets: ['whsec_hand'] };
		for (const body of [
			'{',
			'[]',
			'null',
			'{"type":"refund.updated"}',
			'{"id":"evt_1","type":"refund.updated","created":1,"data":{"object":{"id":7,"object":"refund"}}}',
		])
			expect(await at.deliver(body, signed)).toEqual([200]);
		expect(
			await at.deliver(
				{ ...at.stripe.stripe.account.emit('refund.updated', { id: 're_gone', object: 'refund', created: 1 }) },
				signed,
			),
		).toEqual([200]);
		expect(one.flows).toEqual([]);
		const kept = await at.store.inbox.get({ state: 'unreadable', limit: 9 });
		expect(kept.map(({ error }) => error)).toEqual(
			expect.arrayContaining([
				'the body is no JSON',
				expect.stringContaining('data'),
				'Stripe does not know refund re_gone',
			]),
		);
		expect(kept).toHaveLength(6);
	});
});

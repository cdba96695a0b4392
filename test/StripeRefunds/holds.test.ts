import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { removeOwnStores } from '../support/ownStore';
import type { CaseStore } from '../../nodes/shared/store/store';
import { money } from '../../nodes/shared/model';
import { runNode, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';
import { answerFaults, requestFaults } from '../contract/stripeCheck';
import { fact, openCase, type CaseFixture } from './caseFixture';

// Reading the typings of the official package takes seconds, once.
jest.setTimeout(60_000);

let stripe: StripeStandIn;
let server: Running;
let credential: CaseFixture['credential'];
let store: CaseStore;
let reference: string;
const payment = 'pi_sandbox_1001';
const eur = (amount: number) => money(amount, 'EUR');

beforeEach(async () => {
	stripe = createStripe();
	stripe.saveCard(payment, 'cus_alex');
	server = await serve(stripe, new Journal());
	({ store, reference, credential } = await openCase());
	const paid = { id: payment, processor: 'stripe', captured: eur(6420), refunded: eur(0), refundable: eur(6420) };
	const order = { number: '#1001', currency: 'EUR', lines: [], payments: [paid] };
	await store.cases.record({ reference, events: [fact('order.found', { order, system: 'shopify' })] });
});
afterEach(async () => {
	await removeOwnStores();
	await server.stop();
});

const run = async (operation: string, parameters: NodeOptions['parameters'] = {}, mode?: 'manual') =>
	await runNode(new StripeRefunds(), {
		parameters: { resource: 'hold', operation, ...parameters },
		credentials: {
			returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url },
			returnCaseApi: credential,
		},
		input: [{ reference }],
		mode,
	});
const done = async (operation: string, parameters: NodeOptions['parameters'] = {}) => {
	const { json, error } = await run(operation, parameters);
	expect(error).toBeUndefined();
	return json[0].hold as Record<string, unknown>;
};
const held = () =>
	[...stripe.paymentIntents.values()].filter(
		({ metadata }) => (metadata as object | undefined) && 'return_hold' in (metadata as object),
	);
const statesOf = () => held().map(({ status, amount_received: taken }) => [status, taken]);
const holds = async () => (await store.cases.get(reference))!.holds;

it('holds what new goods were given for, when no amount is typed', async () => {
	const intent = {
		id: `${reference}/R1`,
		amount: eur(2160),
		payment: { id: payment, processor: 'stripe', providerIds: {} },
		reason: 'exchange',
		breakdown: [],
	};
	expect((await run('create', { amount: '' })).error?.message).toContain('no amount to hold');
	await store.cases.record({ reference, events: [fact('exchange.created', { id: 'S1', intent, rest: eur(660) })] });
	expect(await done('create', { amount: '' })).toMatchObject({ amount: eur(1500), state: 'placed' });
});

it('holds an amount on the saved card, takes nothing, and the case knows it', async () => {
	expect(await done('create', { amount: '150.00' })).toMatchObject({
		id: `${reference}/H1`,
		amount: eur(15_000),
		state: 'placed',
		outcome: 'done',
		captureBefore: expect.any(String) as string,
	});
	expect(held()).toMatchObject([
		{
			amount: 15_000,
			customer: 'cus_alex',
			capture_method: 'manual',
			status: 'requires_capture',
			metadata: { return_reference: reference, return_hold: `${reference}/H1` },
		},
	]);
	expect(await holds()).toMatchObject([{ id: `${reference}/H1`, state: 'placed', amount: eur(15_000) }]);
});

it.each([
	['the answer was lost', () => (stripe.failAfterCommit = once())],
	['Stripe has forgotten the key, too', () => ((stripe.failAfterCommit = once()), stripe.forgetKeys())],
])('holds once when %s', async (_what, fault) => {
	fault();
	await run('create', { amount: '150.00' });
	stripe.forgetKeys();
	expect(await done('create', { amount: '150.00' })).toMatchObject({ id: `${reference}/H1`, state: 'placed' });
	expect(await done('create', { amount: '150.00' })).toMatchObject({ outcome: 'already_done' });
	expect(statesOf()).toEqual([['requires_capture', 0]]);
	expect(await holds()).toHaveLength(1);
});

it.each([
	['release', {}, 'canceled', 0, { state: 'released' }],
	['capture', {}, 'succeeded', 15_000, { state: 'captured', captured: eur(15_000) }],
	['capture', { amount: '90.00' }, 'succeeded', 9_000, { state: 'captured', captured: eur(9_000) }],
] as const)('%s %j: once, also when the answer was lost', async (operation, parameters, status, taken, known) => {
	await done('create', { amount: '150.00' });
	stripe.failAfterCommit = once();
	await run(operation, parameters);
	stripe.forgetKeys();
	await done(operation, parameters);
	expect(await done(operation, parameters)).toMatchObject({ outcome: 'already_done' });
	expect(statesOf()).toEqual([[status, taken]]);
	expect(await holds()).toMatchObject([known]);
});

it('what was taken is not let go, and what was let go is not taken', async () => {
	await done('create', { amount: '150.00' });
	await done('capture');
	expect((await run('release')).error?.message).toContain('150.00 EUR');
	await done('create', { amount: '20.00' });
	expect((await holds())!.map(({ id }) => id)).toEqual([`${reference}/H1`, `${reference}/H2`]);
	await done('release', { hold: `${reference}/H2` });
	expect((await run('capture', { hold: `${reference}/H2` })).error?.message).toContain('not held any more');
	expect(statesOf()).toEqual([
		['succeeded', 15_000],
		['canceled', 0],
	]);
});

it('a bank that let go by itself is found released', async () => {
	await done('create', { amount: '150.00' });
	held()[0].status = 'canceled';
	expect(await done('release')).toMatchObject({ state: 'released' });
	expect(await holds()).toMatchObject([{ state: 'released' }]);
});

it.each<[string, () => void, NodeOptions['parameters'], string]>([
	['a card that its bank refuses', () => (stripe.cardsRefused = 1), { amount: '150.00' }, 'has refused it'],
	[
		'a card that was not saved',
		() => (stripe.paymentIntents.get(payment)!.customer = null),
		{ amount: '150.00' },
		'was not saved',
	],
	['no amount', () => undefined, { amount: 'much' }, 'much'],
])('refuses %s, and nothing is held', async (_what, prepare, parameters, message) => {
	prepare();
	expect((await run('create', parameters)).error?.message).toContain(message);
	expect(statesOf().filter(([status]) => status === 'requires_capture')).toEqual([]);
	expect(await holds()).toBeUndefined();
});

it('a test run only shows what would be held', async () => {
	const { json } = await run('create', { amount: '150.00' }, 'manual');
	expect(json[0].hold).toMatchObject({ id: `${reference}/H1`, amount: eur(15_000), outcome: 'dry_run' });
	expect(held()).toEqual([]);
});

it("every request and the stand-in's answers fit Stripe's typings", async () => {
	await done('create', { amount: '150.00' });
	await done('capture', { amount: '90.00' });
	await done('create', { amount: '20.00' });
	await done('release', { hold: `${reference}/H2` });
	const writes = stripe.requests.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/').at(-1));
	expect(writes).toEqual(['payment_intents', 'capture', 'payment_intents', 'cancel']);
	for (const { method, path, form, query } of stripe.requests)
		expect([method, path, requestFaults(method, path, method === 'POST' ? form : query)]).toEqual([method, path, []]);
	for (const one of held()) expect(answerFaults('payment_intent', one)).toEqual([]);
	for (const one of stripe.charges.values()) expect(answerFaults('charge', one)).toEqual([]);
});

/** True the first time that it is asked. */
function once(): () => boolean {
	let asked = false;
	return () => {
		const first = !asked;
		asked = true;
		return first;
	};
}

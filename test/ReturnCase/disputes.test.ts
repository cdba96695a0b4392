import type { INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { tellOfDispute } from '../../nodes/shared/trigger';
import { parseNewEvent, ReturnRequest, type DisputeNews } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

/** Refunds of a return whose payment is disputed at the bank: through the store, the operations and what finance is told. */
let credential: StoreCredential;
let store: CaseStore;
beforeEach(async () => void ({ credential, store } = await openOwnStore()));
afterEach(removeOwnStores);

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const providerIds = { 'stripe.charge': 'ch_1', 'stripe.payment_intent': 'pi_1' };
const news = (more: Partial<DisputeNews> = {}): DisputeNews => ({
	source: 'stripe',
	id: 'du_1',
	amount: eur(4000),
	reason: 'fraudulent',
	outcome: 'open',
	providerIds,
	...more,
});
const get = async (reference: string) => (await store.cases.get(reference))!;
const tell = async (more: Partial<DisputeNews>, ...references: string[]) =>
	await tellOfDispute(store, news(more), await Promise.all(references.map(get)), 'Stripe');

async function opened(sourceId = '1'): Promise<string> {
	const lines = [{ id: 'L1', sku: 'TEE', quantity: 1 }];
	const request = ReturnRequest.parse({ channel: 'portal', orderNumber: '#1', lines });
	const { reference } = await store.cases.open({ request, source: 'portal', sourceId });
	const order = {
		number: '#1',
		currency: 'EUR',
		lines: [{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 2, subtotal: eur(4000), tax: eur(0) }],
		payments: [
			{ id: 'pi_1', processor: 'stripe', providerIds, captured: eur(4000), refunded: eur(0), refundable: eur(4000) },
		],
	};
	const events: Array<[string, object]> = [
		['order.found', { system: 'shopify', lineLinks: { L1: 'o1' }, order }],
		['return.approved', {}],
	];
	for (const [type, data] of events)
		await store.cases.record({ reference, events: [parseNewEvent({ id: type, source: 'test', type, data })] });
	return reference;
}
const intent = (reference: string, amount = 2000, payment = 'pi_1') => ({
	id: `${reference}/R1`,
	amount: eur(amount),
	payment: { id: payment, processor: payment === 'pi_1' ? 'stripe' : 'other', providerIds: {} },
});
const run = async (reference: string, operation: string, parameters: INodeParameters) =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation, ...parameters },
		credentials: { returnCaseApi: credential },
		input: [{ reference } as never],
	});
const release = async (reference: string, ...more: [number?, string?]) =>
	await run(reference, 'releaseRefund', { intents: JSON.stringify([intent(reference, ...more)]) });
const decide = async (reference: string, decision: string) =>
	await run(reference, 'decideRefund', { intent: `${reference}/R1`, decision });
const legs = async (reference: string) => (await get(reference)).refunds.map(({ state }) => state);
const told = async () => (await store.alarms.open({ limit: 50, owner: 'finance' })).map(({ facts }) => facts.subject);

it('a refund that is released meanwhile waits, and is released by itself when the bank gives in', async () => {
	const reference = await opened();
	await tell({}, reference);
	const { json, error } = await release(reference);
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ released: [], held: [`${reference}/R1`], case: { settlement: 'held' } }]);
	expect(await told()).toEqual(['dispute']);
	await tell({ outcome: 'over' }, reference);
	expect(await legs(reference)).toEqual(['due']);
	expect(await told()).toEqual([]);
});

it.each([
	['by hand', 'by_hand'],
	['on the payment itself', 'pi_1'],
])('once it is lost nothing more is paid %s', async (_how, payment) => {
	const reference = await opened();
	await release(reference);
	await tell({}, reference);
	await tell({ outcome: 'lost' }, reference);
	expect(await legs(reference)).toEqual(['dropped']);
	const again = { ...intent(reference, 1, payment), id: `${reference}/R2` };
	const { error } = await run(reference, 'releaseRefund', { intents: JSON.stringify([again]) });
	expect(error?.message).toMatch(/more than the 0\.00 EUR/);
	expect(await told()).toEqual(['dispute_lost']);
});

it('finance may drop a refund that waits, and may not pay it', async () => {
	const reference = await opened();
	await release(reference);
	await tell({}, reference);
	expect((await decide(reference, 'pay')).error?.message).toMatch(/du_1 of 40\.00 EUR is not decided yet/);
	expect(await legs(reference)).toEqual(['held']);
	expect((await decide(reference, 'drop')).error).toBeUndefined();
	expect(await legs(reference)).toEqual(['dropped']);
	await tell({ outcome: 'over' }, reference);
	expect(await legs(reference)).toEqual(['dropped']);
});

it('of one that was prevented finance says what becomes of it', async () => {
	const reference = await opened();
	await release(reference);
	await tell({}, reference);
	await tell({ outcome: 'prevented' }, reference);
	expect(await told()).toEqual(['dispute_decided']);
	expect((await decide(reference, 'pay')).error).toBeUndefined();
	expect(await legs(reference)).toEqual(['due']);
	expect(await told()).toEqual([]);
});

it('another return of the order is stopped as well, also one that is opened afterwards', async () => {
	const [first, second] = [await opened('1'), await opened('2')];
	await release(second);
	await tell({}, first);
	expect(await legs(second)).toEqual(['held']);
	const third = await opened('3');
	expect((await release(third)).json).toMatchObject([{ held: [`${third}/R1`] }]);
	expect((await get(third)).disputes).toMatchObject([{ id: 'du_1', state: 'open' }]);
	await tell({ outcome: 'over' }, first);
	expect(await legs(third)).toEqual(['due']);
});

it('that belongs to no return opens nothing, and finance hears of it once', async () => {
	for (let i = 0; i < 2; i++) await tell({});
	const alarms = await store.alarms.open({ limit: 5, owner: 'finance' });
	expect(alarms).toMatchObject([{ kind: 'notice', facts: { subject: expect.stringMatching(/du_1.*no return/) } }]);
	expect(alarms).toHaveLength(1);
	await tell({ outcome: 'lost' });
	expect(await store.alarms.open({ limit: 5, owner: 'finance' })).toHaveLength(2);
});

it('what is told again changes nothing', async () => {
	const reference = await opened();
	await release(reference);
	expect((await tell({}, reference)).changed).toBe(true);
	const { version } = await get(reference);
	expect((await tell({}, reference)).changed).toBe(false);
	expect((await get(reference)).version).toBe(version);
});

it('the case stays intact and is reminded of', async () => {
	const reference = await opened();
	await tell({ dueAt: new Date(Date.now() + 2 * 86_400_000).toISOString() }, reference);
	expect(await store.cases.verify(reference)).toBeUndefined();
	expect(await store.cases.reminders(10)).toEqual([reference]);
	expect(await store.cases.remind(reference)).toBe(true);
	const alarms = await store.alarms.open({ limit: 5, owner: 'finance' });
	expect(alarms.map(({ facts }) => facts.subject)).toEqual([
		'dispute',
		expect.stringMatching(/Dispute du_1 of 40\.00 EUR must be answered within 3 days/),
	]);
});

describe('Describe', () => {
	const describeDispute = async (item: object, dispute = '') =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'dispute', operation: 'describe', dispute },
			credentials: { returnCaseApi: credential },
			input: [item as never],
		});

	it('gives the evidence as one document, how the dispute stands, and what to book', async () => {
		await store.settings.save('default', { sender: 'returns@example.com', owners: { finance: 'finance@example.com' } });
		const reference = await opened();
		await release(reference);
		const movements = [{ id: 'txn_1', amount: eur(-4000), fee: eur(1500) }];
		await tell({ dueAt: '2026-12-10T22:59:59.000Z', movements }, reference);
		const { json, error } = await describeDispute({ reference });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				reference,
				dispute: { id: 'du_1', standing: expect.stringContaining('evidence can be sent until 10 Dec 2026') },
				evidence: {
					text: expect.stringContaining('The customer asked to return 1 x TEE'),
					html: expect.stringMatching(/^<!doctype html>/),
				},
				books: [
					{ debit: 'Disputed payments', amount: eur(4000) },
					{ debit: 'Dispute fees', amount: eur(1500) },
				],
				mail: {
					to: 'finance@example.com',
					from: 'returns@example.com',
					subject: `Dispute du_1 of 40.00 EUR must be answered by 2026-12-10 (${reference})`,
					text: expect.stringMatching(/To book:\n40\.00 EUR: debit Disputed payments[^]*The customer asked to return/),
					html: expect.stringMatching(/<body><p>Dispute du_1[^]*<h1>Evidence about/),
				},
			},
		]);
	});

	it('writes to finance what has become of it, without the evidence', async () => {
		const reference = await opened();
		await release(reference);
		await tell({}, reference);
		const waiting = (await describeDispute({ reference })).json[0].mail as { text: string };
		expect(waiting.text).toContain(`Wait for it: ${reference}/R1 (20.00 EUR).`);
		await tell({ outcome: 'lost' }, reference);
		expect((await describeDispute({ reference })).json).toMatchObject([
			{
				mail: {
					subject: `Dispute du_1 of 40.00 EUR is lost (${reference})`,
					text: expect.stringMatching(/Canceled: RMA-\w+\/R1[^]*credit note/),
					html: expect.not.stringContaining('Time line'),
				},
			},
		]);
	});

	it.each<[string, object, string]>([
		['that the event has opened', { event: { data: { dispute: { id: 'du_1' } } } }, ''],
		['that the event has decided', { event: { data: { dispute: 'du_1' } } }, ''],
		['that is named', {}, 'du_1'],
	])('is about the dispute %s', async (_what, item, named) => {
		const reference = await opened();
		await tell({}, reference);
		await tell({ id: 'du_2' }, reference);
		expect((await describeDispute({ reference, ...item }, named)).json).toMatchObject([{ dispute: { id: 'du_1' } }]);
		expect((await describeDispute({ reference })).json).toMatchObject([{ dispute: { id: 'du_2' } }]);
	});

	it('of a return without one says where they come from', async () => {
		const reference = await opened();
		const { error } = await describeDispute({ reference });
		expect(error?.message).toMatch(/has no dispute/);
		expect(error?.description).toMatch(/Stripe Refunds Trigger/);
	});
});

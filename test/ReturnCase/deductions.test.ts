import type { INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ReturnPolicy } from '../../nodes/ReturnPolicy/ReturnPolicy.node';
import type { CaseStore } from '../../nodes/shared/store';
import { parseNewEvent, ReturnRequest } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

/** From the inspection to the refund, as lane 3 of the templates does it: calculate, release, and a person who confirms. */
let credential: StoreCredential;
let store: CaseStore;
let reference: string;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const record = async (type: string, data: object, id = type) =>
	await store.cases.record({ reference, events: [parseNewEvent({ id, source: 'test', type, data })] });
beforeEach(async () => {
	({ credential, store } = await openOwnStore());
	({ reference } = await store.cases.open({
		request: ReturnRequest.parse({
			channel: 'portal',
			orderNumber: '#1',
			lines: [{ id: 'L1', sku: 'TEE', quantity: 2 }],
		}),
		source: 'portal',
		sourceId: '1',
	}));
	await record('order.found', {
		system: 'shopify',
		lineLinks: { L1: 'o1' },
		order: {
			number: '#1',
			currency: 'EUR',
			lines: [{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 2, subtotal: eur(4000), tax: eur(0) }],
			payments: [{ id: 'p', processor: 'stripe', captured: eur(4000), refunded: eur(0), refundable: eur(4000) }],
		},
	});
	await record('return.approved', {});
	await record('return.received', { receipt: { id: 'r', lines: [{ line: 'L1', quantity: 2 }] } });
});
afterEach(removeOwnStores);

const inspect = async (id: string, more: object = {}) =>
	await record(
		'return.inspected',
		{
			inspection: {
				id,
				lines: [
					{
						line: 'L1',
						quantity: 1,
						destination: 'scrap',
						condition: 'worn',
						note: 'Worn through',
						evidence: 'https://pictures.example.com/1',
						...more,
					},
				],
			},
		},
		id,
	);
async function released(policy: object) {
	const settings = { policy: { refundTiming: 'after_inspection', ...policy } };
	const { json: calculated, error } = await runNode(new ReturnPolicy(), {
		parameters: { resource: 'refund', operation: 'calculate' },
		credentials: { returnCaseApi: credential },
		input: [{ reference, settings, case: (await store.cases.get(reference)) as never }],
	});
	if (error) throw new Error(error.message);
	return await run('releaseRefund', {}, calculated[0]);
}
const run = async (operation: string, parameters: INodeParameters, item: object = { reference }) => {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation, ...parameters },
		credentials: { returnCaseApi: credential },
		input: [item as never],
	});
	return { ...json[0], error };
};
const legs = async () =>
	(await store.cases.get(reference))!.refunds.map(({ state, intent: { amount } }) => [state, amount.amount]);
const settlement = async () => (await store.cases.get(reference))!.settlement;
const open = async () =>
	(await store.cases.get(reference))!.exceptions
		.filter(({ resolved }) => !resolved)
		.map(({ code, owner }) => [code, owner]);

it('pays less what inspection takes off', async () => {
	await inspect('i1');
	expect(await released({ deductions: { scrap: '25 %' } })).toMatchObject({ released: [`${reference}/R1`], held: [] });
	expect(await legs()).toEqual([['due', 1500]]);
	expect(await open()).toEqual([]);
});

it.each([
	['pay', '', [['due', 1500]]],
	['drop', '', [['dropped', 1500]]],
	[
		'other',
		'20.00',
		[
			['dropped', 1500],
			['due', 2000],
		],
	],
	[
		'other',
		'7.50',
		[
			['dropped', 1500],
			['due', 750],
		],
	],
])('holds it until finance has confirmed: %s %s', async (decision, amount, after) => {
	await inspect('i1');
	const policy = { deductions: { scrap: '25 %' }, confirmDeductions: true };
	expect(await released(policy)).toMatchObject({ released: [], held: [`${reference}/R1`] });
	// The step may come again: nothing is asked twice, and the pieces are covered.
	await released(policy);
	expect([await legs(), await open()]).toEqual([[['held', 1500]], [['deduction_to_confirm', 'finance']]]);
	expect((await run('decideRefund', { intent: '', decision, amount })).error).toBeUndefined();
	expect([await legs(), await open()]).toEqual([after, []]);
	expect((await run('decideRefund', { intent: `${reference}/R1`, decision: 'pay' })).error?.message).toMatch(
		/does not wait for a decision|was dropped/,
	);
});

it.each(['20.01', '0', '15.00'])(
	'refuses %s as the other amount: more than the goods are worth, nothing, or the same',
	async (amount) => {
		await inspect('i1');
		await released({ deductions: { scrap: '25 %' }, confirmDeductions: true });
		expect((await run('decideRefund', { intent: '', decision: 'other', amount })).error).toBeDefined();
		expect(await legs()).toEqual([['held', 1500]]);
	},
);

it('tells customer service when inspection leaves nothing to pay, once; the next piece is paid in full', async () => {
	const policy = { deductions: { scrap: 'all' } };
	await inspect('i1');
	expect(await released(policy)).toMatchObject({ released: [], held: [] });
	await released(policy);
	expect([await legs(), await open()]).toEqual([[], [['refund_refused', 'service']]]);
	expect(await settlement()).toBe('none');
	await inspect('i2', { destination: 'restock', condition: 'as new' });
	expect(await settlement()).toBe('none');
	await released(policy);
	expect(await legs()).toEqual([['due', 2000]]);
});

it('is settled, so that it closes, when inspection leaves nothing to pay of all that was approved', async () => {
	const policy = { deductions: { scrap: 'all' } };
	await inspect('i1');
	await inspect('i2');
	expect(await settlement()).toBe('none');
	await released(policy);
	await released(policy);
	expect([await legs(), await open(), await settlement()]).toEqual([[], [['refund_refused', 'service']], 'settled']);
	await record('exception.resolved', { code: 'refund_refused' });
	expect(await settlement()).toBe('settled');
	// Another piece than was approved comes: there is something to look at again.
	await record('return.received', { receipt: { id: 'r2', lines: [{ line: 'L1', quantity: 1 }] } }, 'r2');
	await inspect('i3', { destination: 'restock', condition: 'as new' });
	expect(await settlement()).toBe('none');
});

it('takes nothing where the settings say nothing, as before', async () => {
	await inspect('i1');
	await released({});
	expect(await legs()).toEqual([['due', 2000]]);
});

describe('while nobody has answered what the shop says of its worth', () => {
	const says = 'Return #1-R1 has an exchange for 1 x T-shirt L in Shopify. Shopify pays back 11.60 EUR.';
	beforeEach(async () => {
		await record('exception.opened', { exception: { code: 'shop_worth', owner: 'finance', message: says } });
		await inspect('i1', { destination: 'restock', condition: 'as new' });
	});

	it.each([
		['other', '11.60', ['dropped', 2000], ['due', 1160]],
		['drop', '', ['dropped', 2000]],
		['pay', '', ['due', 2000]],
	])('a refund waits, and finance decides: %s %s', async (decision, amount, ...after) => {
		expect(await released({})).toMatchObject({ released: [], held: [`${reference}/R1`] });
		await released({});
		expect([await legs(), await open()]).toEqual([
			[['held', 2000]],
			[
				['shop_worth', 'finance'],
				['shop_worth', 'finance'],
			],
		]);
		expect((await store.cases.get(reference))!.exceptions[1]).toMatchObject({
			intent: `${reference}/R1`,
			message: `Refund ${reference}/R1 of 20.00 EUR waits. ${says}`,
		});
		expect((await run('decideRefund', { intent: '', decision, amount })).error).toBeUndefined();
		// The return's own question is answered by a person, for the pieces that are still to come.
		expect([await legs(), await open()]).toEqual([after, [['shop_worth', 'finance']]]);
		await inspect('i2', { destination: 'restock', condition: 'as new' });
		await record('exception.resolved', { code: 'shop_worth' });
		await released({});
		expect((await legs()).at(-1)).toEqual(['due', 2000]);
	});

	it.each(['20.00', '20.01', '0'])('not more than is owed, nor the same or nothing: %s', async (amount) => {
		await released({});
		expect((await run('decideRefund', { intent: '', decision: 'other', amount })).error?.message).toMatch(
			/must be more than zero and less than the refund was/,
		);
		expect(await legs()).toEqual([['held', 2000]]);
	});
});

import type { INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { remindAll } from '../../nodes/ReturnCase/trigger/overdueWatch';
import { parseNewEvent, ReturnRequest, type EventType } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

/* A refund that is not paid at once: worked out and frozen now, due by itself after some days. */

const day = 86_400_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
let credential: StoreCredential;
let store: CaseStore;
let count = 0;
beforeAll(async () => void ({ credential, store } = await openOwnStore()));
afterAll(async () => {
	await removeOwnStores();
});

async function approved(more: { withdrawal?: boolean; decision?: object } = {}): Promise<string> {
	const { withdrawal, decision } = more;
	const { reference } = await store.cases.open({
		request: ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', quantity: 1 }], withdrawal }),
		source: 'test',
		sourceId: `S${++count}`,
	});
	const tell = async (type: EventType, data: object) =>
		await store.cases.record({
			reference,
			events: [parseNewEvent({ id: `${count} ${type}`, source: 'test', type, data })],
		});
	const payment = { id: 'pi_1', processor: 'stripe', captured: eur(2000), refunded: eur(0), refundable: eur(2000) };
	const order = { number: '#1', currency: 'EUR', lines: [], payments: [payment] };
	await tell('order.found', { system: 'shopify', order });
	await tell('return.approved', decision ? { decision } : {});
	return reference;
}
const release = async (reference: string, parameters: INodeParameters, item: object = {}) => {
	const intent = {
		id: `${reference}/R1`,
		amount: eur(2000),
		payment: { id: 'pi_1', processor: 'stripe', providerIds: {} },
	};
	return await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'releaseRefund', intents: JSON.stringify([intent]), ...parameters },
		credentials: { returnCaseApi: credential },
		input: [{ reference, ...item } as never],
	});
};
const legOf = async (reference: string) => (await store.cases.get(reference))!.refunds[0];
const daysFromNow = (instant = '') => Math.round((Date.parse(instant) - Date.now()) / day);

it('waits for the days that the node says, and keeps its day when the node runs again', async () => {
	const reference = await approved();
	const { json, error } = await release(reference, { releaseAfterDays: 3 });
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ released: [], held: [`${reference}/R1`] }]);
	const before = await legOf(reference);
	expect([before.state, daysFromNow(before.releaseAt)]).toEqual(['held', 3]);
	await release(reference, { releaseAfterDays: 5 });
	expect(await legOf(reference)).toEqual(before);
	// No second opinion of the same event: nobody is asked about it.
	expect((await store.cases.get(reference))!.exceptions).toEqual([]);
});

it.each([
	['is not said', {}],
	['is 0', { releaseAfterDays: 0 }],
])('is due at once when it %s', async (_what, parameters) => {
	const reference = await approved();
	expect((await release(reference, parameters)).json).toMatchObject([{ released: [`${reference}/R1`], held: [] }]);
	expect(await legOf(reference)).toMatchObject({ state: 'due' });
});

it.each([-1, 400, 'soon'])('%s is no number of days', async (releaseAfterDays) => {
	const { error } = await release(await approved(), { releaseAfterDays });
	expect(error?.message).toContain('is no number of days');
});

const decision = (isProtected: boolean) => ({
	outcome: isProtected ? 'approve' : 'review',
	reasons: [],
	lines: [{ line: 'L1', quantity: 1 }],
	law: {
		protected: isProtected,
		lastDay: '2026-11-30',
		refundDueBy: '2026-12-10',
		sendBackBy: '2026-12-10',
		remindOn: [],
		clauses: [],
	},
});
it.each([
	['in time is paid without delay', true, 'due'],
	['that came too late may wait', false, 'held'],
])('a withdrawal by law %s', async (_what, isProtected, state) => {
	const reference = await approved({ withdrawal: true, decision: decision(isProtected) });
	expect((await release(reference, { releaseAfterDays: 3 })).error).toBeUndefined();
	expect((await legOf(reference)).state).toBe(state);
});

it('a withdrawal that nobody has judged is paid without delay', async () => {
	const reference = await approved({ withdrawal: true });
	await release(reference, { releaseAfterDays: 3 });
	expect((await legOf(reference)).state).toBe('due');
});

/** What Odoo Returns: Check gives of a refund whose credit note does not fit. */
const misfit = (reference: string) => ({
	creditNotes: {
		fit: false,
		refunds: [{ intent: `${reference}/R1`, outcome: 'misfit', message: 'Credited by hand.' }],
	},
});
it.each([
	['that waits', { releaseAfterDays: 3 }, () => ({})],
	['whose credit note does not fit', {}, misfit],
])('a refund %s is paid at once when the customer withdraws from the contract meanwhile', async (_what, more, item) => {
	const ours = { outcome: 'approve', reasons: [], lines: [{ line: 'L1', quantity: 1 }] };
	const reference = await approved({ decision: ours });
	await release(reference, more, item(reference));
	await remindAll(store, () => undefined);
	expect((await legOf(reference)).state).toBe('held');
	const { error } = await runNode(new ReturnCase(), {
		parameters: {
			resource: 'case',
			operation: 'declareWithdrawal',
			customerName: 'Alex Example',
			contract: '#1',
			email: 'alex@example.com',
			channel: 'phone',
			toldAt: new Date().toISOString(),
			options: { underWay: reference },
		},
		credentials: { returnCaseApi: credential },
		input: [{} as never],
	});
	expect(error).toBeUndefined();
	await remindAll(store, () => undefined);
	expect((await legOf(reference)).state).toBe('due');
});

it.each([
	['pay', {}, ['due']],
	['drop', {}, ['dropped']],
	['other', { amount: '12.50' }, ['dropped', 'due']],
])('finance may decide before its day: %s', async (choice, more, states) => {
	const reference = await approved();
	await release(reference, { releaseAfterDays: 3 });
	const { error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'decideRefund', decision: choice, ...more },
		credentials: { returnCaseApi: credential },
		input: [{ reference } as never],
	});
	expect(error).toBeUndefined();
	const { refunds } = (await store.cases.get(reference))!;
	expect(refunds.map(({ state }) => state)).toEqual(states);
	expect((await store.cases.timeline(reference)).map(({ type }) => type)).not.toContain('exception.resolved');
});

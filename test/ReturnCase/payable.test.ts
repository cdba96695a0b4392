import type { INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { parseNewEvent, ReturnRequest } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

/** What no provider can pay is refused when a refund is released or decided, not when it is paid. */
let credential: StoreCredential;
let store: CaseStore;
let reference: string;
const kwd = (amount: number) => ({ amount, currency: 'KWD' });
const record = async (type: string, data: object) =>
	await store.cases.record({ reference, events: [parseNewEvent({ id: type, source: 'test', type, data })] });
beforeEach(async () => {
	({ credential, store } = await openOwnStore());
	const lines = [{ id: 'L1', sku: 'TEE', quantity: 2 }];
	const request = ReturnRequest.parse({ channel: 'portal', orderNumber: '#1', lines });
	({ reference } = await store.cases.open({ request, source: 'portal', sourceId: '1' }));
	await record('order.found', {
		system: 'shopify',
		lineLinks: { L1: 'o1' },
		order: {
			number: '#1',
			currency: 'KWD',
			lines: [{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 2, subtotal: kwd(4000), tax: kwd(0) }],
			payments: [{ id: 'p', processor: 'stripe', captured: kwd(4000), refunded: kwd(0), refundable: kwd(4000) }],
		},
	});
	await record('return.approved', {});
});
afterEach(removeOwnStores);
const intent = (amount: number, payment = { id: 'p', processor: 'stripe', providerIds: {} }) => ({
	id: `${reference}/R1`,
	amount: kwd(amount),
	payment,
});
const run = async (operation: string, parameters: INodeParameters) =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation, ...parameters },
		credentials: { returnCaseApi: credential },
		input: [{ reference } as never],
	});
const refunds = async () =>
	(await store.cases.get(reference))!.refunds.map(({ state, intent: { amount } }) => [state, amount.amount]);
const release = async (amount: number, ...payment: Array<ReturnType<typeof intent>['payment']>) =>
	await run('releaseRefund', { intents: JSON.stringify([intent(amount, ...payment)]) });

it('a refund that Stripe cannot pay is not released, and what it can pay is said', async () => {
	const { error } = await release(1234);
	expect(error?.message).toBe('Stripe takes KWD amounts whose last digit is 0: 1.230 KWD or 1.240 KWD, not 1.234 KWD');
	expect(error?.context).toMatchObject({ category: 'invalid_input' });
	expect(await refunds()).toEqual([]);
	expect((await release(1240)).error).toBeUndefined();
	expect(await refunds()).toEqual([['due', 1240]]);
});

it('what a person pays may be any amount', async () => {
	expect((await release(1234, { id: 'by_hand', processor: 'other', providerIds: {} })).error).toBeUndefined();
	expect(await refunds()).toEqual([['due', 1234]]);
});

it('another amount that finance decides on is one that can be paid', async () => {
	await record('refund.held', { intent: intent(2000), until: 'finance has decided' });
	const exception = { code: 'held_by_hand', owner: 'finance', intent: `${reference}/R1`, message: 'Held' };
	await record('exception.opened', { exception });
	const decide = async (amount: string) =>
		await run('decideRefund', { intent: `${reference}/R1`, decision: 'other', amount });
	expect((await decide('1.234')).error?.message).toMatch(/whose last digit is 0: 1.230 KWD or 1.240 KWD/);
	expect(await refunds()).toEqual([['held', 2000]]);
	expect((await decide('1.230')).error).toBeUndefined();
	expect(await refunds()).toEqual([
		['dropped', 2000],
		['due', 1230],
	]);
});

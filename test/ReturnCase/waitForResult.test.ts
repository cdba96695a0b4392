import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { waitResultOf, type Want } from '../../nodes/ReturnCase/waiting/waitResult';
import type { CaseStore } from '../../nodes/shared/store';
import type { CaseState } from '../../nodes/shared/case';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const state = (changed: Partial<CaseState> = {}) =>
	({
		authorization: 'approved',
		logistics: 'none',
		inspection: 'none',
		settlement: 'none',
		exceptions: [],
		refunds: [],
		...changed,
	}) as unknown as CaseState;
const leg = (amount: number, by: object) =>
	({
		state: 'succeeded',
		intent: { amount: { amount, currency: 'EUR' } },
		...by,
	}) as unknown as CaseState['refunds'][number];
const step = (name: string, as: 'ready' | 'leased' | 'held' | 'done' | 'stuck', message?: string) => ({
	name,
	state: as,
	...(message && { error: { message } }),
});

describe('whether a case is as somebody waits for it', () => {
	it.each<[string, Want, Partial<CaseState>, ReturnType<typeof step>[], string, string]>([
		['paid', 'settled', { settlement: 'settled' }, [], 'reached', 'The refund is settled.'],
		[
			'paid in several ways',
			'settled',
			{
				settlement: 'settled',
				refunds: [
					leg(1250, {}),
					leg(2000, { exchange: { id: '7', rest: { amount: 500, currency: 'EUR' } } }),
					leg(500, { storeCredit: { id: 'c', kind: 'gift_card', providerIds: {} } }),
				],
			},
			[],
			'reached',
			'The refund is settled: 12.50 EUR to the customer, 15.00 EUR in new goods, 5.00 EUR as store credit.',
		],
		[
			'paid, although another step is stuck',
			'settled',
			{ settlement: 'settled' },
			[step('Close', 'stuck')],
			'reached',
			'The refund is settled.',
		],
		[
			'partly paid',
			'settled',
			{ settlement: 'part_settled' },
			[step('Settle', 'leased')],
			'pending',
			'The return is still being worked on.',
		],
		['approved', 'approved', {}, [], 'reached', 'The return is approved.'],
		['declined', 'decided', { authorization: 'declined' }, [], 'reached', 'The return is declined.'],
		[
			'declined, with the reasons',
			'decided',
			{
				authorization: 'declined',
				decision: {
					outcome: 'decline',
					refundTiming: 'at_receipt',
					lines: [],
					reasons: [
						{ code: 'a', message: 'Too late.' },
						{ code: 'b', message: 'Used.' },
					],
				},
			},
			[],
			'reached',
			'The return is declined. Too late. Used.',
		],
		['declined', 'settled', { authorization: 'declined' }, [], 'stopped', 'The return is declined.'],
		['in review', 'decided', { authorization: 'in_review' }, [], 'stopped', 'The return waits for a reviewer.'],
		[
			'stuck',
			'settled',
			{ settlement: 'due' },
			[step('Settle', 'stuck', 'Stripe said no')],
			'stopped',
			'Step "Settle" waits for a person: Stripe said no.',
		],
		[
			'set aside',
			'received',
			{},
			[step('Receive', 'held', 'photo')],
			'stopped',
			'Step "Receive" waits for a person: photo.',
		],
		['failed', 'settled', { settlement: 'failed' }, [], 'stopped', 'The refund did not reach the customer.'],
		[
			'with finance',
			'settled',
			{ exceptions: [{ code: 'pay_by_hand', owner: 'finance', message: 'Pay it.' }] },
			[],
			'stopped',
			'Finance looks after it: Pay it.',
		],
		[
			'no longer with finance',
			'settled',
			{ exceptions: [{ code: 'pay_by_hand', owner: 'finance', message: 'Pay it.', resolved: true }] },
			[],
			'pending',
			'The return is still being worked on.',
		],
		[
			'received in part',
			'received',
			{ logistics: 'part_received' },
			[],
			'pending',
			'The return is still being worked on.',
		],
		[
			'with all steps of the name done',
			'step',
			{},
			[step('A', 'done'), step('A', 'done'), step('B', 'ready')],
			'reached',
			'Step "A" is done.',
		],
		[
			'with one step of the name to do',
			'step',
			{},
			[step('A', 'done'), step('A', 'ready')],
			'pending',
			'The return is still being worked on.',
		],
		[
			'without a step of the name yet',
			'step',
			{},
			[step('B', 'done')],
			'pending',
			'The return is still being worked on.',
		],
	])('%s (%s)', (_how, want, changed, steps, result, reason) => {
		expect(waitResultOf(state(changed), steps, want, 'A')).toEqual({ result, reason });
	});
});

describe('Return Case: Wait for Result', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	let reference: string;
	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		reference = (
			await store.cases.open({
				request: {
					brand: 'default',
					channel: 'store',
					lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 1, reason: 'x', providerIds: {} }],
					providerIds: {},
				},
				source: 'store',
				sourceId: '1',
			})
		).reference;
	});
	afterEach(removeOwnStores);
	const wait = async (
		parameters: INodeParameters,
		{ input = { reference }, mode }: { input?: IDataObject; mode?: 'manual' } = {},
	) =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'case', operation: 'waitForResult', ...parameters },
			credentials: { returnCaseApi: credential },
			input: [input],
			mode,
		});
	const approve = async () =>
		await store.cases.record({ reference, events: [{ id: 'a', source: 't', type: 'return.approved', data: {} }] });

	it('answers as soon as another flow has brought the case there, with the case as it is then', async () => {
		const waiting = wait({ waitFor: 'approved', seconds: 30 }, { input: { reference, order: 'kept' } });
		await approve();
		const {
			json: [item],
		} = await waiting;
		expect(item).toMatchObject({
			reference,
			order: 'kept',
			case: { authorization: 'approved' },
			waited: { for: 'approved', result: 'reached' },
		});
		expect((item.waited as { seconds: number }).seconds).toBeLessThan(30);
	});
	it('says pending when its time is over', async () => {
		const {
			json: [item],
		} = await wait({ waitFor: 'settled', seconds: 0.3 });
		expect(item).toMatchObject({ case: { authorization: 'requested' }, waited: { for: 'settled', result: 'pending' } });
		expect((item.waited as { seconds: number }).seconds).toBeGreaterThanOrEqual(0.3);
	});
	it('does not wait for what cannot come by itself', async () => {
		await store.steps.subscribe('Settle', ['return.approved']);
		await approve();
		const [claimed] = await store.steps.claim('Settle', { limit: 1, leaseMs: 60_000, maxAttempts: 3 });
		await store.steps.fail([claimed], { error: { message: 'Odoo refused', category: 'rejected' }, maxAttempts: 3 });
		expect((await wait({ waitFor: 'settled', seconds: 60 })).json[0].waited).toMatchObject({
			result: 'stopped',
			reason: 'Step "Settle" waits for a person: Odoo refused.',
		});
	});
	it('waits for all steps of a name', async () => {
		await store.steps.subscribe('Receive', ['return.approved']);
		await approve();
		const waiting = wait({ waitFor: 'step', waitForStep: 'Receive', seconds: 30 });
		await store.steps.finish(await store.steps.claim('Receive', { limit: 1, leaseMs: 60_000, maxAttempts: 3 }));
		expect((await waiting).json[0].waited).toMatchObject({ result: 'reached', reason: 'Step "Receive" is done.' });
	});
	it('refuses to wait inside a step of the case, which would wait for itself', async () => {
		const { error } = await wait(
			{ waitFor: 'settled' },
			{ input: { reference, step: { id: 1, token: 't', name: 'Settle' } } },
		);
		expect(error).toMatchObject({
			message: expect.stringContaining('A step cannot wait for its own case') as string,
			context: { category: 'configuration' },
		});
	});
	it('says what is missing', async () => {
		expect((await wait({ waitFor: 'step', waitForStep: ' ' })).error?.message).toContain('which step');
		expect((await wait({ waitFor: 'settled' }, { input: { reference: 'RMA-2222222222' } })).error?.message).toBe(
			'There is no case RMA-2222222222',
		);
	});
	it('waits for nothing in a test run that opened no case', async () => {
		expect(
			(await wait({ waitFor: 'settled', seconds: 60 }, { input: { reference: 'RMA-2222222222' }, mode: 'manual' }))
				.json[0].waited,
		).toMatchObject({ result: 'pending', outcome: 'dry_run' });
	});
});

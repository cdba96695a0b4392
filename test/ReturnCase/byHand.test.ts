import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { requestToFinance } from '../../nodes/shared/operation/byHand/requestToFinance';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { parseNewEvent, RefundIntent, ReturnRequest } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const intentOf = (id: string, payment: object) =>
	RefundIntent.parse({ id, amount: euro(1200), payment: { id: '7', processor: 'other', ...payment } });

describe('what finance is asked', () => {
	it.each([
		[{ method: 'paypal' }, 'Payment paypal was taken by somebody whom this flow cannot ask.'],
		[{ id: 'by_hand' }, 'look there first whether somebody has paid it back already'],
		[{ processor: 'store_credit' }, 'no account that can hold it'],
		[{ processor: 'odoo_stripe' }, 'was taken through Odoo: refund it there.'],
	])('says why for %o', (payment, why) => {
		const message = requestToFinance({ orderNumber: '#1001' }, intentOf('RMA-1/R2', payment), 'Use the form.');
		expect(message).toContain('Pay 12.00 EUR back to the customer of order #1001 by hand. ');
		expect(message).toContain(why);
		expect(message).toContain('as refund RMA-1/R2. Use the form.');
	});
});

describe('Return Case: by hand', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	let reference: string;
	const record = async (type: string, data: object, id = type) =>
		await store.cases.record({ reference, events: [parseNewEvent({ id, source: 'test', type, data })] });
	const [r1, r2] = [() => `${reference}/R1`, () => `${reference}/R2`];
	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		({ reference } = await store.cases.open({
			request: ReturnRequest.parse({ channel: 'portal', orderNumber: '#1001', lines: [{ id: 'L1', quantity: 1 }] }),
			source: 'portal',
			sourceId: '1',
		}));
		await record('return.approved', {});
		for (const id of [r1(), r2()])
			await record('refund.due', { intent: intentOf(id, { method: 'paypal' }) }, `due ${id}`);
	});
	afterEach(removeOwnStores);

	const run = async (
		operation: string,
		parameters: INodeParameters,
		more: { input?: IDataObject[]; mode?: 'manual'; continueOnFail?: boolean } = {},
	) =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'case', operation, ...parameters },
			credentials: { returnCaseApi: credential },
			input: more.input ?? [{ reference }],
			mode: more.mode,
			continueOnFail: more.continueOnFail,
		});
	const exceptions = async () =>
		(await store.cases.get(reference))!.exceptions.map(({ code, owner, intent, resolved }) => [
			code,
			owner,
			intent,
			!!resolved,
		]);

	it('asks nobody to pay what the shop remembers as credit and a restored case store has forgotten', async () => {
		const given = { id: 'gid://shopify/StoreCreditAccountTransaction/1', kind: 'store_credit', amount: euro(1200) };
		await record('order.found', {
			system: 'shopify',
			order: {
				number: '#1001',
				currency: 'EUR',
				lines: [],
				payments: [
					{
						id: '7',
						processor: 'other',
						method: 'paypal',
						captured: euro(2400),
						refunded: euro(0),
						refundable: euro(2400),
					},
				],
				credits: [{ ...given, reference: r1() }],
			},
		});
		const { json, error } = await run('askFinance', { intent: r1() });
		expect(error).toBeUndefined();
		expect(json[0].asked).toMatchObject({ refund: r1(), outcome: 'already_done' });
		expect(await exceptions()).toEqual([]);
		const [first] = (await store.cases.get(reference))!.refunds;
		expect(first).toMatchObject({ state: 'succeeded', storeCredit: { id: given.id } });
		// Credit of another refund is no reason not to ask.
		expect((await run('askFinance', { intent: r2() })).json[0].asked).toMatchObject({ outcome: 'done' });
		expect(await exceptions()).toEqual([['pay_by_hand', 'finance', r2(), false]]);
	});

	it('asks finance once for each refund, names it from the event, and is settled refund by refund', async () => {
		const input = [r1(), r1(), r2()].map((id) => ({ reference, event: { data: { intent: { id } } } }));
		const asked = await run('askFinance', {}, { input });
		expect(asked.json.map((item) => (item.asked as IDataObject).refund)).toEqual([r1(), r1(), r2()]);
		expect(await exceptions()).toEqual([
			['pay_by_hand', 'finance', r1(), false],
			['pay_by_hand', 'finance', r2(), false],
		]);

		const {
			json: [settled],
		} = await run('settleByHand', {
			intent: r1(),
			how: 'payment_provider',
			proof: 'PP-7',
			paidAt: '2026-11-20T09:00:00Z',
		});
		expect(settled.refund).toMatchObject({
			id: `${r1()} PP-7`,
			intent: r1(),
			amount: euro(1200),
			status: 'succeeded',
			providerStatus: 'payment_provider',
			createdAt: '2026-11-20T09:00:00.000Z',
		});
		expect(settled.case).toMatchObject({ settlement: 'part_settled' });
		expect(await exceptions()).toEqual([
			['pay_by_hand', 'finance', r1(), true],
			['pay_by_hand', 'finance', r2(), false],
		]);

		// The only one that is due needs no name.
		expect((await run('settleByHand', { intent: '', how: 'cash', proof: 'till 4' })).json[0].case).toMatchObject({
			settlement: 'settled',
		});
		const events = await store.cases.timeline(reference);
		expect(events.filter(({ type }) => type === 'refund.succeeded')).toHaveLength(2);
	});

	it('records the same payment once, and refuses another one for a refund that is settled', async () => {
		await run('settleByHand', { intent: r1(), how: 'cash', proof: '4' });
		expect((await run('settleByHand', { intent: r1(), how: 'cash', proof: '4' })).error).toBeUndefined();
		const { error } = await run('settleByHand', { intent: r1(), how: 'cash', proof: '5' });
		expect(error?.message).toBe(`Refund ${r1()} is settled already, by ${r1()} 4`);
		expect((await store.cases.timeline(reference)).filter(({ type }) => type === 'refund.succeeded')).toHaveLength(1);
		// Asked for again, finance is not: it has paid.
		expect((await run('askFinance', { intent: r1() })).json[0].asked).toMatchObject({ outcome: 'already_done' });
		expect(await exceptions()).toEqual([]);
	});

	it('settles a refund that failed, and leaves one alone that is on its way', async () => {
		await record('refund.failed', { refund: { id: 're_1', intent: r1(), amount: euro(1200), status: 'failed' } });
		expect(await exceptions()).toEqual([['refund_failed', 'finance', r1(), false]]);
		await run('settleByHand', { intent: r1(), how: 'bank_transfer', proof: '7' });
		expect(await exceptions()).toEqual([['refund_failed', 'finance', r1(), true]]);
		await record('refund.submitted', { refund: { id: 're_2', intent: r2(), amount: euro(1200), status: 'pending' } });
		expect((await run('settleByHand', { intent: r2(), how: 'cash', proof: '7' })).error?.message).toBe(
			`Refund ${r2()} is on its way at other`,
		);
		expect((await run('askFinance', { intent: r2() })).error?.message).toContain('is on its way already');
	});

	it.each([
		[{ intent: '', proof: '7' }, 'has several refunds due', 'intent'],
		[{ intent: 'RMA-1/R9', proof: '7' }, 'has no refund RMA-1/R9', 'intent'],
		[{ intent: 'R1', proof: ' ' }, 'There is no proof of the payment', 'proof'],
		[{ intent: 'R1', proof: 'x'.repeat(81) }, 'longer than 80 characters', 'proof'],
		[{ intent: 'R1', proof: '7', paidAt: 'yesterday' }, 'is no time', 'paidAt'],
	])('says what is missing in %o, and goes on with other items', async ({ intent, ...given }, message, field) => {
		const named = { ...given, intent: intent === 'R1' ? r1() : intent };
		const { json } = await run(
			'settleByHand',
			{ how: 'cash', intent: '={{ $json.intent }}', proof: '={{ $json.proof }}', paidAt: "={{ $json.paidAt ?? '' }}" },
			{
				input: [
					{ reference, ...named },
					{ reference, intent: r2(), proof: '9' },
				],
				continueOnFail: true,
			},
		);
		expect(json[0]).toMatchObject({
			error: expect.stringContaining(message) as string,
			details: { field, itemIndex: 0 },
		});
		expect(json[1]).toMatchObject({ refund: { id: `${r2()} 9` } });
	});

	it('records nothing in a test run of the editor', async () => {
		expect(
			(await run('settleByHand', { intent: r1(), how: 'cash', proof: '7' }, { mode: 'manual' })).json[0].recorded,
		).toMatchObject({ outcome: 'dry_run' });
		expect((await run('askFinance', { intent: r1() }, { mode: 'manual' })).json[0]).toMatchObject({
			recorded: { outcome: 'dry_run' },
			asked: { amount: euro(1200) },
		});
		expect((await store.cases.get(reference))!.settlement).toBe('due');
	});
});

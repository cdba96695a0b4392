import type { CaseStore } from '../../../nodes/shared/store';
import { basisOf } from '../../../nodes/shared/case/sisters';
import { rulesOf } from '../../../nodes/shared/case/apply';
import { OutOfDate } from '../../../nodes/shared/store/store';
import { PolicySettings } from '../../../nodes/shared/model';
import { engines } from './stores';

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const intent = (reference: string, amount = 500) => ({
	id: `${reference}/R1`,
	amount: euro(amount),
	payment: { id: 'p1', processor: 'stripe' },
});

describe.each(engines)('returns of one order, on $name', (engine) => {
	let store: CaseStore;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => (store = await (await engine.create()).open({})), 60_000);

	const open = async (id: string, orderNumber: string, providerIds: Record<string, string> = {}, channel = 'shopify') =>
		(
			await store.cases.open({
				request: {
					brand: 'default',
					channel,
					orderNumber,
					lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 1, reason: 'x', providerIds: {} }],
					providerIds,
				},
				source: 'test',
				sourceId: id,
			})
		).reference;
	const approve = async (reference: string, data: object = {}) =>
		await store.cases.record({
			reference,
			events: [{ id: `${reference} approved`, source: 'test', type: 'return.approved', data: { ...data } }],
		});
	const due = (reference: string) => [
		{ id: `due ${reference}`, source: 'flow', type: 'refund.due' as const, data: { intent: intent(reference) } },
	];

	it('know each other by order, not by a number that two shops gave out', async () => {
		const order = { 'shopify.order': 'gid://shopify/Order/1' };
		const [a, b, other, elsewhere] = [
			await open('1', '#1', order),
			await open('2', '#1', order),
			await open('3', '#1', { 'shopify.order': 'gid://shopify/Order/2' }),
			await open('4', '#2', order),
		];
		const [byService, byRegister] = [await open('5', '#1', {}, 'service'), await open('6', '#1', {}, 'service')];
		expect((await store.cases.sistersOf(a)).map(({ reference }) => reference)).toEqual([b]);
		expect(await store.cases.sistersOf(other)).toEqual([]);
		expect(await store.cases.sistersOf(elsewhere)).toEqual([]);
		expect((await store.cases.sistersOf(byService)).map(({ reference }) => reference)).toEqual([byRegister]);
	});

	it('release one after the other: what was worked out before the other released is refused, and nothing of it stored', async () => {
		const [a, b] = [await open('1', '#1'), await open('2', '#1')];
		for (const reference of [a, b]) await approve(reference);
		const [basisA, basisB] = [basisOf(await store.cases.sistersOf(a)), basisOf(await store.cases.sistersOf(b))];
		const both = await Promise.allSettled([
			store.cases.record({ reference: a, events: due(a), basis: basisA }),
			store.cases.record({ reference: b, events: due(b), basis: basisB }),
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const late = both[0].status === 'rejected' ? a : b;
		expect((both.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toBeInstanceOf(
			OutOfDate,
		);
		expect((await store.cases.get(late))!.refunds).toEqual([]);
		expect(
			(
				await store.cases.record({
					reference: late,
					events: due(late),
					basis: basisOf(await store.cases.sistersOf(late)),
				})
			).case.refunds,
		).toHaveLength(1);
	});

	it('keep the policy of their approval when no decision says which one it was', async () => {
		const policy = PolicySettings.parse({ returnFee: 100, refundTiming: 'at_receipt' });
		await store.settings.save('default', { policy });
		const [byStaff, byPolicy] = [await open('1', '#1'), await open('2', '#1')];
		const decision = {
			outcome: 'approve',
			reasons: [],
			lines: [{ line: 'L1', quantity: 1 }],
			refundTiming: 'at_approval',
			rules: PolicySettings.parse({ returnFee: 1 }),
		};
		await approve(byStaff);
		await approve(byPolicy, { decision });
		await store.settings.save('default', { policy: { returnFee: 900 } });
		expect(
			[await store.cases.get(byStaff), await store.cases.get(byPolicy)].map((one) => [
				rulesOf(one!)?.returnFee,
				one!.refundTiming,
			]),
		).toEqual([
			[100, 'at_receipt'],
			[1, 'at_approval'],
		]);
		// Asked again, the approval changes nothing.
		expect((await approve(byStaff)).events[0].duplicate).toBe(true);
		expect((await store.cases.timeline(byStaff)).map(({ type }) => type)).toEqual([
			'return.requested',
			'return.approved',
			'policy.kept',
		]);
	});
});

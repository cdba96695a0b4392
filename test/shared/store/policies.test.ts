import type { CaseStore } from '../../../nodes/shared/store';
import { Policy, type StoredPolicy } from '../../../nodes/shared/model';
import { publish, saveDraft } from '../../../nodes/shared/policy/versions';
import { engines } from './stores';

const at = '2026-11-29T10:00:00.000Z';
const policy = (windowDays: number) => Policy.parse({ windowDays, refundTiming: 'at_receipt', refundShipping: true });

describe.each(engines)('policies on $name', (engine) => {
	let store: CaseStore;
	let tamper: (sql: string) => Promise<void>;
	let other: () => Promise<CaseStore>;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		const database = await engine.create();
		store = await database.open();
		tamper = database.tamper;
		other = async () => await database.open();
	}, 60_000);

	const save = async (by: string, days: number, { revision, as = store }: { revision?: number; as?: CaseStore } = {}) =>
		await as.policies.change(
			'default',
			(before: StoredPolicy) => ({
				after: saveDraft(before, policy(days), { by, at, revision }),
				act: { action: 'policy_saved' },
			}),
			{ actor: by },
		);
	const publishBy = async (by: string) =>
		await store.policies.change(
			'default',
			(before) => ({ after: publish(before, { by, at, note: 'n' }).after, act: { action: 'policy_published' } }),
			{ actor: by },
		);

	it('are kept as they were changed, and every publication stays as it was made', async () => {
		expect(await store.policies.get('default')).toBeUndefined();
		await save('anna', 30);
		const one = (await publishBy('anna')).published!;
		await save('bert', 14);
		await publishBy('bert');
		expect(await store.policies.get('default')).toMatchObject({
			revision: 4,
			published: { number: 2, policy: policy(14) },
		});
		expect(await store.policies.version('default', one.version)).toEqual(one);
		expect(await store.policies.version('default')).toMatchObject({ number: 2 });
		expect((await store.policies.versions('default', 10)).map(({ number }) => number)).toEqual([2, 1]);
		expect((await store.policies.list()).map(({ name }) => name)).toEqual(['default']);
		expect((await store.operators.log({ limit: 10 })).map(({ action, actor }) => [action, actor])).toEqual([
			['policy_published', 'bert'],
			['policy_saved', 'bert'],
			['policy_published', 'anna'],
			['policy_saved', 'anna'],
		]);
	});

	it('of two who save at once, also as the first of all, one is told and nothing is lost', async () => {
		const second = await other();
		for (const revision of [0, 1]) {
			const both = await Promise.allSettled([
				save('anna', 30 + revision, { revision }),
				save('bert', 40 + revision, { revision, as: second }),
			]);
			expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
			const won = both.find((one) => one.status === 'fulfilled');
			expect((await store.policies.get('default'))?.draft).toEqual(won?.value.draft);
			expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({
				details: { code: 'changed_meanwhile' },
			});
		}
	});

	it('leave no trace when nothing came of it', async () => {
		await expect(
			store.policies.change(
				'default',
				() => {
					throw new Error('no');
				},
				{ actor: 'anna' },
			),
		).rejects.toThrow('no');
		await store.policies.change('default', (before) => ({ after: before }), { actor: 'anna' });
		expect(await store.policies.list()).toEqual([]);
	});

	it('are not believed when their text was changed behind the package', async () => {
		await save('anna', 30);
		await publishBy('anna');
		await tamper(`update policy_versions set publication = replace(publication, '"windowDays":30', '"windowDays":3')`);
		await expect(store.policies.get('default')).rejects.toThrow(/changed behind the package's back/);
	});

	it('are what a return goes by that is approved without a decision, where the settings name one', async () => {
		await save('anna', 21);
		await publishBy('anna');
		await store.settings.save('default', { policyName: 'default' });
		const { reference } = await store.cases.open({
			request: {
				brand: 'default',
				channel: 'x',
				lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
				providerIds: {},
			},
			source: 'test',
			sourceId: '1',
		});
		const recorded = await store.cases.record({
			reference,
			events: [{ id: 'a', source: 'test', type: 'return.approved', data: {} }],
		});
		expect(recorded.case.rules).toMatchObject({ windowDays: 21 });
		expect(await store.cases.verify(reference)).toBeUndefined();
	});
});

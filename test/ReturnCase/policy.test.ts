import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ReturnPolicy } from '../../nodes/ReturnPolicy/ReturnPolicy.node';
import { starterPolicy, starters } from '../../nodes/ReturnPolicy/starters/starters';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import type { CaseStore } from '../../nodes/shared/store';
import { caseOf } from '../ReturnPolicy/cases';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

let credential: StoreCredential;
let store: CaseStore;
beforeEach(async () => void ({ credential, store } = await openOwnStore()));
afterEach(removeOwnStores);

const run = async (
	operation: string,
	parameters: INodeParameters = {},
	{ mode, item = {} }: { mode?: 'manual'; item?: IDataObject } = {},
) =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'policy', operation, policyName: 'default', ...parameters },
		credentials: { returnCaseApi: credential },
		input: [item],
		mode,
	});
const by = (email: string): { item: IDataObject } => ({ item: { user: { email } } });
const done = async (operation: string, parameters: INodeParameters = {}, more: { item?: IDataObject } = {}) => {
	const { json, error } = await run(operation, parameters, more);
	expect(error).toBeUndefined();
	return json[0];
};
/** What EU law asks of the general rules. */
const lawful = { refundTiming: 'at_receipt', refundShipping: true };
const typed: INodeParameters = {
	policyOverrides: { ...lawful, windowDays: 45, reviewAbove: '250.00' },
	ruleCurrency: 'eur',
	ruleBook: { gates: [{ name: 'Dear', above: '500.00', people: 2, score: 0 }] },
};

it('saves what is typed as fields, publishes it, and gives it to Evaluate, whose decision names it', async () => {
	const draft = await done('save', typed, by('anna@shop.example'));
	expect(draft).toMatchObject({
		outcome: 'done',
		revision: 1,
		policy: {
			windowDays: 45,
			currency: 'EUR',
			reviewAbove: 25_000,
			book: { currency: 'EUR', gates: [{ above: 50_000, people: 2 }] },
		},
		check: { clean: true },
	});
	expect((await run('get')).error?.message).toContain('saved and never published');
	expect(await done('publish', { note: 'First', revision: '1' }, by('anna@shop.example'))).toMatchObject({
		outcome: 'published',
		policyVersion: { publishedBy: 'anna@shop.example', note: 'First', number: 1 },
	});
	const { policyVersion, revision } = (await done('get')) as { policyVersion: IDataObject; revision: number };
	expect([revision, policyVersion.version]).toEqual([2, policyHash(draft.policy as object)]);
	const evaluated = await runNode(new ReturnPolicy(), {
		parameters: { resource: 'decision', operation: 'evaluate', policyJson: '={{ $json.policyVersion }}' },
		input: [{ case: caseOf() as unknown as IDataObject, policyVersion }],
	});
	expect(evaluated.error).toBeUndefined();
	const { name, version, publishedAt } = policyVersion;
	expect(evaluated.json[0].decision).toMatchObject({ policy: version, published: { name, version, publishedAt } });
	const bent = { ...policyVersion, policy: { ...(policyVersion.policy as object), windowDays: 999 } };
	const refused = await runNode(new ReturnPolicy(), {
		parameters: { resource: 'decision', operation: 'evaluate', policyJson: '={{ $json.policyVersion }}' },
		input: [{ case: caseOf() as unknown as IDataObject, policyVersion: bent }],
	});
	expect(refused.error?.message).toContain('was changed on the way');
});

it('saves a starter as it is', async () => {
	const policy = starterPolicy(starters.euConsumer, 'EUR');
	const saved = await done('save', { policyJson: JSON.stringify(policy) });
	expect(saved).toMatchObject({ policy, check: { version: policyHash(policy), belowLaw: 0 } });
	expect(await done('save', { policyJson: JSON.stringify(policy) })).toMatchObject({
		outcome: 'already_done',
		revision: 1,
	});
});

it('saves a draft below the law, says so, and does not publish it', async () => {
	const ruleBook = { labels: [{ name: 'all', payer: 'customer' }] };
	expect(await done('save', { ruleBook, policyOverrides: lawful })).toMatchObject({
		check: { belowLaw: 1, findings: [{ code: 'below_law' }] },
	});
	const { error } = await run('publish', { note: 'n' }, by('anna@shop.example'));
	expect(error?.message).toContain('below the law and cannot be published');
	expect((await store.policies.get('default'))?.published).toBeUndefined();
});

it('publishes a policy as it is when nobody has changed anything', async () => {
	await done('save', {});
	expect(await done('publish', { note: 'n', who: 'anna' })).toMatchObject({ outcome: 'published' });
});

it('lets a shop below the law of the European Economic Area that says it sells elsewhere', async () => {
	const strict = { refundTiming: 'after_inspection', refundShipping: false, windowDays: 7 };
	await done('save', { policyOverrides: strict });
	expect((await run('publish', { note: 'n', who: 'anna' })).error?.description).toContain('Sells To');
	expect(await done('save', { policyOverrides: { ...strict, sellsTo: 'us, CA' } })).toMatchObject({
		policy: { sellsTo: ['US', 'CA'] },
		check: { belowLaw: 0 },
	});
	expect(await done('publish', { note: 'n', who: 'anna' })).toMatchObject({ outcome: 'published' });
});

it('asks for a currency when an amount has none', async () => {
	expect((await run('save', { policyOverrides: { returnFee: '4.90' } })).error?.description).toContain(
		'Currency of the Rules',
	);
});

it('tells the second of two who began with the same revision, and keeps what the first has saved', async () => {
	await done('save', { policyOverrides: { windowDays: 14 }, revision: '0' }, by('anna@shop.example'));
	const { error } = await run('save', { policyOverrides: { windowDays: 60 }, revision: '0' }, by('bert@shop.example'));
	expect(error?.message).toContain('anna@shop.example has saved version');
	expect(error?.description).toContain('Revision 1');
	expect((await store.policies.get('default'))?.draft?.policy.windowDays).toBe(14);
});

it('needs a person and a note to publish', async () => {
	await done('save', { policyOverrides: lawful });
	expect((await run('publish', { note: 'n' })).error?.message).toContain('A person publishes a policy');
	expect((await run('publish', { note: '={{ $json.none }}', who: 'anna' })).error?.message).toContain('needs a note');
	expect(await done('publish', { note: 'n', who: 'anna' })).toMatchObject({ policyVersion: { publishedBy: 'anna' } });
	expect((await run('publish', { note: 'n', policyName: 'other', who: 'anna' })).error?.message).toContain(
		'There is no policy "other"',
	);
	expect(await store.policies.list()).toHaveLength(1);
});

it('asks for a second person where the policy says so, and rolls back the same way', async () => {
	await done(
		'save',
		{ policyOverrides: { ...lawful, windowDays: 14 }, options: { twoPeople: true } },
		by('anna@shop.example'),
	);
	const waiting = await done('publish', { note: 'first' }, by('bert@shop.example'));
	expect(waiting).toMatchObject({ outcome: 'waiting', message: expect.stringContaining('second person') as string });
	expect((await run('publish', { note: 'x' }, by('anna@shop.example'))).error?.message).toContain(
		'cannot be the second person',
	);
	await done('publish', { note: 'second' }, by('carla@shop.example'));
	const one = (await store.policies.get('default'))!.published!;
	expect(one).toMatchObject({ publishedBy: 'bert@shop.example', secondedBy: 'carla@shop.example' });

	await done(
		'save',
		{ policyOverrides: { ...lawful, windowDays: 60 }, options: { twoPeople: true } },
		by('anna@shop.example'),
	);
	await done('publish', { note: 'longer' }, by('bert@shop.example'));
	await done('publish', { note: 'longer' }, by('carla@shop.example'));
	const back = { version: one.version, note: 'Too long' };
	expect(await done('rollBack', back, by('anna@shop.example'))).toMatchObject({ outcome: 'waiting' });
	expect(await done('rollBack', back, by('bert@shop.example'))).toMatchObject({
		outcome: 'published',
		policyVersion: { number: 3, bringsBack: 1, version: one.version, note: 'Too long', policy: { windowDays: 14 } },
	});
	const { json } = await run('getMany');
	expect(json.map(({ policyVersion }) => (policyVersion as IDataObject).number)).toEqual([3, 2, 1]);
	expect((await run('getMany', { policyName: '={{ $json.none }}' })).json).toMatchObject([
		{ name: 'default', policyVersion: { number: 3 } },
	]);
	expect(await done('get', { which: 'version', version: one.version })).toMatchObject({ policyVersion: { number: 3 } });
	expect((await run('rollBack', { version: 'none', note: 'n', who: 'a' })).error?.message).toContain(
		'never published as version',
	);
});

it('passes an item on without a policy when none must exist', async () => {
	const { json } = await run(
		'get',
		{ policyName: '={{ $json.none }}', mustExist: false },
		{ item: { reference: 'RMA-1' } },
	);
	expect(json[0]).toEqual({ reference: 'RMA-1' });
	expect((await run('get', { policyName: '={{ $json.none }}' })).error?.message).toBe('No policy is named');
});

it('changes nothing in a test run of the editor', async () => {
	expect((await run('save', typed, { mode: 'manual' })).json[0]).toMatchObject({ outcome: 'dry_run', revision: 1 });
	expect(await store.policies.list()).toEqual([]);
	await done('save', typed);
	expect((await run('publish', { note: 'n', who: 'anna' }, { mode: 'manual' })).json[0]).toMatchObject({
		outcome: 'dry_run',
	});
	expect((await store.policies.get('default'))?.published).toBeUndefined();
});

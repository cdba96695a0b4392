import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { parseNewEvent, ReturnRequest, type EventType } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store';
import { endAll, remindAll } from '../../nodes/ReturnCase/trigger/overdueWatch';
import { createCaseStore } from '../../nodes/shared/store';
import { openSqlite } from '../../nodes/shared/store/sqlite';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

let credential: StoreCredential;
let store: CaseStore;
let reference: string;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const order = (price: number) => ({
	number: '#1',
	currency: 'EUR',
	lines: [{ id: 'o1', sku: 'TV', quantity: 1, subtotal: eur(price), tax: eur(price / 5) }],
});
const decision = (people = 2) => ({
	outcome: 'review',
	reasons: [{ code: 'approval_needed', message: 'Above 500.00 EUR two people must approve.' }],
	lines: [{ line: 'L1', quantity: 1 }],
	approvals: { people, rows: ['Dear'] },
	published: { name: 'default', version: '94053d10c781', publishedAt: '2026-11-29T10:00:00.000Z' },
});
let told = 0;
const tell = async (type: EventType, data: object) =>
	await store.cases.record({ reference, events: [parseNewEvent({ id: `e${++told}`, source: 'test', type, data })] });

beforeEach(async () => {
	({ credential, store } = await openOwnStore());
	const request = ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', sku: 'TV', quantity: 1 }] });
	({ reference } = await store.cases.open({ request, source: 'portal', sourceId: '1' }));
	await tell('order.found', { order: order(60_000), system: 'shopify' });
	await tell('return.review_required', { decision: decision() });
});
afterEach(removeOwnStores);

const run = async (operation: string, parameters: INodeParameters = {}, item: IDataObject = {}, mode?: 'manual') =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation, ...parameters },
		credentials: { returnCaseApi: credential },
		input: [{ reference, ...item }],
		mode,
	});
const approve = async (who: string, parameters: INodeParameters = {}) =>
	await run('giveApproval', { who, ...parameters });
const describeIt = async () =>
	(await run('describe')).json[0].described as { standing: string; text: string; toApprove?: unknown };

it('takes two people, of whom the first freezes what is approved', async () => {
	expect(await describeIt()).toMatchObject({ standing: 'Waits for a reviewer.', toApprove: eur(72_000) });
	const first = await approve('ann@example.com', { seen: JSON.stringify(eur(72_000)), note: 'Looks right' });
	expect(first.json[0].approval).toMatchObject({
		enough: false,
		missing: 1,
		value: eur(72_000),
		by: [{ by: 'ann@example.com' }],
	});
	const { standing, text } = await describeIt();
	expect(standing).toMatch(/^ann@example.com has approved 720.00 EUR on .*\. Waits for a second person\.$/);
	expect(text).toContain('two people, never one of them twice: goods worth 720.00 EUR');
	expect(text).toContain('(Looks right)');
	expect(text).toContain('Policy: default, version 94053d10c781 of 29 Nov 2026');
	expect((await approve('ANN@example.com')).error?.message).toContain('never the first');
	const event = (await store.cases.timeline(reference)).at(-1);
	expect(event).toMatchObject({
		type: 'return.approval_given',
		actor: 'ann@example.com',
		data: { asks: 'secondApprover' },
	});
	expect((await approve('bert@example.com')).json[0].approval).toMatchObject({ enough: true, missing: 0 });
	expect((await approve('carla@example.com')).json[0].approval).toMatchObject({ enough: true, by: [{}, {}] });
	await tell('return.approved', {});
	expect(await store.cases.verify(reference)).toBeUndefined();
});

it('one approval is enough where the policy asks for one person', async () => {
	await tell('return.review_required', { decision: decision(1) });
	expect((await approve('ann@example.com')).json[0].approval).toMatchObject({ enough: true, missing: 0 });
});

it('approves nothing that was worth another amount when it was looked at', async () => {
	await tell('order.found', { order: order(80_000), system: 'shopify' });
	const { error } = await approve('ann@example.com', { seen: JSON.stringify(eur(72_000)) });
	expect(error?.message).toContain('its goods were worth 720.00 EUR, and are worth 960.00 EUR now');
});

it('makes an approval void when the goods are worth something else, and asks anew', async () => {
	await approve('ann@example.com');
	await tell('order.found', { order: order(80_000), system: 'shopify' });
	expect((await store.cases.timeline(reference)).at(-1)).toMatchObject({
		type: 'return.approval_voided',
		source: 'case',
		data: { asks: 'service', reason: 'The goods are worth 960.00 EUR now; ann@example.com has approved 720.00 EUR.' },
	});
	expect((await describeIt()).text).toContain('That counts no more');
	expect((await approve('ann@example.com')).json[0].approval).toMatchObject({ missing: 1, value: eur(96_000) });
	expect(await store.cases.verify(reference)).toBeUndefined();
});

it('needs a person, and does nothing in a test run', async () => {
	expect((await run('giveApproval')).error?.message).toContain('A person approves a return');
	expect(
		(await run('giveApproval', {}, { user: { email: 'ann@example.com' } }, 'manual')).json[0].approval,
	).toMatchObject({ missing: 1 });
	expect((await store.cases.get(reference))?.review?.approvals).toEqual([]);
});

it('reminds whoever is asked, then somebody else, and approves nothing by silence', async () => {
	const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
	const later = await createCaseStore(openSqlite(credential.file), { name: credential.file, auditKey: 'k', clock });
	const reminders = async () =>
		(await later.cases.timeline(reference))
			.filter(({ type }) => type === 'return.review_reminded')
			.map(({ data }) => data);
	await later.steps.subscribe('Ask people', ['return.review_reminded']);
	for (const [hours, seen] of [
		[23, 0],
		[25, 1],
		[26, 1],
		[49, 2],
	]) {
		clock.aheadMs = hours * 3_600_000;
		await endAll(later, () => undefined);
		await remindAll(later, () => undefined);
		expect(await reminders()).toHaveLength(seen);
	}
	expect(await reminders()).toMatchObject([
		{ reminder: 1, escalated: false, asks: 'service' },
		{ reminder: 2, escalated: true, asks: 'reviewEscalation' },
	]);
	expect(await later.steps.claim('Ask people', { limit: 5, leaseMs: 1_000, maxAttempts: 5 })).toHaveLength(1);
	expect((await later.cases.get(reference))?.authorization).toBe('in_review');
	await later.close();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import {
	parseNewEvent,
	Policy,
	PolicyFacts,
	ReturnRequest,
	type CaseEvent,
	type Decision,
	type EventType,
	type PolicyVersion,
} from '../../nodes/shared/model';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { createCaseStore, type CaseStore } from '../../nodes/shared/store';
import { replayed } from '../../nodes/shared/store/integrity';
import { openSqlite } from '../../nodes/shared/store/sqlite';
import { orderOf } from './cases';
import { askable, policies } from './policies';

let folder: string;
let store: CaseStore;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'returns-replay-'));
	const file = join(folder, 'returns.sqlite');
	store = await createCaseStore(openSqlite(file), { name: file, auditKey: 'k' });
});
afterAll(async () => {
	await store.close();
	rmSync(folder, { recursive: true, force: true });
});

const timeZone = 'Europe/Paris';
let count = 0;

/** Keeps a policy as if it had been published; drawn ones are often below the law, which nobody could publish. */
async function keep(policy: Policy): Promise<PolicyVersion> {
	const kept = await store.policies.change(
		'drawn',
		({ name, revision, published }) => {
			const number = (published?.number ?? 0) + 1;
			const version: PolicyVersion = {
				name,
				version: policyHash(policy),
				publishedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + number).toISOString(),
				number,
				publishedBy: 'ann',
				note: 'drawn',
				savedBy: [],
				policy,
			};
			return { after: { name, revision: revision + 1, published: version }, act: { action: 'policy_published' } };
		},
		{ actor: 'ann' },
	);
	return kept.published!;
}

const said: Record<Decision['outcome'], EventType> = {
	approve: 'return.approved',
	review: 'return.review_required',
	decline: 'return.declined',
};

/** A return that is asked for, decided by a published policy, and goes on: its order is read again, goods come, the policy changes. */
async function lived(
	drawn: typeof askable extends fc.Arbitrary<infer Q> ? Q : never,
	version: PolicyVersion,
): Promise<string> {
	const { case: asked, facts = {} } = drawn;
	const id = `${++count}`;
	const request = ReturnRequest.parse({
		channel: asked.channel,
		customer: asked.customer,
		withdrawal: asked.withdrawal,
		lines: asked.lines,
	});
	const { reference } = await store.cases.open({ request, source: 'test', sourceId: id, time: asked.openedAt });
	const tell = async (name: string, type: EventType, data: object) =>
		await store.cases.record({
			reference,
			events: [parseNewEvent({ id: `${id} ${name}`, source: 'test', type, data })],
		});
	await tell('order', 'order.found', { order: asked.order, system: 'shopify' });
	const judged = readCase(await store.cases.get(reference));
	const decision: Decision = {
		...decide({ case: judged, policy: version.policy, timeZone, asOf: judged.openedAt!, facts }),
		published: { name: version.name, version: version.version, publishedAt: version.publishedAt },
	};
	await tell('decision', said[decision.outcome], { decision, reason: 'by the policy' });
	const other = orderOf({ deliveredAt: '2026-10-01T12:00:00Z', payments: [] });
	await tell('again', 'order.found', { order: { ...other, lines: other.lines.slice(1) }, system: 'shopify' });
	await tell('goods', 'return.received', { receipt: { id: `G${id}`, lines: [{ line: 'l1', quantity: 1 }] } });
	return reference;
}

/** The decision of a case once more, from its history and the policy that the store keeps under the name that the decision says. */
async function decidedAgain(reference: string): Promise<{ before: Decision; again: Decision; byItsRules: Decision }> {
	const history = await store.cases.timeline(reference);
	const at = history.findIndex(({ type }) => Object.values(said).includes(type));
	const before = (history[at] as CaseEvent<'return.approved'>).data.decision!;
	const { asOf, timeZone: zone, ...facts } = before.given!;
	const then = readCase(replayed(history.slice(0, at)));
	const { policy } = (await store.policies.version(before.published!.name, before.published!.version))!;
	const question = { case: then, timeZone: zone, asOf, facts: PolicyFacts.parse(facts) };
	return {
		before,
		again: { ...decide({ ...question, policy }), published: before.published },
		byItsRules: { ...decide({ ...question, policy: before.rules! }), published: before.published },
	};
}

/** Few rules, so that some returns are approved. */
const plainOnes = fc.integer({ min: 10, max: 60 }).map((windowDays) => Policy.parse({ windowDays }));

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

it('every decision can be made again from its case and the policy that it names, to the same answer', async () => {
	const outcomes = new Set<string>();
	await fc.assert(
		fc.asyncProperty(fc.oneof(policies, plainOnes), policies, askable, async (policy, later, drawn) => {
			const version = await keep(policy);
			const reference = await lived(drawn, version);
			await keep(later); // what counts by now decides nothing about it
			const { before, again, byItsRules } = await decidedAgain(reference);
			outcomes.add(before.outcome);
			expect(plain(again)).toEqual(plain(before));
			expect(plain(byItsRules)).toEqual(plain(before));
			expect(await store.cases.verify(reference)).toBeUndefined();
		}),
		{ numRuns: 150 },
	);
	expect([...outcomes].sort()).toEqual(['approve', 'decline', 'review']);
}, 300_000);

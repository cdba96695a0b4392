import { sql, type SqlBool } from 'kysely';
import { takes } from '../channels';
import { all, first, type Work } from '../database';
import type { StoreContext } from '../eventRow';
import { logAct } from '../operatorLog';
import { prepared } from '../prepared';
import { HandOverRefused, type By, type UnservedSteps } from '../store';
import { beyond, isBeyond } from '../waits';

/** How long a trigger counts as there after it said so; it says so again in a third of that. */
export const servedMs = 15 * 60_000;
/** How long one that was unpublished still counts: a restart of n8n, or a new version, takes less. */
const graceMs = 10 * 60_000;

const openStates = ['ready', 'leased'];

const leaveOthers = prepared((db, { name, instance }: { name: string; instance: string }) =>
	db.deleteFrom('step_servers').where('instance', '=', instance).where('name', '<>', name).returning('name'),
);
const serve = prepared(
	(db, { name, instance, brands, until }: { name: string; instance: string; brands: string; until: number }) =>
		db
			.insertInto('step_servers')
			.values({ name, instance, brands, until, closed: 0 })
			.onConflict((conflict) => conflict.columns(['name', 'instance']).doUpdateSet({ brands, until, closed: 0 })),
);

const served = prepared((db, { name, instance }: { name: string; instance: string }) =>
	db.selectFrom('step_servers').select('closed').where('name', '=', name).where('instance', '=', instance),
);
/** Open alarms of names that nobody serves, but those that somebody is telling at this moment. */
const tellAgain = prepared((db, { now }: { now: number }) =>
	db
		.updateTable('alarms')
		.set({ due_at: now })
		.where(sql<SqlBool>`closed_at is null`)
		.where('kind', '=', 'unserved')
		.where('tries', '=', 0)
		.where('due_at', '>', now),
);

/**
 * A trigger says that it works on the steps of a name, of some brands or all. `instance` names the trigger itself: what it served under
 * another name before, it serves no more. Returns the names that nobody serves now because of that, with their open steps. When the trigger is
 * published by that, whoever is told of alarms hears at once of every name that nobody serves, also of those that were told before.
 */
export function* signOn(
	context: StoreContext,
	name: string,
	instance: string,
	brands: string[] = [],
): Work<UnservedSteps[]> {
	const { db, clock } = context;
	const before = yield* first(served(db, { name, instance }));
	if (before?.closed !== 0) yield* all(tellAgain(db, { now: clock.now() }));
	const left = yield* all(leaveOthers(db, { name, instance }));
	// A row of nobody, so that the name is not forgotten.
	for (const old of left)
		yield* all(
			db
				.insertInto('step_servers')
				.values({ name: old.name, instance: '', brands: '', until: 0, closed: 1 })
				.onConflict((conflict) => conflict.columns(['name', 'instance']).doNothing()),
		);
	yield* all(
		serve(db, {
			name,
			instance,
			brands: brands.length ? JSON.stringify(brands) : '',
			until: clock.now() + servedMs,
		}),
	);
	if (!left.length) return [];
	return (yield* unserved(context)).filter((one) => left.some((old) => old.name === one.name));
}

/** A trigger was unpublished, or n8n ends: its steps wait from now on. */
export function* signOff({ db, clock }: StoreContext, name: string, instance: string): Work<void> {
	yield* all(
		db
			.updateTable('step_servers')
			.set({ until: clock.now() + graceMs, closed: 1 })
			.where('name', '=', name)
			.where('instance', '=', instance),
	);
}

const allServers = prepared((db) => db.selectFrom('step_servers').select(['name', 'brands', 'until']));
const allSubscribed = prepared((db) => db.selectFrom('subscriptions').select('name').distinct());
const openSteps = prepared((db, { name }: { name: string }, state: string) =>
	// Literals, so that both databases use the indexes of open steps.
	db
		.selectFrom('steps')
		.select(['reference', 'brand'])
		.where('name', '=', name)
		.where(sql<SqlBool>`state = ${sql.lit(state)}`),
);

/** Names with open steps that no published trigger serves: none of the name, or none that takes the steps' brand. */
export function* unserved({ db, clock }: StoreContext): Work<UnservedSteps[]> {
	const now = clock.now();
	const known = yield* all(allServers(db, {}));
	const subscribed = yield* all(allSubscribed(db, {}));
	const found: UnservedSteps[] = [];
	for (const name of [...new Set([...known, ...subscribed].map((one) => one.name))].sort()) {
		const living = known
			// One that says it is there for longer than any can was here before the clock was set back.
			.filter((one) => one.name === name && one.until >= now && !isBeyond(one.until, now, servedMs))
			.map(({ brands }) => (brands ? (JSON.parse(brands) as string[]) : []));
		if (living.some((brands) => !brands.length)) continue;
		const waiting: string[] = [];
		for (const open of openStates) {
			const steps = yield* all(openSteps(db, { name }, open));
			waiting.push(
				...steps
					.filter(({ brand }) => !living.some((brands) => takes(brands, brand)))
					.map(({ reference }) => reference),
			);
		}
		if (waiting.length) found.push({ name, steps: waiting.length, cases: new Set(waiting).size });
	}
	return found;
}

/** Whether a published trigger works on the steps of a name. */
function* isServed({ db, clock }: StoreContext, name: string): Work<boolean> {
	const now = clock.now();
	const server = yield* first(
		db
			.selectFrom('step_servers')
			.select('name')
			.where('name', '=', name)
			.where('until', '>', now)
			.where('until', '<=', beyond(now, servedMs))
			.where('closed', '=', 0)
			.where('instance', '<>', '')
			.limit(1),
	);
	return !!server;
}

/**
 * Gives the steps of a name that nobody serves to another name. What is in work stays with its holder; held steps stay held. A step that the
 * other name has of the same event already is ended: one of them is enough. New events make no steps of the old name any more.
 */
export function* handOver(
	context: StoreContext,
	{ from, to, reference }: { from: string; to: string; reference?: string },
	{ actor, reason }: By,
): Work<{ moved: number; alreadyThere: number }> {
	const { db, clock } = context;
	const now = clock.now();
	if (from === to) throw new HandOverRefused(`"${from}" is handed over to itself`, 'Name the step that takes over.');
	if (yield* isServed(context, from))
		throw new HandOverRefused(
			`A published trigger works on the steps "${from}"`,
			'Unpublish it or give it another Step Name first; then hand its steps over.',
		);
	if (!(yield* isServed(context, to)))
		throw new HandOverRefused(
			`No published trigger works on steps "${to}"`,
			'Publish a Return Case Trigger with that Step Name first.',
		);
	let mine = db
		.selectFrom('steps')
		.select(['id', 'event_seq'])
		.where('name', '=', from)
		.where(sql<SqlBool>`state <> 'done'`)
		.where(({ or, and, eb }) =>
			or([
				eb('state', 'in', ['ready', 'stuck', 'held']),
				and([eb('state', '=', 'leased'), eb('lease_until', '<=', now)]),
			]),
		);
	if (reference) mine = mine.where('reference', '=', reference);
	let moved = 0;
	const steps = yield* all(mine.orderBy('id'));
	for (const { id, event_seq } of steps) {
		const there = yield* first(
			db.selectFrom('steps').select('id').where('event_seq', '=', event_seq).where('name', '=', to),
		);
		if (there)
			yield* all(
				db
					.updateTable('steps')
					.set({ state: 'done', token: null, lease_until: null, error: null })
					.where('id', '=', id),
			);
		else yield* all(db.updateTable('steps').set({ name: to, token: null }).where('id', '=', id));
		if (!there) moved++;
	}
	if (!reference) yield* all(db.deleteFrom('subscriptions').where('name', '=', from));
	const alreadyThere = steps.length - moved;
	yield* logAct(context, {
		actor,
		action: 'steps_handed_over',
		subject: from,
		reference,
		details: { to, moved, alreadyThere, ...(reason && { reason }) },
	});
	return { moved, alreadyThere };
}

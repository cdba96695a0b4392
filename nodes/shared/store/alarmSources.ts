import { sql, type SqlBool } from 'kysely';
import type { AlarmKind, AlarmOwner } from '../model';
import { providerOf } from './connections';
import { all, type Work } from './database';
import type { StoreContext } from './eventRow';
import { listUntoldNotices } from './notices';
import { prepared } from './prepared';
import { unserved } from './steps/stepServers';
import type { AlarmFacts } from './store';

/** Something to tell a person; `key` names it once and for all. */
export interface NewAlarm {
	key: string;
	kind: AlarmKind;
	owner: AlarmOwner;
	brand?: string;
	reference?: string;
	step?: { id: number; fence: number };
	facts: AlarmFacts;
	/** Not told before this time. */
	dueAt?: number;
	/** The notice that it tells. */
	notice?: string;
}

/** What must be raised and closed so that the alarms say how things are. */
export interface AlarmChanges {
	raise: NewAlarm[];
	/** Ids. */
	close: number[];
}

/** Literals, so that both databases use the partial indexes. */
const waitsForPerson = sql<SqlBool>`s.state in ('stuck', 'held')`;
export const isOpen = sql<SqlBool>`a.closed_at is null`;

/** How long before or after a failed execution its step may say that it is tried again by itself. */
export const coverMs = 2 * 60_000;

/** How much that is new is looked at in one go. */
const atOnce = 500;

/**
 * Compares what holds now (steps that wait for a person, paused connections, steps nobody serves) with the alarms that are open. What
 * happened once and cannot be seen in a table, such as an exception or a failed flow, is raised when it happens.
 */
export function* changesOfAlarms(context: StoreContext): Work<AlarmChanges> {
	const changes: AlarmChanges = { raise: [], close: [] };
	for (const part of [
		stepsOfPeople(context),
		connectionsPaused(context),
		namesUnserved(context),
		messagesUnreadable(context),
		noticesMade(context),
		failuresCovered(context),
	]) {
		const { raise, close } = yield* part;
		changes.raise.push(...raise);
		changes.close.push(...close);
	}
	return changes;
}

const waitingSteps = prepared((db) =>
	db
		.selectFrom('steps as s')
		.innerJoin('cases as c', 'c.reference', 's.reference')
		.select(['s.id', 's.name', 's.reference', 's.fence', 's.state', 'c.brand'])
		.where(waitsForPerson)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('alarms as a')
						.select('a.id')
						.whereRef('a.step_id', '=', 's.id')
						.whereRef('a.fence', '=', 's.fence'),
				),
			),
		)
		.orderBy('s.id')
		.limit(atOnce),
);
const alarmsOfOthers = prepared((db) =>
	db
		.selectFrom('alarms as a')
		.select('a.id')
		.where(isOpen)
		.where('a.kind', 'in', ['stuck', 'held'])
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('steps as s')
						.select('s.id')
						.whereRef('s.id', '=', 'a.step_id')
						.whereRef('s.fence', '=', 'a.fence')
						.where(waitsForPerson),
				),
			),
		),
);

function* stepsOfPeople({ db }: StoreContext): Work<AlarmChanges> {
	const waiting = yield* all(waitingSteps(db, {}));
	const over = yield* all(alarmsOfOthers(db, {}));
	return {
		raise: waiting.map(({ id, name, reference, fence, state, brand }) => ({
			key: `step/${id}/${fence}`,
			kind: state as 'stuck' | 'held',
			owner: state === 'held' ? 'service' : 'operator',
			brand,
			reference,
			step: { id, fence },
			facts: { subject: name },
		})),
		close: over.map(({ id }) => id),
	};
}

const pausedOnes = prepared((db) =>
	db
		.selectFrom('connections')
		.select(['name', 'label', 'paused_at', 'reason', 'by_hand'])
		.where('paused_at', 'is not', null),
);

function* connectionsPaused({ db }: StoreContext): Work<AlarmChanges> {
	const paused = yield* all(pausedOnes(db, {}));
	const open = yield* openOf({ db }, 'paused');
	const keyOf = (one: { name: string; paused_at: string | null }) => `paused/${one.name}/${one.paused_at}`;
	const over = open.filter(({ key }) => !paused.some((one) => keyOf(one) === key));
	return {
		raise: [
			...paused
				.filter((one) => !open.some(({ key }) => key === keyOf(one)))
				.map((one): NewAlarm => ({
					key: keyOf(one),
					kind: 'paused',
					owner: 'operator',
					facts: {
						subject: one.label ? `${providerOf(one.name)} "${one.label}"` : one.name,
						reason: one.reason,
						advice: one.by_hand
							? 'Resume it with Return Case: Resume Connection.'
							: 'Its steps wait without using up their tries, and it is tested again by itself. Look whether the provider answers, and whether the credential is right.',
					},
				})),
			// Whoever was told of the pause is told of its end.
			...over
				.filter(({ told }) => told > 0)
				.map(({ key, facts }): NewAlarm => ({
					key: `resumed/${key}`,
					kind: 'resumed',
					owner: 'operator',
					facts: { subject: facts.subject, reason: 'It answers again; its steps go on.' },
				})),
		],
		close: over.map(({ id }) => id),
	};
}

function* namesUnserved(context: StoreContext): Work<AlarmChanges> {
	const names = yield* unserved(context);
	const open = yield* openOf(context, 'unserved');
	const over = open.filter(({ facts }) => !names.some(({ name }) => name === facts.subject));
	return {
		raise: names
			.filter(({ name }) => !open.some(({ facts }) => facts.subject === name))
			.map(({ name, steps, cases }) => ({
				key: `unserved/${name}/${context.clock.now()}`,
				kind: 'unserved',
				owner: 'operator',
				facts: {
					subject: name,
					reason: `No published workflow has a Return Case Trigger with this Step Name; ${steps} ${steps === 1 ? 'step' : 'steps'} of ${cases} ${cases === 1 ? 'return' : 'returns'} ${steps === 1 ? 'waits' : 'wait'} for one.`,
					advice: 'Publish the workflow again, or hand the steps to another name with Return Case: Hand Over Steps.',
				},
			})),
		close: over.map(({ id }) => id),
	};
}

const keyOfMessage = sql<string>`'message/' || i.source || '/' || i.id`;
/** A message that was put back is still one that nobody has read. One query for each state, since only so SQLite uses the index of each. */
const unread = {
	unreadable: sql<SqlBool>`i.state = 'unreadable'`,
	putBack: sql<SqlBool>`i.state = 'new' and i.replayed = 1`,
};

const untoldMessages = prepared((db, _none: object, state: keyof typeof unread) =>
	db
		.selectFrom('inbox as i')
		.select(['i.source', 'i.id', 'i.topic', 'i.error'])
		.where(unread[state])
		.where(({ not, exists, selectFrom }) =>
			not(exists(selectFrom('alarms as a').select('a.id').where('a.key', '=', keyOfMessage))),
		)
		.limit(atOnce),
);
/** Subqueries that name nothing of the alarm: each is read once, however many alarms there are. */
const alarmsOfRead = prepared((db) =>
	db
		.selectFrom('alarms as a')
		.select('a.id')
		.where(isOpen)
		.where('a.kind', '=', 'message')
		.where('a.key', 'not in', db.selectFrom('inbox as i').select(keyOfMessage.as('key')).where(unread.unreadable))
		.where('a.key', 'not in', db.selectFrom('inbox as i').select(keyOfMessage.as('key')).where(unread.putBack)),
);

function* messagesUnreadable({ db }: StoreContext): Work<AlarmChanges> {
	const found = [
		...(yield* all(untoldMessages(db, {}, 'unreadable'))),
		...(yield* all(untoldMessages(db, {}, 'putBack'))),
	];
	const over = yield* all(alarmsOfRead(db, {}));
	return {
		raise: found.map(({ source, id, topic, error }) => ({
			key: `message/${source}/${id}`,
			kind: 'message',
			owner: 'operator',
			facts: {
				subject: source,
				reason: `${topic}: ${error ?? 'it cannot be read'}`,
				advice:
					'Return Case: Get Many Unreadable Messages lists it; Replay lets it be read again once the cause is mended, Dismiss ends it when nothing is to be done.',
			},
		})),
		close: over.map(({ id }) => id),
	};
}

/** What others left to be told; it counts as told there when it has become an alarm. */
function* noticesMade(context: StoreContext): Work<AlarmChanges> {
	const notices = yield* listUntoldNotices(context, atOnce);
	return {
		raise: notices.map(({ key, owner, message, advice, reference, link }) => ({
			key: `notice/${key}`,
			kind: 'notice',
			owner,
			...(reference && { reference }),
			facts: { subject: message, advice, ...(link && { execution: link }) },
			notice: key,
		})),
		close: [],
	};
}

const coveredFailures = prepared((db) =>
	db
		.selectFrom('alarms as a')
		.select(['a.id'])
		.where(isOpen)
		.where('a.kind', '=', 'failure')
		.where('a.told', '=', 0)
		.where('a.covered_at', 'is not', null)
		.where(sql<SqlBool>`a.covered_at >= a.raised_at - ${coverMs}`)
		.where(sql<SqlBool>`a.covered_at <= a.raised_at + ${coverMs}`),
);

/** A failed execution whose step is tried again by itself, or becomes stuck and is told as that, is no news. */
function* failuresCovered({ db }: StoreContext): Work<AlarmChanges> {
	const covered = yield* all(coveredFailures(db, {}));
	return { raise: [], close: covered.map(({ id }) => id) };
}

const openOfKind = prepared((db, { kind }: { kind: string }) =>
	db.selectFrom('alarms as a').select(['a.id', 'a.key', 'a.told', 'a.facts']).where(isOpen).where('a.kind', '=', kind),
);

function* openOf(
	{ db }: Pick<StoreContext, 'db'>,
	kind: AlarmKind,
): Work<Array<{ id: number; key: string; told: number; facts: AlarmFacts }>> {
	const rows = yield* all(openOfKind(db, { kind }));
	return rows.map((row) => ({ ...row, facts: JSON.parse(row.facts) as AlarmFacts }));
}

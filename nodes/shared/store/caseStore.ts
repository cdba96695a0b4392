import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import { takeBudgets } from './budgets';
import { keepSetUpReport, listSetUpReports } from './setUpReports';
import * as alarms from './alarms';
import {
	casesFoundBy,
	casesOfOrder,
	casesOpened,
	eventsOfCases,
	changedCases,
	countOpenTracks,
	eventsAfter,
	listCases,
	listPaid,
	sampleEvents,
} from './caseList';
import * as drifts from './drifts';
import { eventsOf, parseState, stateByOtherId, stateOf } from './caseRow';
import * as claims from './claims';
import * as connections from './connections';
import { all, first, type Database } from './database';
import { toEvent, type Clock, type EventsContext } from './eventRow';
import { appendEvents, openCase } from './events';
import * as inbox from './inbox';
import { findFlaw } from './integrity';
import { deleteDue, eraseCase, eraseDue } from './erasure';
import * as files from './files';
import * as looks from './looks';
import { assertStillOurs, migrate } from './migrations';
import * as notices from './notices';
import * as policies from './policies';
import { logAct, readOperatorLog } from './operatorLog';
import { endOverdue, overdue } from './overdue';
import { listReminders, remind } from './reminders';
import * as settings from './settings';
import { claimSteps, renewSteps } from './steps/claimSteps';
import { hasWork, namesWithWork, nextDue } from './steps/dueSteps';
import { failSteps } from './steps/failSteps';
import { finishSteps, holdStep } from './steps/finishSteps';
import { listStandStills, tellStandStills } from './tellStandStills';
import { queueOf } from './steps/stepQueue';
import * as stepServers from './steps/stepServers';
import { releaseStep, replaySteps, stepsOf, listStuckSteps } from './steps/stuckSteps';
import { subscribe } from './steps/subscriptions';
import { isOutOfDate, sistersOf } from './sisters';
import { OutOfDate, type CaseStore } from './store';
import { declareWithdrawal } from './withdrawals';

/** How often a writer looks whether the tables are still those it knows. */
const checkMs = 5_000;

export interface CaseStoreOptions {
	/** Key of the events' hash chain. */
	auditKey?: string;
	clock?: Clock;
	/** Names the database, so that all stores of this process on it wake each other. */
	name: string;
}

/** Makes a case store on a database, bringing its tables up to date first. */
export async function createCaseStore(
	database: Database,
	{ auditKey = '', clock = { now: () => Date.now() }, name }: CaseStoreOptions,
): Promise<CaseStore> {
	await migrate(database, { auditKey });
	const { db } = database;
	const context: EventsContext = { db, kind: database.kind, clock, auditKey };
	const changes = changesOf(name);
	const { read } = database;
	let checkAt = performance.now() + checkMs;
	/** Another process may bring a newer version while this one runs. */
	const write: Database['write'] = async (work, options) =>
		await database.write(function* () {
			if (performance.now() >= checkAt) {
				yield* assertStillOurs(database);
				checkAt = performance.now() + checkMs;
			}
			return yield* work();
		}, options);
	const changing = async <R>(work: Promise<R>): Promise<R> => {
		const result = await work;
		changes.emit('change');
		others?.tell();
		return result;
	};
	const others = database.wake?.(() => changes.emit('change'));

	return {
		cases: {
			open: async (input) =>
				await changing(
					write(function* () {
						return { ...(yield* openCase(context, input)), finished: false };
					}),
				),
			declare: async (declaration, mail) =>
				await changing(
					write(function* () {
						return { ...(yield* declareWithdrawal(context, declaration, mail)), finished: false };
					}),
				),
			record: async ({ reference, events, finishes, claim, basis, seen }) =>
				await changing(
					write(function* () {
						if (basis !== undefined && (yield* isOutOfDate(context, reference, basis))) throw new OutOfDate(reference);
						const recorded = yield* appendEvents(context, reference, events, seen);
						if (claim) yield* claims.settleClaim(context, claim);
						const finished = finishes ? (yield* finishSteps(context, [finishes])) > 0 : false;
						return { ...recorded, finished };
					}),
				),
			get: async (reference) =>
				await read(function* () {
					const row = yield* first(stateOf(db, { reference }));
					return row && parseState(row.state);
				}),
			sistersOf: async (reference) => await read(() => sistersOf(context, reference)),
			getMany: async (filter) => await read(() => listCases(context, filter)),
			changed: async (options) => await read(() => changedCases(context, options)),
			eventsAfter: async (options) => await read(() => eventsAfter(context, options)),
			openTracks: async (options) => await read(() => countOpenTracks(context, options)),
			opened: async (period) => await read(() => casesOpened(context, period)),
			eventsOf: async (references, types) => await read(() => eventsOfCases(context, references, types)),
			paid: async (period) => await read(() => listPaid(context, period)),
			foundBy: async (kind, text, limit) => await read(() => casesFoundBy(context, kind, text, limit)),
			ofOrder: async (orderNumber, limit) => await read(() => casesOfOrder(context, orderNumber, limit)),
			timeline: async (reference) =>
				await read(function* () {
					return (yield* all(eventsOf(db, { reference }))).map(toEvent);
				}),
			findByReference: async (system, id) =>
				await read(function* () {
					const row = yield* first(stateByOtherId(db, { system, id }));
					return row && parseState(row.state);
				}),
			verify: async (reference) =>
				await read(function* () {
					return (yield* findFlaw(context, reference))?.position;
				}),
			findFlaw: async (reference) => await read(() => findFlaw(context, reference)),
			overdue: async (limit) => await read(() => overdue(context, limit)),
			endOverdue: async (reference) => await changing(write(() => endOverdue(context, reference))),
			reminders: async (limit) => await read(() => listReminders(context, limit)),
			remind: async (reference) => await changing(write(() => remind(context, reference))),
			standStills: async (limit) => await read(() => listStandStills(context, limit)),
			tellStandStills: async (reference) => await changing(write(() => tellStandStills(context, reference))),
			sample: async (types, limit, { channels = [], brands = [] } = {}) =>
				await read(() => sampleEvents(context, types, limit, { channels, brands })),
		},
		steps: {
			subscribe: async (stepName, types, scope) =>
				void (await changing(write(() => subscribe(context, stepName, types, scope)))),
			unsubscribe: async (stepName, by) =>
				await write(function* () {
					yield* all(db.deleteFrom('subscriptions').where('name', '=', stepName));
					if (by) yield* logAct(context, { actor: by.actor, action: 'step_retired', subject: stepName });
				}),
			hasWork: async (stepName, options) => await read(() => hasWork(context, stepName, options)),
			namesWithWork: async (names) => await read(() => namesWithWork(context, names)),
			nextDue: async (stepName) => await read(() => nextDue(context, stepName)),
			claim: async (stepName, options) => await write(() => claimSteps(context, stepName, options)),
			renew: async (tokens, leaseMs) => await write(() => renewSteps(context, tokens, leaseMs)),
			finish: async (tokens) => await changing(write(() => finishSteps(context, tokens))),
			fail: async (tokens, options) => await changing(write(() => failSteps(context, tokens, options))),
			hold: async (token, reason) => await changing(write(() => holdStep(context, token, reason))),
			stuck: async (options) => await read(() => listStuckSteps(context, options)),
			of: async (reference) => await read(() => stepsOf(context, reference)),
			replay: async (filter, by) => await changing(write(() => replaySteps(context, filter, by))),
			release: async (id, by) => await changing(write(() => releaseStep(context, id, by))),
			signOn: async (stepName, instance, brands) =>
				await write(() => stepServers.signOn(context, stepName, instance, brands)),
			signOff: async (stepName, instance) => await write(() => stepServers.signOff(context, stepName, instance)),
			queue: async () => await read(() => queueOf(context)),
			unserved: async () => await read(() => stepServers.unserved(context)),
			handOver: async (what, by) => await changing(write(() => stepServers.handOver(context, what, by))),
		},
		claims: {
			begin: async (key, options) => await write(() => claims.beginClaim(context, key, options)),
			noteProgress: async (claim, progress) => await write(() => claims.noteProgress(context, claim, progress)),
			settle: async (outcome) => await write(() => claims.settleClaim(context, outcome)),
			get: async (key) => await read(() => claims.getClaim(context, key)),
			isOpen: async (reference, kind) => await read(() => claims.isClaimOpen(context, reference, kind)),
			newest: async (limit) => await read(() => claims.newestEffects(context, limit)),
		},
		connections: {
			list: async () => await read(() => connections.listConnections(context)),
			news: async () => await write(() => connections.takeConnectionNews(context)),
			pause: async (provider, reason, by) =>
				await changing(
					write(function* () {
						yield* connections.pause(context, provider, reason);
						if (by)
							yield* logAct(context, {
								actor: by.actor,
								action: 'connection_paused',
								subject: provider,
								details: { reason },
							});
					}),
				),
			resume: async (provider, by) =>
				await changing(
					write(function* () {
						const resumed = yield* connections.resume(context, provider);
						if (by && resumed)
							yield* logAct(context, { actor: by.actor, action: 'connection_resumed', subject: provider });
						return resumed;
					}),
				),
		},
		inbox: {
			put: async (entry) => await write(() => inbox.putInbox(context, entry)),
			mark: async (source, id, state, error) => await write(() => inbox.markInbox(context, source, id, state, error)),
			find: async (source, id) => await read(() => inbox.findInbox(context, source, id)),
			waiting: async (filter) => await read(() => inbox.listWaitingInbox(context, filter)),
			get: async (filter) => await read(() => inbox.getInbox(context, filter)),
			unread: async (filter) => await read(() => inbox.listUnread(context, filter)),
			replay: async (filter, by) => await changing(write(() => inbox.replayInbox(context, filter, by))),
			unreadable: async (id, source) => await read(() => inbox.unreadableIn(context, id, source)),
			dismiss: async (source, id, by) => await changing(write(() => inbox.dismissInbox(context, source, id, by))),
			prune: async (options) => await write(() => inbox.pruneInbox(context, options)),
			markSeen: async (source, id) => await write(() => inbox.markSeen(context, source, id)),
		},
		looks: {
			begin: async (lookName, leaseMs) => await write(() => looks.beginLook(context, lookName, leaseMs)),
			keep: async (look, cursor, leaseMs) => await write(() => looks.keepLook(context, look, cursor, leaseMs)),
			end: async (look, error) => await write(() => looks.endLook(context, look, error)),
			cursor: async (lookName) => await read(() => looks.readLookCursor(context, lookName)),
		},
		budgets: {
			take: async (charges) => await write(() => takeBudgets(context, charges)),
		},
		drifts: {
			keep: async (drift) => await write(() => drifts.keepDrift(context, drift)),
			standing: async (options) => await read(() => drifts.listDrifts(context, options)),
			of: async (reference) => await read(() => drifts.driftsOf(context, reference)),
			ofMany: async (references) => await read(() => drifts.driftsOfCases(context, references)),
			accept: async (id, by) => await write(() => drifts.acceptDrift(context, id, by)),
		},
		files: {
			put: async (at, file) => await write(() => files.putFile(context, at, file)),
			get: async (at) => await read(() => files.readFile(context, at)),
		},
		alarms: {
			next: async () => {
				const { dueAt, changed } = await read(() => alarms.findNextAlarm(context));
				if (!changed) return dueAt;
				await write(() => alarms.refreshAlarms(context));
				return (await read(() => alarms.findNextAlarm(context))).dueAt;
			},
			take: async (options) => await write(() => alarms.takeAlarms(context, options)),
			told: async (ids) => await write(() => alarms.markAlarmsTold(context, ids)),
			open: async (options) => await write(() => alarms.openAlarms(context, options)),
			close: async (which, by) => await write(() => alarms.closeAlarms(context, which, by)),
			recordFailure: async (failure) => await changing(write(() => alarms.recordFailure(context, failure))),
			coverFailure: async (workflow, node) => await write(() => alarms.coverFailure(context, workflow, node)),
		},
		notices: {
			put: async (notice) => await write(() => notices.putNotice(context, notice)),
			untold: async (limit) => await read(() => notices.listUntoldNotices(context, limit)),
			told: async (keys) => await write(() => notices.markNoticesTold(context, keys)),
		},
		operators: {
			log: async (options) => await read(() => readOperatorLog(context, options)),
		},
		people: {
			erase: async (reference, by) => await write(() => eraseCase(context, reference, by)),
			eraseDue: async (limit) => await eraseDue(context, { read, write }, limit),
			deleteDue: async (limit) => await deleteDue(context, { read, write }, limit),
		},
		settings: {
			get: async (brand) => await read(() => settings.readSettings(db, brand)),
			save: async (brand, input, by) =>
				(await write(() => settings.changeSettings(context, brand, () => input, by))).after,
			change: async (brand, change, by) => await write(() => settings.changeSettings(context, brand, change, by)),
		},
		setUpReports: {
			keep: async (report) => await write(() => keepSetUpReport(context, report)),
			list: async () => await read(() => listSetUpReports(context)),
		},
		policies: {
			get: async (policy) => await read(() => policies.readPolicy(db, policy)),
			list: async () => await read(() => policies.listPolicies(db)),
			version: async (policy, version) => await read(() => policies.readPolicyVersion(db, policy, version)),
			versions: async (policy, limit) => await read(() => policies.listPolicyVersions(db, policy, limit)),
			change: async (policy, change, by) => await write(() => policies.changePolicy(context, policy, change, by)),
		},
		onChange: (listener) => {
			changes.on('change', listener);
			return () => changes.off('change', listener);
		},
		ping: async () =>
			await read(function* () {
				yield sql`select 1`.compile(db);
			}),
		close: async () => {
			others?.close();
			await database.close();
		},
	};
}

/**
 * Wake-up calls live on globalThis: n8n may load two copies of the pack in one process
 * (docs/facts/n8n.md#a-package-can-be-loaded-twice), and both must hear each other. They carry no data. Other processes hear of it by
 * PostgreSQL, or look by themselves (docs/architecture.md).
 */
function changesOf(name: string): EventEmitter {
	const global = globalThis as unknown as Record<symbol, Map<string, EventEmitter> | undefined>;
	const calls = (global[Symbol.for('n8n-nodes-returns.changes')] ??= new Map<string, EventEmitter>());
	let changes = calls.get(name);
	if (!changes) calls.set(name, (changes = new EventEmitter().setMaxListeners(0)));
	return changes;
}

import { sql, type SqlBool } from 'kysely';
import type { CaseState } from '../case/caseState';
import { wordsOf } from '../case/foundBy';
import { whyKept } from '../case/whyKept';
import { addressesOf, erased, withoutPerson } from '../case/withoutPerson';
import { eventsOf, parseState } from './caseRow';
import { all, first, type Database, type Tables, type Work } from './database';
import type { EventsContext, StoreContext } from './eventRow';
import { erasedHash } from './hashChain';
import { findFlaw, sealOf } from './integrity';
import { logAct } from './operatorLog';
import { readSettings } from './settings';
import { CaseNotFound, type By, type Erasure } from './store';

/*
 * What of a case says who the customer is goes; the case stays, with its amounts, decisions and times, and what other systems call it. An event keeps the hash
 * it was chained by, which names what it said without telling it, and gets a hash of what it says now (hashChain.ts): so the history can be verified as before.
 */

const day = 86_400_000;
const pageSize = 200;
/** Those that belong to a case, each before the ones that its rows name. What people did to the installation is not among them. */
const tablesOfCase = [
	'steps',
	'events',
	'case_references',
	'case_words',
	'stand_stills',
	'claims',
	'alarms',
	'notices',
	'drifts',
	'cases',
] as const;

/** Steps of a case that are not over, and effects of it that nobody knows the end of. */
const openSteps = ['ready', 'leased', 'held', 'stuck'];
const openClaims = ['begun', 'unknown'];

/**
 * Erases the personal data of one case. One that still needs it stays as it is; `asked`: a person wants it gone, and it goes as soon as nothing needs it.
 * Throws CaseNotFound.
 */
export function* eraseCase(context: EventsContext, reference: string, asked?: By): Work<Erasure> {
	const { db, clock } = context;
	const row = yield* lockedCase(context, reference);
	const state = parseState(row.state);
	const kept = yield* whyNot(context, state);
	if (asked && row.erased_version === null && row.erase_asked_at === null)
		yield* logAct(context, {
			actor: asked.actor,
			action: 'erasure_asked',
			subject: reference,
			reference,
			...(asked.reason && { details: { reason: asked.reason } }),
		});
	if (kept !== undefined) {
		if (asked && row.erase_asked_at === null)
			yield* setCase(db, reference, { erase_asked_at: new Date(clock.now()).toISOString() });
		return { reference, erased: false, kept };
	}
	yield* eraseEvents(context, state);
	const left = withoutPerson(state);
	const text = JSON.stringify(left);
	yield* setCase(db, reference, {
		state: text,
		seal: sealOf(context.auditKey, { ...row, state: text }),
		erased_version: row.version,
	});
	const [before, now] = [wordsOf(state), wordsOf(left)].map((words) => words.map((one) => one.join('\n')));
	for (const [index, [kind, found]] of wordsOf(state).entries())
		if (!now.includes(before[index]))
			yield* all(
				db
					.deleteFrom('case_words')
					.where('kind', '=', kind)
					.where('word', '=', found)
					.where('opened_at', '=', state.openedAt)
					.where('reference', '=', reference),
			);
	yield* eraseBeside(db, reference);
	const flaw = yield* findFlaw(context, reference);
	if (flaw) throw new Error(`Erasing personal data would spoil case ${reference}: ${flaw.message}`);
	return { reference, erased: true };
}

function* lockedCase({ db, kind }: StoreContext, reference: string) {
	const query = db
		.selectFrom('cases')
		.select(['reference', 'version', 'state', 'last_hash', 'erase_asked_at', 'erased_version'])
		.where('reference', '=', reference);
	const row = yield* first(kind === 'postgres' ? query.forUpdate() : query);
	if (!row) throw new CaseNotFound(reference);
	return row;
}

/** Why nothing of a case can be erased yet. A case that somebody changed is not sealed anew: that would hide it. */
function* whyNot(context: EventsContext, state: CaseState): Work<string | undefined> {
	const { db } = context;
	const { reference } = state;
	const known = whyKept(state);
	if (known) return known;
	const step = yield* first(
		db
			.selectFrom('steps')
			.select(['name', 'state'])
			.where('reference', '=', reference)
			.where('state', 'in', openSteps)
			.limit(1),
	);
	if (step) return `Step "${step.name}" is not done.`;
	const claim = yield* first(
		db.selectFrom('claims').select('kind').where('reference', '=', reference).where('state', 'in', openClaims).limit(1),
	);
	if (claim) return `It is not known yet how ${claim.kind} ended.`;
	const flaw = yield* findFlaw(context, reference);
	return flaw && `Its record is not intact: ${flaw.message}`;
}

function* eraseEvents({ db, auditKey }: EventsContext, state: CaseState): Work<void> {
	const { reference } = state;
	const person = addressesOf(state);
	let previous = '';
	for (const event of yield* all(eventsOf(db, { reference }))) {
		const data = JSON.stringify(withoutPerson(JSON.parse(event.data) as unknown));
		const actor = event.actor && person.includes(event.actor.trim().toLowerCase()) ? 'customer' : event.actor;
		if (data !== event.data || actor !== event.actor)
			yield* all(
				db
					.updateTable('events')
					.set({ data, actor, erased: erasedHash(auditKey, previous, { ...event, data, actor }) })
					.where('reference', '=', reference)
					.where('position', '=', event.position),
			);
		previous = event.hash;
	}
}

/** Files, and what effects, notices, alarms and reconciliation remember of a case. */
function* eraseBeside(db: Database['db'], reference: string): Work<void> {
	yield* deleteFiles(db, reference);
	yield* all(
		db
			.updateTable('notices')
			.set({ message: erased, advice: erased })
			.where('reference', '=', reference)
			.where('told_at', 'is not', null),
	);
	yield* all(db.deleteFrom('alarms').where('reference', '=', reference).where('closed_at', 'is not', null));
	for (const { id, drift } of yield* all(
		db.selectFrom('drifts').select(['id', 'drift']).where('reference', '=', reference),
	))
		yield* all(
			db
				.updateTable('drifts')
				.set({ drift: cleanedText(drift) })
				.where('id', '=', id),
		);
	const claims = db.selectFrom('claims').select(['key', 'progress', 'result']).where('reference', '=', reference);
	for (const { key, progress, result } of yield* all(claims))
		yield* all(
			db
				.updateTable('claims')
				.set({ progress: cleanedText(progress), result: result && cleanedText(result), error: null })
				.where('key', '=', key),
		);
}

/** The files of a case, and photos that its customer sent before there was one (ReturnPages/portal/photos.ts): their proofs say where they are. */
function* deleteFiles(db: Database['db'], reference: string): Work<void> {
	for (const { source, source_id } of yield* all(eventsOf(db, { reference }))) {
		const [, place, hash] = /^photo\/(portal\/[^/]+)\/([0-9a-f]{32})\//.exec(source_id) ?? [];
		if (source === 'portal' && place)
			yield* all(db.deleteFrom('files').where('reference', '=', place).where('name', '=', `photo-${hash}`));
	}
	yield* all(db.deleteFrom('files').where('reference', '=', reference));
}

function cleanedText(json: string): string {
	return JSON.stringify(withoutPerson(JSON.parse(json) as unknown));
}

function* setCase(
	db: Database['db'],
	reference: string,
	columns: { state?: string; seal?: string; erased_version?: number; erase_asked_at?: string },
): Work<void> {
	yield* all(db.updateTable('cases').set(columns).where('reference', '=', reference));
}

/** A place in the cases that are due, in the order of their closing. */
type Place = Pick<Tables['cases'], 'closed_at' | 'reference'>;

/** Erases the personal data of up to `limit` cases that were asked for, that have it again, or that their brand keeps it of no longer. Returns how many. */
export async function eraseDue(
	context: EventsContext,
	{ read, write }: Pick<Database, 'read' | 'write'>,
	limit: number,
): Promise<number> {
	const erase = async (reference: string) => (await write(() => eraseCase(context, reference))).erased;
	const left = await each(read, (after) => casesAsked(context, after), limit, erase);
	return limit - (await eachOld(context, read, 'personalDays', left, erase));
}

/** Deletes up to `limit` cases that were closed longer ago than their brand keeps them, with all that belongs to them. Returns how many. */
export async function deleteDue(
	context: EventsContext,
	{ read, write }: Pick<Database, 'read' | 'write'>,
	limit: number,
): Promise<number> {
	const remove = async (reference: string) => await write(() => deleteCase(context, reference));
	return limit - (await eachOld(context, read, 'caseDays', limit, remove));
}

/** The same for the cases of each brand that are older than it says. */
async function eachOld(
	context: StoreContext,
	read: Database['read'],
	kept: 'personalDays' | 'caseDays',
	limit: number,
	work: (reference: string) => Promise<boolean>,
): Promise<number> {
	let left = limit;
	for (const { brand, [kept]: days } of await read(() => keeping(context.db)))
		if (days !== undefined)
			left = await each(
				read,
				(after) => oldCases(context, { brand, days, whole: kept === 'personalDays' }, after),
				left,
				work,
			);
	return left;
}

/** Works on one case after the other until `limit` were done; how many of these are left. Those that are still needed are passed by. */
async function each(
	read: Database['read'],
	next: (after: Place) => Work<Place[]>,
	limit: number,
	work: (reference: string) => Promise<boolean>,
): Promise<number> {
	let left = limit;
	let last: Place = { closed_at: '', reference: '' };
	for (;;) {
		const page = await read(() => next(last));
		for (const { reference } of page) if (left && (await work(reference))) left--;
		if (page.length < pageSize || !left) return left;
		last = page[page.length - 1];
	}
}

/** Whose personal data a person wants gone, and those it was gone of before something new came. */
function* casesAsked({ db }: StoreContext, { reference }: Place): Work<Place[]> {
	const places = (where: string) =>
		db
			.selectFrom('cases')
			.select(['reference', 'closed_at'])
			.where(sql<SqlBool>`${sql.raw(where)}`)
			.where('reference', '>', reference)
			.orderBy('reference')
			.limit(pageSize);
	const found = [
		...(yield* all(places('erase_asked_at is not null and erased_version is null'))),
		...(yield* all(places('closed_at is not null and erased_version < version'))),
	];
	return found.sort((a, b) => (a.reference < b.reference ? -1 : 1)).slice(0, pageSize);
}

function* oldCases(
	{ db, clock }: StoreContext,
	{ brand, days, whole }: { brand: string; days: number; whole: boolean },
	{ closed_at, reference }: Place,
): Work<Place[]> {
	return yield* all(
		db
			.selectFrom('cases')
			.select(['reference', 'closed_at'])
			.where('brand', '=', brand)
			.where(
				sql<SqlBool>`${sql.raw(whole ? 'closed_at is not null and erased_version is null' : 'closed_at is not null')}`,
			)
			.where('closed_at', '<', new Date(clock.now() - days * day).toISOString())
			.where(sql<SqlBool>`(closed_at, reference) > (${closed_at}, ${reference})`)
			.orderBy('closed_at')
			.orderBy('reference')
			.limit(pageSize),
	);
}

/** False: something still needs it. */
function* deleteCase(context: EventsContext, reference: string): Work<boolean> {
	const { db } = context;
	const { state } = yield* lockedCase(context, reference);
	if (yield* whyNot(context, parseState(state))) return false;
	yield* deleteFiles(db, reference);
	for (const table of tablesOfCase) yield* all(db.deleteFrom(table).where('reference', '=', reference));
	return true;
}

/** How long each brand keeps what, as far as it says so. */
function* keeping(db: Database['db']): Work<Array<{ brand: string; personalDays?: number; caseDays?: number }>> {
	const brands = yield* all(db.selectFrom('settings').select('brand').orderBy('brand'));
	const kept = [];
	for (const { brand } of brands) kept.push({ brand, ...(yield* readSettings(db, brand)).retention });
	return kept;
}

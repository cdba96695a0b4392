import { isOwnSource, isSendersSource, parseNewEvent, type EventData, type NewEvent } from '../model';
import { followEvent } from './alarms';
import { assertAllowed, assertFrozen } from '../case/commands';
import { all, first, type Tables, type Work } from './database';
import { envelope, toEvent, type EventRow, type EventsContext } from './eventRow';
import { chainHash } from './hashChain';
import { isSealed, sealOf } from './integrity';
import { expiryOf } from '../case/expiry';
import { nextReminderAt } from '../case/reminders';
import { applied, rulesOf, type Aftermath } from '../case/apply';
import type { CaseState } from '../case/caseState';
import { valueOf, wordsOf } from '../case/foundBy';
import { parseState } from './caseRow';
import { prepared } from './prepared';
import { contentHash, differences, reusedId } from '../case/reusedId';
import { CaseNotFound, type Recorded } from './store';
import { savedPolicy } from './settings';
import { standStillsOf, type StandStill } from '../case/standStill';
import { keepStandStills } from './standStills';
import { addSteps } from './steps/subscriptions';

const caseToWrite = prepared((db, { reference }: { reference: string }, kind: EventsContext['kind']) => {
	const query = db
		.selectFrom('cases')
		.select(['reference', 'version', 'state', 'last_hash', 'seal'])
		.where('reference', '=', reference);
	return kind === 'postgres' ? query.forUpdate() : query;
});

export const knownEvent = prepared((db, event: { sources: string[]; id: string; type: string; reference: string }) =>
	db
		.selectFrom('events')
		.selectAll()
		.where('source', 'in', event.sources)
		.where('source_id', '=', event.id)
		.where('type', '=', event.type)
		.where('reference', '=', event.reference),
);

const insertEvent = prepared((db, row: Omit<EventRow, 'seq' | 'erased'>) =>
	db.insertInto('events').values(row).returning('seq'),
);

const insertReference = prepared((db, row: Tables['case_references']) =>
	// Ids are ours to find the case by; the first case that carried one keeps it.
	db
		.insertInto('case_references')
		.values(row)
		.onConflict((conflict) => conflict.columns(['system', 'id']).doNothing()),
);

const insertWord = prepared((db, row: Tables['case_words']) =>
	db
		.insertInto('case_words')
		.values(row)
		.onConflict((conflict) => conflict.doNothing()),
);

const deleteWord = prepared((db, { kind, word, opened_at, reference }: Tables['case_words']) =>
	db
		.deleteFrom('case_words')
		.where('kind', '=', kind)
		.where('word', '=', word)
		.where('opened_at', '=', opened_at)
		.where('reference', '=', reference),
);

const saveCase = prepared(
	(db, { reference, expires_at, ...columns }: Changed & { expires_at: number | null }, expiry: 'new' | 'as it is') =>
		db
			.updateTable('cases')
			.set({ ...columns, ...(expiry === 'new' && { expires_at }) })
			.where('reference', '=', reference),
);

/** The writer of a case, whose row is locked until the transaction ends. */
export function* writerOf(context: EventsContext, reference: string): Work<CaseWriter> {
	const row = yield* first(caseToWrite(context.db, { reference }, context.kind));
	if (!row) throw new CaseNotFound(reference);
	return new CaseWriter(context, reference, parseState(row.state), row.last_hash, isSealed(context.auditKey, row));
}

/** Holds a case's state while events are appended to it. */
export class CaseWriter {
	private changed = false;
	/** The time in which goods must come begins with this write. */
	private begun = false;
	/** What finds the case as it is stored. */
	private readonly words: ReturnType<typeof wordsOf>;
	private readonly stoodStill: StandStill[];
	constructor(
		private readonly context: EventsContext,
		private readonly reference: string,
		public state: CaseState,
		private lastHash: string,
		private readonly sealed = true,
	) {
		this.words = state.version ? wordsOf(state) : [];
		this.stoodStill = state.version ? standStillsOf(state) : [];
	}

	/** Appends one event, and what follows from it. A repeated event changes nothing; one that says something else under a known id opens an exception. */
	*append(event: NewEvent, opening = false): Work<Recorded['events'][number]> {
		const { db } = this.context;
		const { id, type } = event;
		const known = yield* first(knownEvent(db, { sources: namesOf(event.source), id, type, reference: this.reference }));
		if (known) return yield* this.repeat(known, event);
		const at = new Date(this.context.clock.now()).toISOString();
		const stored = envelope(this.reference, event, this.state.version + 1, at);
		if (!opening) assertAllowed(this.state, stored);
		const after: Aftermath = opening
			? { state: { ...this.state, version: 1 }, exceptions: [], follows: [] }
			: applied(this.state, stored);
		const row = {
			reference: this.reference,
			position: stored.position,
			source: event.source,
			source_id: event.id,
			type: event.type,
			time: stored.time,
			recorded_at: at,
			actor: event.actor ?? null,
			data: JSON.stringify(stored.data),
		};
		this.lastHash = chainHash(this.context.auditKey, this.lastHash, row);
		const inserted = yield* first(insertEvent(db, { ...row, hash: this.lastHash }));
		this.state = { ...after.state, updatedAt: at };
		this.changed = true;
		if (event.type === 'return.approved' || event.type === 'return.reopened') this.begun = true;
		yield* this.addReferences(event.references ?? {});
		yield* followEvent(this.context, this.state, stored);
		yield* addSteps(this.context, {
			seq: inserted!.seq,
			reference: this.reference,
			type: event.type,
			channel: this.state.channel,
			brand: this.state.brand,
		});
		for (const [index, exception] of after.exceptions.entries()) {
			yield* this.append({
				id: `${event.source}/${event.type}/${event.id}/exception/${index}`,
				source: 'case',
				type: 'exception.opened',
				data: { exception },
			});
		}
		if (after.voided)
			yield* this.append({
				id: `${event.source}/${event.type}/${event.id}/voided`,
				source: 'case',
				type: 'return.approval_voided',
				data: { reason: after.voided, asks: 'service' },
			});
		for (const follow of after.follows) yield* this.append(parseNewEvent(follow));
		if (after.reopened)
			yield* this.append({
				id: `${event.source}/${event.type}/${event.id}/reopened`,
				source: 'case',
				type: 'return.reopened',
				data: { reason: after.reopened },
			});
		if (event.type === 'return.approved' && !rulesOf(this.state)) yield* this.keepPolicy();
		return { event: stored, duplicate: false };
	}

	/** An event that is known: nothing happens, unless a sender has given its number to something else. */
	private *repeat(known: EventRow, event: NewEvent): Work<Recorded['events'][number]> {
		const duplicate = { event: toEvent(known), duplicate: true };
		// What it said cannot be compared any more.
		if (known.erased !== null) return duplicate;
		const fields = differences(known.data, event);
		if (!fields.length) return duplicate;
		if (event.type === 'refund.due') assertFrozen(this.state, (event.data as EventData<'refund.due'>).intent);
		return isOwnSource(event.source) ? duplicate : yield* this.tellReused(known, event, fields);
	}

	/** What comes along with a request that is known, e.g. its order: the same as the first time, or it is told and not counted. */
	*repeatAlong(event: NewEvent, request: NewEvent, knownRequest: EventRow): Work<Recorded['events'][number]> {
		const { id, type } = event;
		const known = yield* first(
			knownEvent(this.context.db, { sources: namesOf(event.source), id, type, reference: this.reference }),
		);
		if (known) return yield* this.repeat(known, event);
		return yield* this.tellReused(knownRequest, request, [type.split('.')[0]]);
	}

	/** Opens the exception that asks a person about an id that was used for something else, once for each content. */
	private *tellReused(known: EventRow, event: NewEvent, fields: string[]): Work<Recorded['events'][number]> {
		const exception = reusedId(event, known, fields);
		const { event: opened } = yield* this.append({
			id: `${event.source}/${event.type}/${event.id}/reused/${contentHash(event.data)}`,
			source: 'case',
			type: 'exception.opened',
			data: { exception },
		});
		return {
			event: toEvent(known),
			duplicate: true,
			conflict: (opened.data as EventData<'exception.opened'>).exception,
		};
	}

	/** Whoever approved did not say by which policy: the brand's as it is now, also for what comes back later. */
	private *keepPolicy(): Work<void> {
		const policy = yield* savedPolicy(this.context.db, this.state.brand);
		if (!policy) return; // nobody has said anything yet
		yield* this.append({
			id: `${this.reference}/policy`,
			source: 'case',
			type: 'policy.kept',
			data: { rules: policy },
		});
	}

	/** Writes the state that the events led to. */
	*save(): Work<void> {
		if (!this.changed) return;
		const columns = { ...columnsOf(this.state), last_hash: this.lastHash };
		// A broken seal stays broken: facts go on being stored, and the case goes on being called changed.
		const seal = this.sealed ? sealOf(this.context.auditKey, { reference: this.reference, ...columns }) : null;
		const expires_at = expiryOf(this.state, this.begun, this.context.clock.now());
		yield* all(
			saveCase(
				this.context.db,
				{ ...columns, seal, reference: this.reference, expires_at: expires_at ?? null },
				expires_at === undefined ? 'as it is' : 'new',
			),
		);
		yield* this.saveWords();
		yield* keepStandStills(this.context, this.reference, this.stoodStill, standStillsOf(this.state));
	}

	/** What the case is found by from now on, and no more. */
	private *saveWords(): Work<void> {
		const { db } = this.context;
		const { reference, openedAt: opened_at } = this.state;
		const words = wordsOf(this.state);
		const [before, now] = [this.words, words].map((all) => new Set(all.map((one) => one.join('\n'))));
		for (const [kind, word] of words)
			if (!before.has(`${kind}\n${word}`)) yield* all(insertWord(db, { kind, word, opened_at, reference }));
		for (const [kind, word] of this.words)
			if (!now.has(`${kind}\n${word}`)) yield* all(deleteWord(db, { kind, word, opened_at, reference }));
	}

	private *addReferences(ids: Record<string, string>): Work<void> {
		const { db } = this.context;
		for (const [system, id] of Object.entries(ids))
			yield* all(insertReference(db, { system, id, reference: this.reference }));
		Object.assign(this.state.ids, ids);
	}
}

function valueColumns(state: CaseState) {
	const { amount = null, currency = null } = valueOf(state) ?? {};
	return { value: amount, currency };
}

export function columnsOf(state: CaseState) {
	return {
		brand: state.brand,
		channel: state.channel,
		order_number: state.orderNumber ?? null,
		state: JSON.stringify(state),
		version: state.version,
		authorization: state.authorization,
		logistics: state.logistics,
		kind: state.kind,
		remind_at: nextReminderAt(state),
		inspection: state.inspection,
		settlement: state.settlement,
		...valueColumns(state),
		opened_at: state.openedAt,
		updated_at: state.updatedAt,
		closed_at: state.closedAt ?? null,
	};
}

/** What senders tell was stored under `flow` before each had a source of its own: a repeat of it is still one. */
export function namesOf(source: string): string[] {
	return isSendersSource(source) ? [source, 'flow'] : [source];
}

type Changed = ReturnType<typeof columnsOf> & { reference: string; last_hash: string; seal: string | null };

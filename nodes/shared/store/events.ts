import { isOwnSource, parseNewEvent, referenceOf, type NewEvent, type ReturnRequest, type Statement } from '../model';
import { all, first, type Work } from './database';
import { envelope, lockSubscriptions, type EventRow, type EventsContext } from './eventRow';
import { declaredEvent, statementOf } from '../case/declared';
import { opened, stateRules } from '../case/apply';
import { prepared } from './prepared';
import { MovedOn, type Recorded } from './store';
import { readSettings } from './settings';
import { knownEvent, writerOf, CaseWriter, columnsOf, namesOf } from './caseWriter';

/** Appends events to a case inside a transaction: events, state, references and steps, all or nothing. `seen`: see RecordInput. */
export function* appendEvents(
	context: EventsContext,
	reference: string,
	events: NewEvent[],
	seen?: number,
): Work<Omit<Recorded, 'finished'>> {
	yield* lockSubscriptions(context, 'shared');
	const writer = yield* writerOf(context, reference);
	if (seen !== undefined && seen !== writer.state.version) throw new MovedOn(reference);
	const recorded: Recorded['events'] = [];
	for (const event of events) recorded.push(yield* writer.append(parseNewEvent(event)));
	yield* writer.save();
	return { case: writer.state, events: recorded };
}

/** What opens a case; `statement`: of a withdrawal, when it says more than the request; `also`: what else is known of it from the start. */
export interface OpenInput {
	request: ReturnRequest;
	source: string;
	sourceId: string;
	time?: string;
	actor?: string;
	statement?: Statement;
	also?: NewEvent[];
}

/** Opens the case of a request, or finds the one it opened before. */
export function* openCase(
	context: EventsContext,
	{ request, source, sourceId, time, actor, statement, also = [] }: OpenInput,
): Work<Omit<Recorded, 'finished'> & { reference: string; duplicate: boolean }> {
	const { db } = context;
	yield* lockSubscriptions(context, 'shared');
	const event = parseNewEvent({
		id: sourceId,
		source,
		type: 'return.requested',
		time,
		actor,
		data: { request },
		references: request.providerIds,
	});
	const known = yield* requestOf(context, event);
	if (known) return yield* openedBefore(context, known, event, also);

	let reference = referenceOf(source, sourceId);
	const at = new Date(context.clock.now()).toISOString();
	const draft = opened({
		...envelope(reference, event, 1, at),
		type: 'return.requested',
		data: { request: event.data.request as ReturnRequest },
	});
	const insert = (name: string) =>
		db
			.insertInto('cases')
			.values({
				...columnsOf({ ...draft, reference: name }),
				reference: name,
				last_hash: '',
				seal: null,
				rules: stateRules,
			})
			.onConflict((conflict) => conflict.column('reference').doNothing())
			.returning('reference');
	if (!(yield* first(insert(reference)))) {
		// Either the same request in this moment (its event is there now), or a clash of references.
		const raced = yield* requestOf(context, event);
		if (raced) return yield* openedBefore(context, raced, event, also);
		reference = referenceOf(source, `${sourceId}#2`);
		yield* all(insert(reference));
	}
	const writer = new CaseWriter(context, reference, { ...draft, reference, version: 0 }, '');
	const stored = yield* writer.append(event, true);
	const { shadow, timeZone } = yield* readSettings(db, writer.state.brand);
	if (shadow)
		yield* writer.append({
			id: `${reference}/shadow`,
			source: 'case',
			type: 'shadow.began',
			data: { brand: writer.state.brand },
		});
	const events = [stored];
	if (request.withdrawal) {
		const told = statement ?? statementOf(request, { toldAt: stored.event.time, timeZone });
		events.push(yield* writer.append(parseNewEvent(declaredEvent(reference, told, actor))));
	}
	for (const one of also) events.push(yield* writer.append(parseNewEvent(one)));
	yield* writer.save();
	return { reference, duplicate: false, case: writer.state, events };
}

const openingEvent = prepared((db, { source, id }: { source: string; id: string }) =>
	db
		.selectFrom('events')
		.selectAll()
		.where('source', '=', source)
		.where('source_id', '=', id)
		.where('type', '=', 'return.requested')
		.where('position', '=', 1),
);

/** The event that opened the case of this request, in whichever case it is. */
function* requestOf({ db }: EventsContext, { source, id }: NewEvent): Work<EventRow | undefined> {
	return yield* first(openingEvent(db, { source, id }));
}

/** The case that a request has opened; undefined: none yet. */
export function* openedBy({ db }: EventsContext, source: string, id: string): Work<string | undefined> {
	return (yield* first(openingEvent(db, { source, id })))?.reference;
}

/** Whether a case has an event already. */
export function* hasEvent({ db }: EventsContext, reference: string, { source, id, type }: NewEvent): Work<boolean> {
	return !!(yield* first(knownEvent(db, { sources: namesOf(source), id, type, reference })));
}

/** A request that has opened its case. When it says something else now, the case tells so. */
function* openedBefore(
	context: EventsContext,
	known: EventRow,
	event: NewEvent,
	also: NewEvent[],
): Work<Omit<Recorded, 'finished'> & { reference: string; duplicate: boolean }> {
	const { reference } = known;
	const writer = yield* writerOf(context, reference);
	const events = [yield* writer.append(event)];
	// What our own triggers know besides, they tell by themselves, in whatever order their messages come.
	if (!isOwnSource(event.source))
		for (const one of also) events.push(yield* writer.repeatAlong(parseNewEvent(one), event, known));
	yield* writer.save();
	return { reference, duplicate: true, case: writer.state, events };
}

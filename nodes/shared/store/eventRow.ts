import { sql } from 'kysely';
import type { CaseEvent, NewEvent } from '../model';
import type { Database, Tables, Work } from './database';

export type EventRow = Omit<Tables['events'], 'seq' | 'erased'> & { seq: number; erased: string | null };

export interface Clock {
	/** Now, in milliseconds since 1970. */
	now(): number;
}

/** What most of the store works with. */
export interface StoreContext extends Pick<Database, 'db' | 'kind'> {
	clock: Clock;
}

export interface EventsContext extends StoreContext {
	/** Key of the hash chain. */
	auditKey: string;
}

const subscriptionLock = 7_263_002;

/** While a new subscription looks for waiting events, none may be appended unseen (PostgreSQL; SQLite has one writer anyway). */
export function* lockSubscriptions(
	{ db, kind }: Pick<Database, 'db' | 'kind'>,
	mode: 'shared' | 'exclusive',
): Work<void> {
	if (kind !== 'postgres') return;
	yield (
		mode === 'shared'
			? sql`select pg_advisory_xact_lock_shared(${subscriptionLock})`
			: sql`select pg_advisory_xact_lock(${subscriptionLock})`
	).compile(db);
}

export function envelope(reference: string, event: NewEvent, position: number, at: string): CaseEvent {
	return {
		specversion: '1.0',
		id: event.id,
		source: event.source,
		type: event.type,
		subject: reference,
		time: event.time ?? at,
		...(event.actor && { actor: event.actor }),
		position,
		data: event.data as never,
	};
}

export function toEvent(
	row: Pick<EventRow, 'source_id' | 'source' | 'type' | 'reference' | 'time' | 'actor' | 'position' | 'data'>,
): CaseEvent {
	return {
		specversion: '1.0',
		id: row.source_id,
		source: row.source,
		type: row.type as CaseEvent['type'],
		subject: row.reference,
		time: row.time,
		...(row.actor && { actor: row.actor }),
		position: row.position,
		data: JSON.parse(row.data),
	};
}

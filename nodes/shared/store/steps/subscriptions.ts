import { sql } from 'kysely';
import { takesCase, type Scope } from '../channels';
import { all, type Work } from '../database';
import { prepared } from '../prepared';
import { lockSubscriptions, type EventsContext, type StoreContext } from '../eventRow';

const insertedAtOnce = 500;
const casesAtOnce = 200;

const subscribedTo = prepared((db, { type }: { type: string }) =>
	db.selectFrom('subscriptions').select(['name', 'channels', 'brands']).where('event_type', '=', type),
);
const insertStep = prepared((db, row: ReturnType<typeof ready>) => db.insertInto('steps').values(row));

/** Makes the steps of a new event: one for each name that is subscribed to its type by a trigger that takes the case's channel and brand. */
export function* addSteps(
	{ db, clock }: Pick<EventsContext, 'db' | 'clock'>,
	event: { seq: number; reference: string; type: string; channel: string; brand: string },
): Work<void> {
	const subscribed = yield* all(subscribedTo(db, { type: event.type }));
	const names = new Set(
		subscribed
			.filter(({ channels, brands }) => takesCase({ channels: listOf(channels), brands: listOf(brands) }, event))
			.map(({ name }) => name),
	);
	for (const name of names) yield* all(insertStep(db, ready(event, name, clock.now())));
}

function listOf(text: string | null): string[] {
	return text ? (JSON.parse(text) as string[]) : [];
}

/**
 * Makes a durable subscription, or changes its types and channels. A name has one subscription per list of brands; `subscriber` names the
 * trigger, so that one whose brands were changed leaves none behind. Events of open cases that no step was ever made of get theirs now.
 */
export function* subscribe(
	context: StoreContext,
	name: string,
	types: string[],
	{ channels = [], brands = [], subscriber = '' }: Partial<Scope> & { subscriber?: string } = {},
): Work<number> {
	const { db, clock } = context;
	yield* lockSubscriptions(context, 'exclusive');
	const shared = {
		brands: brands.length ? JSON.stringify(brands) : '',
		channels: channels.length ? JSON.stringify(channels) : null,
		subscriber,
	};
	// Rows without a subscriber are of a time when there was one per name.
	yield* all(
		db
			.deleteFrom('subscriptions')
			.where('name', '=', name)
			.where('brands', '<>', shared.brands)
			.where('subscriber', 'in', [subscriber, '']),
	);
	const had = (yield* all(
		db.selectFrom('subscriptions').select('event_type').where('name', '=', name).where('brands', '=', shared.brands),
	)).map((row) => row.event_type);
	yield* all(
		db
			.deleteFrom('subscriptions')
			.where('name', '=', name)
			.where('brands', '=', shared.brands)
			.where('event_type', 'not in', [...types, '']),
	);
	yield* all(db.updateTable('subscriptions').set(shared).where('name', '=', name).where('brands', '=', shared.brands));
	const added = types.filter((type) => !had.includes(type));
	if (!added.length) return 0;
	yield* all(db.insertInto('subscriptions').values(added.map((event_type) => ({ name, event_type, ...shared }))));
	// From the open cases, in pages, to their events: the other way round, or in one query, every event of the type would be read.
	const waiting: Array<{ seq: number; reference: string; brand: string }> = [];
	for (let after = ''; ;) {
		const open = yield* all(
			db
				.selectFrom('cases')
				.select(['reference', 'channel', 'brand'])
				.where('closed_at', 'is', null)
				.where('reference', '>', after)
				.orderBy('reference')
				.limit(casesAtOnce),
		);
		if (!open.length) break;
		after = open.at(-1)!.reference;
		const taken = new Map(
			open.filter((one) => takesCase({ channels, brands }, one)).map(({ reference, brand }) => [reference, brand]),
		);
		if (!taken.size) continue;
		const events = yield* all(
			db
				.selectFrom('events as e')
				.select(['e.seq', 'e.reference'])
				.where('e.reference', 'in', [...taken.keys()])
				.where(sql`e.type || ''`, 'in', added)
				.where(({ not, exists, selectFrom }) =>
					not(exists(selectFrom('steps as s').select('s.id').whereRef('s.event_seq', '=', 'e.seq'))),
				),
		);
		for (const { seq, reference } of events) waiting.push({ seq, reference, brand: taken.get(reference)! });
	}
	waiting.sort((a, b) => a.seq - b.seq);
	for (let from = 0; from < waiting.length; from += insertedAtOnce) {
		yield* all(
			db
				.insertInto('steps')
				.values(waiting.slice(from, from + insertedAtOnce).map((event) => ready(event, name, clock.now()))),
		);
	}
	return waiting.length;
}

function ready(
	{ seq, reference, brand }: { seq: number; reference: string; brand: string },
	name: string,
	due_at: number,
) {
	return {
		event_seq: seq,
		reference,
		brand,
		name,
		state: 'ready',
		attempts: 0,
		due_at,
		fence: 0,
		token: null,
		lease_until: null,
		solo: 0,
		error: null,
		connection: null,
		gives_way: 0,
		lease_ms: null,
		seen_good: null,
		own_fault: 0,
		probes: 0,
	};
}

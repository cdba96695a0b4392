import type { FinancialRecord } from '../../shared/model';

/** One record of one input. */
export interface Entry {
	record: FinancialRecord;
	/** Number of its source. */
	source: number;
	/** Number of the item it was read from. */
	item: number;
	/** When it was made, in ms; long ago when nobody says. */
	time: number;
}

/** Everything that is known of one refund. */
export interface Group {
	entries: Entry[];
	reference?: string;
	intent?: string;
}

export function entryOf(record: FinancialRecord, source: number, item: number): Entry {
	return { record, source, item, time: record.time ? Date.parse(record.time) : 0 };
}

/** Whether a record stands for money that went back or is on its way. */
export function isLive({ record }: Entry): boolean {
	return record.status === 'succeeded' || record.status === 'pending';
}

/** What tells one record of an input from another, of money or of goods. */
interface Repeatable {
	record: { kind: string; id: string; providerIds: Record<string, string> };
	source: number;
	time: number;
}

/** One entry per record: pages that overlap, or a refund and its later failure, name the same record; the latest word counts. */
export function withoutRepeats<T extends Repeatable>(entries: T[]): T[] {
	const places: Array<Map<string, Map<string, number>>> = [];
	const kept: T[] = [];
	for (const entry of entries) {
		const { record, source } = entry;
		const own = within((places[source] ??= new Map()), record.kind);
		const at = own.get(record.id);
		if (at === undefined) own.set(record.id, kept.push(entry) - 1);
		else kept[at] = newest(kept[at], entry);
	}
	return kept;
}

function newest<T extends Repeatable>(one: T, other: T): T {
	const [older, newer] = other.time >= one.time ? [one, other] : [other, one];
	const record = Object.fromEntries(Object.entries(newer.record).filter(([, value]) => value !== undefined));
	return {
		...newer,
		record: {
			...older.record,
			...record,
			providerIds: { ...older.record.providerIds, ...newer.record.providerIds },
		},
	};
}

/** The index of one kind of key: short keys in several maps are much faster than long ones in one. */
function within<V>(maps: Map<string, Map<string, V>>, kind: string): Map<string, V> {
	let own = maps.get(kind);
	if (!own) maps.set(kind, (own = new Map()));
	return own;
}

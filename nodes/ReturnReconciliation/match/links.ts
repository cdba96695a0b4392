import { referenceOfIntent } from '../../shared/model';
import type { Entry, Group } from './entry';

/** Kinds of ids that many refunds share: they name what was sold or paid, not the refund. */
const shared = new Set([
	'order',
	'return',
	'payment_intent',
	'charge',
	'customer',
	'invoice',
	'line_item',
	'payout',
	'location',
	'picking',
	'parent_transaction',
	'account',
	'order_line',
]);

/**
 * Puts together what names the same refund intent or carries the same id of a refund or its documents. One pass, with an
 * index per key: the work grows with the number of records, not with its square.
 */
export function linkedGroups(entries: Entry[]): Group[] {
	const parent = Int32Array.from(entries, (_, index) => index);
	const intents = new Map<string, number>();
	/** By system; undefined where many refunds share an id. */
	const first = new Map<string, Map<string, number> | undefined>();
	const rootOf = (index: number) => {
		while (parent[index] !== index) index = parent[index] = parent[parent[index]];
		return index;
	};
	const link = (own: Map<string, number>, id: string, index: number) => {
		const other = own.get(id);
		if (other === undefined) {
			own.set(id, index);
			return;
		}
		const [a, b] = [rootOf(other), rootOf(index)];
		if (a < b) parent[b] = a;
		else parent[a] = b;
	};
	for (let index = 0; index < entries.length; index++) {
		const { intent, providerIds } = entries[index].record;
		if (intent) link(intents, intent, index);
		for (const system in providerIds) {
			if (!first.has(system))
				first.set(system, shared.has(system.slice(system.lastIndexOf('.') + 1)) ? undefined : new Map());
			const own = first.get(system);
			if (own) link(own, providerIds[system], index);
		}
	}
	const groups: Array<Group | undefined> = [];
	for (let index = 0; index < entries.length; index++) {
		join((groups[rootOf(index)] ??= { entries: [] }), entries[index]);
	}
	return groups.filter((group) => group !== undefined);
}

/** Adds an entry to a group, which learns its names. */
export function join(group: Group, entry: Entry): void {
	const { intent, reference } = entry.record;
	group.entries.push(entry);
	group.intent ??= intent;
	group.reference ??= reference ?? referenceOfIntent(intent);
}

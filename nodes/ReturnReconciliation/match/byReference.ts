import { addTo } from '../../shared/model';
import { isLive, type Group } from './entry';
import { join } from './links';

/** A group while it is being put together; `mask` has a bit for each source it has records of. */
interface Part {
	group: Group;
	mask: number;
	amount: string;
	gone: boolean;
}

/**
 * Joins, within one return, records that only name the return (a credit note, say) with the refund they are about: first those
 * of the same amount, then whatever is left, oldest first. What is there once more than elsewhere joins its equal, as a duplicate.
 */
export function joinedByReference(groups: Group[]): Group[] {
	const nameless = new Set<string>();
	for (const { reference, intent } of groups) if (reference !== undefined && !intent) nameless.add(reference);
	const ofReference = new Map<string, Part[]>();
	const result: Group[] = [];
	for (const group of groups) {
		// Only what has no name of its own is joined.
		if (group.reference === undefined || !nameless.has(group.reference)) result.push(group);
		else addTo(ofReference, group.reference, partOf(group));
	}
	for (const parts of ofReference.values()) {
		if (parts.length > 1) joinParts(parts);
		for (const { group, gone } of parts) if (!gone) result.push(group);
	}
	return result;
}

function partOf(group: Group): Part {
	const counted = group.entries.find(isLive) ?? group.entries[0];
	const { amount, currency } = counted.record.amount;
	return {
		group,
		mask: group.entries.reduce((mask, { source }) => mask | (1 << source), 0),
		amount: `${amount} ${currency}`,
		gone: false,
	};
}

function joinParts(parts: Part[]): void {
	const inOrder = parts.map((part) => ({
		part,
		time: part.group.entries.reduce((least, { time }) => Math.min(least, time), Infinity),
	}));
	inOrder.sort(
		(a, b) =>
			Number(!!b.part.group.intent) - Number(!!a.part.group.intent) ||
			b.part.group.entries.length - a.part.group.entries.length ||
			a.time - b.time,
	);
	const sorted = inOrder.map(({ part }) => part);
	joinEach(sorted, ({ amount }) => amount);
	joinEach(sorted, () => '');
	joinDuplicates(sorted);
}

/** Joins each nameless part to the first part with the same key that has no record of its sources yet. */
function joinEach(parts: Part[], keyOf: (part: Part) => string): void {
	const targets = new Map<string, Targets>();
	for (const part of parts) {
		if (part.gone) continue;
		const key = keyOf(part);
		let open = targets.get(key);
		if (!open) targets.set(key, (open = new Targets()));
		const target = part.group.intent ? undefined : open.firstWithout(part.mask);
		if (target) merge(target, part);
		else open.add(part);
	}
}

/** A nameless part of which every source is in an equal part already is that part once more. */
function joinDuplicates(parts: Part[]): void {
	const first = new Map<string, Part>();
	for (const part of parts) {
		if (part.gone) continue;
		const equal = first.get(part.amount);
		if (!equal) first.set(part.amount, part);
		else if (!part.group.intent && (part.mask & ~equal.mask) === 0) merge(equal, part);
	}
}

function merge(target: Part, part: Part): void {
	for (const entry of part.group.entries) join(target.group, entry);
	target.mask |= part.mask;
	part.gone = true;
}

/** Parts to join to. Masks only grow, so a search for one mask never has to look at a part twice. */
class Targets {
	private readonly parts: Part[] = [];
	private readonly next = new Map<number, number>();

	add(part: Part): void {
		this.parts.push(part);
	}

	firstWithout(mask: number): Part | undefined {
		let at = this.next.get(mask) ?? 0;
		while (at < this.parts.length && (this.parts[at].mask & mask) !== 0) at++;
		this.next.set(mask, at);
		return this.parts[at];
	}
}

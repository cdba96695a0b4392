import { addTo } from '../../shared/model';
import type { Group } from './entry';

/**
 * For records that nothing links: who might be meant, by equal amount and nearness in time. Only a lone candidate of another
 * source, with no second one on either side as near, is proposed, and never more than proposed: equal amounts are common.
 * Two records that name different returns are never proposed to each other.
 */
export function proposals(lonely: Group[], withinMs: number): Map<Group, Group> {
	const byAmount = new Map<string, Group[]>();
	for (const group of lonely) {
		const [{ record, time }] = group.entries;
		if (!time) continue;
		addTo(byAmount, `${record.amount.amount} ${record.amount.currency}`, group);
	}
	const found = new Map<Group, Group>();
	for (const equals of byAmount.values()) {
		equals.sort((a, b) => timeOf(a) - timeOf(b));
		const near = (a: Group | undefined, b: Group | undefined) =>
			!!a && !!b && Math.abs(timeOf(b) - timeOf(a)) <= withinMs;
		for (let at = 0; at + 1 < equals.length; at++) {
			const [before, one, two, after] = [equals[at - 1], equals[at], equals[at + 1], equals[at + 2]];
			if (
				!near(one, two) ||
				near(before, one) ||
				near(two, after) ||
				one.entries[0].source === two.entries[0].source ||
				(one.reference && two.reference)
			)
				continue;
			found.set(one, two).set(two, one);
		}
	}
	return found;
}

function timeOf({ entries: [{ time }] }: Group): number {
	return time;
}

import { z } from 'zod';
import { isMoreAtRisk, Money, type FinancialRecord, type GoodsRecord } from '../../shared/model';
import { daysSince } from './asDrift';
import { Drift } from './drift';

/** That a person lets a drift be as it is. */
export const Acceptance = z.object({
	/** The drift's id. */
	id: z.string().min(1),
	/** What was at risk when it was accepted; more than that is looked at again. Absent: whatever it comes to. */
	amount: Money.optional(),
});
export type Acceptance = z.infer<typeof Acceptance>;

/** What was known after the last run. */
export interface History {
	/** The drifts that it gave out, those that were accepted too. */
	before: Drift[];
	accepted: Acceptance[];
}

/** What was looked at this time, so that it can be said of an old drift that it is gone. */
export interface Looked {
	/** Names of the records (nameOf) that were judged: neither too young nor too old. */
	records: ReadonlySet<string>;
	/** Names of the sources that gave records. */
	sources: ReadonlySet<string>;
	/** Drifts that are still there, and were left out because they are old. */
	left: ReadonlySet<string>;
}

export interface Told {
	/** Drifts that are there: new ones and those of before, as each is now. */
	open: Drift[];
	/** Drifts that are there and that a person has accepted, and those that are gone. */
	closed: Drift[];
}

/** Names a record among all that were read. */
export function nameOf({ source, kind, id }: Pick<FinancialRecord | GoodsRecord, 'source' | 'kind' | 'id'>): string {
	return `${source} ${kind} ${id}`;
}

/**
 * Goes on from the last run: a drift keeps its id and the day it was first found on, one that is no longer there has healed, and one that a
 * person accepted stays so. A drift has healed only when everything it was about has been looked at again: what was not read, is too young
 * or too old stays as it was (`unseen`).
 */
export function goOn(today: Drift[], looked: Looked, { before, accepted }: History, now: number): Told {
	const at = new Date(now).toISOString();
	const old = new Map(before.filter(({ state }) => state !== 'healed').map((drift) => [drift.id, drift]));
	const continued = continuations(today, old);
	const acceptances = new Map(accepted.map((one) => [one.id, one]));
	for (const { id, state, amount } of old.values())
		if (state === 'accepted' && !acceptances.has(id)) acceptances.set(id, { id, ...(amount && { amount }) });
	const told: Told = { open: [], closed: [] };
	for (const drift of today) {
		const known = continued.get(drift);
		const own: Drift = known ? { ...drift, id: known.id } : drift;
		const acceptance = acceptances.get(own.id);
		const isAccepted = acceptance !== undefined && !isMoreAtRisk(own.amount, acceptance.amount);
		const state = isAccepted ? 'accepted' : known ? 'open' : 'new';
		told[isAccepted ? 'closed' : 'open'].push({ ...own, state, firstFound: known?.firstFound ?? at });
	}
	const found = new Set([...continued.values()].map(({ id }) => id));
	for (const drift of old.values()) {
		if (found.has(drift.id)) continue;
		if (wasLookedAt(drift, looked)) {
			told.closed.push({ ...drift, state: 'healed', unseen: undefined });
			continue;
		}
		const isAccepted = acceptances.has(drift.id);
		told[isAccepted ? 'closed' : 'open'].push({
			...drift,
			state: isAccepted ? 'accepted' : 'open',
			unseen: true,
			...(drift.since && { ageDays: daysSince(Date.parse(drift.since), now) }),
		});
	}
	return told;
}

/** The old drift that each of today's is: of the same id, else of the same kind about the same record, since a refund may have got its name meanwhile. */
function continuations(today: Drift[], old: Map<string, Drift>): Map<Drift, Drift> {
	const continued = new Map<Drift, Drift>();
	const ids = new Set(today.map(({ id }) => id));
	const byRecord = new Map<string, Drift>();
	for (const drift of old.values())
		if (!ids.has(drift.id)) for (const name of namesOf(drift)) byRecord.set(`${drift.class} ${name}`, drift);
	const taken = new Set<string>();
	for (const drift of today) {
		const known =
			old.get(drift.id) ??
			namesOf(drift)
				.flatMap((name) => byRecord.get(`${drift.class} ${name}`) ?? [])
				.find(({ id }) => !taken.has(id));
		if (!known) continue;
		taken.add(known.id);
		continued.set(drift, known);
	}
	return continued;
}

function wasLookedAt(drift: Drift, { records, sources, left }: Looked): boolean {
	return (
		!left.has(drift.id) &&
		drift.sources.every((name) => sources.has(name)) &&
		namesOf(drift).every((name) => records.has(name))
	);
}

function namesOf({ records, goods = [] }: Drift): string[] {
	return [...records, ...goods].map(nameOf);
}

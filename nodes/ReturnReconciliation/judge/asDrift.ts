import { createHash } from 'node:crypto';
import { isLive, type Entry, type Group } from '../match';
import { driftClasses, fixes, type Drift, type Named } from './drift';
import type { Finding, GoodsFinding } from './finding';
import type { Source } from './source';

/** What a drift is told by, beside what is wrong. */
export interface Telling {
	sources: Source[];
	/** In ms. */
	now: number;
	/** References that a case carries. */
	onCase: ReadonlySet<string>;
}

/** What is wrong with a refund as it is given out; `entries` are the records that it is about, `proposed` perhaps the same refund. */
export function moneyDrift(
	{ group, finding, entries }: { group: Group; finding: Finding; entries: Entry[] },
	{ sources, now, onCase }: Telling,
	proposed: Group | undefined,
): Drift {
	const { owner, advice } = driftClasses[finding.class];
	const fix = finding.fix ?? 'by_hand';
	const name = group.intent ?? group.reference ?? `${group.entries[0].record.source} ${group.entries[0].record.id}`;
	return {
		...namedOf(group),
		records: entries.map(({ record }) => record),
		// Two refunds of one return may have no name of their own, so the records tell them apart.
		id: idOf(finding.class, name, group.intent ?? group.entries.map(({ record }) => record.id).sort()[0]),
		class: finding.class,
		owner,
		sources: finding.sources.map((source) => sources[source].name),
		amount: finding.amount,
		message: finding.message,
		advice: fixes[fix] ?? advice,
		fix,
		...foundAt(now),
		...ageOf(entries, now),
		onCase: !!group.reference && onCase.has(group.reference),
		...(proposed && { proposedMatch: proposed.entries[0].record }),
	};
}

/** What is wrong with goods as it is given out. */
export function goodsDrift(finding: GoodsFinding, { sources, now, onCase }: Telling): Drift {
	const { owner, advice } = driftClasses[finding.class];
	const { reference, goods, money } = finding;
	return {
		reference,
		records: money.map(({ record }) => record),
		goods: goods.map(({ record }) => record),
		id: idOf(finding.class, reference, finding.key),
		class: finding.class,
		owner,
		sources: finding.sources.map((source) => sources[source].name),
		...(finding.amount && { amount: finding.amount }),
		message: finding.message,
		advice,
		fix: 'by_hand',
		...foundAt(now),
		...ageOf([...goods, ...money], now),
		onCase: onCase.has(reference),
	};
}

/** A refund as it is given out: its names, how much it was, and what each system says. */
export function namedOf({ reference, intent, entries }: Group): Named {
	return {
		...(reference && { reference }),
		...(intent && { intent }),
		amount: (entries.find(isLive) ?? entries[0]).record.amount,
		records: entries.map(({ record }) => record),
	};
}

/** The same drift has the same id every night. */
function idOf(...names: string[]): string {
	return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32);
}

/** Until it is known to be an older one (goOn). */
function foundAt(now: number): Pick<Drift, 'state' | 'firstFound'> {
	return { state: 'new', firstFound: new Date(now).toISOString() };
}

/** How old a drift is, by the oldest of its records that says when it was made. */
function ageOf(entries: Array<Pick<Entry, 'time'>>, now: number): Pick<Drift, 'since' | 'ageDays'> {
	const oldest = entries.reduce((least, { time }) => (time > 0 ? Math.min(least, time) : least), Infinity);
	if (!Number.isFinite(oldest)) return {};
	return { since: new Date(oldest).toISOString(), ageDays: daysSince(oldest, now) };
}

/** Whole days from one time to another, in ms; none before it. */
export function daysSince(time: number, now: number): number {
	return Math.max(0, Math.floor((now - time) / 86_400_000));
}

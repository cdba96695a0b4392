import { createHash } from 'node:crypto';

import { isLive, joinedByReference, linkedGroups, proposals, withoutRepeats, type Entry, type Group } from '../match';
import { agreement } from './agreement';
import { driftClasses, Drift, Named } from './drift';
import { isNameless, judge, type Finding } from './group';
import { overCaptured } from './overCaptured';
import { reportOf, type Summary } from './report';
import type { Rules, Source } from './source';
export type Match = Named;

/** Something to give out, with the entries it was made from. */
export interface Result<T> {
	json: T;
	entries: Entry[];
}

export interface Reconciliation {
	matched: Array<Result<Match>>;
	unmatched: Array<Result<Drift>>;
	summary: Summary;
}

/**
 * Compares what all sources say about refunds. Matching is by intent, provider ids and reference, never by amount alone. Pure:
 * clock and rules are arguments; the work grows with the number of records (and a sort of what is left over).
 */
export function reconcile(given: Entry[], sources: Source[], rules: Rules): Reconciliation {
	const entries = withoutRepeats(given);
	const groups = joinedByReference(linkedGroups(entries));
	const excess = overCaptured(groups, sources, rules);
	const agreed = agreement(sources);
	const onCase = new Set<string>();
	for (const { source, record } of entries)
		if (sources[source].role === 'cases' && record.reference) onCase.add(record.reference);
	const matched: Array<Result<Match>> = [];
	const drifting: Array<{ group: Group; finding: Finding }> = [];
	let [pending, left] = [0, 0];
	for (const group of groups) {
		const newest = group.entries.reduce((latest, { time }) => Math.max(latest, time), 0);
		if (rules.from !== undefined && newest > 0 && newest < rules.from) {
			left++;
			continue;
		}
		const extra = excess.get(group);
		const findings = agreed(group) ? [] : judge(group, sources, rules);
		if (extra) findings.push(extra);
		if (!findings.length) matched.push({ json: namedOf(group), entries: group.entries });
		else if (rules.now - newest < rules.cutOffMs) pending++;
		else for (const finding of findings) drifting.push({ group, finding });
	}
	const proposed =
		rules.proposeMs > 0
			? proposals([...new Set(drifting.map(({ group }) => group))].filter(isLonely), rules.proposeMs)
			: new Map<Group, Group>();
	const unmatched = drifting.map(({ group, finding }) => ({
		json: driftOf(group, finding, sources, onCase, proposed.get(group)),
		entries: group.entries,
	}));
	unmatched.sort(
		(a, b) =>
			compare(a.json.reference ?? '~', b.json.reference ?? '~') ||
			compare(a.json.intent ?? '', b.json.intent ?? '') ||
			compare(a.json.class, b.json.class) ||
			compare(a.json.id, b.json.id),
	);
	return {
		matched,
		unmatched,
		summary: summaryOf(
			entries,
			sources,
			rules,
			{ matched: matched.length, pending, left },
			unmatched.map(({ json }) => json),
		),
	};
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function isLonely(group: Group): boolean {
	return isNameless(group) || (group.entries.length === 1 && isLive(group.entries[0]));
}

function driftOf(
	group: Group,
	finding: Finding,
	sources: Source[],
	onCase: Set<string>,
	proposed: Group | undefined,
): Drift {
	const { owner, advice } = driftClasses[finding.class];
	const names = finding.sources.map((source) => sources[source].name);
	const name = group.intent ?? group.reference ?? `${group.entries[0].record.source} ${group.entries[0].record.id}`;
	return {
		...namedOf(group),
		// Two refunds of one return may have no name of their own, so the records tell them apart.
		id: createHash('sha256')
			.update(
				JSON.stringify([
					finding.class,
					name,
					names,
					group.intent ?? group.entries.map(({ record }) => record.id).sort()[0],
				]),
			)
			.digest('hex')
			.slice(0, 32),
		class: finding.class,
		owner,
		sources: names,
		amount: finding.amount,
		message: finding.message,
		advice,
		onCase: !!group.reference && onCase.has(group.reference),
		...(proposed && { proposedMatch: proposed.entries[0].record }),
	};
}

function namedOf({ reference, intent, entries }: Group): Named {
	return {
		...(reference && { reference }),
		...(intent && { intent }),
		amount: (entries.find(isLive) ?? entries[0]).record.amount,
		records: entries.map(({ record }) => record),
	};
}

function summaryOf(
	entries: Entry[],
	sources: Source[],
	{ now, from }: Rules,
	counts: Pick<Summary, 'matched' | 'pending' | 'left'>,
	drifts: Drift[],
): Summary {
	const read = sources.map(() => 0);
	for (const { source } of entries) read[source]++;
	const count = (keyOf: (drift: Drift) => string, amountOf: (drift: Drift) => number = () => 1) => {
		const result: Record<string, number> = {};
		for (const drift of drifts) result[keyOf(drift)] = (result[keyOf(drift)] ?? 0) + amountOf(drift);
		return result;
	};
	const summary: Omit<Summary, 'report'> = {
		asOf: new Date(now).toISOString(),
		...(from !== undefined && { from: new Date(from).toISOString() }),
		records: Object.fromEntries(sources.map(({ name }, index) => [name, read[index]])),
		...counts,
		drifts: drifts.length,
		byClass: count((drift) => drift.class),
		byOwner: count((drift) => drift.owner),
		amounts: count(
			({ amount }) => amount.currency,
			({ amount }) => amount.amount,
		),
		warnings: sources.flatMap(({ name, expects }, index) =>
			read[index] || !entries.length || expects === 'optional'
				? []
				: [`${name} gave no records at all. When that cannot be, look at the nodes before this input.`],
		),
	};
	return { ...summary, report: reportOf(summary, drifts) };
}

import {
	isLive,
	joinedByReference,
	linkedGroups,
	proposals,
	withoutRepeats,
	type Entry,
	type GoodsEntry,
	type Group,
} from '../match';
import { agreement } from './agreement';
import { goodsDrift, moneyDrift, namedOf } from './asDrift';
import { chargebacks, isDispute } from './disputes';
import type { Drift, Named } from './drift';
import type { Finding } from './finding';
import { goOn, nameOf, type History } from './history';
import { goodsFindings, isComplete } from './goods';
import { isNameless, judge } from './group';
import { overCaptured } from './overCaptured';
import { isElsewhere, isOfReturn } from './scope';
import type { Rules, Source } from './source';
import { reportOf } from './report';
import { summaryOf, type Summary } from './summary';

/** Something to give out, with the entries it was made from. */
export interface Result<T> {
	json: T;
	entries: Array<Pick<Entry, 'source' | 'item'>>;
}

export interface Reconciliation {
	matched: Array<Result<Named>>;
	unmatched: Array<Result<Drift>>;
	/** Drifts that a person has accepted, and those of the last run that have healed. */
	closed: Array<Result<Drift>>;
	summary: Summary;
}

/**
 * Compares what all sources say about refunds and about the goods of returns. Matching is by intent, provider ids and reference, never by amount alone. Pure:
 * clock and rules are arguments; the work grows with the number of records (and a sort of what is left over).
 */
export function reconcile(
	given: Entry[],
	sources: Source[],
	rules: Rules,
	goods: GoodsEntry[] = [],
	history: History = { before: [], accepted: [] },
): Reconciliation {
	const own = withoutRepeats(given);
	const entries = sources.some(({ only }) => only) ? own.filter((entry) => !isElsewhere(entry, sources)) : own;
	const disputes = entries.filter(isDispute);
	const groups = joinedByReference(
		linkedGroups(disputes.length ? entries.filter((entry) => !isDispute(entry)) : entries),
	);
	const excess = overCaptured(groups, sources, rules);
	const taken = chargebacks(groups, disputes, sources, rules);
	const agreed = agreement(sources, rules);
	const onCase = new Set<string>();
	for (const some of [entries, goods])
		for (const { source, record } of some)
			if (sources[source].role === 'cases' && record.reference) onCase.add(record.reference);
	const matched: Array<Result<Named>> = [];
	const drifting: Array<{ group: Group; finding: Finding; entries: Entry[] }> = [];
	const looked = new Set<string>();
	const look = (about: Array<{ record: Parameters<typeof nameOf>[0] }>) => {
		// Only who goes on from an earlier run asks.
		if (history.before.length) for (const { record } of about) looked.add(nameOf(record));
	};
	let [pending, left, outside] = [0, 0, 0];
	for (const group of groups) {
		if (!isOfReturn(group, sources)) {
			outside++;
			continue;
		}
		const newest = group.entries.reduce((latest, { time }) => Math.max(latest, time), 0);
		if (rules.from !== undefined && newest > 0 && newest < rules.from) {
			left++;
			continue;
		}
		const [extra, chargeback] = [excess.get(group), taken.get(group)];
		const judged = agreed(group) ? [] : judge(group, sources, rules);
		// What a person must look at first is mended by nobody meanwhile.
		const findings = extra || chargeback ? judged.map((finding) => ({ ...finding, fix: undefined })) : judged;
		if (extra) findings.push(extra);
		const { entries } = group;
		if (!findings.length && !chargeback) matched.push({ json: namedOf(group), entries });
		else if (rules.now - newest < rules.cutOffMs) {
			pending++;
			continue;
		} else {
			for (const finding of findings) drifting.push({ group, finding, entries });
			if (chargeback)
				drifting.push({ group, finding: chargeback.finding, entries: [...entries, ...chargeback.disputes] });
		}
		look(entries);
	}
	look(disputes);
	const proposed =
		rules.proposeMs > 0
			? proposals(
					[...new Set(drifting.map(({ group }) => group))].filter((group) => isLonely(group, sources)),
					rules.proposeMs,
				)
			: new Map<Group, Group>();
	const things = withoutRepeats(goods);
	const amiss = goodsFindings(groups, things, sources, rules);
	const telling = { sources, now: rules.now, onCase };
	const unmatched: Array<Result<Drift>> = drifting.map((one) => ({
		json: moneyDrift(one, telling, proposed.get(one.group)),
		entries: one.entries,
	}));
	const old = new Set<string>();
	const told = new Set<string>();
	for (const finding of amiss) {
		const json = goodsDrift(finding, telling);
		told.add(json.id);
		if (rules.from !== undefined && finding.due < rules.from) {
			left++;
			old.add(json.id);
		} else unmatched.push({ json, entries: [...finding.goods, ...finding.money] });
	}
	// A case is as old as what it heard last, this drift too: that makes none of its goods younger.
	const known = new Set(history.before.filter(({ state, goods: of }) => of && state !== 'healed').map(({ id }) => id));
	for (const finding of known.size ? goodsFindings(groups, things, sources, { ...rules, ...atOnce }) : []) {
		const json = goodsDrift(finding, telling);
		if (known.has(json.id) && !told.has(json.id))
			unmatched.push({ json, entries: [...finding.goods, ...finding.money] });
	}
	if (isComplete(things, sources)) look(things);
	const records = sources.map(() => 0);
	for (const some of [entries, things]) for (const { source } of some) records[source]++;
	const read = new Set(sources.flatMap(({ name }, index) => (records[index] ? [name] : [])));
	const { open, closed } = goOn(
		unmatched.map(({ json }) => json),
		{ records: looked, sources: read, left: old },
		history,
		rules.now,
	);
	const about = new Map(unmatched.map(({ json, entries: made }) => [json.records, made]));
	const resultOf = (json: Drift): Result<Drift> => ({ json, entries: about.get(json.records) ?? [] });
	open.sort(
		(a, b) =>
			compare(a.reference ?? '~', b.reference ?? '~') ||
			compare(a.intent ?? '', b.intent ?? '') ||
			compare(a.class, b.class) ||
			compare(a.id, b.id),
	);
	const summary = summaryOf(
		records,
		sources,
		rules,
		{ matched: matched.length, pending, left, outside },
		{ open, closed },
	);
	return {
		matched,
		unmatched: open.map(resultOf),
		closed: closed.map(resultOf),
		summary: { ...summary, report: reportOf(summary, open, closed) },
	};
}

/** Nothing of goods is too young to be told. */
const atOnce = { cutOffMs: -Infinity, goodsMs: -Infinity, refundMs: -Infinity, labelMs: -Infinity };

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function isLonely(group: Group, sources: Source[]): boolean {
	return isNameless(group, sources) || (group.entries.length === 1 && isLive(group.entries[0]));
}

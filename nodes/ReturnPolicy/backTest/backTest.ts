import { z } from 'zod';
import { calendarOf, dateOf, type Money, type Policy } from '../../shared/model';
import { compiledPolicy } from '../compile';
import { judgeBoth, type Judged } from './judge';
import { readPastCase, type PastCase } from './pastCase';
import { lower } from '../../shared/policy/texts';

const count = z.number().int();

/** One policy over some returns. Money by currency, in minor units. */
const Side = z.object({
	approve: count,
	review: count,
	decline: count,
	/** People who must approve, over all returns. */
	people: count,
	/** What goes back without a person, and what a person decides about. */
	approved: z.record(z.string(), count),
	reviewed: z.record(z.string(), count),
});
export type Side = z.infer<typeof Side>;

const Group = z.object({ name: z.string(), returns: count, changed: count, before: Side, after: Side });
export type Group = z.infer<typeof Group>;

const JudgedCase = z.object({
	outcome: z.enum(['approve', 'review', 'decline']),
	people: count,
	money: z.object({ amount: count, currency: z.string() }).optional(),
});
const Change = z.object({
	reference: z.string(),
	month: z.string(),
	reasons: z.array(z.string()),
	before: JudgedCase,
	after: JudgedCase,
	/** Rules that speak in one policy and not in the other. */
	rules: z.array(z.string()),
});
export type Change = z.infer<typeof Change>;

/** What two policies would have done with the returns of the past. */
export const BackTestResult = z.object({
	before: z.string(),
	after: z.string(),
	total: Group,
	/** Of months in which returns were asked for, and of their reasons; a return with several reasons is in each. */
	months: z.array(Group),
	reasons: z.array(Group),
	/** How many returns a rule decides otherwise. */
	rules: z.array(z.object({ rule: z.string(), changed: count })),
	changes: z.array(Change),
	/** What could not be judged, and why; and how many returns had goods that could not be priced. */
	unread: z.array(z.string()),
	unpriced: count,
});
export type BackTestResult = z.infer<typeof BackTestResult>;

/**
 * Puts past returns through two policies, each as of the time at which it was asked for, with what was known besides when it was decided. Pure. Throws
 * RangeError when the time zone is unknown.
 */
export function backTest(cases: Iterable<unknown>, before: Policy, after: Policy, timeZone: string): BackTestResult {
	const calendar = calendarOf(timeZone);
	const [was, is] = [before, after].map((policy) => ({
		policy,
		compiled: compiledPolicy(policy, timeZone),
		calendar,
	}));
	const total = newGroup('all');
	const [months, reasons] = [new Map<string, Group>(), new Map<string, Group>()];
	const rules = new Map<string, number>();
	const monthOf = monthsOf();
	const changes: Change[] = [];
	const unread: string[] = [];
	let unpriced = 0;

	for (const value of cases) {
		const past = readPastCase(value);
		if (typeof past === 'string') {
			unread.push(past);
			continue;
		}
		const [old, now] = judgeBoth(past, was, is);
		const isChanged = isOtherwise(old, now);
		const month = monthOf(calendar.dayOf(past.case.openedAt!));
		const why = reasonsOf(past);
		addTo(total, old, now, isChanged);
		addTo(groupOf(months, month), old, now, isChanged);
		for (const reason of why) addTo(groupOf(reasons, reason), old, now, isChanged);
		if (!old.money || !now.money) unpriced++;
		if (!isChanged) continue;
		const speaking = ruleDifference(old, now);
		for (const rule of speaking) rules.set(rule, (rules.get(rule) ?? 0) + 1);
		changes.push({
			reference: past.case.reference,
			month,
			reasons: why,
			before: shown(old),
			after: shown(now),
			rules: speaking,
		});
	}
	const inOrder = (groups: Map<string, Group>) =>
		[...groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
	return {
		before: was.compiled.hash,
		after: is.compiled.hash,
		total,
		months: inOrder(months),
		reasons: inOrder(reasons),
		rules: [...rules].map(([rule, changed]) => ({ rule, changed })).sort((one, other) => other.changed - one.changed),
		changes,
		unread,
		unpriced,
	};
}

/** The month of a day, worked out once for each day. */
function monthsOf(): (day: number) => string {
	const months = new Map<number, string>();
	return (day) => {
		let month = months.get(day);
		if (month === undefined) months.set(day, (month = dateOf(day).slice(0, 7)));
		return month;
	};
}

function reasonsOf({ case: { lines } }: PastCase): string[] {
	const found: string[] = [];
	for (const { reason } of lines) if (!found.includes(lower(reason))) found.push(lower(reason));
	return found;
}

function isOtherwise(old: Judged, now: Judged): boolean {
	return (
		old.outcome !== now.outcome ||
		old.people !== now.people ||
		old.money?.amount !== now.money?.amount ||
		old.lines.some(({ quantity }, at) => quantity !== now.lines[at].quantity)
	);
}

/** Rules that said something in one of two judgements only. A change of fees alone has none. */
function ruleDifference(old: Judged, now: Judged): string[] {
	const [was, is] = [saidOf(old), saidOf(now)];
	const only = (one: Map<string, string>, other: Map<string, string>) =>
		[...one].flatMap(([key, rule]) => (other.has(key) ? [] : [rule]));
	return [...new Set([...only(was, is), ...only(is, was)])];
}

/** What rules said, and the name that people know each by. */
function saidOf({ reasons }: Judged): Map<string, string> {
	const said = new Map<string, string>();
	for (const { rule, row, line, code } of reasons)
		if (rule) said.set(`${code} ${row ?? ''} ${line ?? ''}`, row ?? rule);
	return said;
}

function shown({ outcome, people, money }: Judged): Change['before'] {
	return { outcome, people, ...(money && { money }) };
}

function newGroup(name: string): Group {
	const side = (): Side => ({ approve: 0, review: 0, decline: 0, people: 0, approved: {}, reviewed: {} });
	return { name, returns: 0, changed: 0, before: side(), after: side() };
}

function groupOf(groups: Map<string, Group>, name: string): Group {
	const group = groups.get(name) ?? newGroup(name);
	groups.set(name, group);
	return group;
}

function addTo(group: Group, old: Judged, now: Judged, isChanged: boolean): void {
	group.returns++;
	if (isChanged) group.changed++;
	addSide(group.before, old);
	addSide(group.after, now);
}

function addSide(side: Side, { outcome, people, money }: Judged): void {
	side[outcome]++;
	side.people += people;
	if (outcome !== 'decline') addMoney(outcome === 'approve' ? side.approved : side.reviewed, money);
}

function addMoney(sums: Record<string, number>, money: Money | undefined): void {
	if (money) sums[money.currency] = (sums[money.currency] ?? 0) + money.amount;
}

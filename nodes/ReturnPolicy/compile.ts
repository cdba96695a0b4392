import { calendarOf, type Calendar, type Decision, type Policy } from '../shared/model';
import { askedOf } from './asked';
import { approvalsOf } from './rules/book/gates';
import { termsOf } from './rules/book/offers';
import { listing } from './rules/book/people';
import { overDecision } from './law/overDecision';
import { withdrawalOf } from './law/period';
import { defectsOf, protectionOf } from './law/protection';
import { canonical, hashOf } from '../shared/policy/policyHash';
import { caseRules, lineRules } from './rules';
import type { Asked, CaseFinding, Finding, Question, Rule } from './rules/rule';

/** A policy made ready: what it asks, its name, and itself. */
export interface CompiledPolicy {
	/** Names it by its content (policyHash.ts). */
	hash: string;
	decide(question: Question): Decision;
	/** What is decided, without what it was made from: for who asks several policies of one time zone, `read` once for all of them (asked.ts). */
	judge(question: Question, read: Asked): Judgement;
}

/** What is decided about a return. */
export type Judgement = Pick<Decision, 'outcome' | 'reasons' | 'lines' | 'offers' | 'fees' | 'approvals'>;

/** Versions that are kept ready. An installation has a handful. */
const mostKept = 100;
const kept = new Map<string, CompiledPolicy>();

/** The policy made ready for a shop's time zone: once for each version of it. Throws RangeError when the zone is unknown. */
export function compiledPolicy(policy: Policy, timeZone: string): CompiledPolicy {
	const content = canonical(policy);
	const key = `${timeZone}\n${content}`;
	const known = kept.get(key);
	if (known) return known;
	if (kept.size >= mostKept) kept.clear();
	const compiled = compile(policy, timeZone, hashOf(content));
	kept.set(key, compiled);
	return compiled;
}

function compile(policy: Policy, timeZone: string, hash: string): CompiledPolicy {
	const calendar = calendarOf(timeZone);
	const judgeBook = judgeOf(policy, calendar);
	const isAllowed = allowing(policy);
	const isDefect = defectsOf(policy);

	function judge(question: Question, read: Asked) {
		const withdrawal = withdrawalOf(question.case, calendar, question.asOf, policy.book?.law?.uninformed);
		let asked = read;
		if (isAllowed(question.case)) asked = { ...asked, isAllowed: true };
		// What the law protects is not scored, whoever gave a score.
		if (asked.facts.score && protectionOf(question.case.lines, withdrawal, isDefect))
			asked = { ...asked, facts: { ...asked.facts, score: undefined } };
		const judged = judgeBook(asked, !!withdrawal);
		return withdrawal ? overDecision(judged, withdrawal, asked, policy) : judged;
	}

	return {
		hash,
		judge,
		decide: (question) => ({
			refundTiming: policy.refundTiming,
			...judge(question, askedOf(question, calendar)),
			policy: hash,
			rules: policy,
			given: { asOf: question.asOf, timeZone, ...question.facts },
		}),
	};
}

type Reason = Decision['reasons'][number];

/** The rules of a policy as one judgement. */
function judgeOf(policy: Policy, calendar: Calendar): (asked: Asked, isWithdrawal: boolean) => Judgement {
	const ready = <Check>(rule: Rule<Check>) =>
		[rule.compile(policy, calendar) ?? []].flat().map((check) => ({ id: rule.id, check: check as Check }));
	const [ofLines, ofCase] = [lineRules.flatMap(ready), caseRules.flatMap(ready)];
	const terms = termsOf(policy);

	return (asked, isWithdrawal) => {
		const reasons: Reason[] = [];
		const allowed = new Map<string, number>();
		for (const { line } of asked.lines) allowed.set(line.id, line.quantity);
		let [inDoubt, declined] = [false, false];

		for (const { id, check } of ofLines)
			for (const one of asked.lines) {
				const finding = check(one, asked);
				if (!finding) continue;
				const line = one.line.id;
				reasons.push(reasonOf(id, finding, line));
				if (finding.effect === 'review') inDoubt = true;
				// A withdrawal is declined by no machine; what has come back already cannot come back again.
				if (finding.effect === 'decline' && (!isWithdrawal || finding.code === 'quantity_unavailable'))
					allowed.set(line, 0);
				if (finding.effect === 'limit') allowed.set(line, Math.min(allowed.get(line) ?? 0, finding.quantity));
			}

		const asking: CaseFinding[] = [];
		if (isAnyLeft(allowed) || !asked.lines.length)
			for (const { id, check } of ofCase)
				for (const finding of check(asked, allowed)) {
					reasons.push(reasonOf(id, finding, finding.line));
					if (finding.people) asking.push(finding);
					if (finding.effect === 'decline') declined = true;
					else inDoubt = true;
				}
		if (declined && !isWithdrawal) for (const line of allowed.keys()) allowed.set(line, 0);

		const nothingLeft = !isAnyLeft(allowed);
		const approvals = asking.length && !nothingLeft ? approvalsOf(asking, asked, allowed) : undefined;
		return {
			outcome: nothingLeft ? 'decline' : inDoubt ? 'review' : 'approve',
			reasons: reasons.length ? reasons : [metEverything],
			lines: asked.lines.map(({ line: { id } }) => ({ line: id, quantity: allowed.get(id) ?? 0 })),
			...(nothingLeft ? {} : terms?.(asked, allowed)),
			...(approvals && { approvals }),
		};
	};
}

const metEverything: Reason = { code: 'within_policy', message: 'Every rule of the return policy is met.' };

function isAnyLeft(allowed: Map<string, number>): boolean {
	for (const quantity of allowed.values()) if (quantity) return true;
	return false;
}

function reasonOf(rule: string, { code, message, compared, row }: Finding, line: string | undefined): Reason {
	return {
		code,
		message,
		...(line !== undefined && { line }),
		rule,
		...(row && { row }),
		...(compared && { compared }),
	};
}

/** Whether the book lets a customer pass limits and blocks. */
function allowing({ book }: Policy): (judged: Question['case']) => boolean {
	const lists = (book?.allowed ?? []).map(listing);
	return (judged) => lists.some((isListed) => isListed(judged));
}

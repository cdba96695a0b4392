import { calendarOf, type Decision, type PolicySettings } from '../shared/model';
import { askedOf } from './asked';
import { canonical, hashOf } from './policyHash';
import { caseRules, lineRules } from './rules';
import type { Finding, Question, Rule } from './rules/rule';

/** A policy made ready: what it asks, its name, and itself. */
export interface CompiledPolicy {
	/** Names it by its content (policyHash.ts). */
	hash: string;
	decide(question: Question): Decision;
}

/** Versions that are kept ready. An installation has a handful. */
const mostKept = 100;
const kept = new Map<string, CompiledPolicy>();

/** The policy made ready for a shop's time zone: once for each version of it. Throws RangeError when the zone is unknown. */
export function compiledPolicy(policy: PolicySettings, timeZone: string): CompiledPolicy {
	const content = canonical(policy);
	const key = `${timeZone}\n${content}`;
	const known = kept.get(key);
	if (known) return known;
	if (kept.size >= mostKept) kept.clear();
	const compiled = compile(policy, timeZone, hashOf(content));
	kept.set(key, compiled);
	return compiled;
}

type Reason = Decision['reasons'][number];

function compile(policy: PolicySettings, timeZone: string, hash: string): CompiledPolicy {
	const calendar = calendarOf(timeZone);
	const ready = <Check>(rule: Rule<Check>) => {
		const check = rule.compile(policy, calendar);
		return check ? [{ id: rule.id, check }] : [];
	};
	const [ofLines, ofCase] = [lineRules.flatMap(ready), caseRules.flatMap(ready)];
	return {
		hash,
		decide(question) {
			const asked = askedOf(question, calendar);
			const reasons: Reason[] = [];
			let inDoubt = false;
			const allowed = new Map(asked.lines.map(({ line: { id, quantity } }) => [id, quantity]));
			const note = (id: string, finding: Finding, line: string | undefined) => {
				if (finding.effect === 'review') inDoubt = true;
				reasons.push(reasonOf(id, finding, line));
			};
			for (const { id, check } of ofLines)
				for (const one of asked.lines) {
					const finding = check(one, asked);
					if (!finding) continue;
					const line = one.line.id;
					note(id, finding, line);
					if (finding.effect === 'decline') allowed.set(line, 0);
					if (finding.effect === 'limit') allowed.set(line, Math.min(allowed.get(line) ?? 0, finding.quantity));
				}
			const nothingLeft = [...allowed.values()].every((quantity) => !quantity);
			if (!nothingLeft)
				for (const { id, check } of ofCase)
					for (const finding of check(asked, allowed)) note(id, finding, finding.line);
			return {
				outcome: nothingLeft ? 'decline' : inDoubt ? 'review' : 'approve',
				reasons: reasons.length ? reasons : [metEverything],
				lines: [...allowed].map(([line, quantity]) => ({ line, quantity })),
				refundTiming: policy.refundTiming,
				policy: hash,
				rules: policy,
			};
		},
	};
}

const metEverything: Reason = { code: 'within_policy', message: 'Every rule of the return policy is met.' };

function reasonOf(rule: string, { code, message, compared }: Finding, line: string | undefined): Reason {
	return { code, message, ...(line !== undefined && { line }), rule, ...(compared && { compared }) };
}

import { askedOf } from '../../nodes/ReturnPolicy/asked';
import { lineRules } from '../../nodes/ReturnPolicy/rules';
import type { Allowed, CaseRule, Finding, LineRule, Question } from '../../nodes/ReturnPolicy/rules/rule';
import { calendarOf, type PolicySettings } from '../../nodes/shared/model';

/** A question, and the policy that it is put to. */
export type Judged = Question & { policy: PolicySettings; timeZone: string };

/** What one rule says to it: of each line, or of the case, given what is left of the lines. What it compared is left out. */
export function said(
	rule: LineRule | CaseRule,
	{ policy, timeZone, ...question }: Judged,
	allowed?: Allowed,
): object[] {
	const calendar = calendarOf(timeZone);
	const asked = askedOf(question, calendar);
	const everything = allowed ?? new Map(asked.lines.map(({ line }) => [line.id, line.quantity]));
	const plain = (finding: Finding) => ({ ...finding, compared: undefined });
	if (!isOfLines(rule))
		return [rule.compile(policy, calendar) ?? []].flat().flatMap((check) => check(asked, everything).map(plain));
	return [rule.compile(policy, calendar) ?? []].flat().flatMap((check) =>
		asked.lines.flatMap((one) => {
			const finding = check(one, asked);
			return finding ? [{ ...plain(finding), line: one.line.id }] : [];
		}),
	);
}

function isOfLines(rule: LineRule | CaseRule): rule is LineRule {
	return lineRules.includes(rule as LineRule);
}

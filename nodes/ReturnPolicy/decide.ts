import type { Decision } from '../shared/model';
import { policyHash } from './policyHash';
import { caseRules, lineRules } from './rules';
import type { Finding, Question } from './rules/rule';

/**
 * What the policy says about a request. Every line declined: decline. Else any doubt: review. Else approve, the declined lines
 * with 0 pieces. For a review `lines` is what is proposed for approval. Pure: the same question has the same answer.
 */
export function decide(question: Question): Decision {
	const aboutLines = lineRules.flatMap((rule) => rule(question));
	const allowed = new Map(question.case.lines.map((line) => [line.id, line.quantity]));
	for (const finding of aboutLines) {
		if (finding.effect === 'decline') allowed.set(finding.line, 0);
		if (finding.effect === 'limit')
			allowed.set(finding.line, Math.min(allowed.get(finding.line) ?? 0, finding.quantity));
	}
	const nothingLeft = [...allowed.values()].every((quantity) => !quantity);
	const findings = nothingLeft ? aboutLines : [...aboutLines, ...caseRules.flatMap((rule) => rule(question, allowed))];
	const inDoubt = findings.some(({ effect }) => effect === 'review');
	return {
		outcome: nothingLeft ? 'decline' : inDoubt ? 'review' : 'approve',
		reasons: findings.length
			? findings.map(reasonOf)
			: [{ code: 'within_policy', message: 'Every rule of the return policy is met.' }],
		lines: [...allowed].map(([line, quantity]) => ({ line, quantity })),
		refundTiming: question.policy.refundTiming,
		policy: policyHash(question.policy),
		rules: question.policy,
	};
}

function reasonOf({ code, message, line }: Finding): Decision['reasons'][number] {
	return { code, message, ...(line !== undefined && { line }) };
}

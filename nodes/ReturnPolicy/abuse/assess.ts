import { z } from 'zod';
import { abuseSignals, calendarOf, Policy, portion, type PastReturn } from '../../shared/model';
import { askedOf } from '../asked';
import { withdrawalOf } from '../law/period';
import { defectsOf, protectionOf } from '../law/protection';
import { policyHash } from '../../shared/policy/policyHash';
import { fitting } from '../rules/book/when';
import type { Question } from '../rules/rule';
import { AbuseFacts } from '../input/abuseFacts';
import { measure, type Signal } from './measure';

/** How much speaks for abuse, sign by sign. It holds a return for a person, and declines none. */
export const AbuseAssessment = z.object({
	/** 0 to 100: the points of all signs together. */
	score: z.number().int(),
	/** A gate of the policy asks for people from this score on; how many, and which gates. */
	hold: z.boolean(),
	people: z.number().int().optional(),
	gates: z.array(z.string()),
	/** Why the return is not scored at all: a right that the law gives is no abuse. */
	protected: z.enum(['withdrawal', 'defect']).optional(),
	signals: z.array(
		z.object({
			/** The rule of the policy. */
			rule: z.string(),
			signal: z.enum(abuseSignals),
			/** Given, and at most. */
			points: z.number().int(),
			of: z.number().int(),
			message: z.string(),
			/** Where it is seen: references, serial numbers, weights. */
			evidence: z.array(z.string()),
		}),
	),
	/** Signs that nobody could look for, and why. */
	unknown: z.array(z.object({ rule: z.string(), message: z.string() })),
	/** What was left out because the law protects it, or because nobody knows whether it does. */
	notScored: z.array(z.string()),
	/** Content hash of the policy, the policy itself, and what else it was assessed from. */
	policy: z.string(),
	rules: Policy.strip(),
	given: AbuseFacts.extend({ asOf: z.string(), timeZone: z.string() }),
});
export type AbuseAssessment = z.infer<typeof AbuseAssessment>;

/**
 * Assesses a return by the signs of abuse that the policy has. Lines and earlier returns for defects, and withdrawals by law, do not count; nor does an
 * earlier return of which nobody knows why it was. Pure. Throws RangeError when the time zone is unknown.
 */
export function assessAbuse({
	policy,
	timeZone,
	facts,
	...question
}: Omit<Question, 'facts'> & { policy: Policy; timeZone: string; facts: AbuseFacts }): AbuseAssessment {
	const calendar = calendarOf(timeZone);
	const asked = askedOf(question, calendar);
	const isDefect = defectsOf(policy);
	const withdrawal = withdrawalOf(question.case, calendar, question.asOf, policy.book?.law?.uninformed);
	const protection = protectionOf(question.case.lines, withdrawal, isDefect);
	const lines = asked.lines.filter(({ line }) => !isDefect(line.reason));
	const { counted, left } = sortOut(facts.history, isDefect);
	const scene = { asked, calendar, lines, history: counted, facts, currency: policy.book?.currency };

	const signals: AbuseAssessment['signals'] = [];
	const unknown: AbuseAssessment['unknown'] = [];
	for (const row of protection ? [] : (policy.book?.signals ?? [])) {
		const fits = fitting(row);
		const fitted = lines.filter((one) => fits(one, asked));
		if (!fitted.length) continue;
		const found = measure(row, { ...scene, lines: fitted });
		if (typeof found === 'string') unknown.push({ rule: row.name, message: `"${row.name}": ${found}.` });
		else {
			const { message, evidence } = found;
			const points = pointsOf(row, found.is);
			signals.push({ rule: row.name, signal: row.signal, points, of: row.points, message, evidence });
		}
	}
	const score = Math.min(
		100,
		signals.reduce((sum, { points }) => sum + points, 0),
	);
	const gates = (policy.book?.gates ?? []).filter((gate) => gate.score && score >= gate.score);
	const holding = protection ? [] : gates;
	return {
		score,
		hold: holding.length > 0,
		...(holding.length && { people: Math.max(...holding.map(({ people }) => people)) }),
		gates: holding.map(({ name }) => name),
		...(protection && { protected: protection }),
		signals,
		unknown,
		notScored: [...asked.lines.filter((one) => !lines.includes(one)).map(({ name }) => `${name}: ${defect}`), ...left],
		policy: policyHash(policy),
		rules: policy,
		given: { ...facts, asOf: question.asOf, timeZone },
	};
}

const defect = 'it is returned for a defect, which the law protects.';

/** All points from `full` on, none up to `upTo`, in between in proportion. */
function pointsOf({ points, upTo = 0, full }: Signal, is: number): number {
	if (is <= upTo) return 0;
	return is >= full ? points : portion(points, is - upTo, full - upTo);
}

/** Earlier returns that may count, and what is said of the others. */
function sortOut(
	history: PastReturn[] | undefined,
	isDefect: (reason: string) => boolean,
): { counted: PastReturn[] | undefined; left: string[] } {
	if (!history) return { counted: undefined, left: [] };
	const [counted, guarded, unexplained] = [[], [], []] as PastReturn[][];
	for (const one of history) {
		const { reasons = [], withdrawal } = one;
		if (withdrawal || reasons.some(isDefect)) guarded.push(one);
		else (reasons.length ? counted : unexplained).push(one);
	}
	const left = [
		guarded.length && `${guarded.length} earlier returns were withdrawals by law or for defects.`,
		unexplained.length && `Of ${unexplained.length} earlier returns it is not known why they were.`,
	];
	return { counted, left: left.filter((one) => typeof one === 'string') };
}

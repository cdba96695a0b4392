import type { Decision, Money, Policy } from '../../shared/model';
import { EffectError } from '../../shared/model/effectError';
import type { CompiledPolicy } from '../compile';
import type { PolicyCase } from '../input/policyCase';
import { calculateRefund } from '../refund/calculate';
import type { PastCase } from './pastCase';

/** What a policy would have done with a return. */
export interface Judged {
	outcome: Decision['outcome'];
	/** What would go back when all approved goods come as they should; undefined when that cannot be told. Of a review: when a person approves. */
	money?: Money;
	/** How many people would have to approve: 1 of a review that no gate asks for. */
	people: number;
	/** Rules that said something, by the name that people know them by, with the line. */
	said: Map<string, string>;
	lines: Decision['lines'];
}

/** Judges a past return as of the time at which it was asked for. */
export function judge(
	{ case: past, facts }: PastCase,
	compiled: CompiledPolicy,
	policy: Policy,
	timeZone: string,
): Judged {
	const decision = compiled.decide({ case: past, asOf: past.openedAt!, facts });
	return {
		outcome: decision.outcome,
		money: decision.outcome === 'decline' ? nothing(past) : moneyOf(past, decision, policy, timeZone),
		people: decision.outcome === 'review' ? (decision.approvals?.people ?? 1) : 0,
		said: new Map(
			decision.reasons
				.filter(({ rule }) => rule)
				.map(({ rule, row, line, code }) => [`${code} ${row ?? ''} ${line ?? ''}`, row ?? rule!]),
		),
		lines: decision.lines,
	};
}

function nothing({ order }: PolicyCase): Money | undefined {
	return order && { amount: 0, currency: order.currency };
}

function moneyOf(past: PolicyCase, decision: Decision, policy: Policy, timeZone: string): Money | undefined {
	const approved = new Map(decision.lines.map(({ line, quantity }) => [line, quantity]));
	const whole = {
		...past,
		authorization: 'approved' as const,
		decision: { rules: policy, fees: decision.fees },
		lines: past.lines.map((line) => {
			const pieces = approved.get(line.id) ?? 0;
			return { ...line, quantities: { approved: pieces, received: pieces, inspected: { restock: pieces } } };
		}),
	};
	try {
		return calculateRefund(whole, policy, 'after_inspection', timeZone).total ?? nothing(past);
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
		// Goods that nobody can price: the decision leaves them to a person.
		return undefined;
	}
}

import { lateSurcharge } from '../../shared/case/lateSurcharge';
import { lawDaysOf, refundDays } from '../../shared/case/withdrawalClock';
import { dateOf, money, type Decision, type Policy } from '../../shared/model';
import type { Asked } from '../rules/rule';
import { clauseOf, type Clause } from '../../shared/policy/clauses';
import { atLeastTheLaw, isSent } from './minimum';
import type { Withdrawal } from './period';

type Reason = Decision['reasons'][number];
type Law = NonNullable<Decision['law']>;
type Judgement = Pick<Decision, 'outcome' | 'reasons' | 'lines' | 'offers' | 'fees' | 'approvals'>;

type Resolutions = NonNullable<NonNullable<Judgement['offers']>[number]['resolutions']>;

/** Objections that the shop makes of its own will: of a withdrawal in time they are none, by the clause. */
const own: Record<string, Clause> = {
	window_over: 'Art. 9',
	warranty_claim: 'Art. 9',
	window_unknown: 'Art. 9',
	final_sale: 'Art. 16',
	customer_limit: 'Art. 9',
	customer_listed: 'Art. 9',
	history_unknown: 'Art. 9',
	condition_worse: 'Art. 14(2)',
	condition_unknown: 'Art. 14(2)',
	photo_missing: 'Art. 14(2)',
	resolution_not_offered: 'Art. 13(1)',
};

/** Exclusions that can be on the law's list; what is final sale only for the shop is not. */
const listed = ['not_returnable'];

/** Money is always among what is offered: anything else needs the customer's consent (Art. 13(1)). */
function withMoney(offered: Resolutions): Resolutions {
	return offered.includes('money') ? offered : ['money', ...offered];
}

/**
 * A judgement over a withdrawal, not below the law: never declined by a machine, no objection of the shop's own, no fee, no way back that the customer
 * was not told to pay. What stays is for a person: what is not known, goods of Art. 16, a statement that came late.
 */
export function overDecision(
	judged: Judgement,
	withdrawal: Withdrawal,
	asked: Asked,
	policy: Policy,
): Judgement & Pick<Decision, 'refundTiming' | 'law'> {
	const isProtected = !withdrawal.late;
	const used = new Set<Clause>(['Art. 11(1)', 'Art. 11a(5)', 'Art. 9', 'Art. 13(1)', 'Art. 13(3)', 'Art. 14(2)']);
	if (policy.book?.law?.uninformed) used.add('Art. 10');
	const reasons: Reason[] = [];
	let lost = false;
	for (const reason of judged.reasons) {
		const clause = own[reason.code];
		if (isProtected && clause) used.add(clause);
		else if (reason.code !== 'within_policy') reasons.push(reason);
		if (isProtected && listed.includes(reason.code)) used.add('Art. 16');
		lost ||= reason.code === 'quantity_unavailable';
	}
	if (withdrawal.late)
		reasons.unshift({
			code: 'withdrawal_late',
			message: `The withdrawal was declared on ${dateOf(withdrawal.toldOn)}, the period ended on ${dateOf(withdrawal.lastDay!)}: a person decides, and answers the customer.`,
			rule: 'law',
			compared: { what: 'day of the statement', is: dateOf(withdrawal.toldOn), limit: dateOf(withdrawal.lastDay!) },
		});
	if (withdrawal.unproven)
		reasons.push({
			code: 'withdrawal_unproven',
			message:
				'It is not known when the goods arrived, so the period cannot be shown to be over: a person looks when they came.',
			rule: 'law',
		});
	if (!judged.lines.length)
		reasons.push({
			code: 'lines_unknown',
			message:
				'The customer has withdrawn from a whole contract, and which goods that are is not known: a person finds the order, and says what comes back.',
			rule: 'law',
		});
	if (asked.case.refundTo === 'store_credit' && isProtected && !asked.case.consent)
		reasons.push({
			code: 'consent_needed',
			message:
				'Store credit instead of the way it was paid needs the consent of the customer in so many words. Until it is recorded the money goes back the way it came.',
			rule: 'law',
		});
	const doubts = reasons.filter(({ code }) => code !== 'quantity_limited');
	const told = !!policy.book?.law?.returnCostsTold;
	if (!told) used.add('Art. 14(1)');
	return {
		outcome: doubts.length || lost ? 'review' : 'approve',
		reasons: reasons.length
			? reasons
			: [{ code: 'withdrawal', message: 'The customer has withdrawn from the contract in time.', rule: 'law' }],
		lines: judged.lines,
		...(judged.offers && {
			offers: judged.offers.map((offer) => ({
				...offer,
				...(offer.resolutions && isProtected && { resolutions: withMoney(offer.resolutions) }),
				...(isProtected && { keptBasisPoints: undefined, taxes: undefined }),
				...(offer.labelPaidBy && isProtected && !told && { labelPaidBy: 'shop' as const, labelPrice: undefined }),
			})),
		}),
		...(judged.fees && { fees: isProtected ? [] : judged.fees }),
		...(judged.approvals && { approvals: judged.approvals }),
		refundTiming: isProtected ? atLeastTheLaw(policy).refundTiming : policy.refundTiming,
		law: {
			protected: isProtected,
			...(withdrawal.lastDay !== undefined && { lastDay: dateOf(withdrawal.lastDay) }),
			...lawDaysOf(withdrawal),
			...lateness(asked, withdrawal),
			clauses: [...used].sort().map(clauseOf),
		},
	};
}

/** What a refund that is late costs in France, on the day on which it is judged. */
function lateness({ today, country, case: judged }: Asked, { toldOn }: Withdrawal): Pick<Law, 'surcharge'> {
	const owed = judged.refunds.filter(({ state }) => state !== 'succeeded' && state !== 'dropped');
	const surcharge =
		country === 'FR' && isSent(judged)
			? lateSurcharge(
					today - (toldOn + refundDays),
					owed.length
						? money(
								owed.reduce((total, { intent }) => total + intent.amount.amount, 0),
								owed[0].intent.amount.currency,
							)
						: undefined,
				)
			: undefined;
	return surcharge ? { surcharge } : {};
}

import type { Policy, RefundTiming, RefundWay } from '../../shared/model';
import type { PolicyCase } from '../input/policyCase';

/*
 * What no policy and no setting may go below when a customer has withdrawn in time (Art. 13 and 14). It can only be given more.
 */

/** The policy with what the law forbids taken out: fees, no refund of the delivery, a refund that waits for the inspection, credit instead of money, gift cards that give back before the money. */
export function atLeastTheLaw(policy: Policy): Policy {
	return {
		...policy,
		returnFee: 0,
		restockingFeeBasisPoints: 0,
		refundShipping: true,
		refundTiming: lawfulTiming(policy.refundTiming),
		unrefundable: 'by_hand',
		tenderOrder: undefined,
	};
}

/** The goods, or proof that they were sent, are all that may be waited for (Art. 13(3)). */
export function lawfulTiming(timing: RefundTiming, isSent = false): RefundTiming {
	if (isSent) return 'at_approval';
	return timing === 'after_inspection' ? 'at_receipt' : timing;
}

/** Nothing more may be waited for: a carrier has seen the parcel, or proof of sending was given, or nothing was ever sent to the customer. */
export function isSent({ logistics, clock }: Pick<PolicyCase, 'logistics' | 'clock'>): boolean {
	if (clock && !clock.held) return true;
	return !!logistics && ['in_transit', 'delivered', 'part_received', 'received'].includes(logistics);
}

/** What a refund of a case goes by: its policy, or the law's minimum over it. */
export interface RefundRules {
	policy: Policy;
	timing: RefundTiming;
	refundTo: RefundWay;
	decision: PolicyCase['decision'];
}

/**
 * The same rules, not below the law: no fee of the book, all that was paid for goods, no way back that the customer was not told to pay, the
 * means of payment that they used unless they have agreed to another.
 */
export function lawfulRefund(judged: PolicyCase, rules: RefundRules): RefundRules {
	return {
		policy: atLeastTheLaw(rules.policy),
		timing: lawfulTiming(rules.timing, isSent(judged)),
		refundTo: judged.consent ? rules.refundTo : 'original',
		decision: rules.decision && {
			...rules.decision,
			fees: undefined,
			offers: rules.decision.offers?.map((offer) => ({
				...offer,
				keptBasisPoints: undefined,
				taxes: undefined,
				...(!rules.policy.book?.law?.returnCostsTold && { labelPaidBy: 'shop' as const, labelPrice: undefined }),
			})),
		},
	};
}

import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { legOf } from '../../shared/case/refundLeg';
import { invalidInput, refundAbove, refundsBeside } from '../../shared/model';

/** The refund of a case that is paid, with those that pay a part of it. Throws EffectError when there is none, or it is a part itself. */
export function legsToPay(found: CaseState, intent: string): RefundLeg[] {
	const leg = legOf(found, intent);
	const above = leg && refundAbove(leg.intent.breakdown);
	if (above)
		throw invalidInput(
			`Refund ${intent} is a part of refund ${above}`,
			`Give refund ${above} back: it has the goods, and all of it is paid with one document.`,
			'intent',
		);
	if (leg) return [leg, ...refundsBeside(leg.intent.breakdown).flatMap((id) => legOf(found, id) ?? [])];
	throw invalidInput(
		`Return ${found.reference} has no refund ${intent}`,
		`Its refunds are ${found.refunds.map((one) => one.intent.id).join(', ') || 'not released yet'}.`,
		'intent',
	);
}

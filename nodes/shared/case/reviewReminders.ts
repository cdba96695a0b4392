import { format, usualReviewHours, type NewEvent, type ReviewAddressee } from '../model';
import { approvalsOf, missingApprovals, toApprove } from './approvals';
import type { CaseState } from './caseState';

/*
 * A return that waits for a person must not wait for ever, and nothing is approved by silence: whoever is asked is reminded once, then somebody else is
 * asked, again and again, by the hours of the policy that the return is in review by.
 */

const hourMs = 3_600_000;

/** When a person is reminded next of a return in review, in milliseconds since 1970; undefined: never. Pure. */
export function nextReviewReminderAt(state: CaseState): number | undefined {
	return state.review && reminderAt(state, state.review.reminders + 1);
}

/** What is recorded of a return in review that waits too long; of several that were missed only the newest. Pure. */
export function reviewReminderEvent(state: CaseState, now: number): NewEvent | undefined {
	const { reference, review } = state;
	if (!review) return undefined;
	let reminder = review.reminders;
	for (let at = reminderAt(state, reminder + 1); at !== undefined && at <= now; at = reminderAt(state, reminder + 1))
		reminder += 1;
	if (reminder === review.reminders) return undefined;
	const escalated = reminder > 1;
	const [first] = missingApprovals(state) ? approvalsOf(state) : [];
	const { value } = toApprove(state);
	const asks: ReviewAddressee = escalated ? 'reviewEscalation' : first ? 'secondApprover' : 'service';
	const what = first ? `a second person to approve it; ${first.by} has` : 'a decision';
	return {
		source: 'case',
		id: `${reference}/review/${review.since}/${reminder}`,
		type: 'return.review_reminded',
		data: {
			reminder,
			escalated,
			asks,
			message: `The return${value ? ` of goods worth ${format(value)}` : ''} has waited for ${what} since ${review.since}.`,
		},
	};
}

/** The first reminder after the hours for it, each further one after those for somebody else; 0 hours: none. */
function reminderAt(state: CaseState, reminder: number): number | undefined {
	const { review, decision, verdict, closedAt } = state;
	if (!review || closedAt || (verdict !== 'in_review' && verdict !== 'requested')) return undefined;
	const { remindReviewerAfterHours: first = usualReviewHours, escalateReviewAfterHours: more = usualReviewHours } =
		decision?.rules ?? {};
	if (!first || (reminder > 1 && !more)) return undefined;
	return Date.parse(review.since) + (first + (reminder - 1) * more) * hourMs;
}

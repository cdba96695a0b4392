import type { NewEvent } from '../model';
import type { CaseDispute, CaseState } from './caseState';
import { nameOf } from './disputes';

/*
 * Who does not answer a dispute loses it: finance is reminded of the day until which evidence can be sent, on some days before, and once when it is
 * over. Evidence that was sent ends that, and so does what the bank decides; an inquiry that becomes a dispute has a day of its own.
 */

const dayMs = 24 * 3_600_000;
/** Days before the last one; 0: it is over. */
const days = [7, 3, 1, 0];

interface Due {
	dispute: CaseDispute;
	day: number;
	at: number;
}

/** When finance is reminded next of a dispute, in milliseconds since 1970; undefined: never. Pure. */
export function nextDisputeReminderAt(state: CaseState): number | undefined {
	const due = openReminders(state).map(({ at }) => at);
	return due.length ? Math.min(...due) : undefined;
}

/** What is recorded of a dispute that nobody has answered; of several reminders that were missed only the newest. Pure. */
export function disputeReminderEvent(state: CaseState, now: number): NewEvent | undefined {
	const due = openReminders(state).filter(({ at }) => at <= now);
	const newest = due.filter(({ dispute }) => dispute === due[0]?.dispute).at(-1);
	if (!newest) return undefined;
	const { dispute, day, at } = newest;
	const when = day > 1 ? `within ${day} days` : 'by tomorrow';
	return {
		source: 'case',
		id: `${state.reference}/reminder/${dispute.id}/${at}`,
		type: 'dispute.reminded',
		data: {
			dispute: dispute.id,
			at,
			owner: 'finance',
			message: day
				? `${nameOf(dispute)} must be answered ${when}, by ${dispute.dueAt!.slice(0, 10)}: no evidence was sent yet.`
				: `The time to answer ${nameOf(dispute)} is over since ${dispute.dueAt!.slice(0, 10)}: no evidence was sent.`,
			advice: day
				? 'Look at the evidence (Return Case: Dispute: Describe), and send it at the provider; or accept the dispute there.'
				: 'Look at the provider whether it can still be answered. The bank decides without the evidence, most often for the customer.',
		},
	};
}

function openReminders({ disputes = [] }: CaseState): Due[] {
	return disputes
		.filter(({ state, submittedAt, dueAt }) => state === 'open' && !submittedAt && dueAt)
		.flatMap((dispute) =>
			days
				.map((day) => ({ dispute, day, at: Date.parse(dispute.dueAt!) - day * dayMs }))
				.filter(({ at }) => at > (dispute.remindedAt ?? -Infinity)),
		);
}

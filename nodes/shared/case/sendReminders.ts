import { usualReminderDays, type NewEvent } from '../model';
import { rulesOf } from './apply';
import type { CaseState } from './caseState';
import { isNothingExpected, isUnsent } from './expected';

/*
 * Customers forget to send: on the days of the policy after the approval they are reminded, as long as nothing of the return has moved. When it
 * expires at last: expiry.ts.
 */

const dayMs = 24 * 3_600_000;

/** When the customer is reminded next to send the goods, in milliseconds since 1970; undefined: never. Pure. */
export function nextSendReminderAt(state: CaseState): number | undefined {
	return openDays(state)[0]?.at;
}

/** What is recorded of a return that nobody has sent; of several reminders that were missed only the newest. Pure. */
export function sendReminderEvent(state: CaseState, now: number): NewEvent | undefined {
	const due = openDays(state)
		.filter(({ at }) => at <= now)
		.at(-1);
	return (
		due && {
			source: 'case',
			id: `${state.reference}/reminder/send/${due.at}`,
			type: 'return.reminded',
			data: { day: due.day, at: due.at },
		}
	);
}

/** The days of a policy's text; "0": none. */
function daysOf(text: string): number[] {
	return text
		.split(',')
		.map(Number)
		.filter((day) => day > 0)
		.sort((a, b) => a - b);
}

function openDays(state: CaseState): Array<{ day: number; at: number }> {
	const { verdict, closedAt, approvedAt, lines, tracking, remindedAt = -Infinity } = state;
	if (verdict !== 'approved' || closedAt || !approvedAt || tracking) return [];
	if (isNothingExpected(state) || (state.withdrawal && isUnsent(state))) return [];
	if (lines.some(({ quantities }) => quantities.received)) return [];
	return daysOf(rulesOf(state)?.remindCustomerAfterDays ?? usualReminderDays)
		.map((day) => ({ day, at: Date.parse(approvedAt) + day * dayMs }))
		.filter(({ at }) => at > remindedAt);
}

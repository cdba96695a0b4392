import { calendarOf, dayOfDate, format, money, type Money, type NewEvent } from '../model';
import type { CaseState } from './caseState';
import { nextReleaseAt, releaseEvent } from './delayedRefunds';
import { disputeReminderEvent, nextDisputeReminderAt } from './disputeReminders';
import { lateSurcharge, surchargeRises, type LateSurcharge } from './lateSurcharge';
import { isUnsent } from './expected';
import { lateReceiptEvent, nextLateReceiptAt } from './lateReceipt';
import { nextSendReminderAt, sendReminderEvent } from './sendReminders';
import { nextReviewReminderAt, reviewReminderEvent } from './reviewReminders';
import { refundDays, reminderDays } from './withdrawalClock';

/*
 * What people are reminded of while a customer who has withdrawn waits: finance of the refund on days 10, 12 and 13 after the statement, and when it is
 * late; customer service of a receipt that was not sent. `cases.remind_at` is when the next of them is due. Each is told once (store/reminders.ts).
 */

const dayMs = 24 * 3_600_000;
/** The receipt goes out without undue delay (Art. 11a(4)): after a day somebody is asked. */
const receiptMs = dayMs;

interface Due {
	about: 'refund' | 'receipt';
	day: number;
	/** Milliseconds since 1970. */
	at: number;
	/** The refund is late by so many days. */
	late?: boolean;
}

/** When the next reminder of a case is due, in milliseconds since 1970; null: there is none. Pure. */
export function nextReminderAt(state: CaseState): number | null {
	const due = openReminders(state).map(({ at }) => at);
	for (const at of [
		nextReviewReminderAt(state),
		nextSendReminderAt(state),
		nextLateReceiptAt(state),
		nextDisputeReminderAt(state),
		nextReleaseAt(state),
	])
		if (at !== undefined) due.push(at);
	return due.length ? Math.min(...due) : null;
}

/** What is recorded of a case whose reminder is due; undefined: nothing to remind of any more. Of several that were missed only the newest. Pure. */
export function reminderEvent(state: CaseState, now: number): NewEvent | undefined {
	const due = openReminders(state)
		.filter(({ at }) => at <= now)
		.sort((a, b) => a.at - b.at);
	// Each kind has an owner of its own.
	const newest = due.filter(({ about }) => about === due[0]?.about).at(-1);
	if (!newest)
		return (
			reviewReminderEvent(state, now) ??
			sendReminderEvent(state, now) ??
			lateReceiptEvent(state, now) ??
			disputeReminderEvent(state, now) ??
			releaseEvent(state, now)
		);
	const { about, day, at } = newest;
	return {
		source: 'case',
		id: `${state.reference}/reminder/${about}/${at}`,
		type: 'withdrawal.reminded',
		data: { about, day, at, ...(about === 'refund' ? refundText(state, newest) : receiptText(state)) },
	};
}

/** How late the refund of a withdrawal is at an instant, in days, and what that costs. Zero days: it is not late, paid, or may still wait. Pure. */
export function latenessOf(state: CaseState, now: number): { days: number; surcharge?: LateSurcharge } {
	const { clock } = state;
	if (!clock || !isWaitedFor(state)) return { days: 0 };
	const days = calendarOf(clock.timeZone).dayOf(new Date(now).toISOString()) - dayOfDate(clock.refundDueBy);
	if (days < 1) return { days: 0 };
	const surcharge = isFrench(state) ? lateSurcharge(days, owedOf(state)) : undefined;
	return { days, ...(surcharge && { surcharge }) };
}

function openReminders(state: CaseState): Due[] {
	const { clock, statements = [], closedAt } = state;
	if (!clock) return [];
	const after = (about: Due['about']) => clock.reminded[about] ?? -Infinity;
	const receipts = statements
		.filter(({ acknowledgedAt, email }) => !acknowledgedAt && email)
		.map(({ recordedAt }): Due => ({ about: 'receipt', day: 1, at: Date.parse(recordedAt) + receiptMs }));
	const refunds = isWaitedFor(state) ? refundReminders(state) : [];
	return [...(closedAt ? [] : receipts), ...refunds].filter(({ about, at }) => at > after(about));
}

function refundReminders(state: CaseState): Due[] {
	const clock = state.clock!;
	const told = Date.parse(clock.toldAt);
	// What could be withheld until now becomes due now: the flow that pays it has a day.
	const released =
		clock.releasedAt && clock.releasedBy !== 'never_shipped' ? Date.parse(clock.releasedAt) + dayMs : -Infinity;
	const dueEnds = Math.max(told + refundDays * dayMs, released - dayMs);
	return [
		...reminderDays.map((day): Due => ({ about: 'refund', day, at: Math.max(told + day * dayMs, released) })),
		...(isFrench(state) ? surchargeRises : [1]).map((day): Due => ({
			about: 'refund',
			day,
			at: Math.max(dueEnds + day * dayMs, released),
			late: true,
		})),
	];
}

/** The customer waits for money that may not be withheld. */
function isWaitedFor(state: CaseState): boolean {
	const { clock, verdict, closedAt, settlement } = state;
	return (
		!!clock &&
		(!clock.held || isUnsent(state)) &&
		!closedAt &&
		settlement !== 'settled' &&
		['requested', 'in_review', 'approved'].includes(verdict)
	);
}

function isFrench({ customer, order }: CaseState): boolean {
	return (order?.customer?.address ?? customer?.address)?.country.toUpperCase() === 'FR';
}

/** What is owed and has not reached the customer; undefined when it is not worked out yet. */
function owedOf({ refunds }: CaseState): Money | undefined {
	const open = refunds
		.filter(({ state }) => state !== 'succeeded' && state !== 'dropped')
		.map(({ intent }) => intent.amount);
	return open.length
		? money(
				open.reduce((total, { amount }) => total + amount, 0),
				open[0].currency,
			)
		: undefined;
}

function refundText(state: CaseState, { day, late }: Due): Pick<ReminderWords, 'owner' | 'message' | 'advice'> {
	const { refundDueBy } = state.clock!;
	const owed = owedOf(state);
	const what = owed ? `The refund of ${format(owed)}` : 'The refund';
	const surcharge = late && isFrench(state) ? lateSurcharge(day, owed) : undefined;
	const besides = surcharge
		? ` The customer is owed besides: ${surcharge.amount ? `${format(surcharge.amount)}, ` : ''}${surcharge.says}.`
		: '';
	return {
		owner: 'finance',
		message: late
			? `${what} of a withdrawal is late: it was due by ${refundDueBy}.${besides}`
			: `${what} of a withdrawal has not been paid on day ${day}: it is due by ${refundDueBy}.`,
		advice:
			'Look at the case: approve it when it waits for a decision, see to what is stuck, or pay it by hand and record that with Return Case: Settle by Hand.',
	};
}

function receiptText(state: CaseState): ReminderWords {
	const waiting = state.statements?.find(({ acknowledgedAt }) => !acknowledgedAt);
	const channel = waiting?.channel ?? 'other';
	if (waiting?.held)
		return {
			owner: 'service',
			message: 'The customer has not got a receipt of the withdrawal: so many were sent already that it was held back.',
			advice:
				'Look whether a customer made this statement. If so, send the receipt yourself, and record that with Return Case: Acknowledge Withdrawal; else decline the case.',
		};
	return {
		owner: 'service',
		message: `The customer has not got a receipt of the withdrawal that came by ${channel}.`,
		advice:
			'Look whether the mail server takes e-mails and the step that sends receipts is stuck. Else send it in another way, and record that with Return Case: Acknowledge Withdrawal.',
	};
}

interface ReminderWords {
	owner: 'finance' | 'service';
	message: string;
	advice: string;
}

import { z } from 'zod';
import { calendarOf, dateOf, releasedBy, type Statement } from '../model';

/*
 * What must be done by when after a customer has withdrawn (Directive 2011/83/EU Art. 13 and 14; docs/guides/withdrawal.md). Days are days of the shop's
 * time zone.
 */

/** Days after the statement on which somebody is reminded of a refund that has not been made, and the day by which it is made. */
export const reminderDays = [10, 12, 13];
export const refundDays = 14;

/** The days that follow from the one on which the statement was sent. */
export interface LawDays {
	/** Art. 13(1): within 14 days of being told. */
	refundDueBy: string;
	/** Art. 14(1): the goods are sent within 14 days of the statement. */
	sendBackBy: string;
	/** When somebody is reminded of a refund that has not been made. */
	remindOn: string[];
}

/** The days of a withdrawal that was told on a day, a number of calendar.ts. */
export function lawDaysOf({ toldOn }: { toldOn: number }): LawDays {
	return {
		refundDueBy: dateOf(toldOn + refundDays),
		sendBackBy: dateOf(toldOn + refundDays),
		remindOn: reminderDays.map((days) => dateOf(toldOn + days)),
	};
}

/** The clock of a case whose customer has withdrawn. */
export const WithdrawalClock = z.object({
	/** When the statement was sent; of several the first. */
	toldAt: z.string(),
	timeZone: z.string(),
	refundDueBy: z.string(),
	sendBackBy: z.string(),
	remindOn: z.array(z.string()),
	/** The refund may wait: neither the goods nor proof that they were sent are there (Art. 13(3)). */
	held: z.boolean(),
	/** What ended that, and when. */
	releasedBy: z.enum(releasedBy).optional(),
	releasedAt: z.string().optional(),
	/** Up to when reminders of each kind have been told, in milliseconds since 1970 (reminders.ts). */
	reminded: z.object({ refund: z.number().optional(), receipt: z.number().optional() }),
});
export type WithdrawalClock = z.infer<typeof WithdrawalClock>;

/** The clock after a statement: the first one counts, whatever order they are read in. */
export function startedClock(
	{ toldAt, timeZone }: Pick<Statement, 'toldAt' | 'timeZone'>,
	before?: WithdrawalClock,
): WithdrawalClock {
	if (before && Date.parse(before.toldAt) <= Date.parse(toldAt)) return before;
	const clock: WithdrawalClock = {
		held: true,
		reminded: {},
		...before,
		toldAt,
		timeZone,
		...lawDaysOf({ toldOn: calendarOf(timeZone).dayOf(toldAt) }),
	};
	return clock.releasedBy ? releasedClock(clock, clock.releasedBy, clock.releasedAt!) : clock;
}

/**
 * The clock once the refund need not wait any more. Goods, or proof of them, that come after the fourteen days make the refund due on the day they come:
 * until then it could be withheld.
 */
export function releasedClock(
	clock: WithdrawalClock,
	by: NonNullable<WithdrawalClock['releasedBy']>,
	at: string,
): WithdrawalClock {
	const dayOf = (instant: string) => calendarOf(clock.timeZone).dayOf(instant);
	return {
		...clock,
		held: false,
		releasedBy: by,
		releasedAt: at,
		refundDueBy: dateOf(Math.max(dayOf(clock.toldAt) + refundDays, by === 'never_shipped' ? 0 : dayOf(at))),
	};
}

/** The refund of a withdrawal need not wait any more; what said so first stands. Changes the case that it is given. */
export function releaseClock(
	state: { clock?: WithdrawalClock },
	by: NonNullable<WithdrawalClock['releasedBy']>,
	at: string,
): void {
	if (state.clock?.held) state.clock = releasedClock(state.clock, by, at);
}

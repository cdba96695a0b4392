import type { Calendar, limitPeriods, PastReturn } from '../../../shared/model';
import type { Asked } from '../rule';

type Period = (typeof limitPeriods)[number];

/** Days that a period reaches back, today included. */
const daysOf: Record<Period, number> = { day: 1, week: 7, month: 30, year: 365, lifetime: Infinity };

/** A period as people read it. */
export const inTime: Record<Period, string> = {
	day: 'on one day',
	week: 'within 7 days',
	month: 'within 30 days',
	year: 'within 365 days',
	lifetime: 'ever',
};

/** The customer's other returns that were asked for in a period that ends today. */
export function returnsWithin(
	history: PastReturn[],
	period: Period,
	{ today, case: { reference } }: Asked,
	calendar: Calendar,
): PastReturn[] {
	const since = today - daysOf[period];
	return history.filter((one) => one.reference !== reference && calendar.dayOf(one.openedAt) > since);
}

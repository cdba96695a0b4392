import { dateOf, dayOfDate, monthsAfter, type Calendar, type Order, type RuleBook } from '../../shared/model';
import { arrivalOfOrder, deliveryOf, earliestArrival } from '../arrival';
import { choosing } from './book/choose';
import type { AskedLine, Finding, LineRule } from './rule';

type Window = NonNullable<RuleBook['windows']>[number];
type Warranty = NonNullable<RuleBook['warranties']>[number];

/**
 * Calendar days in the shop's time zone from delivery. The last day of the window counts in full. A line whose delivery is not known
 * arrived no earlier than it was sent, or ordered: within the window from there it is within it, and after that a person decides,
 * for a date that nobody knows must not cost the customer the return. The book may have another window, and a warranty after it.
 */
export const returnWindow: LineRule = {
	id: 'return_window',
	compile: ({ windowDays, book }, calendar) => {
		const [windowOf, warrantyOf] = [choosing(book?.windows), choosing(book?.warranties)];
		return (one, asked) => {
			if (!asked.order) return undefined;
			const own = windowOf?.(one, asked);
			return judge(one, asked.order, asked.today, calendar, {
				days: own?.days ?? windowDays,
				own,
				warranty: () => warrantyOf?.(one, asked),
			});
		};
	},
};

function judge(
	{ sold, name }: AskedLine,
	order: Order,
	today: number,
	calendar: Calendar,
	{ days: most, own, warranty }: { days: number; own?: Window; warranty(): Warranty | undefined },
): Finding | undefined {
	const delivered = own?.from === 'order' ? arrivalOfOrder(order) : deliveryOf(sold, order);
	const begun = delivered ?? earliestArrival(sold, order);
	if (!begun)
		return {
			code: 'window_unknown',
			effect: 'review',
			message: `${name}: it is not known when it was delivered or ordered.`,
			...(own && { row: own.name }),
		};
	const first = calendar.dayOf(begun);
	const days = today - first;
	if (days <= most || (own?.until && today <= dayOfDate(own.until))) return undefined;
	const until = own?.until && dayOfDate(own.until) > first + most ? `, and ends on ${own.until}` : '';
	const window = `the return window is ${most} days${until}${own ? ` (rule "${own.name}")` : ''}`;
	const limit = `${most}`;
	const row = own && { row: own.name };
	const covered = warranty();
	if (covered && (!delivered || today <= monthsAfter(first, covered.months)))
		return {
			code: 'warranty_claim',
			effect: 'review',
			row: covered.name,
			message: `${name}: ${window}; it is under warranty until ${dateOf(monthsAfter(first, covered.months))} (rule "${covered.name}").`,
			compared: { what: 'months of warranty', is: `${days} days`, limit: `${covered.months}` },
		};
	if (delivered)
		return {
			code: 'window_over',
			effect: 'decline',
			message: `${name}: ${days} days after delivery; ${window}.`,
			compared: { what: 'days after delivery', is: `${days}`, limit },
			...row,
		};
	const what = begun === order.placedAt ? 'ordered' : 'sent';
	return {
		code: 'window_unknown',
		effect: 'review',
		message: `${name}: ${what} ${days} days ago, and it is not known when it arrived; ${window}.`,
		compared: { what: `days since it was ${what}`, is: `${days}`, limit },
		...row,
	};
}

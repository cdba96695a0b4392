import { deliveryOf, earliestArrival } from '../arrival';
import type { LineRule } from './rule';

/**
 * Calendar days in the shop's time zone from delivery. The last day of the window counts in full. A line whose delivery is not known
 * arrived no earlier than it was sent, or ordered: within the window from there it is within it, and after that a person decides,
 * for a date that nobody knows must not cost the customer the return.
 */
export const returnWindow: LineRule = {
	id: 'return_window',
	compile:
		({ windowDays }, calendar) =>
		({ sold, name }, { order, today }) => {
			if (!order) return undefined;
			const delivered = deliveryOf(sold, order);
			const begun = delivered ?? earliestArrival(sold, order);
			if (!begun)
				return {
					code: 'window_unknown',
					effect: 'review',
					message: `${name}: it is not known when it was delivered or ordered.`,
				};
			const days = today - calendar.dayOf(Date.parse(begun));
			if (days <= windowDays) return undefined;
			const window = `the return window is ${windowDays} days`;
			if (delivered)
				return {
					code: 'window_over',
					effect: 'decline',
					message: `${name}: ${days} days after delivery; ${window}.`,
					compared: { what: 'days after delivery', is: `${days}`, limit: `${windowDays}` },
				};
			const what = begun === order.placedAt ? 'ordered' : 'sent';
			return {
				code: 'window_unknown',
				effect: 'review',
				message: `${name}: ${what} ${days} days ago, and it is not known when it arrived; ${window}.`,
				compared: { what: `days since it was ${what}`, is: `${days}`, limit: `${windowDays}` },
			};
		},
};

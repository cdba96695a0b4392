import { daysBetween, type Order, type OrderLine } from '../../shared/model';
import { nameOf, orderLineOf } from '../links';
import type { Finding, LineRule } from './rule';

/**
 * Calendar days in the shop's time zone from delivery. The last day of the window counts in full. A line whose delivery is not known
 * arrived no earlier than it was sent, or ordered: within the window from there it is within it, and after that a person decides,
 * for a date that nobody knows must not cost the customer the return.
 */
export const returnWindow: LineRule = ({ case: { lines, order }, policy, timeZone, asOf }) => {
	if (!order) return [];
	return lines.flatMap((line): Finding[] => {
		const sold = orderLineOf(line, order);
		const delivered = deliveryOf(sold, order);
		const begun = delivered ?? latest([sold?.fulfilledAt ?? order.fulfilledAt, order.placedAt]);
		if (!begun)
			return [
				{
					code: 'window_unknown',
					effect: 'review',
					line: line.id,
					message: `${nameOf(line)}: it is not known when it was delivered or ordered.`,
				},
			];
		const days = daysBetween(begun, asOf, timeZone);
		if (days <= policy.windowDays) return [];
		const window = `the return window is ${policy.windowDays} days`;
		if (delivered)
			return [
				{
					code: 'window_over',
					effect: 'decline',
					line: line.id,
					message: `${nameOf(line)}: ${days} days after delivery; ${window}.`,
				},
			];
		const what = begun === order.placedAt ? 'ordered' : 'sent';
		return [
			{
				code: 'window_unknown',
				effect: 'review',
				line: line.id,
				message: `${nameOf(line)}: ${what} ${days} days ago, and it is not known when it arrived; ${window}.`,
			},
		];
	});
};

/** When the line arrived. The order's own time stands for its lines only when none of them has one. */
function deliveryOf(sold: OrderLine | undefined, { lines, deliveredAt }: Order): string | undefined {
	const dated = lines.some((one) => one.deliveredAt ?? one.fulfilledAt);
	return dated ? sold?.deliveredAt : deliveredAt;
}

function latest(times: Array<string | undefined>): string | undefined {
	return times
		.filter((time) => time !== undefined)
		.sort((one, other) => Date.parse(one) - Date.parse(other))
		.at(-1);
}

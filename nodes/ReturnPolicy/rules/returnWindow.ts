import { daysBetween } from '../../shared/model';
import { nameOf, orderLineOf } from '../links';
import type { Finding, LineRule } from './rule';

/**
 * Calendar days in the shop's time zone from the line's delivery, else the order's, else its placing. The last day of the
 * window counts in full. With none of these times a person decides.
 */
export const returnWindow: LineRule = ({ case: { lines, order }, policy, timeZone, asOf }) => {
	if (!order) return [];
	return lines.flatMap((line): Finding[] => {
		const delivered = orderLineOf(line, order)?.deliveredAt ?? order.deliveredAt;
		const start = delivered ?? order.placedAt;
		if (!start)
			return [
				{
					code: 'window_unknown',
					effect: 'review',
					line: line.id,
					message: `${nameOf(line)}: it is not known when it was delivered or ordered.`,
				},
			];
		const days = daysBetween(start, asOf, timeZone);
		if (days <= policy.windowDays) return [];
		return [
			{
				code: 'window_over',
				effect: 'decline',
				line: line.id,
				message: `${nameOf(line)}: ${days} days after ${delivered ? 'delivery' : 'the order'}; the return window is ${policy.windowDays} days.`,
			},
		];
	});
};

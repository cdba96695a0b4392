import { europeanEconomicArea, monthsAfter, weekdayOf, type Calendar } from '../../shared/model';
import { arrivalOfOrder, deliveryOf, earliestArrival } from '../arrival';
import type { PolicyCase } from '../input/policyCase';

/** Where a declared withdrawal stands under Directive 2011/83/EU. Days are local days of the shop (calendar.ts). */
export interface Withdrawal {
	/** The day on which the statement was sent: that day counts, however late it is read (Art. 11a(5)). */
	toldOn: number;
	/** The last day of the period; undefined as long as it cannot be shown to have begun: not everything has arrived, or nobody knows. */
	lastDay?: number;
	/** It was sent after the period: then it is for a person, and no more the law's minimum. */
	late: boolean;
	/** The arrival of some goods is not known, and so much time has gone by that they must have come. */
	unproven: boolean;
	/** The customer's country, when it is known. */
	country?: string;
}

const days = 14;

/**
 * Where a withdrawal stands; undefined of a return that is none, and of a customer who is known to live where this law does not hold. `uninformed`:
 * buyers are not told of their right, which makes the period twelve months longer (Art. 10). Pure.
 */
export function withdrawalOf(
	judged: PolicyCase,
	calendar: Calendar,
	asOf: string,
	uninformed = false,
): Withdrawal | undefined {
	if (!judged.withdrawal) return undefined;
	const { order, customer } = judged;
	const country = (order?.customer?.address ?? customer?.address)?.country.toUpperCase();
	if (country && !europeanEconomicArea.includes(country)) return undefined;
	const toldOn = calendar.dayOf(judged.clock?.toldAt ?? judged.openedAt ?? asOf);
	const endOf = (instant: string) => lastDayOf(calendar.dayOf(instant), uninformed);
	const arrived = order && arrivalOfOrder(order);
	const guessed = order && !arrived ? latestGuess(judged) : undefined;
	return {
		toldOn,
		...(arrived && { lastDay: endOf(arrived) }),
		late: !!arrived && toldOn > endOf(arrived),
		unproven: !!guessed && toldOn > endOf(guessed),
		...(country && { country }),
	};
}

/** Fourteen days after the day of arrival; a last day that is a Saturday or Sunday is followed by the next working day (Regulation 1182/71). */
export function lastDayOf(arrival: number, uninformed: boolean): number {
	const last = uninformed ? monthsAfter(arrival + days, 12) : arrival + days;
	return last + ({ 6: 2, 0: 1 }[weekdayOf(last)] ?? 0);
}

/** The latest of what is known of each line: its arrival, else when it was sent, else ordered. */
function latestGuess({ order }: PolicyCase): string | undefined {
	if (!order) return undefined;
	return order.lines
		.filter(({ comesBack }) => comesBack !== false)
		.map((line) => deliveryOf(line, order) ?? earliestArrival(line, order))
		.filter((time) => time !== undefined)
		.sort((a, b) => Date.parse(a) - Date.parse(b))
		.at(-1);
}

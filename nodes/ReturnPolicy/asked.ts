import type { Calendar, Order } from '../shared/model';
import { currenciesOf } from './currencies';
import { nameOf, orderLineOf } from './links';
import type { PolicyLine } from './input/policyCase';
import type { Asked, AskedLine, Question } from './rules/rule';

/** Reads a question once for all rules: each line beside what was sold, the day, the order's currencies. */
export function askedOf({ case: judged, asOf }: Question, calendar: Calendar): Asked {
	const { order } = judged;
	const today = calendar.dayOf(Date.parse(asOf));
	if (Number.isNaN(today)) throw new RangeError(`No time: ${asOf}`);
	return {
		case: judged,
		...(order && { order }),
		lines: linesOf(judged.lines, order),
		today,
		currencies: order ? currenciesOf(order) : [],
	};
}

function linesOf(lines: PolicyLine[], order: Order | undefined): AskedLine[] {
	const asked: AskedLine[] = [];
	for (const line of lines) {
		const sold = order && orderLineOf(line, order);
		let before = 0;
		if (sold) for (const one of asked) if (one.sold === sold) before += one.line.quantity;
		asked.push({ line, name: nameOf(line), sold, before });
	}
	return asked;
}

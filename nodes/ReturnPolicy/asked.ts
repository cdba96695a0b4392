import type { Calendar, Order, OrderLine } from '../shared/model';
import { categoriesOf } from '../shared/policy/categories';
import { currenciesOf } from './currencies';
import { nameOf, orderLineOf } from '../shared/case/soldLine';
import type { KnownOrder, PolicyLine } from './input/policyCase';
import type { Asked, AskedLine, Question } from './rules/rule';
import { lower } from '../shared/policy/texts';

/**
 * Reads a question once for all rules: each line beside what was sold, the day, the order's currencies, and what rules of the book compare.
 * Whether the policy has the customer on a list of those whom nothing holds is the policy's to say. Throws RangeError when `asOf` is no time.
 */
export function askedOf({ case: judged, asOf, facts = {} }: Question, calendar: Calendar): Asked {
	const { order } = judged;
	const today = calendar.dayOf(asOf);
	if (Number.isNaN(today)) throw new RangeError(`No time: ${asOf}`);
	const customer = order?.customer ?? judged.customer;
	return {
		case: judged,
		order,
		lines: linesOf(judged.lines, order, Object.values(judged.orders)),
		today,
		currencies: order ? currenciesOf(order) : [],
		facts,
		channel: lower(judged.channel ?? order?.channel ?? ''),
		country: (customer?.address ?? judged.customer?.address)?.country.toUpperCase(),
		tier: facts.tier ? lower(facts.tier) : '',
		orderedOn: order?.placedAt ? calendar.dayOf(order.placedAt) : undefined,
		isAllowed: false,
	};
}

function linesOf(lines: PolicyLine[], order: Order | undefined, systems: KnownOrder[]): AskedLine[] {
	const asked: AskedLine[] = [];
	for (const line of lines) {
		const sold = order && orderLineOf(line, order);
		let before = 0;
		if (sold) for (const one of asked) if (one.sold === sold) before += one.line.quantity;
		asked.push({
			line,
			name: nameOf(line),
			sold,
			before,
			categories: sold ? categoriesIn(sold, systems) : none,
			sku: lower(sold?.sku ?? line.sku),
			reason: lower(line.reason),
		});
	}
	return asked;
}

const none: readonly string[] = [];

/** What any system that knows the order calls the goods: a rule may be written in the shop's words or in those of Odoo. */
function categoriesIn({ id, category }: OrderLine, systems: KnownOrder[]): readonly string[] {
	let names = categoriesOf(category);
	for (const { lines } of systems) {
		const other = lines.find((one) => one.id === id)?.category;
		if (other && other !== category) names = [...new Set([...names, ...categoriesOf(other)])];
	}
	return names;
}

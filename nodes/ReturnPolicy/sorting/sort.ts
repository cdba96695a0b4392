import { z } from 'zod';
import {
	calendarOf,
	format,
	money,
	Money,
	Policy,
	portion,
	PublishedName,
	sortingReasons,
	stockPlaces,
} from '../../shared/model';
import { deliveryOf, earliestArrival } from '../arrival';
import { askedOf } from '../asked';
import type { InspectedGoods } from '../input/inspected';
import { policyHash } from '../../shared/policy/policyHash';
import { fitting } from '../rules/book/when';
import type { Asked, AskedLine, Question } from '../rules/rule';
import { worthOf } from '../../shared/case/worth';
import { isSpared } from './destruction';
import type { AnyRule, Order, OrderLine, RuleBook, StockPlace } from '../../shared/model';
import { lower } from '../../shared/policy/texts';

/** What becomes of goods, as the yearly report of ESPR Art. 24 has it; the first two leave nothing to report. */
const treatments: Record<StockPlace, string> = {
	restock: 'none',
	quarantine: 'none',
	refurbish: 'refurbishment',
	vendor: 'none',
	donate: 'reuse',
	recycle: 'recycling',
	scrap: 'disposal',
};

/** Where inspected goods go, line by line. The lines are those of an inspection, and can be recorded as such. */
export const Sorting = z.object({
	id: z.string().optional(),
	lines: z.array(
		z.object({
			line: z.string().optional(),
			sku: z.string().optional(),
			quantity: z.number().int(),
			serials: z.array(z.string()).optional(),
			condition: z.string(),
			note: z.string().optional(),
			evidence: z.string().optional(),
			destination: z.enum(stockPlaces),
			reason: z.enum(sortingReasons),
			weight: z.number().optional(),
			cn: z.string().optional(),
			category: z.string().optional(),
			/** The rule that said so; absent: a person did, or no rule fits. */
			rule: z.string().optional(),
			/** In words for people. */
			message: z.string(),
			/** A person must look: no rule fits, or the law spares the goods. */
			ask: z.boolean(),
			treatment: z.string(),
			/** What is expected to come back of the net price, less what it costs. */
			recovery: Money.optional(),
		}),
	),
	/** Some line is for a person. */
	ask: z.boolean(),
	/** The lines' recovery together. */
	recovery: Money.optional(),
	/** Lines whose weight, or what customs call them, is not known: reports lack them. */
	unreported: z.array(z.string()),
	/** Which policy said so: its content's name, the published one that it was taken from, and itself. */
	policy: z.string(),
	published: PublishedName.optional(),
	rules: Policy.strip(),
});
export type Sorting = z.infer<typeof Sorting>;
type Rule = NonNullable<RuleBook['sorting']>[number];
type Goods = InspectedGoods['lines'][number];

/**
 * Says where inspected goods go: the first rule that fits, else quarantine and a person. A destination that somebody has given stays. No machine lets unsold
 * apparel or footwear be destroyed. Pure. Throws RangeError when the time zone is unknown.
 */
export function sortGoods({
	policy,
	timeZone,
	goods,
	...question
}: Question & { policy: Policy; timeZone: string; goods: InspectedGoods }): Sorting {
	const calendar = calendarOf(timeZone);
	const asked = askedOf(question, calendar);
	const rules = (policy.book?.sorting ?? []).map((rule) => ({ rule, fits: fittingGoods(rule, policy.book?.currency) }));
	const ageOf = ({ sold }: AskedLine) => {
		const arrived = asked.order && (deliveryOf(sold, asked.order) ?? earliestArrival(sold, asked.order));
		return arrived ? asked.today - calendar.dayOf(arrived) : undefined;
	};

	const lines = goods.lines.map((one): Sorting['lines'][number] => {
		const about = lineOf(one, asked);
		const facts = { goods: one, about, age: ageOf(about), worth: pieceWorth(about.sold, asked.order) };
		const found = one.destination ? undefined : rules.find(({ fits }) => fits(facts, asked))?.rule;
		const { destination: given, line, sku, quantity, serials, condition, note, evidence, weight, cn } = one;
		const wanted = given ?? found?.to ?? 'quarantine';
		const reason = found?.because ?? 'other';
		const spare = wanted === 'scrap' && !given && isSpared(one.cn, reason);
		const destination = spare ? 'quarantine' : wanted;
		const recovery = spare || !found ? undefined : recoveryOf(found, one.quantity, about.sold, asked.order, policy);
		const pieces = `${one.quantity} x ${about.name}`;
		return {
			...withoutBlanks({ line: line ?? (asked.lines.includes(about) ? about.line.id : undefined), sku, serials }),
			quantity,
			condition,
			...withoutBlanks({ note, evidence, weight, cn }),
			destination,
			reason,
			...(about.sold?.category && { category: about.sold.category }),
			...(found && { rule: found.name }),
			message: spare
				? `${pieces}: by the rule "${found!.name}" it would be destroyed; unsold apparel and footwear may not be without a reason that the law names (ESPR Art. 25). A person decides.`
				: found
					? `${pieces}: ${destination} by the rule "${found.name}"${recovery ? `; ${format(recovery)} expected` : ''}.`
					: given
						? `${pieces}: ${destination}, as a person said.`
						: `${pieces}: no rule fits; it is kept apart until a person decides.`,
			ask: spare || (!found && !given),
			treatment: treatments[destination],
			...(recovery && { recovery }),
		};
	});
	const recovered = lines.flatMap(({ recovery }) => recovery ?? []);
	return {
		...(goods.id && { id: goods.id }),
		lines,
		ask: lines.some(({ ask }) => ask),
		...(recovered.length && {
			recovery: money(
				recovered.reduce((sum, { amount }) => sum + amount, 0),
				recovered[0].currency,
			),
		}),
		unreported: lines
			.filter(({ treatment, weight, cn }) => treatment !== 'none' && (weight === undefined || !cn))
			.map(({ line, sku }) => sku ?? line ?? ''),
		policy: policyHash(policy),
		rules: policy,
	};
}

function withoutBlanks<T extends object>(fields: T): T {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

interface GoodsFacts {
	goods: Goods;
	about: AskedLine;
	/** Days since they arrived at the customer. */
	age: number | undefined;
	/** Paid for a piece, tax included. */
	worth: Money | undefined;
}

/** The conditions of a sorting rule as one question. What is not known fits no condition. */
function fittingGoods(rule: Rule, currency: string | undefined): (facts: GoodsFacts, asked: Asked) => boolean {
	const fits = fitting(rule as AnyRule);
	const [conditions, answers] = [rule.conditions?.map(lower), rule.answers?.map(plainAnswer)];
	const { olderThan, youngerThan, worthFrom, worthBelow } = rule;
	const hasWorth = worthFrom !== undefined || worthBelow !== undefined;
	return ({ goods, about, age, worth }, asked) => {
		if (!fits(about, asked)) return false;
		if (conditions && !conditions.includes(lower(goods.condition))) return false;
		const given = Object.entries(goods.answers).map(([question, answer]) => plainAnswer(`${question}=${answer}`));
		if (answers && !given.some((one) => answers.includes(one))) return false;
		if (olderThan !== undefined && !(age !== undefined && age > olderThan)) return false;
		if (youngerThan !== undefined && !(age !== undefined && age < youngerThan)) return false;
		if (!hasWorth) return true;
		if (!worth || worth.currency !== currency) return false;
		return worth.amount >= (worthFrom ?? 0) && worth.amount < (worthBelow ?? Infinity);
	};
}

/** `Battery = swollen` however it is written. */
function plainAnswer(text: string): string {
	return text.split('=').map(lower).join('=');
}

/** The line of the return that goods are of, by its id or SKU; goods of no line are judged by what they say of themselves. */
function lineOf({ line, sku, quantity }: Goods, { lines }: Asked): AskedLine {
	const found =
		lines.find((one) => one.line.id === line) ?? (sku ? lines.find((one) => one.sku === lower(sku)) : undefined);
	if (found) return found;
	const quantities = { approved: 0, received: 0, inspected: {} };
	return {
		line: { id: line ?? '', sku: sku ?? '', title: '', quantity, reason: 'unknown', providerIds: {}, quantities },
		name: sku ?? line ?? 'goods',
		before: 0,
		categories: [],
		sku: lower(sku ?? ''),
		reason: 'unknown',
	};
}

function pieceWorth(sold: OrderLine | undefined, order: Order | undefined): Money | undefined {
	if (!sold?.quantity || !order || sold.subtotal.currency !== order.currency) return undefined;
	const { net, tax } = worthOf(sold, order.taxesIncluded, 0, sold.quantity);
	return money(portion(net + tax, 1, sold.quantity), order.currency);
}

/** Of the net price of the pieces, less the cost of each. Costs in another currency than the order's cannot be taken: then it is not known. */
function recoveryOf(
	{ recoveryBasisPoints, cost = 0 }: Rule,
	quantity: number,
	sold: OrderLine | undefined,
	order: Order | undefined,
	{ book }: Policy,
): Money | undefined {
	if (recoveryBasisPoints === undefined && !cost) return undefined;
	if (!order || !sold || quantity > sold.quantity || (cost && book?.currency !== order.currency)) return undefined;
	const { net } = worthOf(sold, order.taxesIncluded, 0, quantity);
	return money(portion(net, recoveryBasisPoints ?? 0, 10_000) - cost * quantity, order.currency);
}

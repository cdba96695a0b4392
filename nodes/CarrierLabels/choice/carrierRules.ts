import { z } from 'zod';
import { typedAmount, typedCurrency } from '../../shared/model/typedAmount';
import { carrierNames, invalidInput, type CarrierName, type Money } from '../../shared/model';
import { europeanUnion } from '../../shared/model/countries';
import type { OfferLimits, Offer, RateChoice } from '../carriers/carrier';

/* Which carrier services are asked for a parcel, and in which order: rules that an analyst writes, one below the other. */

/** Which parcels go by a carrier service, and which of its offers is taken. */
export interface CarrierRule {
	carrierService: CarrierName;
	choice: RateChoice;
	limits: OfferLimits;
	/** Two letters each; none: from anywhere. */
	countries: string[];
	/** Grams, both ends included. */
	weight: { from?: number; to?: number };
	/** What its goods were sold for, both ends included. */
	value: { from?: Money; to?: Money };
}

/** What of a parcel the rules go by. */
export interface ParcelFacts {
	/** Where it comes from. */
	country: string;
	/** In grams. */
	weight: number;
	/** What its goods were sold for; undefined: nobody knows. */
	value?: Money;
}

/** Whether a rule is about a parcel. A value that nobody knows, or in another currency, is within no bounds. */
export function fits({ countries, weight, value }: CarrierRule, parcel: ParcelFacts): boolean {
	if (countries.length && !countries.includes(parcel.country)) return false;
	if (parcel.weight < (weight.from ?? 0) || parcel.weight > (weight.to ?? Infinity)) return false;
	const isAtLeast = (bound: Money | undefined, side: 1 | -1) =>
		!bound || (parcel.value?.currency === bound.currency && (parcel.value.amount - bound.amount) * side >= 0);
	return isAtLeast(value.from, 1) && isAtLeast(value.to, -1);
}

const blankable = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((given) => String(given ?? '').trim());
const bound = z.coerce.number().nonnegative().nullish();

/** A row as the editor keeps it. */
const Row = z.object({
	carrierService: z.enum(carrierNames as [CarrierName, ...CarrierName[]]),
	rate: z.enum(['cheapest', 'fastest', 'service']).default('cheapest'),
	service: blankable,
	countries: blankable,
	weightFrom: bound,
	weightTo: bound,
	valueFrom: blankable,
	valueTo: blankable,
	highestPrice: blankable,
	mostDays: bound,
});

/** The rules as an analyst wrote them. Throws EffectError that names the rule and what is wrong with it. */
export function rulesOf(rows: unknown): CarrierRule[] {
	if (!Array.isArray(rows) || !rows.length)
		throw invalidInput(
			'There is no carrier rule',
			'Add one in Carrier Rules, or choose a Carrier Service.',
			'carrierRules',
		);
	return rows.map((row, index) => ruleOf(row, `Rule ${index + 1}`));
}

function ruleOf(given: unknown, name: string): CarrierRule {
	const wrong = (message: string, advice: string) => invalidInput(`${name}: ${message}`, advice, 'carrierRules');
	const read = Row.safeParse(given);
	if (!read.success) {
		const [{ path, message }] = read.error.issues;
		throw wrong(`${path.join('.')} ${message}`, 'Correct it in Carrier Rules.');
	}
	const { carrierService, rate, service, countries, weightFrom, weightTo, valueFrom, valueTo, highestPrice, mostDays } =
		read.data;
	if (rate === 'service' && !service) throw wrong('no service is named', 'Give its name in Service.');
	const named = countries
		.toUpperCase()
		.split(/[\s,;]+/)
		.filter(Boolean);
	const strange = named.find((country) => !/^[A-Z]{2}$/.test(country));
	if (strange)
		throw wrong(`"${strange}" is no country`, 'Write two letters each, e.g. DE, AT; EU means all its members.');
	const amount = (text: string, field: string): Money | undefined => {
		if (!text) return undefined;
		const [, before, number, after] = /^([A-Za-z]{3})?\s*([\d.]+)\s*([A-Za-z]{3})?$/.exec(text) ?? [];
		const currency = before ?? after;
		if (!number || !currency || (before && after))
			throw wrong(`${field} "${text}" is no amount`, 'Write amount and currency, e.g. 12.50 EUR.');
		return typedAmount(number, typedCurrency(currency), 'carrierRules');
	};
	const [from, to, cost] = [
		amount(valueFrom, 'Value From'),
		amount(valueTo, 'Value To'),
		amount(highestPrice, 'Highest Price'),
	];
	return {
		carrierService,
		choice: rate === 'service' ? { by: 'service', service } : { by: rate },
		limits: { ...(cost && { cost }), ...(mostDays && { days: mostDays }) },
		countries: named.flatMap((country) => (country === 'EU' ? europeanUnion : [country])),
		// 0 is what the editor shows of a number that nobody gave.
		weight: { ...(weightFrom && { from: weightFrom }), ...(weightTo && { to: weightTo }) },
		value: { ...(from && { from }), ...(to && { to }) },
	};
}

/**
 * Those that offer something, the best first; the others behind them, all else in the order of the rules. `by`: what makes one better. A price in
 * another currency than the first that is known cannot be compared, and stands behind those that can.
 */
export function bestFirst<T extends { offer?: Offer }>(candidates: T[], by: 'cheapest' | 'fastest'): T[] {
	const currency = candidates.find(({ offer }) => offer?.cost)?.offer!.cost!.currency;
	const price = ({ offer }: T) => (offer?.cost && offer.cost.currency === currency ? offer.cost.amount : Infinity);
	const days = ({ offer }: T) => offer?.days ?? Infinity;
	const [first, second] = by === 'cheapest' ? [price, days] : [days, price];
	const compare = (a: number, b: number) => (a === b ? 0 : a - b);
	return [...candidates].sort(
		(a, b) => Number(!a.offer) - Number(!b.offer) || compare(first(a), first(b)) || compare(second(a), second(b)),
	);
}

import type { When } from '../../model';
import { categoriesOf } from '../categories';
import { countriesOf, lower } from '../texts';

/** Whether whatever the narrower rule fits, the wider one fits too. True means always; false may also mean that nobody can tell. */
export function covers(wider: When, narrower: When): boolean {
	return (
		coversList(wider.categories?.map(lower), narrower.categories, (wanted, one) =>
			categoriesOf(one).some((name) => wanted.includes(name)),
		) &&
		coversSkus(wider.skus, narrower.skus) &&
		coversList(wider.channels?.map(lower), narrower.channels?.map(lower)) &&
		coversList(countryList(wider), countryList(narrower)) &&
		coversList(wider.tiers?.map(lower), narrower.tiers?.map(lower)) &&
		coversList(wider.reasons?.map(lower), narrower.reasons?.map(lower)) &&
		coversDays(wider, narrower)
	);
}

/** Whether a list asks for no more than another: it is not there, or has all that the other has. */
export function coversList(
	wider: string[] | undefined,
	narrower: string[] | undefined,
	fits: (wider: string[], one: string) => boolean = (list, one) => list.includes(one),
): boolean {
	if (!wider) return true;
	return !!narrower && narrower.every((one) => fits(wider, one));
}

function countryList({ countries }: When): string[] | undefined {
	return countries && [...countriesOf(countries)];
}

function coversSkus(wider: string[] | undefined, narrower: string[] | undefined): boolean {
	const begins = (wider ?? []).filter((sku) => sku.endsWith('*')).map((sku) => lower(sku.slice(0, -1)));
	if (!wider || begins.includes('')) return true;
	const whole = wider.filter((sku) => !sku.endsWith('*')).map(lower);
	return (
		!!narrower &&
		narrower.every((sku) =>
			sku.endsWith('*')
				? begins.some((begin) => lower(sku.slice(0, -1)).startsWith(begin))
				: whole.includes(lower(sku)) || begins.some((begin) => lower(sku).startsWith(begin)),
		)
	);
}

/** A rule that asks for days fits no order whose day is not known, so one that does not ask is never within it. */
function coversDays(wider: When, narrower: When): boolean {
	const from = !wider.orderedFrom || (!!narrower.orderedFrom && narrower.orderedFrom >= wider.orderedFrom);
	const to = !wider.orderedTo || (!!narrower.orderedTo && narrower.orderedTo <= wider.orderedTo);
	return from && to;
}

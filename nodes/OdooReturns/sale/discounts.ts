import { allocate } from '../../shared/model';

/** A line as a document has it; amounts in minor units. One below zero takes something off the others. */
export interface DocumentLine {
	id: number;
	/** What people know it by: SKU, title. A discount that names one belongs to it. */
	names: string[];
	/** The title of a discount. */
	title: string;
	/** Ids of its taxes. */
	taxes: number[];
	net: number;
	tax: number;
	/** Whose it is, where an invoice is for several orders: it bears and discounts its own order only. */
	owner?: 'order' | 'others';
	/** No line of goods, but what the whole document came to besides, also above zero: over all of them, or over those with its taxes. */
	beside?: 'all' | 'taxed alike';
}

/** What of a discount, or of what a document came to besides its goods, one line bears. */
export interface DiscountShare {
	discount: number;
	net: number;
	tax: number;
}

/**
 * Spreads lines below zero over the lines that they discount: those that they name, else those with the same taxes (Odoo's discount
 * wizard makes one such line for each set of taxes), else those that have these and more, else all; in proportion to what these cost, to the cent, or to multiples of `step`
 * minor units. What a whole document came to besides goes by price and by tax, each for itself. Line id -> its shares. Pure.
 */
export function spreadDiscounts(lines: DocumentLine[], step = 1): Map<number, DiscountShare[]> {
	const priced = lines.filter((line) => !line.beside && line.net + line.tax > 0);
	const shares = new Map<number, DiscountShare[]>();
	for (const discount of lines.filter((line) => line.beside || isDiscount(line))) {
		const owners = ownersOf(discount, priced);
		if (!owners.length) continue;
		for (const { part, over } of partsOf(discount, owners, priced, (line) => leftOf(line, shares.get(line.id)), step)) {
			const gross = over.map(({ net, tax }) => Math.max(0, net + tax));
			const spread = (total: number, weights: number[]) =>
				allocate(Math.round(total / step), weights.some(Boolean) ? weights : gross).map((share) => share * step);
			// Of a whole document: its tax is borne by tax alone.
			const of = (what: 'net' | 'tax') =>
				part.beside === 'all' ? over.map((owner) => Math.max(0, owner[what])) : gross;
			const [nets, taxes] = [spread(part.net, of('net')), spread(part.tax, of('tax'))];
			over.forEach(({ id }, index) =>
				shares.set(id, [...(shares.get(id) ?? []), { discount: part.id, net: nets[index], tax: taxes[index] }]),
			);
		}
	}
	return shares;
}

/** What of a line's price, with tax, no discount has taken yet. */
function leftOf({ net, tax }: DocumentLine, shares: DiscountShare[] = []): number {
	return shares.reduce((left, share) => left + share.net + share.tax, net + tax);
}

/** A discount over its owners; what is more than they cost is borne by the other lines, for nobody pays to give goods back. */
function partsOf(
	discount: DocumentLine,
	owners: DocumentLine[],
	priced: DocumentLine[],
	left: (line: DocumentLine) => number,
	step: number,
): Array<{ part: DocumentLine; over: DocumentLine[] }> {
	const total = (of: DocumentLine[]) => of.reduce((sum, line) => sum + Math.max(0, left(line)), 0);
	const off = -(discount.net + discount.tax);
	const others = priced.filter((line) => !owners.includes(line) && (!discount.owner || line.owner === discount.owner));
	const own = total(owners);
	if (discount.beside || off <= own || total(others) < off - own) return [{ part: discount, over: owners }];
	const share = (amount: number) => Math.round((amount * own) / off / step) * step;
	const [net, tax] = [share(discount.net), share(discount.tax)];
	return [
		{ part: { ...discount, net, tax }, over: owners },
		{ part: { ...discount, net: discount.net - net, tax: discount.tax - tax }, over: others },
	];
}

/** Whether a line takes something off the others. */
export function isDiscount({ net, tax }: Pick<DocumentLine, 'net' | 'tax'>): boolean {
	return net + tax < 0;
}

function ownersOf({ title, taxes, owner, beside }: DocumentLine, all: DocumentLine[]): DocumentLine[] {
	const priced = all.filter((line) => !owner || line.owner === owner);
	if (beside === 'all') return priced;
	const named = beside ? [] : priced.filter(({ names }) => names.some((name) => mentions(title, name)));
	if (named.length) return named;
	const same = priced.filter((line) => setOf(line.taxes) === setOf(taxes));
	if (same.length) return same;
	// A tax that is an amount for each piece is on the goods alone.
	const more = taxes.length ? priced.filter((line) => taxes.every((tax) => line.taxes.includes(tax))) : [];
	return more.length ? more : priced;
}

function mentions(title: string, name: string): boolean {
	const at = name.length < 3 ? -1 : title.toLowerCase().indexOf(name.toLowerCase());
	const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
	return at >= 0 && !isWord(title[at - 1]) && !isWord(title[at + name.length]);
}

function setOf(ids: number[]): string {
	return [...ids].sort((a, b) => a - b).join(',');
}

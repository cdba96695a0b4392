import { addTo, allocate } from '../../shared/model';

/** A line as a document has it; amounts in minor units. One below zero takes something off the others. */
export interface DocumentLine {
	id: number;
	/** What people know its goods by; blank: by none. A discount that names a SKU or a product belongs to it. */
	sku?: string;
	product?: string;
	/** The title of a discount. */
	title: string;
	/** Ids of its taxes. */
	taxes: number[];
	net: number;
	tax: number;
	/** Whose it is, where an invoice is for several orders: it bears and discounts its own order only. */
	owner?: 'order' | 'others';
	/** What the customer paid for the delivery. */
	shipping?: boolean;
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
 * Spreads lines below zero over the lines that they discount: those that they name, of shipping the shipping, else those with the same taxes (Odoo's discount
 * wizard makes one such line for each set of taxes), else those that have these and more, else all; in proportion to what these cost, to the cent, or to multiples of `step`
 * minor units. What a whole document came to besides goes by price and by tax, each for itself. Line id -> its shares. Pure.
 */
export function spreadDiscounts(lines: DocumentLine[], step = 1): Map<number, DiscountShare[]> {
	const sold = lines.filter((line) => !line.beside && !isDiscount(line));
	const priced = sold.filter((line) => line.net + line.tax > 0);
	const shares = new Map<number, DiscountShare[]>();
	for (const discount of lines.filter((line) => line.beside || isDiscount(line))) {
		const owners = ownersOf(discount, priced, sold);
		if (!owners.length) continue;
		for (const { part, over } of partsOf(discount, owners, priced, (line) => leftOf(line, shares.get(line.id)), step)) {
			const gross = over.map(({ net, tax }) => Math.max(0, net + tax));
			const spread = (total: number, weights: number[]) =>
				allocate(Math.round(total / step), weights.some(Boolean) ? weights : gross).map((share) => share * step);
			// Of a whole document: its tax is borne by tax alone.
			const of = (what: 'net' | 'tax') =>
				part.beside === 'all' ? over.map((owner) => Math.max(0, owner[what])) : gross;
			const [nets, taxes] = [spread(part.net, of('net')), spread(part.tax, of('tax'))];
			over.forEach(({ id }, index) => addTo(shares, id, { discount: part.id, net: nets[index], tax: taxes[index] }));
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

function ownersOf(discount: DocumentLine, all: DocumentLine[], sold: DocumentLine[]): DocumentLine[] {
	const { title, taxes, owner, beside } = discount;
	const priced = all.filter((line) => !owner || line.owner === owner);
	if (beside === 'all') return priced;
	const names = beside ? [] : namedIn(title, sold);
	const named = priced.filter((line) => names.includes(line));
	if (named.length) return named;
	const shipping = beside ? [] : priced.filter((line) => line.shipping);
	if (isOfShipping(discount, shipping)) return shipping;
	const goods = shipping.length && exceptsShipping.test(title) ? priced.filter((line) => !line.shipping) : priced;
	const same = goods.filter((line) => setOf(line.taxes) === setOf(taxes));
	if (same.length) return same;
	// A tax that is an amount for each piece is on the goods alone.
	const more = taxes.length ? goods.filter((line) => taxes.every((tax) => line.taxes.includes(tax))) : [];
	return more.length ? more : goods;
}

/** How shipping is called: Odoo's own reward "Free Shipping - …" does not name the delivery method. */
const shippingWords =
	'shipping|delivery|postage|freight|versand|\\bporto\\b|lieferung|livraison|port offert|env[ií]o|spedizion|consegna|verzend|bezorg|dostaw|wysy|frakt|fragt|entrega|frete';
const saysShipping = new RegExp(shippingWords, 'i');
const saysFree =
	/\bfree\b|frei(e|er|en)?(?!\p{L})|kostenlos|gratis|gratuit|offert|bezp[łl]atn|darmow|\bfri\b|gr[áa]tis/iu;
const exceptsShipping = new RegExp(
	`(?<!\\p{L})(excl|exkl|except|excepto|without|ohne|außer|hors|sauf|sans|senza|sin|zonder|bez|sem|utan|uden)\\p{L}*[^\\p{L}]+(\\p{L}+[^\\p{L}]+)?(${shippingWords})`,
	'iu',
);

/**
 * Whether a discount is of the shipping alone: its title says so. "10% incl. delivery" is of all, unless the shipping is free or it comes to that percentage
 * of the shipping.
 */
function isOfShipping({ title, net, tax }: DocumentLine, shipping: DocumentLine[]): boolean {
	if (!shipping.length || !saysShipping.test(title) || exceptsShipping.test(title)) return false;
	const percent = /(\d+(?:[.,]\d+)?)\s*%/.exec(title)?.[1];
	if (percent === undefined || saysFree.test(title)) return true;
	const costs = shipping.reduce((sum, line) => sum + line.net + line.tax, 0);
	return Math.abs((costs * Number(percent.replace(',', '.'))) / 100 + net + tax) <= 1;
}

/** The lines whose SKU or title a text names. A name that stands there only as a part of another line's is not meant: "Mug" in "Mug large". */
function namedIn(text: string, sold: DocumentLine[]): DocumentLine[] {
	const found = sold.flatMap((line) =>
		[placesOf(line.sku, text, goesOnAsSku), placesOf(line.product, text, goesOnAsWord)]
			.flat()
			.map((place) => ({ line, ...place })),
	);
	const isPart = (one: Place, of: Place) =>
		of.from <= one.from && one.to <= of.to && of.to - of.from > one.to - one.from;
	return found.filter((one) => !found.some((other) => isPart(one, other))).map(({ line }) => line);
}

/** Where a name stands in a text. */
interface Place {
	from: number;
	to: number;
}

/** What a word goes on with, read away from it. A SKU also goes on behind a sign: "TEE-XL" is not "TEE". */
const goesOnAsWord = /^[\p{L}\p{N}]/u;
const goesOnAsSku = /^[-_/.]*[\p{L}\p{N}]/u;

function placesOf(name = '', text: string, goesOn: RegExp): Place[] {
	if (name.length < 3) return [];
	const places: Place[] = [];
	const [low, wanted] = [text.toLowerCase(), name.toLowerCase()];
	for (let from = low.indexOf(wanted); from >= 0; from = low.indexOf(wanted, from + 1)) {
		const to = from + wanted.length;
		const before = [...low.slice(0, from)].reverse().join('');
		if (!goesOn.test(before) && !goesOn.test(low.slice(to))) places.push({ from, to });
	}
	return places;
}

function setOf(ids: number[]): string {
	return [...ids].sort((a, b) => a - b).join(',');
}

import { money, portion, type Decision, type Policy, type RuleBook } from '../../../shared/model';
import type { Allowed, Asked, AskedLine } from '../rule';
import { choosing } from './choose';

type Offer = NonNullable<Decision['offers']>[number];
type Fee = NonNullable<Decision['fees']>[number];

/** What the book offers for a return, and what it costs. */
export interface Terms {
	offers?: Offer[];
	fees?: Fee[];
}

/** Makes ready what the book offers. Undefined when it says nothing of the kind. */
export function termsOf({ book, windowDays }: Policy): ((asked: Asked, allowed: Allowed) => Terms) | undefined {
	if (!book) return undefined;
	const [window, resolution, label, route, border] = [
		choosing(book.windows),
		choosing(book.resolutions),
		choosing(book.labels),
		choosing(book.routes),
		choosing(book.borders),
	];
	const hasOffers = !!(window ?? resolution ?? label ?? route ?? border);
	const perReturn = choosing(book.fees?.filter(({ kind }) => kind === 'per_return'));
	const perLine = choosing(book.fees?.filter(({ kind }) => kind !== 'per_return'));
	if (!hasOffers && !perReturn && !perLine) return undefined;

	function offerOf(one: AskedLine, asked: Asked): Offer {
		const offer: Offer = { line: one.line.id, rows: [] };
		const chosen = <R extends { name: string }>(row: R | undefined): R | undefined => {
			if (row) offer.rows.push(row.name);
			return row;
		};
		if (window) offer.windowDays = chosen(window(one, asked))?.days ?? windowDays;
		const resolved = resolution && chosen(resolution(one, asked));
		if (resolved) {
			offer.resolutions = resolved.offered;
			if (resolved.bonusBasisPoints) offer.bonusBasisPoints = resolved.bonusBasisPoints;
		}
		const labelled = label && chosen(label(one, asked));
		if (labelled) {
			offer.labelPaidBy = labelled.payer;
			if (labelled.payer === 'customer') Object.assign(offer, priceOf(labelled, book!.currency, asked));
		}
		const routed = route && chosen(route(one, asked));
		if (routed) {
			offer.route = routed.to;
			if (routed.carrier) offer.carrier = routed.carrier;
			if (routed.to === 'keep' && routed.keptBasisPoints !== undefined) offer.keptBasisPoints = routed.keptBasisPoints;
		}
		const crossed = border && chosen(border(one, asked));
		if (crossed) Object.assign(offer, bordersOf(crossed));
		return offer;
	}

	function feesOf(left: AskedLine[], asked: Asked): Fee[] {
		// A fee in another currency cannot be taken.
		if (!asked.order || (book!.currency && book!.currency !== asked.order.currency)) return [];
		const { currency } = asked.order;
		const priced = (row: NonNullable<ReturnType<NonNullable<typeof perReturn>>>, line?: string): Fee => ({
			row: row.name,
			kind: row.kind,
			...(line && { line }),
			...(row.kind === 'percent'
				? { basisPoints: row.basisPoints ?? 0 }
				: {
						amount: money(row.amount ?? 0, currency),
						...(row.taxBasisPoints && {
							tax: money(portion(row.amount ?? 0, row.taxBasisPoints, 10_000 + row.taxBasisPoints), currency),
						}),
					}),
		});
		const first = perReturn && left.map((one) => perReturn(one, asked)).find(Boolean);
		const ofLines = left.flatMap((one) => {
			const row = perLine?.(one, asked);
			return row ? [priced(row, one.line.id)] : [];
		});
		return [...(first ? [priced(first)] : []), ...ofLines];
	}

	return (asked, allowed) => {
		const left = asked.lines.filter(({ line }) => allowed.get(line.id));
		return {
			...(hasOffers && { offers: left.map((one) => offerOf(one, asked)) }),
			...((perReturn ?? perLine) && { fees: feesOf(left, asked) }),
		};
	};
}

/** What a label costs the customer; nothing when the price is in another currency than the order, or is what the label cost. */
function priceOf({ price }: { price?: number }, own: string | undefined, { order }: Asked): Pick<Offer, 'labelPrice'> {
	if (price === undefined || !order || (own && own !== order.currency)) return {};
	return { labelPrice: money(price, order.currency) };
}

/** What holds for goods that come back from abroad. */
function bordersOf(row: NonNullable<RuleBook['borders']>[number]): Pick<Offer, 'duties' | 'taxes' | 'returnTo'> {
	const { duties, taxes, returnName, returnStreet, returnCity, returnState, returnPostalCode, returnCountry } = row;
	return {
		duties,
		...(taxes && { taxes }),
		...(returnName &&
			returnStreet &&
			returnCity &&
			returnPostalCode &&
			returnCountry && {
				returnTo: {
					name: returnName,
					street1: returnStreet,
					city: returnCity,
					...(returnState && { state: returnState }),
					postalCode: returnPostalCode,
					country: returnCountry,
				},
			}),
	};
}

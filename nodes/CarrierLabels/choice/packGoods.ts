/* Which goods of a return come in which parcel, so that each parcel is weighed, insured and declared by what is in it. */

export interface GoodsLine {
	/** The line of the return. */
	line: string;
	quantity: number;
	/** Grams of one piece; undefined: nobody knows. */
	weight?: number;
}

export interface PackedParcel {
	goods: GoodsLine[];
	/** Grams of its goods; undefined when nobody knows what one of them weighs. */
	weight?: number;
}

/** Into how many parcels goods go: so many, or as few as can be, of which none has more than so many grams of goods. */
export type Packing = { parcels: number } | { heaviest: number };

/**
 * Packs goods into parcels, always the same for the same goods. Into a number of them: the heaviest piece first, each into the parcel that is the
 * lightest so far; with more parcels than pieces the last ones hold none. By weight: each piece into the first parcel that can bear it; a piece that is
 * too heavy for any has one of its own. Pieces whose weight nobody knows are taken to be alike, and are never parted by weight. Pure.
 */
export function packGoods(goods: GoodsLine[], packing: Packing): PackedParcel[] {
	const isWeighed = goods.every(({ weight }) => weight !== undefined);
	const pieces = goods
		.flatMap(({ line, quantity, weight }) =>
			Array.from({ length: quantity }, () => ({ line, weight: isWeighed ? weight! : 1 })),
		)
		.sort((a, b) => b.weight - a.weight);
	const parcels =
		'parcels' in packing ? spread(pieces, packing.parcels) : fill(pieces, isWeighed ? packing.heaviest : Infinity);
	return parcels.map((packed) => ({
		goods: goods.flatMap((one) => {
			const quantity = packed.filter(({ line }) => line === one.line).length;
			return quantity ? [{ ...one, quantity }] : [];
		}),
		...(isWeighed && packed.length && { weight: weightOf(packed) }),
	}));
}

interface Piece {
	line: string;
	weight: number;
}

const weightOf = (pieces: Piece[]) => pieces.reduce((total, { weight }) => total + weight, 0);

function spread(pieces: Piece[], count: number): Piece[][] {
	const parcels: Piece[][] = Array.from({ length: count }, () => []);
	for (const piece of pieces) {
		const lightest = parcels.reduce((best, one) => (weightOf(one) < weightOf(best) ? one : best));
		lightest.push(piece);
	}
	return parcels;
}

function fill(pieces: Piece[], heaviest: number): Piece[][] {
	const parcels: Piece[][] = [];
	for (const piece of pieces) {
		const fitting = parcels.find((one) => weightOf(one) + piece.weight <= heaviest);
		if (fitting) fitting.push(piece);
		else parcels.push([piece]);
	}
	return parcels.length ? parcels : [[]];
}

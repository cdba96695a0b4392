import { catalogue, type CatalogueOrder } from '../sandbox/catalogue';
import { exchangeOf, type Exchange } from './exchange';
import { hour, minute } from './faults';
import type { ParcelEnd } from './parcels';
import { inspectionOf, type Care, type Inspected } from './inspection';
import type { Random } from './random';

export interface Piece {
	sku: string;
	quantity: number;
}

export interface Parcel {
	pieces: Piece[];
	/** What the warehouse says of the pieces. */
	inspected: Inspected[];
	/** Between the customer's decision to send it and its arrival. */
	travelMs: number;
	inspectionMs: number;
}

/** What people do in one return. */
export interface Scenario {
	order: string;
	lines: Piece[];
	at: number;
	/** The customer changes their mind so long after asking. */
	cancelAfter?: number;
	/** The customer cancels so long after having got the label, instead of sending anything. */
	sendsNothing?: number;
	/** What a reviewer says, if asked. */
	review: 'Approve' | 'Decline';
	/** How a reviewer who approves wants it paid back. */
	payBackAs: 'As the customer asked' | 'Original payment' | 'Store credit';
	parcels: Parcel[];
	/** How the first parcel ends, of which a carrier tells; absent: nobody does, and it arrives. */
	parcelEnd?: ParcelEnd;
	/** Staff make the return in Shopify, with another article for the goods. */
	exchange?: Exchange;
}

/** One to four returns, of any of the shop's orders, however it was paid; several may be of one order, as far as its pieces last. */
export function scenariosOf(random: Random, shop: CatalogueOrder[], care: Care): Scenario[] {
	const left = new Map(
		shop.flatMap(({ number, lines }) => lines.map(({ sku, quantity }) => [`${number} ${sku}`, quantity])),
	);
	const own = shop.filter((order) => !catalogue.includes(order));
	const wanted = random.pick([1, 1, 2, 2, 3, 4]);
	const scenarios: Scenario[] = [];
	const told = shop.filter((one) => one.told !== 'nowhere');
	while (scenarios.length < wanted) {
		const order = random.pick(random.chance(0.6) && own.length ? own : told);
		const lines = order.lines.flatMap(({ sku }): Piece[] => {
			const rest = left.get(`${order.number} ${sku}`)!;
			if (!rest || random.chance(0.3)) return [];
			const quantity = random.int(1, Math.min(rest, 4));
			left.set(`${order.number} ${sku}`, rest - quantity);
			return [{ sku, quantity }];
		});
		if (lines.length) scenarios.push(scenarioOf(random, order, lines, care));
	}
	return scenarios;
}

function scenarioOf(random: Random, order: CatalogueOrder, lines: Piece[], care: Care): Scenario {
	const pieces = lines.flatMap(({ sku, quantity }) => Array<string>(quantity).fill(sku));
	const sent = random.chance(0.12) ? random.shuffled(pieces).slice(1) : pieces;
	const cut = random.chance(0.3) ? random.int(1, sent.length) : sent.length;
	return {
		order: order.number,
		lines,
		at: random.int(0, hour),
		review: random.chance(0.75) ? 'Approve' : 'Decline',
		payBackAs: random.pick(['As the customer asked', 'Original payment', 'Store credit']),
		...(random.chance(0.15) && { exchange: exchangeOf(random, order, lines) }),
		...(random.chance(0.08) && { cancelAfter: random.int(0, 40 * minute) }),
		parcels: [sent.slice(0, cut), sent.slice(cut)]
			.filter((one) => one.length)
			.map((skus) => parcelOf(random, skus, care)),
	};
}

function parcelOf(random: Random, skus: string[], care: Care): Parcel {
	const pieces = grouped(skus.map((sku) => ({ sku })));
	const inspected = grouped(skus.map((sku) => inspectionOf(random, sku, care)));
	return {
		pieces,
		inspected,
		travelMs: random.int(5, 120) * minute,
		inspectionMs: random.chance(0.3) ? 0 : random.int(1, 60) * minute,
	};
}

function grouped<T extends { sku: string }>(pieces: T[]): Array<T & { quantity: number }> {
	const groups = new Map<string, T & { quantity: number }>();
	for (const piece of pieces) {
		const key = JSON.stringify(piece);
		const group = groups.get(key) ?? { ...piece, quantity: 0 };
		group.quantity++;
		groups.set(key, group);
	}
	return [...groups.values()];
}

import { destinations, type Destination } from '../model';

/** Pieces of one line, by how far they have come. `inspected` is where they shall go, `stock` where they went. */
export interface Quantities {
	requested: number;
	approved: number;
	received: number;
	inspected: Record<Destination, number>;
	stock: Record<Destination, number>;
}

export function noQuantities(requested: number): Quantities {
	const none = () =>
		Object.fromEntries(destinations.map((destination) => [destination, 0])) as Record<Destination, number>;
	return { requested, approved: 0, received: 0, inspected: none(), stock: none() };
}

/** Pieces over all destinations. */
export function totalOf(quantities: Record<Destination, number>): number {
	return destinations.reduce((total, destination) => total + quantities[destination], 0);
}

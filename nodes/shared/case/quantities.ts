import { z } from 'zod';
import { destinations, type Destination } from '../model';

const pieces = z.number().int();
const byDestination = z.object({
	restock: pieces,
	quarantine: pieces,
	refurbish: pieces,
	vendor: pieces,
	scrap: pieces,
} satisfies Record<Destination, typeof pieces>);

/** Pieces of one line, by how far they have come. `inspected` is where they shall go, `stock` where they went. */
export const Quantities = z.object({
	requested: pieces,
	approved: pieces,
	received: pieces,
	inspected: byDestination,
	stock: byDestination,
});
export type Quantities = z.infer<typeof Quantities>;

export function noQuantities(requested: number): Quantities {
	const none = () =>
		Object.fromEntries(destinations.map((destination) => [destination, 0])) as Record<Destination, number>;
	return { requested, approved: 0, received: 0, inspected: none(), stock: none() };
}

/** Pieces over all destinations. */
export function totalOf(quantities: Record<Destination, number>): number {
	return destinations.reduce((total, destination) => total + quantities[destination], 0);
}

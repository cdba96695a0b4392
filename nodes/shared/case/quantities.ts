import { z } from 'zod';
import { destinations, type Destination } from '../model';

const pieces = z.number().int();
const byDestination = z.object({
	restock: pieces,
	quarantine: pieces,
	refurbish: pieces,
	vendor: pieces,
	scrap: pieces,
	/** Absent: none. */
	customer: pieces.optional(),
	donate: pieces.optional(),
	recycle: pieces.optional(),
} satisfies Record<Destination, z.ZodTypeAny>);
type ByDestination = z.infer<typeof byDestination>;

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
	const none = () => ({ restock: 0, quarantine: 0, refurbish: 0, vendor: 0, scrap: 0 });
	return { requested, approved: 0, received: 0, inspected: none(), stock: none() };
}

/** Pieces over all destinations. */
export function totalOf(quantities: ByDestination): number {
	return destinations.reduce((total, destination) => total + (quantities[destination] ?? 0), 0);
}

/** Puts so many pieces more at a destination. */
export function putAt(quantities: ByDestination, destination: Destination, pieces: number): void {
	quantities[destination] = (quantities[destination] ?? 0) + pieces;
}

/** Pieces that inspection sends back to the customer, of those that were approved. */
export function sentBack({ approved, inspected: { customer = 0 } }: Quantities): number {
	return Math.min(approved, customer);
}

import type { Destination } from '../../shared/model';
import { documentKey, documentTable, type LoadTable } from '../transport/table';
import type { Odoo } from '../transport/odoo';
import { Quant, type Move } from './answers';

/** So many pieces of a product that go to one place. */
export interface Sorted {
	line: string;
	sku: string;
	quantity: number;
	destination: Destination;
	/** A move of the return document: which product, in which unit. */
	move: Move;
	/** The quantity in the move's unit. */
	units: number;
	location: number;
}

/** One internal transfer of an inspection: one move per sorted line, each to its own place (facts 2.4). */
export function sortTable(reference: string, inspection: string, sorted: Sorted[], { operationType, from }: { operationType: number; from: number }): LoadTable {
	return documentTable(
		documentKey(reference, 'disp', inspection),
		{ 'picking_type_id/.id': operationType, 'location_id/.id': from, 'location_dest_id/.id': sorted[0].location, origin: reference },
		'move_ids',
		sorted.map(({ move, units, location }) => ({
			'product_id/.id': move.product_id,
			product_uom_qty: units,
			'product_uom/.id': move.product_uom,
			'location_id/.id': from,
			'location_dest_id/.id': location,
		})),
	);
}

export interface Stock {
	sku: string;
	location: number;
	/** Pieces there, over all rows: concurrent moves leave two, one of them negative. */
	quantity: number;
}

/** What is at the places that a sorting touches. */
export async function stockAt(odoo: Odoo, sorted: Sorted[], from: number): Promise<Stock[]> {
	const products = new Map(sorted.map(({ move, sku }) => [move.product_id!, sku]));
	const locations = [...new Set([from, ...sorted.map(({ location }) => location)])];
	const quants = await odoo.search('stock.quant', Quant, [['product_id', 'in', [...products.keys()]], ['location_id', 'in', locations]]);
	return [...products].flatMap(([product, sku]) =>
		locations.map((location) => ({ sku, location, quantity: quants.filter((one) => one.product_id === product && one.location_id === location).reduce((total, one) => total + one.quantity, 0) })),
	);
}

/** Both counts side by side. */
export function compared(before: Stock[] | undefined, after: Stock[]): Array<{ sku: string; location: number; before?: number; after: number }> {
	return after.map(({ sku, location, quantity }) => ({ sku, location, before: before?.find((one) => one.sku === sku && one.location === location)?.quantity, after: quantity }));
}

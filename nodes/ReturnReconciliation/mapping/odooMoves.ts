import { isReference, type GoodsRecord } from '../../shared/model';
import { instant, referenceIn, text, type Place, type Raw } from './raw';

/** What Odoo calls its locations in English; others are named in the source (Places). */
const usual: Array<[RegExp, Place]> = [
	[/quarantine/i, 'quarantine'],
	[/scrap/i, 'scrap'],
	[/refurbish|repair/i, 'refurbish'],
	[/vendors?$/i, 'vendor'],
	[/customers?$/i, 'customer'],
	[/return|inspection|input$/i, 'inspection'],
	[/stock$/i, 'restock'],
];

/**
 * A row of `stock.move` or `stock.move.line`: from the customer it is a receipt, else a movement, to the customer a sale. Skipped is what is
 * not done, and what touches a location of which nobody says what it is.
 */
export function odooMove(item: Raw, places: ReadonlyMap<string, Place>): GoodsRecord[] {
	if (item.state !== undefined && item.state !== 'done') return [];
	const [from, to] = [item.location_id, item.location_dest_id].map((one) => placeOf(nameOf(one), places));
	const [sku, lot, origin] = [nameOf(item.product_id), nameOf(item.lot_id), nameOf(item.origin)];
	const quantity = Number(item.quantity ?? item.quantity_done ?? item.qty_done ?? item.product_uom_qty);
	if (typeof item.id !== 'number' && !text(item.id)) throw new RangeError('there is no id; read it with the record');
	if (!Number.isFinite(quantity)) throw new RangeError('quantity is missing; read it with the record');
	if (!from || !to || from === to || !Number.isInteger(quantity) || quantity <= 0) return [];
	const reference = referenceIn(origin);
	const time = instant(item.date) ?? instant(item.create_date);
	return [
		{
			source: 'odoo',
			kind: from === 'customer' ? 'receipt' : 'movement',
			id: String(item.id),
			quantity,
			from,
			to,
			providerIds: { 'odoo.move': String(item.id) },
			...(isReference(reference) && { reference }),
			...(sku && { sku: /^\[([^\]]+)\]/.exec(sku)?.[1] ?? sku }),
			...(lot && { serials: [lot] }),
			...(time && { time }),
		},
	];
}

/** Odoo links a record as [id, name]. */
function nameOf(value: unknown): string | undefined {
	return text(Array.isArray(value) ? value[1] : value);
}

function placeOf(location: string | undefined, places: ReadonlyMap<string, Place>): Place | undefined {
	if (!location) return undefined;
	return places.get(location) ?? usual.find(([name]) => name.test(location))?.[1];
}

import { z } from 'zod';
import type { Odoo } from '../transport/odoo';
import { one } from '../transport/tree';
import { MoveLine, Product, type Picking } from '../records/answers';
import { namesPerUnit, type LotShare } from './lots';
import { carryOut, findTransfer, joined, type Leg } from './transfer';

/** Goods that no return expects. */
export const Stray = z.object({
	sku: z.string(),
	/** In the unit that Odoo keeps the product in. */
	quantity: z.number(),
	serials: z.array(z.string()),
});
export type Stray = z.infer<typeof Stray>;

/** Where strays are booked from and to. */
export interface StrayPlace {
	operationType: number;
	customers: number;
	inspection: number;
}

const Tracked = Product.extend({ tracking: z.string() });
const link = z.tuple([z.number(), z.string()]).transform(([id]) => id);
const Lot = z.object({ id: z.number(), name: z.string(), product_id: link });
const LotInStock = z.object({ id: z.number(), lot_id: link });

/**
 * Strays as moves into the inspection location. Left out: what Odoo has no product for, or more than one; pieces of tracked products
 * without a number that Odoo knows, or whose number is in stock (the piece cannot have come from a customer).
 */
export async function legsOfStrays(
	odoo: Odoo,
	strays: Stray[],
	{ customers, inspection }: StrayPlace,
): Promise<Array<Leg & { sku: string }>> {
	const skus = [...new Set(strays.map(({ sku }) => sku).filter(Boolean))];
	const products = skus.length ? await odoo.search('product.product', Tracked, [['default_code', 'in', skus]]) : [];
	const productOf = (sku: string) => products.filter(({ default_code }) => default_code === sku);
	const named = strays.filter(
		({ sku, serials }) => serials.length && productOf(sku).some(({ tracking }) => tracking !== 'none'),
	);
	const lots = named.length
		? await odoo.search('stock.lot', Lot, [
				['product_id', 'in', products.map(({ id }) => id)],
				['name', 'in', named.flatMap(({ serials }) => serials)],
			])
		: [];
	const inStock = lots.length
		? await odoo.search('stock.quant', LotInStock, [
				['lot_id', 'in', lots.map(({ id }) => id)],
				['location_id.usage', '=', 'internal'],
				['quantity', '>', 0],
			])
		: [];
	return joined(
		strays.flatMap(({ sku, quantity, serials }) => {
			const [product, another] = productOf(sku);
			if (!product || another) return [];
			const { tracking } = product;
			const names = tracking === 'none' ? [] : (namesPerUnit(serials, quantity, tracking) ?? serials);
			const shares = names.flatMap((name): LotShare[] => {
				const lot = lots.find((one) => one.product_id === product.id && one.name === name);
				if (!lot || (tracking === 'serial' && inStock.some((quant) => quant.lot_id === lot.id))) return [];
				return [{ lot: lot.id, name, quantity: 1 }];
			});
			const units = tracking === 'none' ? quantity : shares.length;
			return units
				? [
						{
							sku,
							product: product.id,
							unit: product.uom_id!,
							quantity: units,
							from: customers,
							to: inspection,
							lots: shares,
						},
					]
				: [];
		}),
	);
}

/** Books strays under a key, once. Gives back the transfer; undefined when nothing of it can be booked. */
export async function bookStrays(
	odoo: Odoo,
	key: string,
	origin: string,
	strays: Stray[],
	place: StrayPlace,
): Promise<Picking | undefined> {
	// Looked at before the transfer: once it is booked its serial numbers are in stock.
	const legs = await legsOfStrays(odoo, strays, place);
	const made = await findTransfer(odoo, key);
	if (made?.state === 'done') return made;
	if (!legs.length) return undefined;
	return await carryOut(
		odoo,
		key,
		{ operationType: place.operationType, from: place.customers, to: place.inspection, origin },
		legs,
	);
}

const BroughtLine = MoveLine.extend({ product_id: one('product.product', Product) });

/** What a booked transfer brought, by SKU. */
export async function contentOf(odoo: Odoo, transfer: number): Promise<Stray[]> {
	const lines = await odoo.tree('stock.move.line', BroughtLine, [
		['picking_id', '=', transfer],
		['state', '=', 'done'],
	]);
	const products = new Map(lines.flatMap(({ product_id: product }) => (product ? [[product.id, product]] : [])));
	return [...products.values()].map(({ id, default_code }) => {
		const own = lines.filter(({ product_id }) => product_id?.id === id);
		return {
			sku: default_code ?? '',
			quantity: own.reduce((total, { quantity }) => total + quantity, 0),
			serials: own.flatMap(({ lot_id }) => lot_id?.name ?? []),
		};
	});
}

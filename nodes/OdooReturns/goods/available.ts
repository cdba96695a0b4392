import { z } from 'zod';
import { invalidInput } from '../../shared/model';
import { Product, Quant } from '../records/answers';
import type { Odoo } from '../transport/odoo';

/** What Odoo has of a product at a location and below it. */
export const OnStock = z.object({
	sku: z.string(),
	product: z.string(),
	/** Pieces there. */
	onHand: z.number(),
	/** Whole pieces of these that nothing has reserved; never below 0. */
	available: z.number().int(),
});
export type OnStock = z.infer<typeof OnStock>;

/** More products than one answer of Odoo is asked for. */
const mostSkus = 500;

/**
 * What Odoo has of products at a location and below it, in the order of the SKUs. A product without a row is counted as 0. Throws when a SKU is
 * that of no product, or of several: a count of the wrong one would be sold. Reads only.
 */
export async function readAvailable(odoo: Odoo, location: number, skus: string[]): Promise<OnStock[]> {
	if (skus.length > mostSkus)
		throw invalidInput(
			`${skus.length} products are too many at once; ${mostSkus} are asked for`,
			'Split them.',
			'products',
		);
	const products = await odoo.search('product.product', Product, [['default_code', 'in', skus]], { limit: 5000 });
	const found = skus.map((sku) => {
		const own = products.filter(({ default_code }) => default_code === sku);
		if (own.length === 1) return { sku, id: own[0].id };
		throw invalidInput(
			own.length ? `${own.length} products of Odoo have the SKU ${sku}` : `Odoo has no product with the SKU ${sku}`,
			'Correct its Internal Reference in Odoo, or leave it out of Products.',
			'products',
		);
	});
	const quants = await odoo.search(
		'stock.quant',
		Quant,
		[
			['product_id', 'in', found.map(({ id }) => id)],
			['location_id', 'child_of', location],
		],
		{ limit: 50_000 },
	);
	return found.map(({ sku, id }) => {
		const own = quants.filter(({ product_id }) => product_id === id);
		// Over all rows: concurrent moves leave two, one of them negative.
		const sum = (of: (quant: (typeof own)[number]) => number) => own.reduce((total, one) => total + of(one), 0);
		const free = sum(({ quantity, reserved_quantity }) => quantity - reserved_quantity);
		return {
			sku,
			product: String(id),
			onHand: sum(({ quantity }) => quantity),
			available: Math.max(0, Math.floor(free + 1e-6)),
		};
	});
}

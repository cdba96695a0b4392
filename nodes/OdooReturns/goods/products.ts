import type { Odoo } from '../transport/odoo';
import { Product, SaleLine, Unit, type Move } from '../records/answers';

/**
 * SKUs and units of moves. A case counts in the order line's unit, Odoo moves in the move's
 * (docs/facts/odoo.md#moves-have-a-unit-of-their-own).
 */
export interface Products {
	/** SKU of a product. */
	skuOf(product: number | undefined): string;
	/** Units of the move per piece as the case counts. */
	unitsOf(move: Move): number;
}

/** A move with what was read along with it. */
export interface ReturnMove extends Move {
	sku: string;
	/** Units of the move per piece as the case counts. */
	units: number;
}

/** What moves say of their products. */
export function productsOf(moves: ReturnMove[]): Products {
	const skus = new Map(moves.map(({ product_id, sku }) => [product_id, sku]));
	const units = new Map(moves.map((move) => [move.id, move.units]));
	return { skuOf: (product) => skus.get(product) ?? '', unitsOf: ({ id }) => units.get(id) ?? 1 };
}

/** The same of moves that were read alone. */
export async function readProducts(odoo: Odoo, moves: Move[]): Promise<Products> {
	const products = new Map(
		(
			await odoo.read(
				'product.product',
				Product,
				moves.flatMap(({ product_id }) => product_id ?? []),
			)
		).map((one) => [one.id, one]),
	);
	const sold = new Map(
		(
			await odoo.read(
				'sale.order.line',
				SaleLine,
				moves.flatMap(({ sale_line_id }) => sale_line_id ?? []),
			)
		).map((one) => [one.id, one]),
	);
	const differ = moves.some(
		({ sale_line_id, product_uom }) => sale_line_id && sold.get(sale_line_id)?.product_uom_id !== product_uom,
	);
	const ids = [
		...moves.map(({ product_uom }) => product_uom),
		...[...sold.values()].map(({ product_uom_id }) => product_uom_id),
	].flatMap((one) => one ?? []);
	const units = new Map(differ ? (await odoo.read('uom.uom', Unit, ids)).map(({ id, factor }) => [id, factor]) : []);
	const factor = (id: number | undefined) => units.get(id!) ?? 1;
	return {
		skuOf: (product) => products.get(product!)?.default_code ?? '',
		unitsOf: ({ sale_line_id, product_uom }) =>
			sold.has(sale_line_id!) ? factor(sold.get(sale_line_id!)!.product_uom_id) / factor(product_uom) : 1,
	};
}

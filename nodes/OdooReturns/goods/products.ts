import type { Odoo } from '../transport/odoo';
import { Product, SaleLine, Unit, type Move } from '../records/answers';

/** What was read along with a move: the SKU of its product, and how many of its units one unit of the order line is. */
const known = new WeakMap<Move, { sku: string; units: number }>();

export function knownMove(move: Move, along: { sku: string; units: number }): Move {
	known.set(move, along);
	return move;
}

/**
 * SKUs and units of a return document's products. A case counts in the order line's unit, Odoo moves in the move's
 * (docs/facts/odoo.md#moves-have-a-unit-of-their-own).
 */
export async function productsOf(odoo: Odoo, { moves }: { moves: Move[] }): Promise<Products> {
	if (moves.every((move) => known.has(move))) {
		const skus = new Map(moves.map((move) => [move.product_id, known.get(move)!.sku]));
		return { skuOf: (product) => skus.get(product) ?? '', unitsOf: (move) => known.get(move)?.units ?? 1 };
	}
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

export interface Products {
	/** SKU of a product. */
	skuOf(product: number | undefined): string;
	/** Units of the move per piece as the case counts. */
	unitsOf(move: Move): number;
}

import { z } from 'zod';
import { EffectError } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { documentKey, recordsTable } from '../transport/table';
import type { LotShare } from './lots';
import type { ReturnDocument } from './returnDocument';
import type { Leg } from './transfer';

const Repair = z.object({ id: z.number(), name: z.string(), state: z.string() });
export type Repair = z.infer<typeof Repair>;

/** Whether Odoo has its app Repairs. */
export async function hasRepairs(odoo: Odoo): Promise<boolean> {
	try {
		await odoo.search('repair.order', Repair, [['id', '=', 0]], { limit: 1 });
		return true;
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 404) return false;
		throw error;
	}
}

/** One repair order for each numbered piece that goes to refurbishing, one for all others of a product. */
export function repairsOf(legs: Leg[]): Array<{ leg: Leg; quantity: number; lot?: LotShare }> {
	return legs.flatMap((leg) =>
		leg.lots.length ? leg.lots.map((lot) => ({ leg, quantity: lot.quantity, lot })) : [{ leg, quantity: leg.quantity }],
	);
}

/** The confirmed repair orders of an inspection; undefined when one is missing or not confirmed. */
export async function findRepairs(
	odoo: Odoo,
	reference: string,
	inspection: string,
	count: number,
): Promise<Repair[] | undefined> {
	const ids: number[] = [];
	for (let index = 0; index < count; index++) {
		const id = await odoo.find(keyOf(reference, inspection, index));
		if (!id) return undefined;
		ids.push(id);
	}
	const found = await odoo.read('repair.order', Repair, ids);
	return found.length === count && found.every(({ state }) => state !== 'draft') ? found : undefined;
}

/** Makes and confirms the repair orders of what an inspection sends to refurbishing. The repaired goods go to `restock`. */
export async function orderRepairs(
	odoo: Odoo,
	reference: string,
	inspection: string,
	{ root }: ReturnDocument,
	legs: Leg[],
	restock: number | undefined,
): Promise<Repair[]> {
	const wanted = repairsOf(legs);
	const ids = await odoo.load(
		'repair.order',
		recordsTable(
			wanted.map(({ leg, quantity, lot }, index) => ({
				key: keyOf(reference, inspection, index),
				values: {
					'product_id/.id': leg.product,
					product_qty: quantity,
					'product_uom/.id': leg.unit,
					'lot_id/.id': lot?.lot,
					'partner_id/.id': root.partner_id,
					'picking_id/.id': root.id,
					'product_location_src_id/.id': leg.to,
					'product_location_dest_id/.id': restock ?? leg.to,
					internal_notes: `${reference}, inspection ${inspection}`,
				},
			})),
		),
	);
	const made = await odoo.read('repair.order', Repair, ids);
	for (const { id } of made.filter(({ state }) => state === 'draft'))
		await odoo.act('repair.order', 'action_validate', [id]);
	const confirmed = await odoo.read('repair.order', Repair, ids);
	const draft = confirmed.find(({ state }) => state === 'draft');
	if (draft)
		throw new EffectError(`Odoo did not confirm repair order ${draft.name}`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'Open it in Odoo and press Confirm: it says what is missing. Then replay the step.',
		});
	return confirmed;
}

function keyOf(reference: string, inspection: string, index: number): string {
	return documentKey(reference, 'repair', inspection, String(index + 1));
}

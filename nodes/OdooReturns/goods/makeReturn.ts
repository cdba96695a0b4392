import type { Settings } from '../../shared/model';
import { loadCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { receivingOf } from '../records/configuration';
import { nextName, retryOutrun } from './numbering';
import { readOrder } from '../sale/order';
import { planReturn, type Wanted } from '../sale/returnable';
import { findReturn, readyCalls, returnTable } from './returnDocument';
import { findStrictReturn, strictCall } from './strictReturn';

/**
 * Makes the return document of a case, or finds it. Two returns that want the last pieces at the same moment cannot both be made: they
 * are numbered per order (numbering.ts). With the strict action Odoo checks by itself. Throws `rejected` when more is wanted than is
 * still out. Gives back the document's id.
 */
export async function makeReturn(
	odoo: Odoo,
	reference: string,
	orderName: { id?: number; number?: string },
	wanted: Wanted[],
	settings: Settings['odoo'],
): Promise<number> {
	return await retryOutrun(async () => {
		try {
			const order = await readOrder(odoo, orderName);
			const own = odoo.forCompany(order.order.company_id);
			const plan = planReturn(wanted, order);
			const table = returnTable(reference, order, plan, {
				...(await receivingOf(own, settings)),
				name: nextName(`${order.order.name}/RET/`, order.moves),
			});
			const strict = await findStrictReturn(own, settings);
			await own.ahead(() => [
				strict ? strictCall(strict, order.order.id, table) : loadCall('stock.picking', table),
				...readyCalls(),
			]);
			return strict
				? await own.run(strictCall(strict, order.order.id, table))
				: (await own.load('stock.picking', table))[0];
		} catch (error) {
			// Another execution may have made this very document in the meantime: then its own pieces are what is no longer there.
			const made = await findReturn(odoo, reference);
			if (!made) throw error;
			return made.root.id;
		}
	});
}

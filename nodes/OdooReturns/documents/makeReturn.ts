import { EffectError } from '../../shared/effect';
import type { Settings } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { PickingName } from './answers';
import { receivingOf } from './configuration';
import { readOrder, type OdooOrder } from './order';
import { planReturn, type Wanted } from './returnable';
import { findReturn, returnTable } from './returnDocument';
import { findStrictReturn, runStrictReturn } from './strictReturn';

/**
 * Makes the return document of a case, or finds it. Two returns that want the last pieces at the same moment cannot both be made:
 * a return is named after its order and its number there, and Odoo takes a name once per company. Whoever read the order before the
 * other return was there finds the name taken, reads the order again, and is refused then. With the strict action Odoo checks by itself.
 * `order` is read anew for each try. Throws `rejected` when more is wanted than is still out. Gives back the document's id.
 */
export async function makeReturn(odoo: Odoo, reference: string, orderName: { id?: number; number?: string }, wanted: Wanted[], settings: Settings['odoo']): Promise<number> {
	for (let attempt = 1; ; attempt++) {
		try {
			const order = await readOrder(odoo, orderName);
			const own = odoo.forCompany(order.order.company_id);
			const plan = planReturn(wanted, order);
			const table = returnTable(reference, order, plan, { ...(await receivingOf(own, settings)), name: await nextName(own, order) });
			const strict = await findStrictReturn(own, settings);
			return strict ? await runStrictReturn(own, strict, order.order.id, table) : (await own.load('stock.picking', table))[0];
		} catch (error) {
			// Another execution may have made this very document in the meantime: then its own pieces are what is no longer there.
			const made = await findReturn(odoo, reference);
			if (made) return made.root.id;
			if (attempt >= 8 || !isOutrun(error)) throw error;
		}
	}
}

/** Whether another return of the order came first, so that the plan is out of date. */
function isOutrun(error: unknown): boolean {
	return error instanceof EffectError && /must be unique per company|would come back/.test(error.message);
}

/** `S00027/RET/2` for the second return of order S00027, whatever became of the first. */
async function nextName(odoo: Odoo, { order }: OdooOrder): Promise<string> {
	const prefix = `${order.name}/RET/`;
	const taken = await odoo.search('stock.picking', PickingName, [['name', '=like', `${prefix}%`]]);
	const numbers = taken.map(({ name }) => (name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0)).filter(Number.isInteger);
	return `${prefix}${Math.max(0, ...numbers) + 1}`;
}

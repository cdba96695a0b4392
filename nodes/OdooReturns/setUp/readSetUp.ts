import type { OperationContext } from '../../shared/operation';
import { Settings, type RefundJournals } from '../../shared/model';
import { withJournals, type Piece } from './piece';
import { readPieces, warehouseOf, type Warehouse } from './pieces';
import { readRights, Rights } from './rights';
import { connect } from '../transport/connect';
import type { Odoo } from '../transport/odoo';

/** What returns need in Odoo, as it stands there. */
export interface SetUp {
	odoo: Odoo;
	warehouse: Warehouse;
	settings: Settings;
	pieces: Piece[];
	rights: Rights;
}

/** `warehouseId`: undefined, the only one. `journals`: of refunds, laid over those that are stored. */
export async function readSetUp(
	context: OperationContext,
	warehouseId: number | undefined,
	journals: RefundJournals = {},
): Promise<SetUp> {
	const connected = await connect(context);
	const warehouse = await warehouseOf(connected, warehouseId);
	const odoo = connected.forCompany(warehouse.company_id);
	const stored = context.store
		? await context.store.settings.get(context.param('brand', 'default'))
		: await context.settings();
	const settings = { ...stored, odoo: withJournals(stored.odoo, journals) };
	return {
		odoo,
		warehouse,
		settings,
		pieces: await readPieces(odoo, warehouse, settings.odoo),
		rights: await readRights(odoo),
	};
}

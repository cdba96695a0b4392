import { withNeverBack } from '../../../shared/policy/neverBack';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { linkLines } from '../../sale/canonicalOrder';
import { saleOutput } from '../../sale/orderOutput';
import { canonicalSale, readPosOrder } from '../../register/posOrder';
import { connect } from '../../transport/connect';
import { posOrderName, posOrderProperty } from '../inputs';

export const option = {
	name: 'Find',
	value: 'find',
	action: 'Find POS order',
	description: 'Read a receipt of a register, and what can still come back',
};

export const description: INodeProperties[] = [referenceProperty, posOrderProperty];

export const asTool = 'free';

export const output = saleOutput;

/** Finds a sale at the register and what was given back of it, and tells the case. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const odoo = await connect(context);
	const sale = await readPosOrder(odoo, await posOrderName(context));
	const { neverComesBack } = await context.settings();
	const order = withNeverBack(await canonicalSale(odoo.forCompany(sale.order.company_id), sale), neverComesBack);
	const found = await context.findCase();
	const lineLinks = linkLines(found?.lines ?? [], order);
	const { reference } = context;
	const id = String(sale.order.id);
	const recorded = reference
		? await context.recordFacts([
				{
					source: 'odoo',
					id: `${reference}.pos.${id}`,
					type: 'order.found',
					data: { order, system: 'odoo_pos', lineLinks },
					references: { 'odoo.pos_order': id },
				},
			])
		: {};
	const returnable = sale.lines
		.filter(({ line }) => line.qty > 0)
		.map(({ line, sku }) => ({
			line: String(line.id),
			sku,
			sold: line.qty,
			returned: line.refunded_qty,
			returnable: Math.max(0, line.qty - line.refunded_qty),
		}));
	return {
		...recorded,
		order: order as unknown as IDataObject,
		lineLinks,
		returnable,
		posOrder: { id: sale.order.id, name: sale.order.name, register: sale.order.config_id?.name },
	};
}

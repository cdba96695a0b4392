import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { Picking, SaleLineOrder } from '../../records/answers';
import { readProducts } from '../../goods/products';
import { readReturn, requireReturn } from '../../goods/returnDocument';
import { readMoves, ReturnView, returnView } from '../../goods/returnView';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get return',
	description: 'Read what is expected and what was received',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Return Document',
		name: 'document',
		type: 'string',
		default: '',
		placeholder: 'e.g. S00027/RET/1',
		description: 'Name of the return in Odoo. Leave blank to take the return of the case.',
	},
];

export const asTool = 'free';

export const output = z.object({ odooReturn: ReturnView });

/** Reads a return: what is expected, what was received, its transfers. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const odoo = await connect(context);
	const name = String(context.param<unknown>('document', '') ?? '').trim();
	const { root, pickings } = name ? await byName(odoo, name) : await requireReturn(odoo, context.requireReference());
	const own = odoo.forCompany(root.company_id);
	const { moves, lots } = await readMoves(own, pickings);
	const [line] = await own.read(
		'sale.order.line',
		SaleLineOrder,
		moves.flatMap(({ sale_line_id }) => sale_line_id ?? []).slice(0, 1),
	);
	return {
		odooReturn: returnView(
			root,
			pickings,
			moves,
			lots,
			await readProducts(own, moves),
			line?.order_id,
		) as unknown as IDataObject,
	};
}

/** A return by the name of any of its transfers. */
async function byName(odoo: Odoo, name: string) {
	let [found] = await odoo.search('stock.picking', Picking, [['name', '=', name]], { limit: 1 });
	if (!found)
		throw new EffectError(`There is no transfer ${name} in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			field: 'document',
			advice: 'Check the name; it stands at the top of the transfer in Odoo.',
		});
	while (found.backorder_id) found = await odoo.get('stock.picking', Picking, found.backorder_id);
	return await readReturn(odoo, found.id);
}

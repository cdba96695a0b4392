import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { Unit } from '../../records/answers';
import { readLotsOut } from '../../goods/lots';
import { readOrder } from '../../sale/order';
import { ReturnableLine, returnableLines } from '../../goods/returnableLines';
import { connect } from '../../transport/connect';
import { orderName, orderProperty } from '../inputs';

export const option = {
	name: 'Get Returnable Lines',
	value: 'getReturnableLines',
	action: 'Get returnable lines of an order',
	description: 'List what can come back, with prices, units and serial numbers',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderProperty,
	{
		displayName: 'Only Returnable',
		name: 'onlyReturnable',
		type: 'boolean',
		default: true,
		description: 'Whether to leave out lines of which nothing can come back',
	},
];

export const asTool = 'free';

export const output = z.object({
	odooOrder: z.object({ id: z.number().int(), name: z.string() }),
	returnable: z.array(ReturnableLine),
});

/** What of an order can come back, line by line, with prices and serial numbers. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const odoo = await connect(context);
	const found = await readOrder(odoo, await orderName(context));
	const own = odoo.forCompany(found.order.company_id);
	const tracked = found.lines
		.flatMap(({ deliveries }) => deliveries)
		.filter(({ move }) => move.has_tracking !== 'none');
	const lots = await readLotsOut(
		own,
		tracked.map(({ move }) => move.id),
	);
	const units = await own.read(
		'uom.uom',
		Unit,
		[
			...found.lines.map(({ line }) => line.product_uom_id),
			...found.moves.map(({ product_uom }) => product_uom),
		].flatMap((id) => id ?? []),
	);
	const known = (await context.findCase())?.orders.odoo?.lines ?? [];
	const lines = returnableLines(
		found,
		lots,
		new Map(units.map(({ id, name }) => [id, name])),
		(orderLine) => known.find(({ providerIds }) => providerIds['odoo.order_line'] === orderLine)?.id,
	);
	const only = context.param<boolean>('onlyReturnable', true);
	return {
		odooOrder: { id: found.order.id, name: found.order.name },
		returnable: lines.filter(({ returnable }) => !only || returnable > 0) as unknown as IDataObject[],
	};
}

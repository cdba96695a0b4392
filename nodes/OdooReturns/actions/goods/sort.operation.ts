import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { Moved, readSorting, sortingEffect, sortingEvents } from '../../goods/sortGoods';
import { connect } from '../../transport/connect';
import { nameLine } from '../inputs';
import { inspectionOf, inspectionProperties } from '../inspection';

export const option = {
	name: 'Sort',
	value: 'sort',
	action: 'Sort goods',
	description: 'Move inspected goods to stock, quarantine, refurbishing, vendor, scrap or back to the customer',
};

export const description: INodeProperties[] = [referenceProperty, ...inspectionProperties, effectOptions];

export const asTool = 'whenAllowed';

export const output = performed('sorting', Moved.partial().required({ movements: true, availability: true }));

/** Moves inspected goods to where they belong, once. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const { id, lines } = await inspectionOf(context);
	const settings = (await context.settings()).odoo;
	const odoo = await connect(context);
	const found = await context.findCase();
	const sorting = await readSorting(odoo, {
		reference,
		inspection: id,
		lines: lines.map(({ quantity, destination, serials = [], ...one }) => ({
			...nameLine(found, one),
			quantity,
			destination,
			serials,
		})),
		settings,
		known: found?.ids['odoo.return'],
	});
	return await context.perform('sorting', sortingEffect(sorting), (moved) => sortingEvents(sorting, moved));
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { runEffect } from '../../../shared/effect';
import { invalidInput } from '../../../shared/model';
import { jsonParam, outcome, realOption, type OperationContext } from '../../../shared/operation';
import { Received, receivingEffect } from '../../goods/receiveStrays';
import { connect } from '../../transport/connect';
import { parcelOf, parcelProperty } from '../inputs';

export const option = {
	name: 'Receive Unidentified',
	value: 'receiveUnidentified',
	action: 'Receive unidentified parcel',
	description: 'Book a parcel that nobody knows the return of',
};

export const description: INodeProperties[] = [
	parcelProperty,
	{
		displayName: 'Goods',
		name: 'lines',
		type: 'json',
		default: '={{ $json.lines }}',
		placeholder: '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]',
		description:
			"What was in the parcel: SKU, pieces, and serial numbers where the product has them. Odoo's own unit counts: single pieces, also of what is sold in packs.",
	},
	realOption,
];

/** No case, so no step of a case to end. */
export const endsStep = false as const;

const Lines = z
	.array(
		z.object({
			sku: z.string().min(1),
			quantity: z.number().int().positive(),
			serials: z.array(z.string()).default([]),
		}),
	)
	.min(1);

export const asTool = 'whenAllowed';

export const output = z.object({ unidentified: Received.partial({ unbooked: true }).extend({ outcome }) });

/** Books a parcel into the inspection location that nobody knows the return of, once, until it is matched with one. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const parcel = parcelOf(context);
	const strays = jsonParam(context, 'lines', Lines, 'Give a list such as [{"sku": "TEE-BLUE-M", "quantity": 1}].');
	if (!strays)
		throw invalidInput(
			'It is not said what was in the parcel',
			'Set Goods, e.g. [{"sku": "TEE-BLUE-M", "quantity": 1}].',
			'lines',
		);
	const odoo = await connect(context);
	const effect = receivingEffect({ odoo, parcel, strays, settings: (await context.settings()).odoo });
	// Without a case there is nothing that a claim could be settled with: the key in Odoo keeps a repeat from booking twice.
	const done = await runEffect(effect, { dryRun: context.dryRun });
	return { unidentified: { ...done.result, outcome: done.outcome } };
}

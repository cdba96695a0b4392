import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { performed, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { Matched, matchingEffect, matchingEvents, type Matching } from '../../goods/matchParcel';
import { connect } from '../../transport/connect';
import { parcelOf, parcelProperty } from '../inputs';

export const option = {
	name: 'Match Unidentified',
	value: 'matchUnidentified',
	action: 'Match unidentified parcel',
	description: 'Give the goods of a parcel that came without a case to a return',
};

export const description: INodeProperties[] = [referenceProperty, parcelProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = performed('receipt', Matched.partial().required({ lines: true }));

/** Gives the goods of an unidentified parcel to a return, as far as the return expects them. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const parcel = parcelOf(context);
	const odoo = await connect(context);
	const matching: Matching = { odoo, reference, parcel, found: await context.findCase() };
	return await context.perform('receipt', matchingEffect(matching), (matched) =>
		matchingEvents(matching, matched as Matched),
	);
}

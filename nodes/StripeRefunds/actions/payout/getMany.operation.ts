import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { Payout, StripePayout, toPayout } from '../../records/payout';
import { z } from 'zod';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { createdFilters, filtersOf, listed, rangeOf, simplifyProperty } from '../../records/listing';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many payouts',
	description: 'List what Stripe paid to the bank',
};

export const description: INodeProperties[] = [
	...listProperties,
	simplifyProperty,
	filtersOf([
		{
			displayName: 'Arrival After',
			name: 'arrivalAfter',
			type: 'dateTime',
			default: '',
			description: 'Only what reaches the bank on this day or later',
		},
		{
			displayName: 'Arrival Before',
			name: 'arrivalBefore',
			type: 'dateTime',
			default: '',
			description: 'Only what reaches the bank before this day',
		},
		...createdFilters,
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			options: [
				{ name: 'Canceled', value: 'canceled' },
				{ name: 'Failed', value: 'failed' },
				{ name: 'In Transit', value: 'in_transit' },
				{ name: 'Paid', value: 'paid' },
				{ name: 'Pending', value: 'pending' },
			],
			default: 'paid',
		},
	]),
];

export const asTool = 'free';

export const output = z.object({ payout: Payout });

/** What Stripe paid to the bank, the newest first. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const filters = context.param<IDataObject>('filters', {});
	return await listed(context, {
		path: '/v1/payouts',
		qs: {
			...rangeOf(context, filters),
			...rangeOf(context, filters, 'arrival_date', 'arrival'),
			...(filters.status && { status: filters.status }),
		},
		schema: StripePayout,
		key: 'payout',
		itemOf: (one) => ({ payout: toPayout(one) as unknown as IDataObject }),
	});
}

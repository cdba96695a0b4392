import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { Dispute, StripeDispute, toDispute } from '../../records/dispute';
import { z } from 'zod';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { createdFilters, filtersOf, listed, rangeOf, simplifyProperty } from '../../records/listing';
import { paymentQuery } from '../../refund/orderOf';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many disputes',
	description: 'List payments that customers disputed with their bank',
};

export const description: INodeProperties[] = [
	...listProperties,
	simplifyProperty,
	filtersOf([
		...createdFilters,
		{
			displayName: 'Payment',
			name: 'payment',
			type: 'string',
			default: '',
			placeholder: 'e.g. pi_3MtwBwLkdIwHu7ix28a3tqPa',
			description: 'Payment intent (pi_…) or charge (ch_…) whose disputes to list',
		},
	]),
];

export const asTool = 'free';

export const output = z.object({ dispute: Dispute });

/** Payments that customers disputed with their bank, the newest first. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const filters = context.param<IDataObject>('filters', {});
	const payment = String(filters.payment ?? '').trim();
	return await listed(context, {
		path: '/v1/disputes',
		qs: { ...rangeOf(context, filters), ...(payment && paymentQuery(payment)) },
		schema: StripeDispute,
		key: 'dispute',
		itemOf: (one) => ({ dispute: toDispute(one) as unknown as IDataObject }),
	});
}

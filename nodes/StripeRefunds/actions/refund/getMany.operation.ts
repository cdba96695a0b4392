import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isRelease, RefundOutput, StripeRefund, toRefund } from '../../records/refund';
import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { listProperties, type OperationContext } from '../../../shared/operation';
import { createdFilters, filtersOf, listed, rangeOf, simplifyProperty } from '../../records/listing';
import { paymentQuery } from '../../refund/orderOf';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many refunds',
	description: 'List the refunds of the account or of a payment',
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
			description: 'Payment intent (pi_…) or charge (ch_…) whose refunds to list',
		},
	]),
];

export const asTool = 'free';

export const output = z.object({ reference: z.string().optional(), refund: RefundOutput });

/**
 * Refunds of the account or of one payment, the newest first; those of this pack name their return. What was let go because it was never
 * captured is no refund and left out, as far as the key may read the balance transactions that tell.
 */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	try {
		return await refundsIn(context, { 'expand[0]': 'data.balance_transaction' });
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 403) return await refundsIn(context, {});
		throw error;
	}
}

async function refundsIn(context: OperationContext, more: IDataObject): Promise<IDataObject[]> {
	const filters = context.param<IDataObject>('filters', {});
	const payment = String(filters.payment ?? '').trim();
	return await listed(context, {
		path: '/v1/refunds',
		qs: { ...rangeOf(context, filters), ...(payment && paymentQuery(payment)), ...more },
		isLeftOut: isRelease,
		schema: StripeRefund,
		key: 'refund',
		itemOf: (one) => ({
			...(one.metadata?.return_reference && { reference: one.metadata.return_reference }),
			refund: toRefund(one) as unknown as IDataObject,
		}),
	});
}

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
			displayName: 'Only Open',
			name: 'open',
			type: 'boolean',
			default: true,
			description: 'Whether to leave out those that the bank has decided',
		},
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

/** `reference`: the return whose payment it is, when a case knows it. */
export const output = z.object({ dispute: Dispute, reference: z.string().optional() });

/** Payments that customers disputed with their bank, the newest first. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const filters = context.param<IDataObject>('filters', {});
	const payment = String(filters.payment ?? '').trim();
	const items = await listed(context, {
		path: '/v1/disputes',
		qs: { ...rangeOf(context, filters), ...(payment && paymentQuery(payment)) },
		schema: StripeDispute,
		key: 'dispute',
		isLeftOut: (one) => filters.open === true && !toDispute(one).open,
		itemOf: (one) => {
			const dispute = toDispute(one);
			return { dispute: dispute as unknown as IDataObject, ids: dispute.providerIds as IDataObject };
		},
	});
	const named: IDataObject[] = [];
	for (const { ids, ...item } of items) {
		const reference = await returnOf(context, ids as Record<string, string>);
		named.push({ ...item, ...(reference && { reference }) });
	}
	return named;
}

/** The return that knows a disputed payment. */
async function returnOf({ store }: OperationContext, ids: Record<string, string>): Promise<string | undefined> {
	for (const system of ['stripe.payment_intent', 'stripe.charge']) {
		const found = ids[system] && (await store?.cases.findByReference(system, ids[system]));
		if (found) return found.reference;
	}
	return undefined;
}

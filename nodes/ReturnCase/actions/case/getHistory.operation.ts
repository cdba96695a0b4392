import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { PastReturn } from '../../../shared/model';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { historyOf } from '../../customer/history';

export const option = {
	name: 'Get Customer History',
	value: 'getHistory',
	action: 'Get history of a customer',
	description: "Get the customer's other returns, as the policy's limits and signs of abuse count them",
};

export const description: INodeProperties[] = [referenceProperty];

/** A look before the decision; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = z.object({
	/** Newest first; absent when the return has no e-mail address: then nobody knows. */
	history: z.array(PastReturn).optional(),
});

/** The newest are counted; nobody brings back more. */
const most = 500;

/** The customer's other returns, of the brand of this one. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { reference, brand, customer } = await context.requireCase();
	if (!customer?.email) return {};
	const found = await context.requireStore().cases.foundBy('email', customer.email, most);
	return { history: historyOf(found.filter((one) => one.brand === brand && one.reference !== reference)) };
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { findCustomer } from '../../customer/find';
import { CustomerView } from '../../customer/view';

export const option = {
	name: 'Find',
	value: 'find',
	action: 'Find a customer',
	description:
		'Get what is known of one customer: orders with what may still come back, and returns with how they stand in plain words',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Search',
		name: 'search',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. alex@example.com or #1001',
		description: "A customer's e-mail or name, an order number, a case reference or a tracking number",
	},
];

/** A look; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = CustomerView;

/** What the returns of one customer tell of them; lists are empty when none is known. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const text = String(context.param<unknown>('search', '') ?? '').trim();
	if (!text)
		throw invalidInput('It is not said who is looked for', 'Fill in Search, e.g. with an e-mail address.', 'search');
	const everything = { store: context.requireStore(), rights: { roles: ['manager'] as const } };
	return (await findCustomer(everything, text)) as unknown as IDataObject;
}

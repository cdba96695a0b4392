import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { customerOfOrder, customersOf, CustomerView, readCustomerView } from '../../sale/customerView';
import { findOrder } from '../../sale/order';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
import { orderName, orderProperty } from '../inputs';

export const option = {
	name: 'Get Customer View',
	value: 'getCustomerView',
	action: 'Get customer view',
	description: 'Read all orders, invoices, payments, deliveries, returns and notes of a customer',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		placeholder: 'e.g. name@email.com',
		default: '',
		description: "The customer's e-mail address. Leave blank to take the customer of the order.",
	},
	{ ...orderProperty, description: 'An order of the customer. Leave blank to take the order of the case.' },
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
];

const Ordered = z.object({ partner_id: z.tuple([z.number().int().positive(), z.string()]).transform(([id]) => id) });

export const asTool = 'free';

export const output = z.object({ customerView: CustomerView });

/** All of a customer's documents in one place, for an agent. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const limit = Number(context.param<unknown>('limit', 50));
	if (!(limit >= 1)) throw invalidInput(`Limit is ${limit}`, 'Set a number of at least 1.', 'limit');
	const odoo = await connect(context);
	const email = String(context.param<unknown>('email', '') ?? '').trim();
	const customers = email
		? await customersOf(odoo, email)
		: await customerOfOrder(odoo, await partnerOf(context, odoo));
	return { customerView: (await readCustomerView(odoo, customers, limit)) as unknown as IDataObject };
}

async function partnerOf(context: OperationContext, odoo: Odoo): Promise<number> {
	const name = await orderName(context);
	if (!name.id && !name.number)
		throw invalidInput(
			'It is not known which customer this is about',
			'Set Email or Order, or run Odoo Returns: Find Order before.',
			'email',
		);
	if (!name.id) return (await findOrder(odoo, name.number!, name)).partner_id!;
	return (await odoo.get('sale.order', Ordered, name.id)).partner_id;
}

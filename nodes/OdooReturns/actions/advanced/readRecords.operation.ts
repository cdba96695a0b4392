import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { type OperationContext, jsonParam } from '../../../shared/operation';
import { connect } from '../../transport/connect';
import { companyProperty, modelOf, modelProperty } from './inputs';

export const option = {
	name: 'Read Records',
	value: 'readRecords',
	action: 'Read records',
	description: 'Read fields of records of any model',
};

export const description: INodeProperties[] = [
	modelProperty,
	{
		displayName: 'Conditions',
		name: 'conditions',
		type: 'json',
		default: '[["state", "=", "done"]]',
		description: 'As Odoo writes them (a domain). [] for all.',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'string',
		default: 'display_name',
		required: true,
		description:
			'Technical names, separated by commas. They must be named: reading all fields of a record takes Odoo a thousand times as long.',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
	{
		displayName: 'Order',
		name: 'order',
		type: 'string',
		default: 'id',
		placeholder: 'e.g. date desc',
		description: 'What to sort by',
	},
	companyProperty,
];

const Conditions = z.array(z.union([z.string(), z.array(z.unknown())]));
const Rows = z.array(z.record(z.string(), z.unknown()));

export const asTool = 'never';

/** The fields that were asked for. */
export const output = z.object({
	record: z.object({ id: z.number().int(), display_name: z.string().optional() }).catchall(z.unknown()),
});

/** Reads records of any model, one item each, as Odoo gives them. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const model = modelOf(context);
	const domain = jsonParam(context, 'conditions', Conditions, 'Conditions look like [["state", "=", "done"]].') ?? [];
	const fields = String(context.param<unknown>('fields', ''))
		.split(',')
		.map((one) => one.trim())
		.filter(Boolean);
	if (!fields.length) throw invalidInput('No fields are named', 'Name the fields to read, e.g. name,state.', 'fields');
	const odoo = (await connect(context)).forCompany(Number(context.param<unknown>('company', 0)) || undefined);
	const rows = Rows.parse(
		await odoo.call(
			model,
			'search_read',
			{ domain, fields, limit: context.param('limit', 50), order: context.param('order', 'id') },
			{ repeatable: true },
		),
	);
	return rows.map((record) => ({ record }) as IDataObject);
}

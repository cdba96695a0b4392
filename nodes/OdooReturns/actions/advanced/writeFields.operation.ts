import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { outcome, realOption, type OperationContext } from '../../../shared/operation';
import { connect } from '../../transport/connect';
import { companyProperty, idsProperty, modelOf, modelProperty, requireIds, Values, valuesOf } from './inputs';

export const option = {
	name: 'Write Fields',
	value: 'writeFields',
	action: 'Write fields',
	description: 'Write fields of records of any model',
};

export const description: INodeProperties[] = [
	modelProperty,
	{ ...idsProperty, required: true },
	{
		displayName: 'Values',
		name: 'values',
		type: 'json',
		default: '{}',
		required: true,
		description: 'By field, e.g. {"note": "Checked"}. A link is an ID, a time is 2026-11-21 10:00:00 in UTC.',
	},
	companyProperty,
	realOption,
];

const Rows = z.array(z.object({ id: z.number().int() }).catchall(z.unknown()));

export const asTool = 'never';

/** `after`: not in a test run. */
export const output = z.object({
	write: z.object({
		model: z.string(),
		ids: z.array(z.number().int()),
		values: Values,
		before: Rows,
		after: Rows.optional(),
		outcome,
	}),
});

/** Writes fields of records: the same values may be written again. Lists in values are Odoo's commands, which may not; they are refused. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const [model, ids, values] = [
		modelOf(context),
		requireIds(context),
		valuesOf(context, 'values', '{"note": "Checked"}'),
	];
	const fields = Object.keys(values);
	if (!fields.length) throw invalidInput('There is nothing to write', 'Set Values.', 'values');
	const list = fields.find((field) => Array.isArray(values[field]) && !replaces(values[field]));
	if (list)
		throw invalidInput(
			`${list} holds commands that would add lines again when they are repeated`,
			'Replace a list of links with [[6, 0, [ids]]], or use Call Method with write and an operation key.',
			'values',
		);
	const odoo = (await connect(context)).forCompany(Number(context.param<unknown>('company', 0)) || undefined);
	const read = async () =>
		Rows.parse(await odoo.call(model, 'read', { ids, fields, load: null }, { repeatable: true }));
	const before = await read();
	const gone = ids.filter((id) => !before.some((row) => row.id === id));
	if (gone.length)
		throw new EffectError(`${model} ${gone.join(', ')}: not in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			field: 'ids',
			advice: "Somebody deleted it, it is another company's, or the ID is another model's.",
		});
	if (context.dryRun)
		return {
			write: { model, ids, values: values as IDataObject, before: before as IDataObject[], outcome: 'dry_run' },
		};
	await odoo.call(model, 'write', { ids, vals: values }, { repeatable: true });
	return {
		write: {
			model,
			ids,
			values: values as IDataObject,
			before: before as IDataObject[],
			after: (await read()) as IDataObject[],
			outcome: 'done',
		},
	};
}

/** `[[6, 0, ids]]`, which sets a list of links outright. */
function replaces(value: unknown): boolean {
	return z
		.array(z.tuple([z.literal(6), z.unknown(), z.array(z.number())]))
		.length(1)
		.safeParse(value).success;
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { Settings } from '../../../shared/model';
import { z } from 'zod';
import { limitProperty, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many stuck steps',
	description: 'Get the steps that wait for a person, and why',
};

export const description: INodeProperties[] = [
	limitProperty,
	{
		displayName: 'Step Name',
		name: 'stepName',
		type: 'string',
		default: '',
		description: 'Only steps of this name; blank for all',
	},
	{
		displayName: 'Include Waiting Steps',
		name: 'includeWaiting',
		type: 'boolean',
		default: false,
		description:
			'Whether to list steps too that wait for a record that is not there yet, such as an order before the next sync into Odoo. They need nobody so far; their state is "waiting".',
	},
];

export const asTool = 'free';

export const output = z.object({
	id: z.number().int(),
	name: z.string(),
	reference: z.string(),
	eventType: z.string(),
	state: z.string(),
	attempts: z.number().int(),
	dueAt: z.string(),
	waitsUntil: z.string(),
	what: z.string(),
	advice: z.string(),
	connection: z.string(),
	execution: z.string(),
	summary: z.string(),
	settings: Settings,
});

export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const name = context.param<string>('stepName', '');
	const rows = await context.requireStore().steps.stuck({
		limit: context.param<number>('limit'),
		waiting: context.param<boolean>('includeWaiting', false),
		...(name && { name }),
	});
	const settings = (await context.requireStore().settings.get('default')) as unknown as IDataObject;
	return rows.map(({ error, waitsUntil = '', ...row }) => {
		const state = waitsUntil ? 'waiting' : row.state;
		const standing = waitsUntil ? `waiting until ${waitsUntil}` : state;
		return {
			...row,
			state,
			waitsUntil,
			what: error?.message ?? '',
			advice: error?.advice ?? '',
			connection: error?.connection ?? '',
			execution: error?.execution ?? '',
			/** One paragraph for a digest. */
			summary: `${row.reference}, step "${row.name}" (ID ${row.id}, ${standing}): ${[error?.message, error?.advice, error?.execution].filter(Boolean).join('\n  ')}`,
			settings,
		};
	});
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { limitProperty, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many log entries',
	description: 'Get who replayed, released, paused, resumed, handed over and saved settings',
};

export const description: INodeProperties[] = [
	limitProperty,
	{
		displayName: 'Case Reference',
		name: 'caseReference',
		type: 'string',
		default: '',
		description: 'Only what was done to this case; blank for all',
	},
];

export const asTool = 'free';

export const output = z.object({
	at: z.string(),
	actor: z.string(),
	action: z.string(),
	subject: z.string(),
	reference: z.string(),
	details: z.record(z.string(), z.unknown()),
});

/** Who did what to the installation, newest first. What people decide about a case is in its timeline. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const reference = context.param<string>('caseReference', '').trim();
	const entries = await context
		.requireStore()
		.operators.log({ limit: context.param<number>('limit'), ...(reference && { reference }) });
	return entries.map(({ at, actor, action, subject, reference: of, details }) => ({
		at,
		actor,
		action,
		subject,
		reference: of ?? '',
		details: details as IDataObject,
	}));
}

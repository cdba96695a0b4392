import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';

export const option = {
	name: 'Retire',
	value: 'retire',
	action: 'Retire step',
	description: 'Make no more steps of a name that no trigger uses',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Step Name',
		name: 'stepName',
		type: 'string',
		default: '',
		required: true,
		description: 'A step that no trigger works on any more. New events make no steps of this name; those waiting stay.',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({ retired: z.string(), outcome: dryOutcome });

export async function execute(context: OperationContext): Promise<IDataObject> {
	const stepName = context.param<string>('stepName');
	if (context.dryRun) return { retired: stepName, outcome: 'dry_run' };
	await context.requireStore().steps.unsubscribe(stepName, { actor: context.actor });
	return { retired: stepName };
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { realOption, type OperationContext } from '../../../shared/operation';
import { requireStep } from './requireStep';

export const option = {
	name: 'Hold',
	value: 'hold',
	action: 'Hold step',
	description: 'Set the step aside until somebody releases it',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Waiting for a photo from the customer',
		description: 'Shown in the list of stuck steps until the step is released',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({
	stepHeld: z.boolean().optional(),
	step: z.object({ outcome: z.literal('dry_run') }).optional(),
});

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	if (context.dryRun) return { step: { outcome: 'dry_run' } };
	return { stepHeld: await store.steps.hold(requireStep(context), context.param<string>('reason')) };
}

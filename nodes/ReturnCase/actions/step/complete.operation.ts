import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { realOption, type OperationContext } from '../../../shared/operation';
import { requireStep } from './requireStep';

export const option = {
	name: 'Complete',
	value: 'complete',
	action: 'Complete step',
	description: 'End the step that started this flow',
};

export const description: INodeProperties[] = [realOption];

export const asTool = 'whenAllowed';

export const output = z.object({
	stepFinished: z.boolean().optional(),
	step: z.object({ outcome: z.literal('dry_run') }).optional(),
});

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	if (context.dryRun) return { step: { outcome: 'dry_run' } };
	const finished = await store.steps.finish([requireStep(context)]);
	return { stepFinished: finished === 1 };
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, realOption, referenceProperty, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { requireStep } from './requireStep';

export const option = {
	name: 'No Action',
	value: 'noAction',
	action: 'Complete step without action',
	description: 'End the step and keep the reason why nothing was done',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Digital goods, nothing comes back',
		description: 'Why nothing is to be done; kept in the history of the case',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	stepFinished: z.boolean().optional(),
	step: z.object({ outcome: z.literal('dry_run'), reason: z.string() }).optional(),
});

export async function execute(context: OperationContext): Promise<IDataObject> {
	const reason = context.param<string>('reason');
	if (context.dryRun) return { step: { outcome: 'dry_run', reason } };
	const step = requireStep(context);
	const name = String((context.item.step as IDataObject | undefined)?.name ?? step.id);
	const reference = context.requireReference();
	const recorded = await context.requireStore().cases.record({
		reference,
		events: [
			{
				id: `step ${step.id}`,
				source: 'flow',
				type: 'step.no_action',
				actor: `n8n: ${context.node.getNode().name}`,
				data: { step: name, reason },
			},
		],
		finishes: step,
	});
	return { reference, case: recorded.case as unknown as IDataObject, stepFinished: recorded.finished };
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, parsed } from '../../../shared/model';
import { realOption, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Record Failure',
	value: 'recordFailure',
	action: 'Record failed execution',
	description: 'Keep what the Error Trigger of n8n tells as an alarm for the operator',
};

export const description: INodeProperties[] = [realOption];

const text = z.coerce.string();
const failure = z
	.object({ message: text.optional(), node: z.object({ name: text }).partial().nullish() })
	.partial()
	.nullish();

/** What n8n's Error Trigger gives: of an execution, or of a trigger that could not work. */
const Told = z.object({
	workflow: z.object({ id: text, name: text }),
	execution: z.object({ url: text.optional(), lastNodeExecuted: text.nullish(), error: failure }).nullish(),
	trigger: z.object({ error: failure }).nullish(),
});

const longestMessage = 500;

export const asTool = 'whenAllowed';

export const output = z.object({
	failure: z.object({
		workflow: z.string(),
		node: z.string(),
		message: z.string(),
		outcome: z.enum(['done', 'dry_run']),
	}),
});

/** Keeps a failed execution as an alarm of the operator. One that a step started is told by its step, when it gets stuck. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const { workflow, execution, trigger } = parsed(Told, context.item, () =>
		invalidInput('This item tells of no failed execution', "Put the node right behind n8n's Error Trigger."),
	);
	const error = execution?.error ?? trigger?.error;
	const node = execution ? (execution.lastNodeExecuted ?? '') : (error?.node?.name ?? '');
	const message = (error?.message || 'The execution failed').slice(0, longestMessage);
	if (context.dryRun) return { failure: { workflow: workflow.name, node, message, outcome: 'dry_run' } };
	await store.alarms.recordFailure({
		workflow: workflow.id,
		workflowName: workflow.name,
		node,
		message,
		...(execution?.url && { execution: execution.url }),
	});
	return { failure: { workflow: workflow.name, node, message, outcome: 'done' } };
}

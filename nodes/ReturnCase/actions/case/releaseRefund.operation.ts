import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { RefundIntent } from '../../../shared/model';
import { effectOptions, invalidInput, referenceProperty, type OperationContext } from '../../../shared/effect';
import { readJson } from '../../readJson';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refunds',
		name: 'intents',
		type: 'json',
		default: '={{ $json.refund.intents }}',
		description: 'What is owed, as Return Policy: Calculate gives it. An empty list releases nothing.',
	},
	effectOptions,
];

/** Makes refunds due: each is frozen as it is now, and the steps that pay it start. All of them, or none. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const parsed = RefundIntent.array().safeParse(readJson(context, 'intents') ?? []);
	if (!parsed.success) {
		const [{ path, message }] = parsed.error.issues;
		throw invalidInput(`The refunds are not complete: ${path.join('.')} ${message}`, 'Use the output of Return Policy: Calculate.', `intents.${path.join('.')}`);
	}
	const recorded = await context.recordEvents(parsed.data.map((intent) => ({ id: `due ${intent.id}`, source: 'flow', type: 'refund.due' as const, data: { intent } })));
	return { ...recorded, released: parsed.data.map(({ id }) => id) };
}

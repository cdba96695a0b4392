import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { jsonParam, type OperationContext } from '../../../shared/operation';
import { readAnswers } from '../../n8nForm/answers';
import { Form } from '../../n8nForm/form';

export const option = {
	name: 'Read Answers',
	value: 'readAnswers',
	action: 'Read the answers of a form',
	description: 'Make a return request, a receipt or an inspection of what was filled in',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Form',
		name: 'form',
		type: 'json',
		default: '',
		required: true,
		placeholder: "{{ $('Compose Fields').first().json.form }}",
		description: 'What Compose Fields gave out as form',
	},
	{
		displayName: 'Answers',
		name: 'answers',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description: 'What the form gave. The default takes it from the n8n Form before this node.',
	},
];

/** It only reads; what is recorded is recorded after it. */
export const endsStep = false;

export const asTool = 'never';

const Answers = z
	.object({ lines: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number().int() }).passthrough()) })
	.passthrough();
const Made = z.object({}).passthrough();

export const output = z.object({
	answers: Answers,
	/** One of them, by what the form is for. */
	request: Made.optional(),
	receipt: Made.optional(),
	inspection: Made.optional(),
});

/** Reads what was filled in; the item gains it as the next node takes it. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const form = jsonParam(context, 'form', Form, 'Set Form to what Compose Fields gave out as form.');
	if (!form)
		throw invalidInput(
			'It is not said which form was filled in',
			'Set Form to what Compose Fields gave out as form.',
			'form',
		);
	const given = jsonParam(context, 'answers', Made, 'Set Answers to what the n8n Form gave.') ?? {};
	const { submittedAt } = given as { submittedAt?: unknown };
	// A page that is sent once is recorded once, however often the flow runs.
	const id = `form ${typeof submittedAt === 'string' && submittedAt ? submittedAt : context.node.getExecutionId()}`;
	return readAnswers(form, given, id) as unknown as IDataObject;
}

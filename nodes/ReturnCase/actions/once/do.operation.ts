import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { firstTime, realOption, referenceProperty, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Do Once',
	value: 'do',
	action: 'Do once',
	description: 'Let an item pass the first time only',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'What',
		name: 'what',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. approval e-mail',
		description: 'Names what shall be done once for this case. Items that come a second time leave by Already Done.',
	},
	realOption,
];

/** What shall be done once comes after this node: the step goes on. */
export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = z.object({ firstTime: z.boolean() });

/** Says whether it is the first time (see firstTime.ts); a repeat leaves by Already Done. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const what = context.param<string>('what').trim();
	if (!what) throw invalidInput('It is not said what to do once', 'Set What, e.g. "approval e-mail".', 'what');
	return { firstTime: await firstTime(context, what) };
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UnservedSteps } from '../../../shared/store/store';
import type { OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Get Unserved',
	value: 'getUnserved',
	action: 'Get unserved steps',
	description: 'Get the step names with open steps that no published trigger has',
};

export const description: INodeProperties[] = [];

export const asTool = 'free';

export const output = UnservedSteps;

/** Step names with open steps that no published trigger has. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	return (await context.requireStore().steps.unserved()).map((one) => ({ ...one }));
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { caseOutput, referenceProperty, type OperationContext } from '../../../shared/operation';

export const option = { name: 'Get', value: 'get', action: 'Get case', description: 'Get a case as it is now' };

export const description: INodeProperties[] = [referenceProperty];

export const asTool = 'free';

export const output = caseOutput;

export async function execute(context: OperationContext): Promise<IDataObject> {
	const found = await context.requireCase();
	return { reference: found.reference, case: found as unknown as IDataObject };
}

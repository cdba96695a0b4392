import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { brandOfLookProperty, lookOutput, type OperationContext } from '../../../shared/operation';
import { checkCarriers } from '../../setUp/checkCarriers';

export const option = {
	name: 'Check',
	value: 'check',
	action: 'Check setup',
	description:
		'Say whether the key works, in which mode, and which carriers are connected; buys nothing, and shows it on the returns desk',
};

export const description: INodeProperties[] = [brandOfLookProperty];

export const endsStep = false as const;

export const asTool = 'free';

export const output = lookOutput;

/** How carrier services are set up, an item for each. Reads only; with a case store the desk shows it, also that one could not be looked at. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	return await checkCarriers(context);
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { brandOfLookProperty, lookedAt, lookOutput, type OperationContext } from '../../../shared/operation';
import { checkStripe } from '../../setUp/checkStripe';

export const option = {
	name: 'Check',
	value: 'check',
	action: 'Check setup',
	description: 'List what the key may and may not read; changes nothing in Stripe, and shows it on the returns desk',
};

export const description: INodeProperties[] = [brandOfLookProperty];

export const endsStep = false as const;

export const asTool = 'free';

export const output = lookOutput;

/** Whether Stripe answers, and what the key may do there. Reads only; with a case store the desk shows it, also that Stripe could not be looked at. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await lookedAt(context, 'stripe', 'Stripe', async () => await checkStripe(context));
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { brandOfLookProperty, lookedAt, lookOutput, type OperationContext } from '../../../shared/operation';
import { connection } from '../../transport/client';
import { checkShopify } from '../../setUp/checkShopify';

export const option = {
	name: 'Check',
	value: 'check',
	action: 'Check setup',
	description:
		'List which access scopes the app has and lacks; changes nothing in Shopify, and shows it on the returns desk',
};

export const description: INodeProperties[] = [brandOfLookProperty];

export const endsStep = false as const;

export const asTool = 'free';

export const output = lookOutput;

/** Whether Shopify answers, and what the app may do there. Reads only; with a case store the desk shows it, also that Shopify could not be looked at. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await lookedAt(context, connection, 'Shopify', async () => await checkShopify(context));
}

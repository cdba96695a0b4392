import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { changedOutput, changeReturn } from '../../returns/changeReturn';
import { EffectError } from '../../../shared/model';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnReopen } from '../../graphql';
import { returnIdOf } from '../../returns/input';
import { returnIdProperty } from '../../returns/parameters';

export const option = {
	name: 'Reopen',
	value: 'reopen',
	action: 'Reopen return',
	description: 'Open a closed return again',
};

export const description: INodeProperties[] = [referenceProperty, returnIdProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = changedOutput;

/** Opens a closed return in Shopify again, e.g. when a late parcel arrives. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	if (!(await returnIdOf(context)))
		throw new EffectError('This case has no return in Shopify', {
			category: 'invalid_input',
			connection: 'shopify',
			field: 'returnId',
			advice: 'There is nothing to reopen there. Go on with the case itself.',
		});
	return await changeReturn(context, {
		kind: 'shopify.return_reopen',
		from: ['CLOSED'],
		to: 'OPEN',
		again: true,
		advice: 'Only a closed return can be reopened. A declined or canceled one needs a new return.',
		send: async (client, id) => (await client.send(returnReopen, { id })).returnReopen.return,
		name: 'reopened',
		event: { type: 'return.reopened', data: {} },
	});
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/effect';
import { returnClose } from '../../documents';
import { changeReturn } from '../../returns/changeReturn';
import { returnIdProperty } from '../../returns/parameters';

export const description: INodeProperties[] = [referenceProperty, returnIdProperty, effectOptions];

/** Closes an open return in Shopify, when nothing more is to come: processing leaves it open. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await changeReturn(context, {
		kind: 'shopify.return_close',
		from: 'OPEN',
		to: 'CLOSED',
		advice: 'Only an open return can be closed. Approve or decline a requested one first; a declined or canceled one is at its end.',
		send: async (client, id) => (await client.send(returnClose, { id })).returnClose.return,
		name: 'closed',
		event: { type: 'return.closed', data: {} },
	});
}

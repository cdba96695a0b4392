import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { Changed, changeReturn } from '../../returns/changeReturn';
import { leftToDo } from '../../../shared/case/leftToDo';
import { outOfTurnCode } from '../../../shared/store/store';
import { EffectError } from '../../../shared/model';
import { effectOptions, performedOrNot, referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnClose } from '../../graphql';
import { planProcess } from '../../goods/dispositions';
import { returnIdProperty } from '../../returns/parameters';
import { readReturn } from '../../returns/readReturn';
import type { ShopifyClient } from '../../transport/client';

export const option = {
	name: 'Close',
	value: 'close',
	action: 'Close return',
	description: 'Close an open return when nothing more is to come',
};

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	{
		displayName: 'Only When All Is Done',
		name: 'onlyWhenDone',
		type: 'boolean',
		default: false,
		description:
			'Whether to leave the return open, and end the step, while by the case something is still to be done: refund, goods, inspection, books. Needs the Return Case credential.',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

/** `message`: what is still to be done, when it was left open for that. */
export const output = performedOrNot('shopifyReturn', Changed);

/** Closes an open return in Shopify, when nothing more is to come: processing leaves it open. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const left = context.param('onlyWhenDone', false) ? leftToDo(await context.requireCase()) : [];
	if (left.length)
		return {
			shopifyReturn: { outcome: 'nothing_to_do', message: `Not closed yet, this is still open: ${left.join(', ')}.` },
		};
	return await changeReturn(context, {
		kind: 'shopify.return_close',
		from: ['OPEN'],
		to: 'CLOSED',
		again: true,
		advice:
			'Only an open return can be closed. Approve or decline a requested one first; a declined or canceled one is at its end.',
		send: async (client, id) => (await client.send(returnClose, { id })).returnClose.return,
		name: 'closed',
		event: { type: 'return.closed', data: {} },
		ready: async (client, id) => await assertTold(context, client, id),
	});
}

/** A closed return takes no goods any more: whatever was inspected must have been told before. */
async function assertTold(context: OperationContext, client: ShopifyClient, id: string): Promise<void> {
	const lines = (await context.findCase())?.lines ?? [];
	const inspected = lines.map((line) => ({
		id: line.id,
		sku: line.sku,
		providerIds: line.providerIds,
		counts: line.quantities.inspected,
	}));
	if (!lines.length) return;
	const node = await readReturn(client, id);
	if (!planProcess(node, inspected).calls.length) return;
	throw new EffectError(`Shopify does not know yet all that was inspected of return ${node.name}`, {
		category: 'retryable',
		code: outOfTurnCode,
		retryAfterMs: 60_000,
		advice:
			'Shopify Returns: Process tells it, and must run first. It is tried again; when it stays, look for a stuck step of this case.',
	});
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, roundOf, type OperationContext } from '../../../shared/operation';
import { itemsRemoved, removeKind } from '../../returns/changedInShop';
import { returnIdOf } from '../../returns/input';
import { returnIdProperty } from '../../returns/parameters';
import {
	remainingOfCase,
	Removed,
	removedBefore,
	removingEffect,
	removingName,
	type Removing,
} from '../../returns/removeItems';
import { shopifyOf } from '../../transport/fromNode';
import { listOf } from '../../transport/list';

const example = '[{ "line": "L6200524949", "remaining": 0 }]';
const Given = z.object({ line: z.string().min(1), remaining: z.number().int().nonnegative() }).strict();

export const option = {
	name: 'Remove Items',
	value: 'removeItems',
	action: 'Remove items of return',
	description: 'Take pieces out of a return that will not come back',
};

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	{
		displayName: 'What Remains',
		name: 'lines',
		type: 'json',
		default: '[]',
		placeholder: example,
		description:
			"For each line to change (its ID in the case, or Shopify's): how many pieces remain in the return. 0 takes the line out; taking out the last one closes the return.",
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed('shopifyReturn', Removed);

/** Takes pieces out of a return that will not come back. It says what remains, so a repeat takes out nothing more. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id)
		throw new EffectError('This case has no return in Shopify', {
			category: 'invalid_input',
			connection: 'shopify',
			field: 'returnId',
			advice: 'It came through another channel. Give Return ID when there is one all the same.',
		});
	const wanted = listOf(context, 'lines', 'What Remains', Given, example);
	if (!wanted.length) throw invalidInput('Nothing says what remains', `Give What Remains, e.g. ${example}.`, 'lines');
	const known = (await context.findCase())?.lines ?? [];
	const removing: Removing = { client: await shopifyOf(context), id, wanted, known };
	const isThere = async () => !!(await removedBefore(removing));
	const { key } = await roundOf(context, removeKind, removingName(removing), isThere);
	const remaining = remainingOfCase(removing);
	return await context.perform('shopifyReturn', removingEffect(key, removing), () =>
		remaining.length ? [itemsRemoved(`${key}/removed`, remaining)] : [],
	);
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { performed, effectOptions, referenceProperty, roundOf, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { returnRemove } from '../../graphql';
import { tailOf } from '../../graphql/gid';
import { listOf } from '../../transport/list';
import { itemsRemoved, removeKind } from '../../returns/changedInShop';
import { removalsOf, Removal } from '../../returns/removals';
import { caseLineFor } from '../../returns/returnLines';
import { returnIdOf } from '../../returns/input';
import { returnIdProperty } from '../../returns/parameters';
import { readReturn } from '../../returns/readReturn';
import { shopifyOf } from '../../transport/fromNode';

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

const Removed = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	totalQuantity: z.number().int(),
	/** What this run took out. */
	removed: z.array(Removal),
});
type Removed = z.infer<typeof Removed>;

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
	const client = await shopifyOf(context);
	const read = async () => {
		const node = await readReturn(client, id);
		return { node, removals: removalsOf(node.returnLineItems.nodes, wanted, (line) => caseLineFor(line, known)?.id) };
	};
	const look = async (): Promise<Removed | undefined> => {
		const { node, removals } = await read();
		return removals.length
			? undefined
			: { id, name: node.name, status: node.status, totalQuantity: node.totalQuantity, removed: [] };
	};
	const remaining = wanted.flatMap(({ line, remaining: quantity }) => {
		const named = known.find(({ id: own, providerIds: { 'shopify.return_line': shops } }) =>
			[own, ...(shops ? [shops, tailOf(shops)] : [])].includes(line),
		);
		return named ? [{ line: named.id, quantity }] : [];
	});
	const kind = removeKind;
	const { key } = await roundOf(
		context,
		kind,
		`${id}/${wanted
			.map(({ line, remaining }) => `${line}=${remaining}`)
			.sort()
			.join(',')}`,
		async () => !!(await look()),
	);
	return await context.perform<Removed>(
		'shopifyReturn',
		{
			key,
			kind,
			lookUp: look,
			act: async () => {
				const { node, removals } = await read();
				if (!removals.length)
					return { id, name: node.name, status: node.status, totalQuantity: node.totalQuantity, removed: [] };
				return {
					...(await client.send(returnRemove, { id, lines: removals })).removeFromReturn.return,
					removed: removals,
				};
			},
			preview: async () => {
				const { node, removals } = await read();
				return {
					id,
					name: node.name,
					status: node.status,
					totalQuantity: node.totalQuantity - removals.reduce((total, { quantity }) => total + quantity, 0),
					removed: removals,
				};
			},
		},
		() => (remaining.length ? [itemsRemoved(`${key}/removed`, remaining)] : []),
	);
}

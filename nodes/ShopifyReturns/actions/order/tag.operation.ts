import { z } from 'zod';
import { performed, effectOptions, referenceProperty, roundOf, type OperationContext } from '../../../shared/operation';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import { tagsAdd } from '../../graphql';
import { textOf } from '../../transport/list';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { readMarks } from '../../orders/marks';
import { shopifyOf } from '../../transport/fromNode';

export const option = { name: 'Tag', value: 'tag', action: 'Tag order', description: 'Add tags to an order' };

export const description: INodeProperties[] = [
	referenceProperty,
	orderIdProperty,
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: "={{ $json.reference ?? '' }}",
		placeholder: 'e.g. RMA-7K2M9QX4TB, return',
		description: 'Separated by commas; at most 40 characters each. Tags that are there stay.',
	},
	effectOptions,
];

const place = { namespace: '$app', key: 'returns' };

const Tagged = z.object({
	id: z.string(),
	name: z.string(),
	tags: z.array(z.string()),
});
type Tagged = z.infer<typeof Tagged>;

export const asTool = 'whenAllowed';

export const output = performed('shopifyOrder', Tagged);

/** Adds tags to an order; those that are there stay, and are not added twice. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await orderIdOf(context);
	const tags = [
		...new Set(
			textOf(context, 'tags')
				.split(',')
				.map((tag) => tag.trim())
				.filter(Boolean),
		),
	];
	if (!tags.length) throw invalidInput('No tag is given', 'Give Tags, e.g. {{ $json.reference }}.', 'tags');
	const long = tags.find((tag) => tag.length > 40);
	if (long)
		throw invalidInput(
			`The tag "${long.slice(0, 20)}…" has ${long.length} characters; Shopify takes 40`,
			'Shorten it.',
			'tags',
		);
	const client = await shopifyOf(context);
	const look = async (): Promise<Tagged | undefined> => {
		const order = await readMarks(client, id, place);
		const have = order.tags.map((tag) => tag.toLowerCase()); // as Shopify compares them
		return tags.every((tag) => have.includes(tag.toLowerCase()))
			? { id, name: order.name, tags: order.tags }
			: undefined;
	};
	const kind = 'shopify.order_tag';
	const { key } = await roundOf(context, kind, `${id}/${[...tags].sort().join(',')}`, async () => !!(await look()));
	return await context.perform<Tagged>(
		'shopifyOrder',
		{
			key,
			kind,
			lookUp: look,
			act: async () => {
				const done = await look();
				if (done) return done;
				await client.send(tagsAdd, { id, tags });
				const { name, tags: now } = await readMarks(client, id, place);
				return { id, name, tags: now };
			},
			preview: async () => {
				const { name, tags: now } = await readMarks(client, id, place);
				return { id, name, tags: [...new Set([...now, ...tags])] };
			},
		},
		() => [],
	);
}

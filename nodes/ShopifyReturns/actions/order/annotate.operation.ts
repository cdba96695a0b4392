import { z } from 'zod';
import { performed, effectOptions, referenceProperty, roundOf, type OperationContext } from '../../../shared/operation';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { EffectError, invalidInput } from '../../../shared/model';
import { textOf } from '../../transport/list';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { listType, valuesOf } from '../../orders/annotation';
import { readMarks, writeMark } from '../../orders/marks';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Annotate',
	value: 'annotate',
	action: 'Annotate order',
	description: 'Write the case reference into a metafield of the order',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderIdProperty,
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: "={{ $json.reference ?? '' }}",
		placeholder: 'e.g. RMA-7K2M9QX4TB',
		description: 'Added to the list in the metafield. An order with several returns keeps one entry for each.',
	},
	{
		displayName: 'Namespace',
		name: 'namespace',
		type: 'options',
		options: [
			{ name: 'Returns', value: 'returns', description: 'Staff and other apps can read and change it' },
			{ name: 'This App Only', value: '$app', description: 'Only this app can change it' },
		],
		default: '$app',
	},
	{
		displayName: 'Key',
		name: 'key',
		type: 'string',
		default: 'case_references',
		description: 'Name of the metafield, a list of single-line texts',
	},
	effectOptions,
];

const Annotated = z.object({
	id: z.string(),
	name: z.string(),
	values: z.array(z.string()),
});
type Annotated = z.infer<typeof Annotated>;

export const asTool = 'whenAllowed';

export const output = performed('shopifyOrder', Annotated);

/** Adds a value, usually the case reference, to a list metafield of an order. A change that somebody else makes in that moment is kept. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await orderIdOf(context);
	const value = textOf(context, 'value');
	if (!value) throw invalidInput('There is nothing to write', 'Give Value, e.g. {{ $json.reference }}.', 'value');
	const place = { namespace: textOf(context, 'namespace') || '$app', key: textOf(context, 'key') };
	if (!/^[A-Za-z0-9_-]{2,64}$/.test(place.key))
		throw invalidInput(`"${place.key}" is no key of a metafield`, 'Give 2 to 64 letters, digits, - or _.', 'key');
	const client = await shopifyOf(context);
	const read = async () => {
		const order = await readMarks(client, id, place);
		const values = valuesOf(order.metafield);
		if (!values)
			throw new EffectError(
				`The metafield ${place.namespace}.${place.key} of order ${order.name} is no list of texts`,
				{
					category: 'rejected',
					connection: 'shopify',
					field: 'key',
					advice: 'Choose another Key; what is there is left alone.',
				},
			);
		return { order, values };
	};
	const look = async (): Promise<Annotated | undefined> => {
		const { order, values } = await read();
		return values.includes(value) ? { id, name: order.name, values } : undefined;
	};
	const kind = 'shopify.order_annotate';
	const { key } = await roundOf(
		context,
		kind,
		`${id}/${place.namespace}.${place.key}/${value}`,
		async () => !!(await look()),
	);
	return await context.perform<Annotated>(
		'shopifyOrder',
		{
			key,
			kind,
			lookUp: look,
			act: async () => {
				for (let tries = 0; tries < 5; tries++) {
					const { order, values } = await read();
					if (values.includes(value)) return { id, name: order.name, values };
					const wanted = [...values, value];
					if (await writeMark(client, id, place, listType, JSON.stringify(wanted), order.metafield))
						return { id, name: order.name, values: wanted };
				}
				throw new EffectError('Others changed this metafield again and again', {
					category: 'retryable',
					connection: 'shopify',
					advice: 'It is tried again later.',
				});
			},
			preview: async () => {
				const { order, values } = await read();
				return { id, name: order.name, values: [...new Set([...values, value])] };
			},
		},
		() => [],
	);
}

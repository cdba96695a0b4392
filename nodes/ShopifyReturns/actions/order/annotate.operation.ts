import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, roundOf, type OperationContext } from '../../../shared/operation';
import { annotateKind, Annotated, annotatedBefore, annotatingEffect } from '../../orders/annotateOrder';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { shopifyOf } from '../../transport/fromNode';
import { textOf } from '../../transport/list';

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
	const annotation = { client: await shopifyOf(context), id, place, value };
	const name = `${id}/${place.namespace}.${place.key}/${value}`;
	const { key } = await roundOf(context, annotateKind, name, async () => !!(await annotatedBefore(annotation)));
	return await context.perform('shopifyOrder', annotatingEffect(key, annotation), () => []);
}

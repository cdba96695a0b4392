import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { anyJsonParam, jsonParam, type OperationContext } from '../../../shared/operation';
import { Field, fieldsOf } from '../../n8nForm/fields';
import { Form, purposes } from '../../n8nForm/form';
import { itemsOfCase, itemsOfSale } from '../../n8nForm/items';
import { questionRows } from '../../n8nForm/questionRows';
import { questionsOf } from '../../n8nForm/questions';

export const option = {
	name: 'Compose Fields',
	value: 'composeFields',
	action: 'Compose the fields of a form',
	description: 'Make the fields of an n8n Form that asks about goods, item by item',
};

const whenFor = (...values: Array<(typeof purposes)[number]>) => ({ show: { formFor: values } });

export const description: INodeProperties[] = [
	{
		displayName:
			'Put an n8n Form after it, Define Form: Using JSON, with {{ $json.fields }}; after that Read Answers with {{ $json.form }} of this node',
		name: 'about',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Form For',
		name: 'formFor',
		type: 'options',
		options: [
			{ name: 'Goods That Have Arrived', value: 'receipt' },
			{ name: 'Goods That Were Inspected', value: 'inspection' },
			{ name: 'Questions Alone', value: 'answers' },
			{ name: 'Return Request', value: 'request' },
		],
		default: 'request',
		description: 'What the answers become. How many pieces of each item is always asked, but for Questions Alone.',
	},
	{
		displayName: 'Sale',
		name: 'sale',
		type: 'json',
		default: '={{ $json }}',
		displayOptions: whenFor('request'),
		description:
			'Whose items can come back: order and returnable, as Odoo Returns: Find gives them. Without returnable all of the order that has not come back yet.',
	},
	{
		displayName: 'Case',
		name: 'case',
		type: 'json',
		default: '={{ $json.case }}',
		displayOptions: whenFor('receipt', 'inspection'),
		description: 'The return whose goods are told of. The default takes it from the incoming item.',
	},
	{
		displayName: 'Questions',
		name: 'questions',
		...questionRows,
		description: 'What is asked beside the pieces, in this order',
	},
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'string',
		default: 'service',
		required: true,
		displayOptions: whenFor('request'),
		description: 'The way in that the request names; lanes take the channels that their triggers name',
	},
	{
		displayName: 'Order Number',
		name: 'orderNumber',
		type: 'string',
		default: '={{ $json.order.number }}',
		displayOptions: whenFor('request'),
	},
	{
		displayName: 'Customer',
		name: 'customer',
		type: 'json',
		default: '={{ $json.order.customer }}',
		displayOptions: whenFor('request'),
	},
	{
		displayName: 'Name Lines of the Order',
		name: 'namesLines',
		type: 'boolean',
		default: false,
		displayOptions: whenFor('request'),
		description:
			'Whether the request says which line of the order each item is. Leave it off when another system tells the case its order.',
	},
	{
		displayName: 'More of the Request',
		name: 'more',
		type: 'json',
		default: '',
		placeholder: '{ "returnBy": "parcel" }',
		displayOptions: whenFor('request'),
		description: 'What the request says beside all that; docs/events.md has every field',
	},
];

/** What is asked is recorded by nodes after it. */
export const endsStep = false;

export const asTool = 'never';

export const output = z.object({ fields: z.array(Field), form: Form });

/** Makes the fields; the item gains them, and the form that Read Answers needs. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const formFor = purposes.find((one) => one === context.param<string>('formFor', 'request'));
	if (!formFor)
		throw invalidInput(
			'It is not known what the form is for',
			`Set Form For to one of ${purposes.join(', ')}.`,
			'formFor',
		);
	const form: Form = {
		for: formFor,
		...itemsOf(context, formFor),
		questions: questionsOf(context),
		...(formFor === 'request' ? requestOf(context) : { request: {}, namesLines: false }),
	};
	return { fields: fieldsOf(form), form: form as unknown as IDataObject };
}

function itemsOf(context: OperationContext, formFor: Form['for']): Pick<Form, 'items' | 'lead'> {
	if (formFor === 'answers') return { items: [], lead: '' };
	return formFor === 'request'
		? itemsOfSale(anyJsonParam(context, 'sale'))
		: itemsOfCase(anyJsonParam(context, 'case'));
}

function requestOf(context: OperationContext): Pick<Form, 'request' | 'namesLines'> {
	const object = z.object({}).passthrough();
	const advice = 'Give an object, or leave it blank.';
	const orderNumber = String(context.param<unknown>('orderNumber', '') ?? '').trim();
	const customer = jsonParam(context, 'customer', object, advice);
	return {
		request: {
			channel: context.param<string>('channel', 'service').trim(),
			...(orderNumber && { orderNumber }),
			...(customer && { customer }),
			...jsonParam(context, 'more', object, advice),
		},
		namesLines: context.param<boolean>('namesLines', false),
	};
}

import type { INodeProperties } from 'n8n-workflow';

const ofKinds = (...kinds: string[]) => ({ show: { kind: kinds } });

/** In the order in which one thinks of a question. */
const columns: INodeProperties[] = [
	{
		displayName: 'Label',
		name: 'label',
		type: 'string',
		default: '',
		placeholder: 'e.g. Reason',
		description: 'What people read; of an item it comes after its SKU',
	},
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. reason',
		description:
			'What the answer is called in what comes of it, e.g. reason, note, condition, destination, evidence, exchangeFor.sku, refundTo. Other names are given out in answers.',
	},
	{
		displayName: 'Asked',
		name: 'scope',
		type: 'options',
		options: [
			{ name: 'For Each Item', value: 'each' },
			{ name: 'Once, and Told of Each Item', value: 'all' },
			{ name: 'Once', value: 'once' },
		],
		default: 'each',
	},
	{
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		options: [
			{ name: 'Choice', value: 'choice' },
			{ name: 'Date', value: 'date' },
			{ name: 'Long Text', value: 'longText' },
			{ name: 'Number', value: 'number' },
			{ name: 'Text', value: 'text' },
			{ name: 'Yes or No', value: 'yesNo' },
		],
		default: 'choice',
	},
	{
		displayName: 'Choices',
		name: 'choices',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		displayOptions: ofKinds('choice'),
		placeholder: 'Too small = too_small',
		description: 'One in each line: what people read, = and what it stands for. With nothing behind = it says nothing.',
	},
	{
		displayName: 'Required',
		name: 'required',
		type: 'boolean',
		default: false,
		description: 'Whether it must be answered; of an item, when pieces of it are told',
	},
	{
		displayName: 'When Empty',
		name: 'blank',
		type: 'string',
		default: '',
		description: 'What an empty answer stands for. Blank: nothing is said.',
	},
	{
		displayName: 'Placeholder',
		name: 'placeholder',
		type: 'string',
		default: '',
		displayOptions: ofKinds('text', 'longText', 'number'),
		description: 'What an empty field shows',
	},
	{
		displayName: 'Ask It',
		name: 'ask',
		type: 'boolean',
		default: true,
		description: 'Whether it is asked; an expression can ask it for some orders only',
	},
];

/** One row for each question of a form. */
export const questionRows: Pick<INodeProperties, 'type' | 'typeOptions' | 'default' | 'placeholder' | 'options'> = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add question',
	options: [
		{
			displayName: 'Questions',
			name: 'rows',
			values: columns,
		},
	],
};

import type { INodeProperties } from 'n8n-workflow';
import {
	brandMarks,
	languageTitles,
	messageParts,
	messageTitles,
	processors,
	refundPayers,
	staffRoles,
	stockPlaces,
	type BrandRow,
} from '../../model';

/* Settings that are lists: rows of the editor, and the choices in them. */

export const titles: Record<string, string> = {
	at_approval: 'At Approval',
	at_first_scan: 'At First Scan',
	at_receipt: 'At Receipt',
	after_inspection: 'After Inspection',
	by_hand: 'Finance Pays by Hand',
	store_credit: 'Store Credit',
	in_shares: 'In Shares',
	gift_cards_first: 'Gift Cards First',
	cards_first: 'Cards First',
	gift_cards_last: 'Gift Cards Last',
	...languageTitles,
	...messageTitles,
	subject: 'Subject',
	text: 'Text',
};
export const choicesOf = (values: readonly string[]) =>
	values.map((value) => ({ name: titles[value] ?? value, value }));

/** Who pays, by the names that people know. */
export const payers: Record<string, string> = Object.fromEntries(
	refundPayers.map((payer) => [payer, payer === 'other' ? 'A Person (by Hand)' : processors[payer].name]),
);

/** By what a return is told to be of a brand, in the words of the editor. */
export const brandMarkNames: Record<BrandRow['by'], string> = {
	shop: 'Shop',
	sales_channel: 'Sales Channel',
	company: 'Company',
	tag: 'Tag of the Order',
};

export const brandRows: Pick<INodeProperties, 'type' | 'typeOptions' | 'default' | 'placeholder' | 'options'> = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add brand',
	options: [
		{
			displayName: 'Brands',
			name: 'rows',
			values: [
				{
					displayName: 'By',
					name: 'by',
					type: 'options',
					options: brandMarks.map((value) => ({ name: brandMarkNames[value], value })),
					default: 'sales_channel',
				},
				{
					displayName: 'Is',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Online Store, nord.myshopify.com, outlet',
					description: 'As the shop calls it; capitals do not matter',
				},
				{
					displayName: 'Brand',
					name: 'brand',
					type: 'string',
					default: '',
					placeholder: 'e.g. nord',
					description: 'Name of the brand that such returns are of',
				},
			],
		},
	],
};

export const staffRows: Pick<INodeProperties, 'type' | 'typeOptions' | 'default' | 'placeholder' | 'options'> = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add person',
	options: [
		{
			displayName: 'Staff',
			name: 'rows',
			values: [
				{
					displayName: 'E-Mail',
					name: 'email',
					type: 'string',
					default: '',
					placeholder: 'e.g. kim@example.com',
					description: 'That of their n8n account',
				},
				{
					displayName: 'Roles',
					name: 'roles',
					type: 'multiOptions',
					options: staffRoles.map((value) => ({ name: `${value[0].toUpperCase()}${value.slice(1)}`, value })),
					default: [],
					description: 'What they see to; a manager may do all',
				},
				{
					displayName: 'Brands',
					name: 'brands',
					type: 'string',
					default: '',
					placeholder: 'e.g. nord, south',
					description: 'Only cases of these brands, with commas between them. Blank: of all.',
				},
			],
		},
	],
};

export const payerColumn: INodeProperties = {
	displayName: 'Paid By',
	name: 'payer',
	type: 'options',
	options: refundPayers.map((value) => ({ name: payers[value], value })),
	default: 'stripe',
};

export const currencyColumn: INodeProperties = {
	displayName: 'Currency',
	name: 'currency',
	type: 'string',
	default: '',
	placeholder: 'e.g. EUR',
	description: 'Leave blank for all currencies that have no row of their own',
};

export const journalRows: Pick<INodeProperties, 'type' | 'typeOptions' | 'default' | 'placeholder' | 'options'> = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add journal',
	options: [
		{
			displayName: 'Journals',
			name: 'rows',
			values: [
				payerColumn,
				currencyColumn,
				{
					displayName: 'Journal',
					name: 'journal',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Its ID: the number in the address bar when you open the journal in Odoo',
				},
			],
		},
	],
};

export const deductionRows: typeof journalRows = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add deduction',
	options: [
		{
			displayName: 'Deductions',
			name: 'rows',
			values: [
				{
					displayName: 'Destination',
					name: 'destination',
					type: 'options',
					options: stockPlaces.map((value) => ({ name: `${value[0].toUpperCase()}${value.slice(1)}`, value })),
					default: 'scrap',
					description: 'Where the piece goes after inspection',
				},
				{
					displayName: 'Condition',
					name: 'condition',
					type: 'string',
					default: '',
					placeholder: 'e.g. worn',
					description: 'As inspectors write it; leave blank for all conditions that have no row of their own',
				},
				{
					displayName: 'Takes',
					name: 'takes',
					type: 'string',
					default: '',
					placeholder: 'e.g. 30 %, 10.00, all or none',
					description: 'Of each piece: a part of what it cost, an amount, all (it is not refunded) or none',
				},
			],
		},
	],
};

export const wordRows: typeof journalRows = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add words',
	options: [
		{
			displayName: 'Words',
			name: 'rows',
			values: [
				{
					displayName: 'Message',
					name: 'message',
					type: 'options',
					options: choicesOf(Object.keys(messageTitles)),
					default: 'refund_paid',
				},
				{
					displayName: 'Part',
					name: 'part',
					type: 'options',
					options: choicesOf(messageParts),
					default: 'text',
				},
				{
					displayName: 'Language',
					name: 'language',
					type: 'options',
					options: [{ name: 'All Languages', value: '' }, ...choicesOf(Object.keys(languageTitles))],
					default: '',
				},
				{
					displayName: 'Words',
					name: 'words',
					type: 'string',
					typeOptions: { rows: 4 },
					default: '',
					placeholder: 'e.g. We have paid {amount} back.',
					description:
						'May name {reference}, {order}, {name}, {amount} and {date}; what a message does not know is blank',
				},
			],
		},
	],
};

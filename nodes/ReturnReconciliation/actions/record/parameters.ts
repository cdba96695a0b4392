import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { choicesOf, processors } from '../../../shared/model';
import type { Format } from '../../mapping';
import type { Role } from '../../judge';

const formatNames: Record<Format, { name: string; description: string }> = {
	case: {
		name: 'Return Case',
		description: 'Cases as Return Case: Get Many gives them out; each refund of a case is a record',
	},
	odooCreditNote: {
		name: 'Odoo: Credit Note',
		description: 'Rows of account.move with ref, move_type, state, amount_total, currency_id and create_date',
	},
	odooPayment: {
		name: 'Odoo: Payment',
		description: 'Rows of account.payment with memo, payment_type, state, amount, currency_id and create_date',
	},
	record: { name: 'Financial Record', description: 'Made by your own flow, see the documentation' },
	shopifyRefund: { name: 'Shopify: Refund', description: 'As Shopify Returns gives it out, or a Refund of the API' },
	shopifySettlement: {
		name: 'Shopify: Settlement',
		description:
			'What moved on the Shopify Payments balance, as Shopify Returns gives it out; what is no refund is skipped',
	},
	shopifyTransaction: {
		name: 'Shopify: Transaction',
		description: 'Transactions of orders; those that are no refund are skipped',
	},
	stripeRefund: { name: 'Stripe: Refund', description: 'As Stripe Refunds gives it out, or a refund of the API' },
	stripeTransaction: {
		name: 'Stripe: Balance Transaction',
		description: 'Transactions of a payout; those that are no refund are skipped',
	},
};

const roleNames: Record<Role, string> = {
	cases: 'Cases',
	erp: 'ERP',
	other: 'Other',
	payment: 'Payment',
	shop: 'Shop',
};

function optionsOf<T extends string>(
	names: Record<T, string | { name: string; description: string }>,
): INodePropertyOptions[] {
	return Object.entries<string | { name: string; description: string }>(names)
		.map(([value, name]) => ({ ...(typeof name === 'string' ? { name } : name), value }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

const formatOptions = optionsOf(formatNames);
const roleOptions = optionsOf(roleNames);

/** The sources a new node has, in the order of its inputs. */
export const defaultSources = [
	{ name: 'ERP', role: 'erp', format: 'odooCreditNote', expects: 'every' },
	{
		name: 'Payment',
		role: 'payment',
		format: 'stripeRefund',
		expects: 'processors',
		processors: ['stripe', 'odoo_stripe'],
	},
	{ name: 'Shop', role: 'shop', format: 'shopifyRefund', expects: 'processors', processors: ['shopify_payments'] },
	{ name: 'Cases', role: 'cases', format: 'case', expects: 'every' },
];

export const sourcesProperty: INodeProperties = {
	displayName: 'Sources',
	name: 'sources',
	type: 'fixedCollection',
	placeholder: 'Add source',
	typeOptions: { multipleValues: true, sortable: true, minRequiredFields: 2, maxAllowedFields: 6 },
	default: { source: defaultSources },
	description: 'What is compared: one input of this node for each source, in this order, two to six',
	options: [
		{
			displayName: 'Source',
			name: 'source',
			values: [
				{
					displayName: 'Format',
					name: 'format',
					type: 'options',
					options: formatOptions,
					default: 'record',
					description: 'What the items of this input look like',
				},
				{
					displayName: 'Must Know',
					name: 'expects',
					type: 'options',
					options: [
						{ name: 'Every Refund', value: 'every', description: 'What is not there is missing' },
						{ name: 'Nothing', value: 'optional', description: 'Compared when it is there' },
						{
							name: 'Refunds of Some Processors',
							value: 'processors',
							description: 'Only refunds that these companies pay are missing when they are not there',
						},
					],
					default: 'every',
					description: 'Which refunds this source must know',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. Credit Notes',
					description: 'What the input and the report call it',
				},
				{
					displayName: 'Processors',
					name: 'processors',
					type: 'multiOptions',
					displayOptions: { show: { expects: ['processors'] } },
					options: choicesOf(processors),
					default: ['stripe'],
					description: 'Whose refunds this source must know',
				},
				{
					displayName: 'Role',
					name: 'role',
					type: 'options',
					options: roleOptions,
					default: 'erp',
					description: 'What kind of system it is; it decides what a drift is called and who looks after it',
				},
			],
		},
	],
};

export const ruleProperties: INodeProperties[] = [
	{
		displayName: 'Tolerance (Minor Units)',
		name: 'tolerance',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description: 'How far two amounts may differ and still agree, in the smallest unit of the currency: 1 is one cent',
	},
	{
		displayName: 'Wait Before Judging (Hours)',
		name: 'cutOffHours',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 24,
		description:
			'Refunds with a record younger than this are pending, not drift: systems need some time to learn of each other',
	},
	{
		displayName: 'Late After (Days)',
		name: 'lateDays',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10,
		description: 'How long a refund may be on its way before it is called late',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Judge as Of',
				name: 'now',
				type: 'dateTime',
				default: '',
				description: 'Blank: now. Another time is for looking back.',
			},
			{
				displayName: 'Judge From',
				name: 'from',
				type: 'dateTime',
				default: '',
				description:
					'Refunds whose newest record is older are left out. Let the sources be read from some weeks before this time, so that what was booked earlier is found.',
			},
			{
				displayName: 'Propose Within (Hours)',
				name: 'proposeHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 48,
				description:
					'Records that nothing links are proposed as a match when amount and currency are equal and they are this near in time; 0 proposes none. A proposal stays a drift until a person decides.',
			},
		],
	},
];

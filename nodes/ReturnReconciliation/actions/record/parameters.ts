import type { INodeProperties } from 'n8n-workflow';
import { choicesOf, processors } from '../../../shared/model';
import { formatTable } from '../../mapping';
import type { Role } from '../../judge';

const roleNames: Record<Role, { name: string }> = {
	cases: { name: 'Cases' },
	erp: { name: 'ERP' },
	other: { name: 'Other' },
	payment: { name: 'Payment' },
	shop: { name: 'Shop' },
};

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
					options: choicesOf(formatTable),
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
					options: choicesOf(roleNames),
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

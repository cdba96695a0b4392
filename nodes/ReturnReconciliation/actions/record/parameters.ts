import type { INodeProperties } from 'n8n-workflow';
import { choicesOf, processors } from '../../../shared/model';
import { formatTable } from '../../mapping';
import type { Role } from '../../judge';

const roleNames: Record<Role, { name: string; description?: string }> = {
	bank: { name: 'Bank', description: 'Statements of your bank: refunds paid by transfer' },
	carrier: { name: 'Carrier', description: 'Labels and parcels; no refund is missing there' },
	cases: { name: 'Cases' },
	erp: { name: 'ERP' },
	other: { name: 'Other' },
	payment: { name: 'Payment' },
	payout: { name: 'Payouts', description: 'What left the balance at the provider, line by line' },
	shop: { name: 'Shop' },
	warehouse: { name: 'Warehouse', description: 'What was received and moved; no refund is missing there' },
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

/** Inputs that a node can have. */
export const maxSources = 10;

export const sourcesProperty: INodeProperties = {
	displayName: 'Sources',
	name: 'sources',
	type: 'fixedCollection',
	placeholder: 'Add source',
	typeOptions: { multipleValues: true, sortable: true, minRequiredFields: 2, maxAllowedFields: maxSources },
	default: { source: defaultSources },
	description: 'What is compared: one input of this node for each source, in this order, two to ten',
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
					displayName: 'Places',
					name: 'places',
					type: 'string',
					typeOptions: { rows: 3 },
					displayOptions: { show: { format: ['odooMove'] } },
					default: '',
					placeholder: 'e.g. WH/Sperrlager = quarantine',
					description:
						'Which place each location is, one a line: the location as Odoo names it, an equals sign, and customer, inspection, restock, quarantine, refurbish, vendor, donate, recycle or scrap. English names of Odoo are known; a move at a location that is not is left out.',
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
				{
					displayName: 'Which Records',
					name: 'which',
					type: 'options',
					options: [
						{ name: 'Every Record', value: 'every', description: 'All that is read is of returns' },
						{
							name: 'What Can Be a Return',
							value: 'returns',
							description: 'Other refunds of the company are left out, and no drift',
						},
					],
					default: 'every',
					description: 'What of this source is compared',
				},
				...[
					{
						displayName: 'Companies',
						name: 'companies',
						description: 'Only records of these companies, by name, with commas between; blank: of all',
					},
					{
						displayName: 'Journals',
						name: 'journals',
						description: 'What is booked in these journals counts though it names no return; names with commas between',
					},
					{
						displayName: 'Tags',
						name: 'tags',
						description: 'What has one of these tags counts though it names no return; with commas between',
					},
					{
						displayName: 'References Begin With',
						name: 'references',
						description: "What references of returns begin with, with commas between; blank: RMA- as this pack's do",
					},
				].map((field): INodeProperties => ({
					...field,
					type: 'string',
					default: '',
					displayOptions: { show: { which: ['returns'] } },
				})),
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
				displayName: 'Accepted Drifts',
				name: 'accepted',
				type: 'json',
				default: '[]',
				placeholder: 'e.g. {{ $("Read Accepted").all().map((item) => item.json) }}',
				description:
					'Drifts that a person lets be, each with its ID and, so that more than that is looked at again, the amount at risk: they are given out as Closed',
			},
			{
				displayName: 'Drifts of the Last Run',
				name: 'before',
				type: 'json',
				default: '[]',
				placeholder: 'e.g. {{ $("Read Drifts").all().map((item) => item.json) }}',
				description:
					'Items that the last run gave out as Unmatched and Closed: what is no longer there is given out as healed, the rest keeps its ID and the day it was found on',
			},
			{
				displayName: 'Goods Within (Days)',
				name: 'goodsDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 30,
				description: 'How long after a refund its goods may still be on their way',
			},
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
				displayName: 'Label Used Within (Days)',
				name: 'labelDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 30,
				description: 'How long a label that was paid may wait until a carrier scans it',
			},
			{
				displayName: 'Payout Within (Days)',
				name: 'payoutDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 7,
				description:
					'How long it may take until a refund that was paid is among the payouts; only of payouts that must know it',
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
			{
				displayName: 'Refund Within (Days)',
				name: 'refundDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 14,
				description: 'How long after its goods have come a refund may take',
			},
		],
	},
];

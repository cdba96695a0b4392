import type { INodeProperties } from 'n8n-workflow';
import { carrierNames, connections } from '../../../shared/model';
import { textProperty } from './request';

/** The Carrier Service that means: those of the rules, one after the other. */
export const byRules = 'byRules';

const shown = { show: { '/carrierService': [byRules] } };

const grams = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description,
});

/** How an analyst says which carrier services are asked for a parcel, in which order. */
export const carrierRulesProperties: INodeProperties[] = [
	{
		displayName: 'Carrier Rules',
		name: 'carrierRules',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add rule',
		default: {},
		displayOptions: shown,
		description:
			'Who is asked for which parcels. The first rule that fits is tried first; the next one only when it is certain that the one before has sold no label.',
		options: [
			{
				displayName: 'Rule',
				name: 'rule',
				values: [
					{
						displayName: 'Carrier Service',
						name: 'carrierService',
						type: 'options',
						options: carrierNames.map((value) => ({ name: connections[value].name, value })),
						default: 'easypost',
						description: 'Who is asked; choose its credential in this node',
					},
					textProperty('Countries', 'countries', {
						placeholder: 'e.g. DE, AT',
						description:
							'Only for parcels from these, two letters each; EU means all its members. Empty: from anywhere.',
					}),
					textProperty('Highest Price', 'highestPrice', {
						placeholder: 'e.g. 12.50 EUR',
						description: 'Only offers that cost no more. Empty: whatever it costs.',
					}),
					grams('Most Days', 'mostDays', 'Only offers that take no more days. 0: however long it takes.'),
					{
						displayName: 'Rate',
						name: 'rate',
						type: 'options',
						options: [
							{ name: 'Cheapest', value: 'cheapest' },
							{ name: 'Fastest', value: 'fastest' },
							{ name: 'Service by Name', value: 'service' },
						],
						default: 'cheapest',
						description: 'Which of its offers to buy',
					},
					textProperty('Service', 'service', {
						placeholder: 'e.g. dpd:return/return',
						displayOptions: { show: { rate: ['service'] } },
						description: 'Name of the service, with or without its carrier',
					}),
					textProperty('Value From', 'valueFrom', {
						placeholder: 'e.g. 100.00 EUR',
						description: 'Only for parcels whose goods were sold for at least that. Empty: from nothing.',
					}),
					textProperty('Value To', 'valueTo', {
						placeholder: 'e.g. 500.00 EUR',
						description: 'Only for parcels whose goods were sold for at most that. Empty: for any amount.',
					}),
					grams('Weight From', 'weightFrom', 'Only for parcels of at least so many grams'),
					grams('Weight To', 'weightTo', 'Only for parcels of at most so many grams. 0: of any weight.'),
				],
			},
		],
	},
	{
		displayName: 'Ask First',
		name: 'askFirst',
		type: 'options',
		options: [
			{ name: 'Rule by Rule', value: 'inOrder', description: 'In the order of the rules' },
			{ name: 'The Cheapest', value: 'cheapest', description: 'All rules that fit are asked for prices first' },
			{ name: 'The Fastest', value: 'fastest', description: 'All rules that fit are asked for offers first' },
		],
		default: 'inOrder',
		displayOptions: shown,
		description: 'Which of the rules that fit is tried first',
	},
];

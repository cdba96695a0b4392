import { routes, sortingReasons, stockPlaces, windowStarts } from '../model';
import { effectOfRule, type RuleSection } from './ruleField';

/** Rules about goods: until when and how they come back, and where they go. */
export const goodsSections: RuleSection[] = [
	{
		name: 'windows',
		label: 'Return Window',
		fields: [
			{
				name: 'days',
				label: 'Days',
				kind: 'number',
				initial: 30,
				hint: 'After the arrival; the last one counts in full',
			},
			{
				name: 'from',
				label: 'Counted From',
				kind: 'choice',
				choices: windowStarts,
				initial: 'line',
				hint: 'When the days begin',
			},
			{
				name: 'until',
				label: 'Never Before',
				kind: 'day',
				hint: 'A day on which the window is still open, whatever the days say',
			},
		],
	},
	{
		name: 'routes',
		label: 'Route',
		fields: [
			{
				name: 'to',
				label: 'By Way Of',
				kind: 'choice',
				choices: routes,
				initial: 'carrier',
				hint: 'Where the goods go',
			},
			{
				name: 'carrier',
				label: 'Carrier',
				kind: 'text',
				placeholder: 'e.g. USPS',
				hint: 'Which one; blank for the usual',
				shownFor: { to: ['carrier', 'drop_off'] },
			},
			{
				name: 'keptBasisPoints',
				label: 'Part Refunded (%)',
				kind: 'percent',
				hint: 'Of the worth of goods that the customer keeps. Blank or 0: all of it.',
				shownFor: { to: ['keep'] },
			},
		],
	},
	{ name: 'serials', label: 'Serial Number or Lot', fields: [effectOfRule] },
	{
		name: 'sorting',
		label: 'Sorting',
		fields: [
			{
				name: 'to',
				label: 'Goes To',
				kind: 'choice',
				choices: stockPlaces,
				initial: 'restock',
				hint: 'Where the goods go',
			},
			{
				name: 'because',
				label: 'Because',
				kind: 'choice',
				choices: sortingReasons,
				initial: 'fit_for_sale',
				hint: 'Why, as reports have it',
			},
			{
				name: 'conditions',
				label: 'Only Conditions',
				kind: 'list',
				placeholder: 'e.g. as new, worn',
				hint: 'As inspection calls them, with commas between. Blank for all.',
			},
			{
				name: 'answers',
				label: 'Only Answers',
				kind: 'list',
				placeholder: 'e.g. battery = swollen, screen = cracked',
				hint: 'Of the inspection; one of them must have been given. Blank for all.',
			},
			{
				name: 'olderThan',
				label: 'Older Than (Days)',
				kind: 'number',
				hint: 'Since they arrived at the customer. 0 for any.',
			},
			{
				name: 'youngerThan',
				label: 'Younger Than (Days)',
				kind: 'number',
				hint: 'Since they arrived at the customer. 0 for any.',
			},
			{
				name: 'worthFrom',
				label: 'Worth From',
				kind: 'amount',
				placeholder: 'e.g. 100.00',
				hint: 'What was paid for a piece, tax included. Blank for any.',
			},
			{
				name: 'worthBelow',
				label: 'Worth Below',
				kind: 'amount',
				placeholder: 'e.g. 10.00',
				hint: 'What was paid for a piece, tax included. Blank for any.',
			},
			{
				name: 'recoveryBasisPoints',
				label: 'Recovery (%)',
				kind: 'percent',
				hint: 'What is expected to come back of the price without tax',
			},
			{
				name: 'cost',
				label: 'Cost',
				kind: 'amount',
				placeholder: 'e.g. 3.50',
				hint: 'Of a piece, to mend it or to get rid of it',
			},
		],
	},
	{
		name: 'warranties',
		label: 'Warranty',
		fields: [
			{
				name: 'months',
				label: 'Months',
				kind: 'number',
				initial: 24,
				hint: 'After the arrival, in which a person decides although the window is over',
			},
		],
	},
];

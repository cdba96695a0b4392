import {
	abuseSignals,
	conditions,
	dutyWays,
	exclusionKinds,
	feeKinds,
	limitMeasures,
	limitPeriods,
	payers,
	peopleKeys,
	resolutions,
	taxWays,
} from '../model';
import { goodsSections } from './goodsRuleFields';
import { conditionsOfRule, effectOfRule, ruleName, type RuleField, type RuleSection } from './ruleField';

const people: RuleField[] = [
	{
		name: 'by',
		label: 'Known By',
		kind: 'choice',
		choices: peopleKeys,
		initial: 'email',
		hint: 'What the list has of a customer',
	},
	{
		name: 'values',
		label: 'Entries',
		kind: 'list',
		placeholder: 'e.g. someone@example.com',
		hint: 'Several with commas between',
	},
];

const backTo = 'Where the goods go, with all the fields below. Blank: the return address of the settings.';

/** Every kind of rules, as the editor offers them. */
export const ruleSections: RuleSection[] = [
	{
		name: 'gates',
		label: 'Approval Gate',
		fields: [
			{
				name: 'above',
				label: 'Above',
				kind: 'amount',
				placeholder: 'e.g. 500.00',
				hint: 'Value of the goods, tax included. Blank for any.',
			},
			{ name: 'people', label: 'People', kind: 'number', initial: 1, hint: 'How many must approve: 1 or 2' },
			{ name: 'score', label: 'From Score of Abuse', kind: 'number', hint: '0 to 100. 0 for any.' },
		],
	},
	{ name: 'allowed', label: 'Customers Never Held', fields: people },
	{ name: 'blocked', label: 'Customers to Hold', fields: [...people, effectOfRule] },
	{
		name: 'limits',
		label: 'Customer Limit',
		fields: [
			{
				name: 'measure',
				label: 'Count',
				kind: 'choice',
				choices: limitMeasures,
				initial: 'returns',
				hint: 'What is counted, this return included',
			},
			{
				name: 'most',
				label: 'At Most',
				kind: 'amount',
				placeholder: 'e.g. 5, or 300.00',
				hint: 'So many returns or pieces, or so much money',
			},
			{
				name: 'period',
				label: 'Within',
				kind: 'choice',
				choices: limitPeriods,
				initial: 'month',
				hint: 'The days before the return was asked for',
			},
			effectOfRule,
		],
	},
	{
		name: 'borders',
		label: 'Cross-Border',
		fields: [
			{
				name: 'duties',
				label: 'Duties',
				kind: 'choice',
				choices: dutyWays,
				initial: 'ask',
				hint: 'What becomes of customs duties that were paid with the order',
			},
			{
				name: 'taxes',
				label: 'Sales Tax',
				kind: 'choice',
				choices: taxWays,
				initial: 'refunded',
				hint: 'What becomes of the tax on the goods',
			},
			{ name: 'returnName', label: 'Back To: Name', kind: 'text', placeholder: 'e.g. Returns Hub', hint: backTo },
			{ name: 'returnStreet', label: 'Back To: Street', kind: 'text', placeholder: 'e.g. 9 Warehouse Road' },
			{ name: 'returnCity', label: 'Back To: City', kind: 'text', placeholder: 'e.g. Columbus' },
			{ name: 'returnState', label: 'Back To: State', kind: 'text', placeholder: 'e.g. OH' },
			{ name: 'returnPostalCode', label: 'Back To: Postal Code', kind: 'text', placeholder: 'e.g. 43004' },
			{ name: 'returnCountry', label: 'Back To: Country', kind: 'text', placeholder: 'e.g. US' },
		],
	},
	{
		name: 'expectations',
		label: 'Condition or Photo',
		fields: [
			{
				name: 'condition',
				label: 'Worst Condition',
				kind: 'choice',
				choices: ['', ...conditions],
				initial: '',
				hint: 'The worst that is taken back, as the customer says',
			},
			{ name: 'photo', label: 'Photo Needed', kind: 'switch', hint: 'Whether the customer must send a photo' },
			effectOfRule,
		],
	},
	{
		name: 'fees',
		label: 'Fee',
		fields: [
			{
				name: 'kind',
				label: 'Taken',
				kind: 'choice',
				choices: feeKinds,
				initial: 'per_return',
				hint: 'How often the fee is taken',
			},
			{
				name: 'amount',
				label: 'Amount',
				kind: 'amount',
				placeholder: 'e.g. 4.90',
				hint: 'Tax included. 0 for none.',
				shownFor: { kind: ['per_return', 'per_piece'] },
			},
			{
				name: 'basisPoints',
				label: 'Percent',
				kind: 'percent',
				hint: 'Of the value of the line, tax included',
				shownFor: { kind: ['percent'] },
			},
			{
				name: 'taxBasisPoints',
				label: 'Tax Rate (%)',
				kind: 'percent',
				hint: 'That the amount contains; 0 for none',
				shownFor: { kind: ['per_return', 'per_piece'] },
			},
		],
	},
	{
		name: 'labels',
		label: 'Label',
		fields: [
			{
				name: 'payer',
				label: 'Paid By',
				kind: 'choice',
				choices: payers,
				initial: 'shop',
				hint: 'Who pays for the way back',
			},
			{
				name: 'price',
				label: 'Price',
				kind: 'amount',
				placeholder: 'e.g. 4.90',
				hint: 'What the customer pays for each label, tax included, taken off the refund. Blank: what it cost.',
				shownFor: { payer: ['customer'] },
			},
		],
	},
	{
		name: 'signals',
		label: 'Sign of Abuse',
		fields: [
			{
				name: 'signal',
				label: 'Sign',
				kind: 'choice',
				choices: abuseSignals,
				initial: 'return_rate',
				hint: 'What speaks for abuse',
			},
			{ name: 'points', label: 'Points', kind: 'number', initial: 20, hint: 'What it is worth at most, 1 to 100' },
			{
				name: 'upTo',
				label: 'Nothing Up To',
				kind: 'amount',
				placeholder: 'e.g. 30, or 300.00',
				hint: 'Up to here it gives no points: percent, pieces or returns, or so much money',
			},
			{
				name: 'full',
				label: 'In Full From',
				kind: 'amount',
				placeholder: 'e.g. 80, or 1000.00',
				hint: 'From here on it gives all its points; in between in proportion',
			},
			{
				name: 'period',
				label: 'Within',
				kind: 'choice',
				choices: limitPeriods,
				initial: 'year',
				hint: 'The days before the return was asked for',
				shownFor: { signal: ['return_rate', 'returned_value', 'reasons', 'not_received'] },
			},
			{
				name: 'counted',
				label: 'Reasons Counted',
				kind: 'list',
				placeholder: 'e.g. arrived empty, never arrived',
				hint: 'Of returns, with commas between. Blank for claims of not received: the usual words.',
				shownFor: { signal: ['reasons', 'not_received'] },
			},
		],
	},
	{
		name: 'exclusions',
		label: 'Not Returnable',
		fields: [
			{
				name: 'kind',
				label: 'Because',
				kind: 'choice',
				choices: exclusionKinds,
				initial: 'final_sale',
				hint: 'Why the goods are not taken back',
			},
			{ ...effectOfRule, initial: 'decline' },
		],
	},
	{
		name: 'resolutions',
		label: 'Resolution',
		fields: [
			{
				name: 'offered',
				label: 'Offered',
				kind: 'choices',
				choices: resolutions,
				initial: ['money'],
				hint: 'What the customer may have',
			},
			{
				name: 'bonusBasisPoints',
				label: 'Bonus on Credit (%)',
				kind: 'percent',
				hint: 'What store credit is worth more than money',
			},
		],
	},
	...goodsSections,
];

/** All fields of a kind: its name, its own, and when it counts. */
export function fieldsOfSection({ name: section, fields }: RuleSection): RuleField[] {
	return [ruleName, ...fields, ...(section === 'allowed' || section === 'blocked' ? [] : conditionsOfRule)];
}

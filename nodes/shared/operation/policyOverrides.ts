import type { INodeProperties } from 'n8n-workflow';
import { settingTitles as titles } from '../policy/settingTitles';

/** A number of days or hours, none of them negative. */
function wholeNumber(name: keyof typeof titles, usual: number, description: string): INodeProperties {
	return { displayName: titles[name], name, type: 'number', typeOptions: { minValue: 0 }, default: usual, description };
}

const windowDays = wholeNumber(
	'windowDays',
	30,
	'How many days after delivery a return may be asked for; when the delivery is not known, after the order was placed',
);

const expireAfterDays = wholeNumber(
	'expireAfterDays',
	28,
	'How many days after the approval the goods must come; a return of which nothing came then expires. 0: never.',
);

const remindReviewer = wholeNumber(
	'remindReviewerAfterHours',
	24,
	'How long a return waits for a person before they are reminded. 0: never.',
);

const escalateReview = wholeNumber(
	'escalateReviewAfterHours',
	24,
	'How long after the reminder somebody else is asked, and again and again; nothing is approved by silence. 0: never.',
);

const remindCustomer: INodeProperties = {
	displayName: titles.remindCustomerAfterDays,
	name: 'remindCustomerAfterDays',
	type: 'string',
	default: '7, 14, 21',
	placeholder: 'e.g. 7, 14, 21',
	description: 'Days after the approval on which the customer is reminded of what has not been sent. 0: never.',
};

const receiveWithin = wholeNumber(
	'receiveWithinDays',
	3,
	'How long after its delivery a parcel may lie before the warehouse is asked for it. 0: never.',
);

const reviewAbove: INodeProperties = {
	displayName: titles.reviewAbove,
	name: 'reviewAbove',
	type: 'string',
	default: '',
	placeholder: 'e.g. 250.00',
	description: 'Above this value of the approved goods, tax included, a person decides. In the currency of the order.',
};

const refundTiming: INodeProperties = {
	displayName: titles.refundTiming,
	name: 'refundTiming',
	type: 'options',
	options: [
		{ name: 'After Inspection', value: 'after_inspection', description: 'When the goods were looked at' },
		{ name: 'At Approval', value: 'at_approval', description: 'At once, before the goods are back' },
		{
			name: 'At First Scan',
			value: 'at_first_scan',
			description: 'When a carrier has every parcel; of what comes without one, at receipt',
		},
		{ name: 'At Receipt', value: 'at_receipt', description: 'When the goods were counted at the door' },
	],
	default: 'after_inspection',
	description: 'When the refund becomes due',
};

const refundShipping: INodeProperties = {
	displayName: titles.refundShipping,
	name: 'refundShipping',
	type: 'boolean',
	default: false,
	description: 'Whether the shipping that the customer paid is refunded once the whole order has come back',
};

const restockingFee: INodeProperties = {
	displayName: titles.restockingFeeBasisPoints,
	name: 'restockingFeePercent',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 2 },
	default: 0,
	description: 'Taken off the value of each line, tax included',
};

const returnFee: INodeProperties = {
	displayName: titles.returnFee,
	name: 'returnFee',
	type: 'string',
	default: '',
	placeholder: 'e.g. 4.90',
	description: 'Taken off the refund once per case. In the currency of the order.',
};

const unrefundable: INodeProperties = {
	displayName: titles.unrefundable,
	name: 'unrefundable',
	type: 'options',
	options: [
		{ name: 'By Hand', value: 'by_hand', description: 'A person pays it: finance is asked' },
		{
			name: 'Store Credit',
			value: 'store_credit',
			description: 'The customer gets credit. In many countries only when they agree.',
		},
	],
	default: 'by_hand',
	description:
		'What becomes of money that cannot go back by itself: paid by PayPal or in cash, or on a payment that takes no refund any more',
};

const sellsTo: INodeProperties = {
	displayName: titles.sellsTo,
	name: 'sellsTo',
	type: 'string',
	default: '',
	placeholder: 'e.g. US, CA',
	description:
		'The countries that the shop sells to, two letters with commas between, EU for all its member states. Blank: any. A shop that sells nowhere in the European Economic Area may go below its law.',
};

const tenderOrder: INodeProperties = {
	displayName: titles.tenderOrder,
	name: 'tenderOrder',
	type: 'options',
	options: [
		{ name: 'Cards First', value: 'cards_first', description: 'Then gift cards, last what only a person pays' },
		{ name: 'Gift Cards First', value: 'gift_cards_first', description: 'Then all other payments, in shares' },
		{ name: 'Gift Cards Last', value: 'gift_cards_last', description: 'All other payments before them, in shares' },
		{ name: 'In Shares', value: 'in_shares', description: 'Each in proportion to what can go back on it' },
	],
	default: 'in_shares',
	description: 'Which payments give back first, when an order was paid with several',
};

/** What a policy says beside its rules, for a node that keeps it. */
export const generalRules = {
	displayName: 'General Rules',
	name: 'policyOverrides',
	type: 'collection',
	placeholder: 'Add general rule',
	default: {},
	description: 'What the policy says beside its rules; what you do not add is as in the settings',
	options: [
		escalateReview,
		expireAfterDays,
		tenderOrder,
		refundShipping,
		receiveWithin,
		refundTiming,
		remindCustomer,
		remindReviewer,
		restockingFee,
		returnFee,
		windowDays,
		reviewAbove,
		sellsTo,
		unrefundable,
	],
} satisfies INodeProperties;

const overridesOf = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Policy Overrides',
	name: 'policyOverrides',
	type: 'collection',
	placeholder: 'Add override',
	default: {},
	description: 'Rules that this node decides by instead of those in the settings',
	options,
});

export const decisionOverrides = overridesOf([
	escalateReview,
	expireAfterDays,
	receiveWithin,
	refundTiming,
	remindCustomer,
	remindReviewer,
	windowDays,
	reviewAbove,
]);
export const refundOverrides = overridesOf([
	tenderOrder,
	refundShipping,
	refundTiming,
	restockingFee,
	returnFee,
	unrefundable,
]);

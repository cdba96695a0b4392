import { fromDecimal, Policy } from '../../shared/model';

/** A policy to begin with. */
export interface Starter {
	name: string;
	description: string;
	/** Its book without the currency; `amount` makes minor units of a decimal. */
	bookOf(amount: (decimal: string) => number): object;
}

/** What the law asks of a shop that sells to consumers in Europe, and no less elsewhere. */
const lawful = { refundTiming: 'at_receipt', refundShipping: true, unrefundable: 'by_hand', windowDays: 30 };

const faults = ['defective', 'damaged', 'not as described', 'wrong item'];
const overseas = ['US', 'CA', 'AU', 'JP', 'GB', 'CH'];

/** A score that one person looks at, and a high one that two look at. */
const scoreGates = [
	{ name: 'High score of abuse', score: 80, people: 2 },
	{ name: 'Score of abuse', score: 50, people: 1 },
];
const commonSigns = [
	{ name: 'Linked to others', signal: 'linked', points: 30, full: 2 },
	{ name: 'Often not received', signal: 'not_received', points: 30, upTo: 1, full: 3 },
	{ name: 'Sends much back', signal: 'return_rate', points: 30, upTo: 50, full: 90 },
];
const faultRules = {
	labels: [
		{ name: 'Faults', reasons: faults, payer: 'shop' },
		{ name: 'Others', payer: 'shop' },
	],
	warranties: [{ name: 'Two years', months: 24, reasons: faults }],
	expectations: [{ name: 'Show the fault', reasons: faults, photo: true, effect: 'review' }],
};

/** The policies that a brand may begin with. Each is clean by Policy: Check. */
export const starters: Record<string, Starter> = {
	crossBorder: {
		name: 'Cross-Border',
		description: 'Sells to many countries: longer and dearer from overseas, by way of the union at home',
		bookOf: (amount) => ({
			...faultRules,
			windows: [{ name: 'Overseas', days: 60, countries: overseas }],
			fees: [
				{ name: 'Faults cost nothing', kind: 'per_return', amount: 0, reasons: faults },
				{ name: 'Overseas', kind: 'per_return', amount: amount('10'), countries: overseas },
			],
			borders: [{ name: 'Overseas', duties: 'refunded', countries: overseas }],
			routes: [
				{ name: 'Overseas', to: 'drop_off', countries: overseas },
				{ name: 'Others', to: 'carrier' },
			],
			gates: [{ name: 'Dear, from overseas', above: amount('200'), people: 1, countries: overseas }],
		}),
	},
	electronics: {
		name: 'Electronics',
		description: 'High-value goods with serial numbers: two people above a limit, signs of fraud, refurbishing',
		bookOf: (amount) => ({
			...faultRules,
			serials: [{ name: 'One that was sold', effect: 'review' }],
			routes: [{ name: 'Mend it', reasons: ['defective'], to: 'repair' }],
			signals: [
				...commonSigns,
				{ name: 'Another serial number', signal: 'serial_mismatch', points: 60, full: 1 },
				{ name: 'Light parcel', signal: 'empty_box', points: 60, upTo: 10, full: 50 },
			],
			gates: [
				{ name: 'Very dear', above: amount('1500'), people: 2 },
				{ name: 'Dear', above: amount('500'), people: 1 },
				...scoreGates,
			],
			sorting: [
				{ name: 'Unsafe battery', to: 'recycle', because: 'unsafe', answers: ['battery = swollen'], cost: amount('2') },
				{ name: 'Sealed', to: 'restock', because: 'fit_for_sale', conditions: ['sealed'], recoveryBasisPoints: 10_000 },
				{ name: 'Defective', to: 'vendor', because: 'defective', reasons: ['defective'] },
				{
					name: 'Opened',
					to: 'refurbish',
					because: 'worth_mending',
					conditions: ['opened', 'used'],
					worthFrom: amount('50'),
					recoveryBasisPoints: 7_000,
					cost: amount('10'),
				},
				{ name: 'Not worth it', to: 'recycle', because: 'unsaleable', conditions: ['opened', 'used', 'damaged'] },
			],
		}),
	},
	euConsumer: {
		name: 'EU Consumer',
		description: 'What the law asks of a shop in the European Union, and buyers are told that they pay the way back',
		bookOf: () => ({
			...faultRules,
			law: { returnCostsTold: true },
			windows: [{ name: 'Period of withdrawal', days: 14, from: 'order' }],
			labels: [
				{ name: 'Faults', reasons: faults, payer: 'shop' },
				{ name: 'Others', payer: 'customer' },
			],
			resolutions: [
				{ name: 'Faults', reasons: faults, offered: ['repair', 'replacement', 'money'] },
				{ name: 'Others', offered: ['money', 'exchange'] },
			],
		}),
	},
	fashion: {
		name: 'Fashion',
		description: 'Apparel and shoes: free returns, credit with a bonus, hygiene, and nothing destroyed',
		bookOf: (amount) => ({
			...faultRules,
			exclusions: [{ name: 'Hygiene', kind: 'hygiene', effect: 'review', categories: ['Underwear', 'Swimwear'] }],
			limits: [{ name: 'Six a month', measure: 'returns', most: 6, period: 'month', effect: 'review' }],
			resolutions: [{ name: 'Credit first', offered: ['store_credit', 'exchange', 'money'], bonusBasisPoints: 1_000 }],
			signals: commonSigns,
			gates: scoreGates,
			sorting: [
				{ name: 'As new', to: 'restock', because: 'fit_for_sale', conditions: ['as new'], recoveryBasisPoints: 10_000 },
				{
					name: 'Mend it',
					to: 'refurbish',
					because: 'worth_mending',
					conditions: ['damaged'],
					worthFrom: amount('50'),
				},
				{ name: 'Worn', to: 'donate', because: 'used', conditions: ['worn'] },
				{ name: 'Damaged', to: 'recycle', because: 'damaged', conditions: ['damaged'] },
			],
		}),
	},
	marketplace: {
		name: 'Marketplace Seller',
		description: 'Sells through marketplaces: faults need a photo, much and often is looked at',
		bookOf: (amount) => ({
			...faultRules,
			limits: [
				{ name: 'Three a week', measure: 'returns', most: 3, period: 'week', effect: 'review' },
				{ name: 'Much in a month', measure: 'value', most: amount('500'), period: 'month', effect: 'review' },
			],
			signals: commonSigns,
			gates: [{ name: 'Dear', above: amount('250'), people: 1 }, ...scoreGates],
		}),
	},
};

/** A policy to begin with, in a currency. Throws RangeError when the currency is none. */
export function starterPolicy(starter: Starter, currency: string): Policy {
	const amount = (decimal: string) => fromDecimal(decimal, currency).amount;
	return Policy.parse({ ...lawful, currency, book: { currency, ...starter.bookOf(amount) } });
}

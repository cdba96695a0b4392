import { ruleEffects } from '../model';

/* What a field of a rule is, how its values read, and the fields that rules of every kind have; the kinds are in ruleFields.ts. */

/** How a field of a rule is typed. */
export type FieldKind = 'text' | 'list' | 'number' | 'amount' | 'percent' | 'day' | 'choice' | 'choices' | 'switch';

/** A field of a rule: `path` in the rule (model/ruleBook.ts), and how people type it. */
export interface RuleField {
	name: string;
	label: string;
	kind: FieldKind;
	hint?: string;
	placeholder?: string;
	choices?: readonly string[];
	initial?: unknown;
	/** Shown only for some values of another field. */
	shownFor?: Record<string, string[]>;
}

/** One kind of rules: the book's name for it, and its own fields. */
export interface RuleSection {
	name: string;
	label: string;
	fields: RuleField[];
}

/** Words that are not made of their value. */
const titles: Record<string, string> = {
	line: 'Arrival of the Line',
	order: "Arrival of the Order's Last Piece",
	email: 'E-Mail',
	email_domain: 'Domain of the E-Mail',
	customer_id: 'Customer ID',
	sealed_media: 'Sealed Recording or Program',
	percent: 'Part of the Value',
	drop_off: 'Drop-Off Point',
	keep: 'Customer Keeps It',
	day: 'One Day',
	week: '7 Days',
	month: '30 Days',
	year: '365 Days',
	lifetime: 'Ever',
	review: 'Ask a Person',
	ask: 'Ask a Person',
	linked: 'Linked Customers',
	not_received: 'Claims of Not Received',
	serial_mismatch: 'Serial Number Not Sold',
};

/** A value of a pick-list as people read it. */
export const titled = (value: string): string =>
	titles[value] ??
	value
		.split('_')
		.map((word) =>
			['to', 'or', 'per'].includes(word) && word !== value.split('_')[0] ? word : word[0].toUpperCase() + word.slice(1),
		)
		.join(' ');

/** What decisions call a rule. */
export const ruleName: RuleField = {
	name: 'name',
	label: 'Name',
	kind: 'text',
	placeholder: 'e.g. Shoes in winter',
	hint: 'What decisions call this rule',
};

/** When a rule counts: the same for every kind. A blank field asks nothing. */
export const conditionsOfRule: RuleField[] = [
	{
		name: 'categories',
		label: 'Only Categories',
		kind: 'list',
		placeholder: 'e.g. Shoes, Apparel > Coats',
		hint: 'With all below them. Several with commas between; blank for all.',
	},
	{
		name: 'channels',
		label: 'Only Channels',
		kind: 'list',
		placeholder: 'e.g. shopify, pos',
		hint: 'Several with commas between; blank for all',
	},
	{
		name: 'countries',
		label: 'Only Countries',
		kind: 'list',
		placeholder: 'e.g. DE, FR, EU',
		hint: 'Of the customer, two letters; EU for all its member states. Blank for all.',
	},
	{
		name: 'reasons',
		label: 'Only Reasons',
		kind: 'list',
		placeholder: 'e.g. defective, wrong item',
		hint: 'Of the return, as the channel calls them. Blank for all.',
	},
	{
		name: 'skus',
		label: 'Only SKUs',
		kind: 'list',
		placeholder: 'e.g. TEE-BLUE-M, SHOE-*',
		hint: 'With * at the end for all that begin so. Blank for all.',
	},
	{
		name: 'tiers',
		label: 'Only Member Tiers',
		kind: 'list',
		placeholder: 'e.g. gold, platinum',
		hint: 'Of the customer. Blank for all.',
	},
	{
		name: 'orderedFrom',
		label: 'Ordered From',
		kind: 'day',
		hint: 'First day of the season; orders placed before it do not count',
	},
	{
		name: 'orderedTo',
		label: 'Ordered To',
		kind: 'day',
		hint: 'Last day of the season; orders placed after it do not count',
	},
];

/** What becomes of a return that a rule fits. */
export const effectOfRule: RuleField = {
	name: 'effect',
	label: 'Then',
	kind: 'choice',
	choices: ruleEffects,
	initial: 'review',
	hint: 'What becomes of the return',
};

import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { titled, type RuleField } from '../policy/ruleField';
import { fieldsOfSection, ruleSections } from '../policy/ruleFields';

const optionsOf = (values: readonly string[]): INodePropertyOptions[] =>
	values.map((value) => ({ name: titled(value), value })).sort((a, b) => a.name.localeCompare(b.name));

function propertyOf({
	name: field,
	label,
	kind,
	hint,
	placeholder,
	choices,
	initial,
	shownFor,
}: RuleField): INodeProperties {
	const shared = {
		displayName: label,
		name: field,
		...(hint && { description: hint }),
		...(placeholder && { placeholder }),
		...(shownFor && { displayOptions: { show: shownFor } }),
	};
	switch (kind) {
		case 'number':
			return { ...shared, type: 'number', typeOptions: { minValue: 0 }, default: (initial ?? 0) as number };
		case 'percent':
			return { ...shared, type: 'number', typeOptions: { minValue: 0, numberPrecision: 2 }, default: 0 };
		case 'switch':
			return { ...shared, type: 'boolean', default: false };
		case 'day':
			return { ...shared, type: 'dateTime', default: '' };
		case 'choice':
			return {
				...shared,
				type: 'options',
				options: choices!.map((value) => (value ? { name: titled(value), value } : { name: 'Any', value })),
				default: initial as string,
			};
		case 'choices':
			return { ...shared, type: 'multiOptions', options: optionsOf(choices!), default: initial as string[] };
		default:
			return { ...shared, type: 'string', default: '' };
	}
}

const sections: INodePropertyCollection[] = [...ruleSections]
	.sort((a, b) => a.label.localeCompare(b.label))
	.map((section) => ({
		displayName: section.label,
		name: section.name,
		values: fieldsOfSection(section).map(propertyOf),
	}));

/** The rules as fields of the node. */
export const ruleBookProperty: INodeProperties = {
	displayName: 'Rules',
	name: 'ruleBook',
	type: 'fixedCollection',
	placeholder: 'Add rule',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	description:
		'The rules of your policy, beside those in the settings. Of windows, fees, labels, resolutions, routes, cross-border rules and warranties the first that fits counts.',
	options: sections,
};

/** The currency of the amounts in the rules. */
export const ruleCurrencyProperty: INodeProperties = {
	displayName: 'Currency of the Rules',
	name: 'ruleCurrency',
	type: 'string',
	default: '',
	placeholder: 'e.g. EUR',
	description:
		'In which the amounts of the rules are. Blank: that of the settings. Orders in another currency go to a person.',
};

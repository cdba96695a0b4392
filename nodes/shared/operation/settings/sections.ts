import type { INodeProperties } from 'n8n-workflow';
import { payerOfKey, wordsOfKey } from '../../model';
import { brandRows, deductionRows, journalRows, payers, staffRows, titles, wordRows } from './rowFields';
import { fields } from './fields';
import type { Section, SettingField } from './settingField';

/** Name of a field's parameter in its section: the end of its path. */
export const nameOf = ({ path }: SettingField): string => path.split('.').at(-1)!;

export const sections: Record<Section, { title: string; description: string }> = {
	general: { title: 'General', description: 'Time zone and addresses' },
	serviceLevels: {
		title: 'Service Levels',
		description: 'How long things may wait before people are told, and which hours count',
	},
	messages: { title: 'Messages', description: 'Language and words of what customers and staff are written' },
	portal: { title: 'Pages for Customers', description: 'How the portal looks, and which sites may frame it' },
	owners: { title: 'Owners', description: 'E-mail addresses of those who see to what needs a person' },
	returnAddress: { title: 'Return Address', description: 'Where returned parcels go' },
	parcel: { title: 'Usual Parcel', description: 'For labels that are bought without a parcel of their own' },
	odoo: {
		title: 'Odoo IDs',
		description: 'Found and stored by Odoo Returns: Install Set-Up. Only to set another record than it found.',
	},
	policy: { title: 'Policy', description: 'The rules that returns are decided by' },
};

function parameterOf(field: SettingField): INodeProperties {
	const { label: displayName, kind, placeholder, hint: description, choices } = field;
	const shared = { displayName, name: nameOf(field), ...(description && { description }) };
	switch (kind) {
		case 'number':
		case 'id':
		case 'percent':
			return {
				...shared,
				type: 'number',
				typeOptions: { minValue: 0, ...(kind === 'percent' && { maxValue: 100, numberPrecision: 2 }) },
				default: 0,
			};
		case 'switch':
			return { ...shared, type: 'boolean', default: false };
		case 'choice':
			return { ...shared, type: 'options', options: choices, default: choices![0].value as string };
		case 'brands':
			return { ...shared, ...brandRows };
		case 'staff':
			return { ...shared, ...staffRows };
		case 'journals':
			return { ...shared, ...journalRows };
		case 'deductions':
			return { ...shared, ...deductionRows };
		case 'words':
			return { ...shared, ...wordRows };
		case 'lines':
			return { ...shared, type: 'string', typeOptions: { rows: 3 }, default: '' };
		case 'zone':
			return { ...shared, type: 'options', typeOptions: { loadOptionsMethod: 'getTimeZones' }, default: '' };
		default:
			return { ...shared, type: 'string', default: '', ...(placeholder && { placeholder }) };
	}
}

/** A collection for each section. */
export const sectionProperties: INodeProperties[] = (Object.keys(sections) as Section[]).map((section) => ({
	displayName: sections[section].title,
	name: section,
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	description: sections[section].description,
	options: fields.filter((field) => field.section === section).map(parameterOf),
}));

/** A field as the messages name it, with its section. */
export function titleOf(path: string): string {
	const [, rule] = /^policy\.deductions\.(.+)$/.exec(path) ?? [];
	if (rule) return `${sections.policy.title}: Deduction (${rule})`;
	const [, words] = /^messages\.words\.(.+)$/.exec(path) ?? [];
	if (words) {
		const { message, part, language } = wordsOfKey(words);
		return `${sections.messages.title}: ${titles[message]}, ${[titles[part], language && titles[language]].filter(Boolean).join(', ')}`;
	}
	const [, key] = /^odoo\.refundJournals\.(.+)$/.exec(path) ?? [];
	if (key) {
		const { payer, currency } = payerOfKey(key);
		return `${sections.odoo.title}: Journal of Refunds (${[payers[payer] ?? payer, currency].filter(Boolean).join(', ')})`;
	}
	// Of a list the whole of it is one field.
	const field = fields.find((one) => one.path === path.replace(/\.\d+$/, ''));
	return field
		? field.section === 'general'
			? field.label
			: `${sections[field.section].title}: ${field.label}`
		: path;
}

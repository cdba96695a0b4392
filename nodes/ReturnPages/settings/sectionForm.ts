import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { money, toDecimal, type Settings, type SetUpChoice } from '../../shared/model';
import { isObject, valueAt, type Json } from '../../shared/model/jsonValues';
import { fields } from '../../shared/operation/settings/fields';
import { nameOf } from '../../shared/operation/settings/sections';
import type { Section, SettingField } from '../../shared/operation/settings/settingField';
import type { Wish } from '../../shared/operation/settings/change';
import type { Field } from '../html/form';
import type { Query } from '../session/desk';
import { cellName, emptyRows, isEmpty, mostRows, rowKinds, type Row } from './rows';

/** What a section of the settings is shown from. */
export interface Shown {
	settings: Settings;
	section: Section;
	/** Records to choose from, by the setting that they are for. */
	choices: Record<string, SetUpChoice[]>;
	/** Whether somebody may say who may do what. */
	mayNameStaff: boolean;
	/** What a person has typed and could not be saved. */
	typed?: Query;
}

/** A setting in the form: one field, or rows of fields. */
export type Entry =
	| { setting: SettingField; field: Field }
	| { setting: SettingField; rows: Array<{ title: string; cells: Field[] }> }
	/** It can be neither read nor written here; why. */
	| { setting: SettingField; why: string };

const journalsOf = 'odoo.paymentJournal';
/** Nobody chooses these: Install makes them and keeps where they are. */
const madeByInstall = ['odoo.strictReturnAction', 'odoo.batchAction'];

/** The fields of a section, filled with what is stored, or with what was typed. Pure. */
export function entriesOf(shown: Shown): Entry[] {
	return fieldsOf(shown).map((setting) => {
		const why = whyNotHere(setting, shown);
		if (why) return { setting, why };
		return setting.kind in rowKinds
			? { setting, rows: rowsOf(setting, shown) }
			: { setting, field: fieldOf(setting, shown) };
	});
}

/** What a person who has sent such a form wants changed: all of it counts, so what was emptied is taken out. Pure. */
export function wishOf(shown: Shown, typed: Query): Wish {
	const open = fieldsOf(shown).filter((setting) => !whyNotHere(setting, shown));
	const values = Object.fromEntries(
		open.map((setting) => [
			nameOf(setting),
			setting.kind in rowKinds
				? { rows: rowsAsTyped(setting.kind, typedRows(setting, typed)) }
				: (typed[setting.path] ?? ''),
		]),
	);
	// A switch that nobody has ever set stays unset when it is left off: settings are compared as text, and policies named by it.
	const untouched = (setting: SettingField) =>
		setting.kind === 'switch' &&
		values[nameOf(setting)] === 'false' &&
		valueAt(shown.settings, setting.path) === undefined;
	const wanted = open.filter((setting) => !untouched(setting));
	return {
		typed: { [shown.section]: Object.fromEntries(wanted.map((setting) => [nameOf(setting), values[nameOf(setting)]])) },
		clear: wanted.map(({ path }) => path).filter((path) => valueAt(shown.settings, path) !== undefined),
	};
}

function fieldsOf({ section, settings: { brand }, mayNameStaff }: Shown): SettingField[] {
	return fields.filter(
		({ section: of, path, kind }) =>
			of === section &&
			(brand === 'default' ? path !== 'useCommon' : kind !== 'brands' && kind !== 'staff') &&
			(kind !== 'staff' || mayNameStaff) &&
			!madeByInstall.includes(path),
	);
}

function whyNotHere({ path, kind }: SettingField, { settings, choices }: Shown): string | undefined {
	if (kind === 'id' && !choices[path]?.length)
		return valueAt(settings, path)
			? 'Set. To choose another one, press "Look at the systems again" on the set-up page first.'
			: 'Not set. To choose one, press "Look at the systems again" on the set-up page first.';
	if (kind === 'journals' && !choices[journalsOf]?.length)
		return 'Press "Look at the systems again" on the set-up page first.';
	if (kind === 'amount' && !settings.policy.currency && valueAt(settings, path))
		return 'It is in the currency of each order. Save a currency first.';
	return undefined;
}

const hintOf = (...words: Array<string | undefined>) =>
	words
		.flatMap((one) => (one ? [one.replace(/\.$/, '')] : []))
		.join('. ')
		.replace(/\. e\.g\./, '; e.g.');

const noChoice = ['', '-'] as const;

function fieldOf(setting: SettingField, shown: Shown): Field {
	const { path, label, kind, hint, choices = [] } = setting;
	const value = shown.typed ? (shown.typed[path] ?? '') : textOf(setting, shown.settings);
	const common = { name: path, label, value, ...(hint && { hint }) };
	switch (kind) {
		case 'switch':
			return {
				...common,
				kind: 'choice',
				value: value || 'false',
				options: [
					['false', 'No'],
					['true', 'Yes'],
				],
			};
		case 'choice':
			return { ...common, kind: 'choice', options: [...(value ? [] : [noChoice]), ...pairsOf(choices)] };
		case 'id':
			return {
				...common,
				kind: 'choice',
				options: [
					noChoice,
					...shown.choices[path].map(({ id, name }): [string, string] => [String(id), name]),
					...unlisted(value, shown.choices[path]),
				],
			};
		case 'zone':
			return { ...common, kind: 'text', proposed: ['UTC', ...Intl.supportedValuesOf('timeZone')] };
		case 'number':
		case 'percent':
			return {
				...common,
				kind: 'number',
				step: kind === 'percent' ? 0.01 : 'any',
				most: kind === 'percent' ? 100 : 9e9,
			};
		case 'lines':
			return { ...common, kind: 'area' };
		default: {
			const { placeholder } = setting;
			const words = hintOf(hint, placeholder);
			return { ...common, kind: 'text', most: 1_000, ...(words && { hint: words }) };
		}
	}
}

/** A record that is set and not in the list: kept, so that saving the rest does not lose it. */
function unlisted(value: string, choices: Array<{ id: number }>): Array<[string, string]> {
	return value && !choices.some(({ id }) => String(id) === value) ? [[value, 'As it is (not in the list)']] : [];
}

const pairsOf = (choices: INodePropertyOptions[]): Array<[string, string]> =>
	choices.map(({ name, value }) => [String(value), name]);

/** A stored value as a person types it. */
function textOf({ path, kind }: SettingField, settings: Settings): string {
	const value = valueAt(settings, path);
	if (value === undefined || value === null || isObject(value)) return '';
	const { currency } = settings.policy;
	// Without a currency there is no amount but none, see whyNotHere.
	if (kind === 'amount') return currency ? toDecimal(money(value as number, currency)) : '';
	if (kind === 'percent') return String((value as number) / 100);
	return Array.isArray(value) ? value.join(', ') : String(value);
}

function rowsOf(setting: SettingField, shown: Shown): Array<{ title: string; cells: Field[] }> {
	const kind = rowKinds[setting.kind];
	const stored = shown.typed ? typedRows(setting, shown.typed) : kind.rowsOf(valueAt(shown.settings, setting.path));
	const all = [...stored, ...Array.from({ length: emptyRows }, (): Row => ({}))];
	return all.map((row, index) => ({
		title: index < stored.length ? `${setting.label} ${index + 1}` : `${setting.label}: one more`,
		cells: kind.columns.map((column) => cellOf(setting, index, column, row[column.name] ?? '', shown)),
	}));
}

function cellOf(
	{ path, kind }: SettingField,
	row: number,
	column: INodeProperties,
	value: string,
	shown: Shown,
): Field {
	const { displayName: label, placeholder, description } = column;
	const hint = hintOf(description, placeholder);
	const common = { name: cellName(path, row, column.name), label, value };
	const options = pairsOf((column.options ?? []) as INodePropertyOptions[]);
	if (kind === 'journals' && column.name === 'journal') {
		const journals = shown.choices[journalsOf];
		return {
			...common,
			kind: 'choice',
			options: [
				noChoice,
				...journals.map(({ id, name }): [string, string] => [String(id), name]),
				...unlisted(value, journals),
			],
		};
	}
	switch (column.type) {
		case 'options':
			return { ...common, kind: 'choice', options };
		case 'multiOptions':
			return { ...common, kind: 'checks', options, checked: value.split(',') };
		default: {
			const { rows } = column.typeOptions ?? {};
			return { ...common, kind: rows ? 'area' : 'text', most: 5_000, ...(hint && { hint }) };
		}
	}
}

/** The rows that somebody has filled in; what is empty is none. */
function typedRows({ path, kind }: SettingField, typed: Query): Row[] {
	const rows: Row[] = [];
	for (let index = 0; index < mostRows; index++) {
		const row: Row = {};
		for (const { name, type, options = [] } of rowKinds[kind].columns) {
			const cell = cellName(path, index, name);
			row[name] =
				type === 'multiOptions'
					? (options as INodePropertyOptions[])
							.map(({ value }) => String(value))
							.filter((value) => typed[`${cell}.${value}`])
							.join(',')
					: (typed[cell] ?? '').trim();
		}
		if (!isEmpty(rowKinds[kind], row)) rows.push(row);
	}
	return rows;
}

/** Rows as the editor gives them, where several choices are a list. */
function rowsAsTyped(kind: string, rows: Row[]): Json[] {
	const lists = rowKinds[kind].columns.filter(({ type }) => type === 'multiOptions').map(({ name }) => name);
	return rows.map((row) =>
		Object.fromEntries(
			Object.entries(row).map(([name, value]) => [
				name,
				lists.includes(name) ? value.split(',').filter(Boolean) : value,
			]),
		),
	);
}

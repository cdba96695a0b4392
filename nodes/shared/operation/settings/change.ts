import { z } from 'zod';
import {
	BrandRow,
	deductionKey,
	deductionOf,
	format,
	fromDecimal,
	Markets,
	money,
	refundJournalKey,
	wordsKey,
	StaffRow,
	type Settings,
} from '../../model';
import { fields } from './fields';
import { nameOf, titleOf } from './sections';
import type { Section, SettingField } from './settingField';
import { brandMarkNames } from './rowFields';
import { isObject, laidOver, pathsOf, setAt, valueAt, type Json } from '../../model/jsonValues';

/** What a node asks to change. */
export interface Wish {
	/** What was typed, by section and parameter; blank fields say nothing. */
	typed: Partial<Record<Section, Json>>;
	/** Ids that Set-Up: Install found; they fill what is not set. */
	found?: Json;
	/** Further settings as JSON, laid over the stored ones. */
	more?: Json;
	/** Paths to take out. */
	clear: string[];
}

export interface Problem {
	/** The field as the editor shows it. */
	field: string;
	what: string;
}

/** One setting that changes; values as people read them. */
export const Change = z.object({ setting: z.string(), before: z.string(), after: z.string() });
type Change = z.infer<typeof Change>;

/** Kinds of rows: those that are not named stay as they are. */
const rowKinds: readonly string[] = ['journals', 'deductions', 'words'] satisfies Array<SettingField['kind']>;

const amountPaths = fields.filter(({ kind }) => kind === 'amount').map(({ path }) => path);

/** The stored settings with the wish laid over them, unchecked but for what could not be read. */
export function wishedFor(
	before: Settings,
	{ typed, found = {}, more = {}, clear }: Wish,
): { after: Json; problems: Problem[] } {
	const problems: Problem[] = [];
	const stored = JSON.parse(JSON.stringify(before)) as Json;
	const after = laidOver(laidOver(stored, { odoo: laidOver(found, (stored.odoo ?? {}) as Json) }), more);
	for (const path of clear) setAt(after, path, undefined);
	const set = new Set<string>(pathsOf(more));
	// The currency before the amounts, which are read in it.
	for (const field of [...fields].sort((a, b) => Number(b.kind === 'currency') - Number(a.kind === 'currency'))) {
		const value = typed[field.section]?.[nameOf(field)];
		if (isBlank(field, value)) continue;
		const read = readValue(field, value, valueAt(after, 'policy.currency'));
		if ('problem' in read) problems.push({ field: titleOf(field.path), what: read.problem });
		else if (rowKinds.includes(field.kind))
			setAt(after, field.path, { ...(valueAt(after, field.path) as Json | undefined), ...(read.value as Json) });
		else setAt(after, field.path, read.value);
		set.add(field.path);
	}
	const [was, is] = [before.policy.currency, valueAt(after, 'policy.currency')];
	if (was && is !== was) {
		for (const path of amountPaths) {
			const amount = valueAt(before, path) as number | undefined;
			if (amount && valueAt(after, path) !== undefined && !set.has(path))
				problems.push({
					field: titleOf(path),
					what: `it is ${format(money(amount, was))}, and the currency changes: type the amount in the new currency too, or clear it`,
				});
		}
	}
	return { after, problems };
}

function isBlank({ kind }: SettingField, value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		(typeof value === 'string' && !value.trim()) ||
		((kind === 'brands' || kind === 'staff' || rowKinds.includes(kind)) && !rowsOf(value).length) ||
		(kind === 'id' && !Number(value))
	);
}

function readValue(
	{ kind }: SettingField,
	value: unknown,
	currency: unknown,
): { value: unknown } | { problem: string } {
	const text = String(value).trim();
	switch (kind) {
		case 'amount':
			if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
				return { problem: `say in which currency ${text} is: fill in Currency` };
			try {
				return { value: fromDecimal(text, currency).amount };
			} catch {
				return { problem: `"${text}" is no amount in ${currency}; write it such as 250.00` };
			}
		case 'percent':
			return Number(value) >= 0 && Number(value) <= 100
				? { value: Math.round(Number(value) * 100) }
				: { problem: `"${text}" is no percentage; write a number from 0 to 100` };
		case 'number':
		case 'id':
			return Number.isFinite(Number(value)) ? { value: Number(value) } : { problem: `"${text}" is no number` };
		case 'list':
			return { value: text.split(/[\s,]+/).filter(Boolean) };
		case 'brands':
			return readBrands(rowsOf(value));
		case 'staff':
			return readStaff(rowsOf(value));
		case 'journals':
			return readJournals(rowsOf(value));
		case 'deductions':
			return readDeductions(rowsOf(value));
		case 'words':
			return readWords(rowsOf(value));
		case 'currency':
		case 'country':
			return { value: text.toUpperCase() };
		case 'countries':
			return readCountries(text);
		case 'switch':
			return { value: value === true || value === 'true' };
		default:
			return { value: text };
	}
}

/** Countries with commas between, as settings have them. */
function readCountries(text: string): { value: unknown } | { problem: string } {
	const countries = text
		.split(',')
		.map((one) => one.trim().toUpperCase())
		.filter(Boolean);
	const wrong = countries.find((one) => !Markets.element.safeParse(one).success);
	return wrong
		? { problem: `"${wrong}" is no two-letter code of a country; write e.g. US, or EU for all its member states` }
		: { value: countries };
}

type Row = Record<string, unknown>;

function rowsOf(value: unknown): Row[] {
	const rows = isObject(value) ? value.rows : undefined;
	return Array.isArray(rows) ? (rows as Row[]) : [];
}

/** The rows as settings have them; their order counts. */
function readBrands(rows: Row[]): { value: unknown } | { problem: string } {
	const brands: BrandRow[] = [];
	for (const [index, row] of rows.entries()) {
		const read = BrandRow.safeParse({ by: row.by, value: row.value, brand: row.brand });
		if (!read.success) return { problem: `row ${index + 1} is not complete: say by what, which one, and the brand` };
		if (brands.some(({ by, value }) => by === read.data.by && value.toLowerCase() === read.data.value.toLowerCase()))
			return { problem: `row ${index + 1} says again what a row before it says` };
		brands.push(read.data);
	}
	return { value: brands };
}

/** The same of people: each e-mail, its roles, and its brands with commas between them. */
function readStaff(rows: Row[]): { value: unknown } | { problem: string } {
	const staff: StaffRow[] = [];
	for (const [index, { email, roles, brands }] of rows.entries()) {
		const names = String(brands ?? '').split(',');
		const read = StaffRow.safeParse({ email, roles, brands: names.map((one) => one.trim()).filter(Boolean) });
		if (!read.success)
			return { problem: `row ${index + 1} is not complete: give an e-mail address and at least one role` };
		staff.push(read.data);
	}
	return { value: staff };
}

/** The rows as settings have them; those that are not named stay as they are. */
function readJournals(rows: Row[]): { value: unknown } | { problem: string } {
	const journals: Json = {};
	for (const [index, { payer, currency, journal }] of rows.entries()) {
		const code = String(currency ?? '')
			.trim()
			.toUpperCase();
		const key = refundJournalKey(String(payer ?? ''), code);
		if (code && !Intl.supportedValuesOf('currency').includes(code))
			return { problem: `"${code}" in row ${index + 1} is no currency; write its code, e.g. EUR` };
		if (!Number.isInteger(Number(journal)) || Number(journal) <= 0)
			return { problem: `row ${index + 1} has no journal; give the number that stands in Odoo's address bar` };
		if (key in journals) return { problem: `row ${index + 1} says again what a row before it says` };
		journals[key] = Number(journal);
	}
	return { value: journals };
}

/** The same of deductions: `scrap worn` and what it takes. */
function readDeductions(rows: Row[]): { value: unknown } | { problem: string } {
	const deductions: Json = {};
	for (const [index, { destination, condition, takes }] of rows.entries()) {
		const key = deductionKey(String(destination ?? ''), String(condition ?? ''));
		const rule = String(takes ?? '')
			.trim()
			.toLowerCase();
		if (!deductionOf.test(rule) || (rule.endsWith('%') && Number(rule.slice(0, -1)) > 100))
			return {
				problem: `"${rule}" in row ${index + 1} takes nothing that is known; write e.g. 30 %, 10.00, all or none`,
			};
		if (key in deductions) return { problem: `row ${index + 1} says again what a row before it says` };
		deductions[key] = rule;
	}
	return { value: deductions };
}

/** The same of own words: `refund_paid subject de` and what is said. */
function readWords(rows: Row[]): { value: unknown } | { problem: string } {
	const words: Json = {};
	for (const [index, { message, part, language, words: said }] of rows.entries()) {
		const key = wordsKey(String(message ?? ''), String(part ?? ''), String(language ?? ''));
		const text = String(said ?? '').trim();
		if (!text) return { problem: `row ${index + 1} has no words; clear Own Words to take them out` };
		if (key in words) return { problem: `row ${index + 1} says again what a row before it says` };
		words[key] = text;
	}
	return { value: words };
}

/** What differs, in the order in which the editor shows the fields. */
export function changesOf(before: Settings, after: Settings): Change[] {
	const others = pathsOf([before, after].reduce<Json>((all, one) => laidOver(all, one as unknown as Json), {})).filter(
		(path) => path !== 'brand' && !fields.some((field) => field.path === path),
	);
	return [...fields.map(({ path }) => path), ...others].flatMap((path) => {
		const [was, is] = [shown(before, path), shown(after, path)];
		return was === is ? [] : [{ setting: titleOf(path), before: was, after: is }];
	});
}

function shown(settings: Settings, path: string): string {
	const value = valueAt(settings, path);
	if (value === undefined || value === null || isObject(value)) return '';
	const kind = fields.find((field) => field.path === path)?.kind;
	if (kind === 'brands')
		return (value as BrandRow[])
			.map(({ by, value: mark, brand }) => `${brandMarkNames[by]} ${mark}: ${brand}`)
			.join(', ');
	if (kind === 'staff')
		return (value as StaffRow[])
			.map(({ email, roles, brands }) => `${email}: ${[...roles, ...brands].join(' ')}`)
			.join(', ');
	if (kind === 'countries') return (value as string[]).join(', ');
	if (kind === 'amount')
		return settings.policy.currency
			? format(money(value as number, settings.policy.currency))
			: `${value as number} minor units of the order's currency`;
	if (kind === 'percent') return `${(value as number) / 100} %`;
	return String(value);
}

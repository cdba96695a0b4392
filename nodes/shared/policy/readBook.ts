import { invalidInput } from '../model/effectError';
import { fromDecimal, parsedInput, RuleBook } from '../model';
import type { RuleField } from './ruleField';
import { fieldsOfSection, ruleSections } from './ruleFields';

type Typed = Record<string, unknown>;

/** Numbers of which 0 means any. */
const isAnyAtZero = ['score', 'olderThan', 'youngerThan'];

const advice = 'Correct the rule in this node, under Rules.';

/**
 * Reads the rules as they are typed in the node. Undefined without any. Amounts are decimals of `currency`. Throws EffectError that names the rule and
 * the field.
 */
export function readBook(given: unknown, currency: string | undefined): RuleBook | undefined {
	if (typeof given !== 'object' || given === null) return undefined;
	const typed = given as Record<string, Typed[] | undefined>;
	const book: Record<string, unknown> = {};
	for (const section of ruleSections) {
		const rows = [typed[section.name] ?? []].flat();
		if (!rows.length) continue;
		const fields = fieldsOfSection(section);
		book[section.name] = rows.map((row, at) => readRow(row, fields, currency, `${section.label} ${at + 1}`));
	}
	if (!Object.keys(book).length) return undefined;
	return parsedInput(RuleBook, { ...(currency && { currency }), ...book }, 'ruleBook', advice);
}

function readRow(row: Typed, fields: RuleField[], currency: string | undefined, nameless: string): Typed {
	const called = typeof row.name === 'string' && row.name.trim() ? row.name.trim() : nameless;
	const read: Typed = { name: called };
	for (const field of fields) {
		if (field.name === 'name' || isHidden(field, row)) continue;
		const value = readValue(field, row[field.name] ?? field.initial, {
			currency,
			isMoney: isMoney(field, row),
			called,
		});
		if (value !== undefined) read[field.name] = value;
	}
	return read;
}

function isHidden({ shownFor }: RuleField, row: Typed): boolean {
	return Object.entries(shownFor ?? {}).some(([name, values]) => !values.includes(String(row[name] ?? values[0])));
}

/** What a limit allows, and how far a sign of abuse goes, is money only when money is counted. */
function isMoney({ name, kind }: RuleField, { measure, signal }: Typed): boolean {
	if (name === 'most') return measure === 'value';
	if (name === 'upTo' || name === 'full') return signal === 'returned_value';
	return kind === 'amount';
}

function readValue(
	field: RuleField,
	value: unknown,
	{ currency, isMoney, called }: { currency: string | undefined; isMoney: boolean; called: string },
): unknown {
	const refuse = (what: string) => invalidInput(`Rule "${called}": ${field.label}: ${what}`, advice, 'ruleBook');
	const text = value === undefined || value === null ? '' : String(value).trim();
	switch (field.kind) {
		case 'switch':
			return value === true || text === 'true' ? true : undefined;
		case 'list': {
			const list = (Array.isArray(value) ? value.map(String) : text.split(','))
				.map((one) => one.trim())
				.filter(Boolean);
			return list.length ? list : undefined;
		}
		case 'choices':
			return Array.isArray(value) && value.length ? value : undefined;
		case 'day':
			return text ? text.slice(0, 10) : undefined;
		case 'number': {
			if (!text) return undefined;
			const number = Number(text);
			if (!Number.isFinite(number)) throw refuse(`"${text}" is no number`);
			return isAnyAtZero.includes(field.name) && !number ? undefined : number;
		}
		case 'percent': {
			const percent = Number(text || 0);
			if (!Number.isFinite(percent)) throw refuse(`"${text}" is no percentage such as 10 or 2.5`);
			return percent ? Math.round(percent * 100) : undefined;
		}
		case 'amount':
			if (!text) return undefined;
			if (!isMoney) return Number.isFinite(Number(text)) ? Number(text) : text;
			if (!currency) throw refuse(`say in which currency ${text} is: fill in Currency of the Rules`);
			try {
				return fromDecimal(text, currency).amount;
			} catch {
				throw refuse(`"${text}" is no amount in ${currency}; write it such as 250.00`);
			}
		default:
			return text || undefined;
	}
}

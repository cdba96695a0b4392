import type { INodeProperties } from 'n8n-workflow';
import { payerOfKey, wordsOfKey, type BrandRow, type StaffRow } from '../../shared/model';
import { isObject } from '../../shared/model/jsonValues';
import { brandRows, deductionRows, journalRows, staffRows, wordRows } from '../../shared/operation/settings/rowFields';

/* Settings that are lists of rows, as a form shows them: each cell is a field of its own. */

/** A row by its columns; several choices of one column stand with commas between them. */
export type Row = Record<string, string>;

/** Rows that are empty and can be filled in, beside those that are there. */
export const emptyRows = 3;
/** More rows are not read: no form of ours has them. */
export const mostRows = 200;

interface RowKind {
	columns: INodeProperties[];
	/** The rows of a stored value. */
	rowsOf(value: unknown): Row[];
}

const columnsOf = ({ options }: Pick<INodeProperties, 'options'>) =>
	(options![0] as unknown as { values: INodeProperties[] }).values;
const entriesOf = (value: unknown) => Object.entries(isObject(value) ? value : {}) as Array<[string, unknown]>;
const listOf = <T>(value: unknown) => (Array.isArray(value) ? (value as T[]) : []);

export const rowKinds: Record<string, RowKind> = {
	brands: {
		columns: columnsOf(brandRows),
		rowsOf: (value) => listOf<BrandRow>(value).map(({ by, value: mark, brand }) => ({ by, value: mark, brand })),
	},
	staff: {
		columns: columnsOf(staffRows),
		rowsOf: (value) =>
			listOf<StaffRow>(value).map(({ email, roles, brands }) => ({
				email,
				roles: roles.join(','),
				brands: brands.join(', '),
			})),
	},
	journals: {
		columns: columnsOf(journalRows),
		rowsOf: (value) =>
			entriesOf(value).map(([key, journal]) => {
				const { payer, currency = '' } = payerOfKey(key);
				return { payer, currency, journal: String(journal) };
			}),
	},
	deductions: {
		columns: columnsOf(deductionRows),
		rowsOf: (value) =>
			entriesOf(value).map(([key, takes]) => {
				const [destination, ...condition] = key.split(' ');
				return { destination, condition: condition.join(' ').trim(), takes: String(takes) };
			}),
	},
	words: {
		columns: columnsOf(wordRows),
		rowsOf: (value) =>
			entriesOf(value).map(([key, words]) => {
				const { message, part, language = '' } = wordsOfKey(key);
				return { message, part, language, words: String(words) };
			}),
	},
};

/** Whether a person has filled in nothing of a row: what can only be chosen says nothing. */
export function isEmpty({ columns }: RowKind, row: Row): boolean {
	return columns.every(({ name, type }) => type === 'options' || !row[name]?.trim());
}

/** Name of a cell's field in the form. */
export const cellName = (setting: string, row: number, column: string) => `${setting}.${row}.${column}`;

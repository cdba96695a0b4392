import { createHash } from 'node:crypto';

/**
 * Module of our external ids. No real module may be named so: Odoo deletes a module's records with it
 * (docs/facts/odoo.md#load-creates-or-finds).
 */
export const moduleOf = '__n8n_returns__';

export interface LoadTable {
	fields: string[];
	data: string[][];
}

export type Cell = string | number | boolean | undefined;
export type Row = Record<string, Cell>;

/**
 * An external id's name made of the parts of a key: `documentKey('RMA-1', 'cn', 'R1')` is `RMA-1.cn.R1`. What Odoo does not
 * take in a name becomes `_`, and then a digest keeps it unique.
 */
export function documentKey(...parts: string[]): string {
	return parts
		.map((part) => {
			const clean = part.replace(/[^A-Za-z0-9_-]/g, '_');
			return clean === part && part.length <= 60
				? part
				: `${clean.slice(0, 40)}_${createHash('sha256').update(part).digest('hex').slice(0, 10)}`;
		})
		.join('.');
}

/** The credit note's part of a refund intent's id: `RMA-1/R2` -> `R2`. */
export function intentNumber(intent: string, reference: string): string {
	return intent.startsWith(`${reference}/`) ? intent.slice(reference.length + 1) : intent;
}

/** Rows for `load`: records with their external ids. */
export function recordsTable(records: Array<{ key: string; values: Row }>): LoadTable {
	const columns = [...new Set(records.flatMap(({ values }) => Object.keys(values)))];
	return {
		fields: ['id', ...columns],
		data: records.map(({ key, values }) => [`${moduleOf}.${key}`, ...columns.map((column) => text(values[column]))]),
	};
}

/** Rows for `load`: one record with lines. The first line stands in the record's own row; further rows leave its columns empty. */
export function documentTable(key: string, header: Row, relation: string, lines: Row[]): LoadTable {
	const own = Object.keys(header);
	const columns = [...new Set(lines.flatMap((line) => Object.keys(line)))];
	return {
		fields: ['id', ...own, ...columns.map((column) => `${relation}/${column}`)],
		data: lines.map((line, index) => [
			...(index ? ['', ...own.map(() => '')] : [`${moduleOf}.${key}`, ...own.map((column) => text(header[column]))]),
			...columns.map((column) => text(line[column])),
		]),
	};
}

function text(cell: Cell): string {
	if (cell === undefined) return '';
	return typeof cell === 'boolean' ? (cell ? 'True' : 'False') : String(cell);
}

import { invalidInput, readCsv } from '../../shared/model';

const facts = ['category', 'weight'] as const;

/** A row of a sheet of products. Rows count as a spreadsheet does: the first is the names. What is blank is not said. */
export interface CatalogueRow {
	row: number;
	sku: string;
	category?: string;
	/** Grams of one piece. */
	weight?: string;
}

/** Reads a sheet of products (docs/guides/bulk-import.md#a-catalogue). Throws EffectError when a column is missing or unknown. */
export function rowsOfSheet(text: string): CatalogueRow[] {
	const [head = [], ...rows] = readCsv(text);
	const names = head.map((name) => name.trim().toLowerCase());
	const advice = `Its first row names the columns: sku, and category, weight or both.`;
	const unknown = names.filter((name) => name && !['sku', ...facts].includes(name));
	if (unknown.length) throw invalidInput(`The sheet has a column ${unknown.join(', ')}`, advice, 'file');
	if (!names.includes('sku')) throw invalidInput('The sheet has no column sku', advice, 'file');
	if (!facts.some((name) => names.includes(name)))
		throw invalidInput('The sheet says nothing of its products', advice, 'file');
	return rows.flatMap((fields, at) => {
		const said = (name: string) => fields[names.indexOf(name)]?.trim() || undefined;
		if (fields.every((field) => !field.trim())) return [];
		return [{ row: at + 2, sku: said('sku') ?? '', category: said('category'), weight: said('weight') }];
	});
}

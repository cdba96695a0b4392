import { z } from 'zod';
import { csvText } from '../../shared/model';
import { EffectError } from '../../shared/model/effectError';
import { CatalogueProduct, gramsPer } from '../records/answers';
import { link } from '../records/answers/fields';
import type { Odoo } from '../transport/odoo';
import { readCategories, type Categories, type Valued } from './categories';
import type { CatalogueRow } from './sheet';

/** What became of a row: `to_change` in a preview. */
export const RowResult = z.object({
	row: z.number().int(),
	sku: z.string(),
	outcome: z.enum(['changed', 'to_change', 'same', 'refused']),
	message: z.string(),
	field: z.string().optional(),
	advice: z.string().optional(),
});
export type RowResult = z.infer<typeof RowResult>;

const ListedProduct = CatalogueProduct.extend({ product_tmpl_id: link });
type ListedProduct = z.infer<typeof ListedProduct>;

/** Values of Odoo's fields. */
type Values = { categ_id?: number; weight?: number };
type Planned = { result: RowResult; id?: number; values?: Values };

/** Products in one answer, and in one write. */
const atOnce = 500;

/**
 * Gives products of Odoo the category and the weight that a sheet says, a result for each row. Only what differs is written, nothing else of a
 * product is, and no category is made; so the same sheet again changes nothing. What cannot be taken stops none of the others.
 */
export async function changeProducts(odoo: Odoo, rows: CatalogueRow[], isPreview: boolean): Promise<RowResult[]> {
	const products = await readProducts(odoo, rows);
	const categories = rows.some(({ category }) => category) ? await readCategories(odoo) : undefined;
	const unsorted = categories ? [...products.values()].flat().filter(({ categ_id }) => !categ_id) : [];
	const valued = await readValued(
		odoo,
		unsorted.map(({ id }) => id),
	);
	const steps = await weightSteps(odoo);
	const seen: Seen = { skus: new Map(), categories: new Map() };
	const planned = rows.map((row) => planOf(row, products, categories, valued, steps, seen));
	if (!isPreview) await write(odoo, planned);
	return planned.map(({ result }) => result);
}

/** What earlier rows of the sheet say: of each SKU, and of the category of each product, which all its variants share. */
interface Seen {
	skus: Map<string, number>;
	categories: Map<number, { row: number; category: number }>;
}

function planOf(
	row: CatalogueRow,
	products: Map<string, ListedProduct[]>,
	categories: Categories | undefined,
	valued: Map<number, Valued>,
	steps: number,
	seen: Seen,
): Planned {
	const of = (outcome: RowResult['outcome'], message: string, more: Partial<RowResult> = {}): RowResult => ({
		row: row.row,
		sku: row.sku,
		outcome,
		message,
		...more,
	});
	const refused = (field: string, message: string, advice: string): Planned => ({
		result: of('refused', message, { field, advice }),
	});
	if (!row.sku) return refused('sku', 'It names no product', 'Fill in the SKU.');
	const earlier = seen.skus.get(row.sku);
	if (earlier) return refused('sku', `Row ${earlier} has the SKU ${row.sku} too`, 'Leave one of them out.');
	seen.skus.set(row.sku, row.row);
	const found = products.get(row.sku) ?? [];
	if (found.length !== 1)
		return refused(
			'sku',
			found.length
				? `${found.length} products of Odoo have the SKU ${row.sku}`
				: `Odoo has no product with the SKU ${row.sku}`,
			'Correct its Internal Reference in Odoo, or the SKU in the sheet.',
		);
	const [product] = found;
	const values: Values = {};
	const changes: string[] = [];

	if (row.category && categories) {
		const named = categories.named(row.category);
		if (named.length !== 1)
			return refused(
				'category',
				named.length
					? `Several categories of Odoo are called ${row.category}: ${named
							.slice(0, 5)
							.map(({ name }) => name)
							.join(', ')}`
					: `Odoo has no category ${row.category}`,
				'Write its whole path, as Odoo shows it; a new one is made in Odoo.',
			);
		const [{ id, name }] = named;
		const template = product.product_tmpl_id ?? -product.id;
		const other = seen.categories.get(template);
		if (other && other.category !== id)
			return refused(
				'category',
				`It is a variant of the product of row ${other.row}, which has another category`,
				'All variants of a product have one category in Odoo.',
			);
		const { categ_id: own } = product;
		const isSame = own
			? own.id === id || categories.areAlike(own.id, id)
			: categories.keeps(id, valued.get(product.id) ?? {});
		if (!isSame)
			return refused(
				'category',
				`${name} is valued, booked or moved otherwise than ${own?.name ?? 'goods without a category'}`,
				'Let accounting change the category in Odoo: what is in stock is booked anew.',
			);
		seen.categories.set(template, { row: row.row, category: id });
		if (own?.id !== id) {
			values.categ_id = id;
			changes.push(`category ${own?.name ?? 'none'} → ${name}`);
		}
	}

	if (row.weight) {
		const [unit, now] = [product.weight_uom_name ?? '', product.weight];
		const grams = /^\d+([.,]\d+)?$/.test(row.weight) ? Number(row.weight.replace(',', '.')) : NaN;
		const wanted = Math.round((grams / gramsPer[unit]) * steps) / steps;
		if (!(wanted > 0))
			return refused(
				'weight',
				Number.isNaN(grams) || !gramsPer[unit]
					? `"${row.weight}" is no weight`
					: `Odoo keeps weights of ${1 / steps} ${unit} and more`,
				'Write grams of one piece, such as 180.',
			);
		if (wanted !== now) {
			values.weight = wanted;
			changes.push(`weight ${now} → ${wanted} ${unit}`);
		}
	}
	if (!changes.length) return { result: of('same', `${row.sku} is so already`) };
	return { id: product.id, values, result: of('to_change', `${row.sku}: ${changes.join(', ')}`) };
}

async function readProducts(odoo: Odoo, rows: CatalogueRow[]): Promise<Map<string, ListedProduct[]>> {
	const skus = [...new Set(rows.map(({ sku }) => sku).filter(Boolean))];
	const found = new Map<string, ListedProduct[]>();
	for (let at = 0; at < skus.length; at += atOnce) {
		const domain = [['default_code', 'in', skus.slice(at, at + atOnce)]] as [[string, string, string[]]];
		for (const product of await odoo.search('product.product', ListedProduct, domain, { limit: 10 * atOnce })) {
			const sku = product.default_code!;
			found.set(sku, [...(found.get(sku) ?? []), product]);
		}
	}
	return found;
}

/** How products are valued, where this Odoo values them. */
async function readValued(odoo: Odoo, ids: number[]): Promise<Map<number, Valued>> {
	if (!ids.length) return new Map();
	const wanted = { allfields: ['cost_method', 'valuation'], attributes: ['type'] };
	const known = await odoo.call('product.product', 'fields_get', wanted, { repeatable: true });
	const fields = Object.keys(z.record(z.unknown()).parse(known));
	if (!fields.length) return new Map();
	const rows = await odoo.call('product.product', 'read', { ids, fields, load: null }, { repeatable: true });
	const Row = z.object({ id: z.number(), cost_method: z.unknown(), valuation: z.unknown() });
	return new Map(
		z
			.array(Row)
			.parse(rows)
			.map((row) => [row.id, row]),
	);
}

/** In how many steps Odoo keeps one unit of weight: 100, of kilograms with two digits. */
async function weightSteps(odoo: Odoo): Promise<number> {
	const { weight } = z
		.object({ weight: z.object({ digits: z.tuple([z.number(), z.number()]).optional() }) })
		.parse(
			await odoo.call(
				'product.product',
				'fields_get',
				{ allfields: ['weight'], attributes: ['digits'] },
				{ repeatable: true },
			),
		);
	return 10 ** (weight.digits?.[1] ?? 2);
}

/** Writes products that get the same values together. What Odoo refuses is told of each of them. */
async function write(odoo: Odoo, planned: Planned[]): Promise<void> {
	const groups = new Map<string, Array<Required<Planned>>>();
	for (const { id, values, result } of planned) {
		if (id === undefined || !values) continue;
		const key = JSON.stringify(values);
		groups.set(key, [...(groups.get(key) ?? []), { id, values, result }]);
	}
	for (const all of groups.values())
		for (let at = 0; at < all.length; at += atOnce) {
			const some = all.slice(at, at + atOnce);
			try {
				const ids = some.map(({ id }) => id);
				await odoo.call('product.product', 'write', { ids, vals: some[0].values }, { repeatable: true });
				for (const { result } of some) result.outcome = 'changed';
			} catch (error) {
				if (!(error instanceof EffectError) || error.category !== 'rejected') throw error;
				const { advice } = error.details;
				for (const { result } of some)
					Object.assign(result, { outcome: 'refused', message: error.message, ...(advice && { advice }) });
			}
		}
}

const mostTold = 20;

/** The results in words: how many, and the first rows that would change, and that were not taken. */
export function reportOf(results: RowResult[]): string {
	const of = (...outcomes: Array<RowResult['outcome']>) => results.filter(({ outcome }) => outcomes.includes(outcome));
	const [refused, open] = [of('refused'), of('to_change')];
	const told = [...refused, ...open];
	return [
		`${results.length} products: ${of('changed').length} changed, ${open.length} would change, ${of('same').length} are so already, ${refused.length} were not taken.`,
		...told.slice(0, mostTold).map(({ row, message }) => `Row ${row}: ${message}.`),
		...(told.length > mostTold ? [`And ${told.length - mostTold} more.`] : []),
	].join(' ');
}

/** The results as a sheet, for whoever sent it. */
export function resultsCsv(results: RowResult[]): string {
	return csvText([
		['row', 'sku', 'outcome', 'field', 'message', 'advice'],
		...results.map(({ row, sku, outcome, field = '', message, advice = '' }) => [
			row,
			sku,
			outcome,
			field,
			message,
			advice,
		]),
	]);
}

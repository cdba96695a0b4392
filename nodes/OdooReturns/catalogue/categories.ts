import { z } from 'zod';
import { id } from '../records/answers/fields';
import type { Odoo } from '../transport/odoo';

/** What a category says besides its name: how its goods are valued, booked and moved. A category of other goods has these by accounting's will. */
const bookedBy = [
	'property_cost_method',
	'property_valuation',
	'property_account_income_categ_id',
	'property_account_expense_categ_id',
	'property_stock_valuation_account_id',
	'property_stock_account_input_categ_id',
	'property_stock_account_output_categ_id',
	'property_stock_journal',
	'removal_strategy_id',
	'route_ids',
];

const Category = z.object({ id, complete_name: z.string() });
const most = 5_000;

/** How a product is valued; what this Odoo does not have is left out. */
export type Valued = { cost_method?: unknown; valuation?: unknown };

/** Odoo's product categories, as a sheet names them. */
export interface Categories {
	/** Those that a text names: the whole path, or its end. */
	named(text: string): Array<{ id: number; name: string }>;
	/** Whether goods of both are valued, booked and moved alike. */
	areAlike(one: number, other: number): boolean;
	/** Whether goods that are valued so, and are in no category, stay so in this one. */
	keeps(category: number, valued: Valued): boolean;
}

/** Reads all categories. Reads only. */
export async function readCategories(odoo: Odoo): Promise<Categories> {
	const all = await odoo.search('product.category', Category, [], { limit: most });
	const paths = all.map(({ id: category, complete_name: name }) => ({ id: category, name, path: pathOf(name) }));
	const books = await booksOf(
		odoo,
		all.map((one) => one.id),
	);
	return {
		named(text) {
			const wanted = pathOf(text);
			const whole = paths.filter(({ path }) => path.join('\n') === wanted.join('\n'));
			const ending = paths.filter(({ path }) => path.slice(-wanted.length).join('\n') === wanted.join('\n'));
			return whole.length ? whole : ending;
		},
		areAlike: (one, other) => JSON.stringify(books.get(one)) === JSON.stringify(books.get(other)),
		keeps(category, valued) {
			const { property_cost_method: cost, property_valuation: valuation } = books.get(category) ?? {};
			// A category that says nothing leaves it to the company, as none does.
			return (!cost || cost === valued.cost_method) && (!valuation || valuation === valued.valuation);
		},
	};
}

function pathOf(name: string): string[] {
	return name.split(/\s*>\s*|\s*\/\s+/).map((part) => part.trim().toLowerCase());
}

/** How goods of each category are booked; what this Odoo or this user does not have is not compared. */
async function booksOf(odoo: Odoo, ids: number[]): Promise<Map<number, Record<string, unknown>>> {
	const known = z
		.record(z.unknown())
		.parse(
			await odoo.call(
				'product.category',
				'fields_get',
				{ allfields: bookedBy, attributes: ['type'] },
				{ repeatable: true },
			),
		);
	const fields = Object.keys(known);
	if (!fields.length || !ids.length) return new Map();
	const rows = z
		.array(z.object({ id }).catchall(z.unknown()))
		.parse(await odoo.call('product.category', 'read', { ids, fields, load: null }, { repeatable: true }));
	return new Map(rows.map((row) => [row.id, Object.fromEntries(fields.map((field) => [field, row[field]]))]));
}

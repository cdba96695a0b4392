import { z } from 'zod';

/*
 * A form of n8n that asks about goods, item by item: what is asked, of which items, and what becomes of the answers. It goes from the node that
 * makes the fields to the one that reads the answers.
 */

/** What the answers become: a request for a return, what a warehouse tells, or nothing but answers, of no items. */
export const purposes = ['request', 'receipt', 'inspection', 'answers'] as const;

export const kinds = ['choice', 'yesNo', 'text', 'longText', 'number', 'date'] as const;

/** For each item by itself, once and valid for each item, or once about all of it. */
export const scopes = ['each', 'all', 'once'] as const;

const Question = z.object({
	label: z.string().trim().min(1, 'is blank'),
	/** Its name in what comes of the answers, with points between: `exchangeFor.sku`. */
	name: z
		.string()
		.trim()
		.regex(
			/^[a-z]\w*(\.[a-z]\w*)*$/i,
			'must begin with a letter; letters, digits and points follow, e.g. exchangeFor.sku',
		),
	kind: z.enum(kinds).default('choice'),
	scope: z.enum(scopes).default('each'),
	choices: z.array(z.object({ words: z.string(), value: z.string() })).default([]),
	required: z.boolean().default(false),
	placeholder: z.string().default(''),
	/** What an empty answer means; '': it says nothing. */
	blank: z.string().default(''),
});
export type Question = z.infer<typeof Question>;

const Item = z.object({
	line: z.string(),
	sku: z.string(),
	/** As people read it, with its SKU. */
	name: z.string(),
	/** How many pieces can be told; absent: as many as there are. */
	most: z.number().int().positive().optional(),
	hint: z.string().default(''),
});
export type Item = z.infer<typeof Item>;

export const Form = z.object({
	for: z.enum(purposes),
	/** What the page says above its fields. */
	lead: z.string(),
	items: z.array(Item),
	questions: z.array(Question),
	/** What a request says beside the answers. */
	request: z.record(z.string(), z.unknown()).default({}),
	/** A request names the order's lines. */
	namesLines: z.boolean().default(false),
});
export type Form = z.infer<typeof Form>;

/** Each field's name says which item and question it is about, so that no two are alike. */
export const piecesField = (index: number) => `item${index + 1}_pieces`;
export const fieldOf = ({ name }: Question, index?: number) =>
	`${index === undefined ? 'all' : `item${index + 1}`}_${name.replaceAll('.', '_')}`;

/** What is asked of one item. */
export const labelOf = ({ sku, name }: Item, what: string) => `${sku || name}: ${what}`;

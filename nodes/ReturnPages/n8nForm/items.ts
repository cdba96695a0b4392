import { z } from 'zod';
import { parsedInput } from '../../shared/model';
import type { Form, Item } from './form';

const count = z.number().default(0);

/** What a look for an order gives: Odoo says what was handed over and is not back yet, a shop what was sold. */
const Sale = z.object({
	order: z
		.object({
			lines: z
				.array(
					z.object({
						id: z.string(),
						sku: z.string().default(''),
						title: z.string().default(''),
						quantity: count,
						returnedBefore: count,
					}),
				)
				.default([]),
		})
		.default({}),
	returnable: z.array(z.object({ line: z.string(), sku: z.string().default(''), returnable: z.number() })).optional(),
});

const Returned = z.object({
	orderNumber: z.string().optional(),
	lines: z.array(
		z.object({
			id: z.string(),
			sku: z.string().default(''),
			title: z.string().default(''),
			quantities: z.object({ approved: count, received: count }).default({}),
		}),
	),
});

/** The items of an order that can still come back, and what the page says of them. Throws EffectError naming the field. */
export function itemsOfSale(given: unknown): Pick<Form, 'items' | 'lead'> {
	const { order, returnable } = parsedInput(
		Sale,
		given,
		'sale',
		'Put this node behind Odoo Returns: Find or Shopify Returns: Find, or set Sale to what one of them gave.',
	);
	const left =
		returnable ??
		order.lines.map(({ id, sku, quantity, returnedBefore }) => ({
			line: id,
			sku,
			returnable: quantity - returnedBefore,
		}));
	const items = left
		.filter((one) => one.returnable >= 1)
		.map(({ line, sku, returnable: most }): Item => {
			const title = order.lines.find(({ id }) => id === line)?.title ?? '';
			return { line, sku, name: nameOf(title, sku), most: Math.floor(most), hint: '' };
		});
	const lead = items.length
		? 'Leave a line empty when nothing of it comes back.'
		: 'Nothing of this order can come back any more.';
	return { items, lead };
}

/** The items of a return, and what the page says of them. Throws EffectError naming the field. */
export function itemsOfCase(given: unknown): Pick<Form, 'items' | 'lead'> {
	const { orderNumber, lines } = parsedInput(
		Returned,
		given,
		'case',
		'Put this node behind Return Case: Get, or set Case to what it gave.',
	);
	const items = lines.map(({ id, sku, title, quantities: { approved, received } }): Item => ({
		line: id,
		sku,
		name: nameOf(title, sku),
		hint: `${approved} approved, ${received} received`,
	}));
	return { items, lead: `Order ${orderNumber ?? 'unknown'}. Leave a line empty when there is nothing to tell.` };
}

/** Odoo writes the SKU into the title, in brackets. */
function nameOf(title: string, sku: string): string {
	const name = (title || sku).replace(`[${sku}] `, '');
	return sku ? `${name} (${sku})` : name;
}

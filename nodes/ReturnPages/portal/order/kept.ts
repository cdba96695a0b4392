import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Customer, jsonOf, languages, Money, type Decision, type Order } from '../../../shared/model';
import type { CaseStore } from '../../../shared/store';
import { whyNots, type WhyNot } from '../languages/words';

const source = 'portal';

/** An order as its customer may see it: what of it may come back, and else why not. */
export const ShownOrder = z.object({
	brand: z.string(),
	number: z.string(),
	email: z.string(),
	language: z.enum(languages),
	customer: Customer.optional(),
	lines: z.array(
		z.object({
			sku: z.string(),
			title: z.string(),
			/** As it was sold, and what was paid for all of it. */
			sold: z.number().int().positive(),
			paid: Money,
			/** How many may come back. */
			returnable: z.number().int().nonnegative(),
			why: z.enum(whyNots).optional(),
		}),
	),
});
export type ShownOrder = z.infer<typeof ShownOrder>;

/** What a customer is shown of an order that the policy has judged as if all of it came back. Without a decision all may that is with the customer. Pure. */
export function shownOrder(
	{ number, customer, lines, taxesIncluded }: Order,
	decision: Pick<Decision, 'lines' | 'reasons'> | undefined,
	{ brand, email, language }: Pick<ShownOrder, 'brand' | 'email' | 'language'>,
): ShownOrder {
	const shown = lines
		.filter(({ quantity, comesBack }) => quantity > 0 && comesBack !== false)
		.map(({ id, sku, title, quantity, subtotal, tax, returnedBefore = 0 }) => {
			const left = Math.max(0, quantity - returnedBefore);
			const allowed = decision ? (decision.lines.find(({ line }) => line === id)?.quantity ?? 0) : left;
			const returnable = Math.min(left, allowed);
			return {
				sku,
				title: title || sku,
				sold: quantity,
				paid: { ...subtotal, amount: subtotal.amount + (taxesIncluded ? 0 : tax.amount) },
				returnable,
				...(!returnable && { why: left ? whyNot(id, decision) : ('quantity_unavailable' as const) }),
			};
		});
	return { brand, number, email, language, ...(customer && { customer }), lines: shown };
}

function whyNot(line: string, decision: Pick<Decision, 'reasons'> | undefined): WhyNot {
	const codes = (decision?.reasons ?? []).filter((one) => !one.line || one.line === line).map(({ code }) => code);
	return whyNots.find((one) => codes.includes(one)) ?? 'other';
}

/** Keeps it for the link; it is forgotten with handled messages (`inboxDays`). Its id. */
export async function keepOrder(store: CaseStore, order: ShownOrder): Promise<string> {
	const id = randomUUID();
	await store.inbox.put({ source, id, topic: 'order', body: JSON.stringify(order), receiver: order.brand });
	await store.inbox.mark(source, id, 'read');
	return id;
}

export async function keptOrder(
	store: CaseStore,
	id: string,
): Promise<{ order: ShownOrder; since: string } | undefined> {
	const row = await store.inbox.find(source, id);
	const read = row && ShownOrder.safeParse(jsonOf(row.body));
	return read?.success ? { order: read.data, since: row!.receivedAt } : undefined;
}

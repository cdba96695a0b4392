import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Customer, jsonOf, type Decision, type Order } from '../../shared/model';
import type { CaseStore } from '../../shared/store';
import { SeenLine, SeenPayment } from './view';

const source = 'desk';

/** An order as the shop or the ERP knows it, with what the policy says of each line as if all of it came back. */
export const FoundOrder = z.object({
	brand: z.string(),
	number: z.string(),
	placedAt: z.string().optional(),
	customer: Customer.optional(),
	lines: z.array(SeenLine),
	payments: z.array(SeenPayment),
	/** What the policy says of the order as a whole. */
	reasons: z.array(z.string()),
});
export type FoundOrder = z.infer<typeof FoundOrder>;

/** What staff are shown of an order that no return is known of. Without a decision all may come back that is with the customer. Pure. */
export function foundOrder(
	{ number, placedAt, customer, lines, payments }: Order,
	decision: Pick<Decision, 'lines' | 'reasons'> | undefined,
	brand: string,
): FoundOrder {
	const reasons = decision?.reasons ?? [];
	return {
		brand,
		number,
		...(placedAt && { placedAt }),
		...(customer && { customer }),
		lines: lines.map(({ id, sku, title, quantity: bought, returnedBefore = 0, comesBack }) => {
			const returned = Math.min(bought, returnedBefore);
			const allowed = decision ? (decision.lines.find(({ line }) => line === id)?.quantity ?? 0) : bought;
			const left = comesBack === false ? 0 : Math.max(0, Math.min(bought - returned, allowed));
			const said = reasons.filter(({ line }) => line === id).map(({ message }) => message);
			const reason =
				comesBack === false
					? 'Nothing that can come back.'
					: said.join(' ') || (bought - returned ? '' : 'All of it has come back.');
			return { line: id, sku, title: title || sku, bought, returned, left, reason };
		}),
		payments: payments.map(({ processor, method, captured, refunded }) => ({
			by: method ?? processor,
			captured,
			refunded,
		})),
		reasons: reasons.filter(({ line }) => !line).map(({ message }) => message),
	};
}

/** Keeps it for the page; it is forgotten with handled messages (`inboxDays`). Its id. */
export async function keepFound(store: CaseStore, order: FoundOrder): Promise<string> {
	const id = randomUUID();
	await store.inbox.put({ source, id, topic: 'order', body: JSON.stringify(order), receiver: order.brand });
	await store.inbox.mark(source, id, 'read');
	return id;
}

export async function keptFound(store: CaseStore, id: string): Promise<FoundOrder | undefined> {
	const row = await store.inbox.find(source, id);
	const read = row && FoundOrder.safeParse(jsonOf(row.body));
	return read?.success ? read.data : undefined;
}

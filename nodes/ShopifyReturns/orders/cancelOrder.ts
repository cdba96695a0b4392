import { z } from 'zod';
import { EffectError } from '../../shared/model';
import { OrderCancellation } from '../../shared/operation';
import { orderCancel, orderStanding, type OrderStanding } from '../graphql';
import type { EffectMemory } from '../../shared/effect';
import type { ShopifyClient } from '../transport/client';

/** What became of an order that should be canceled. */
export const Cancellation = OrderCancellation.extend({ canceledAt: z.string().optional() });
export type Cancellation = z.infer<typeof Cancellation>;

/** Parcels that were never on their way. */
const unsent = ['CANCELLED', 'ERROR', 'FAILURE'];

/** How an order stands. Throws EffectError when there is none. */
export async function readStanding(client: ShopifyClient, id: string): Promise<OrderStanding> {
	const { order } = await client.send(orderStanding, { id });
	if (order) return order;
	throw new EffectError(`Shopify has no order ${id}`, {
		category: 'invalid_input',
		connection: 'shopify',
		field: 'orderId',
		notYet: true,
		advice: "Check the ID. Orders older than 60 days need the app's access scope read_all_orders.",
	});
}

/**
 * Whether the cancellation of an order has its answer: it is canceled, or cannot be. Undefined: it can be canceled. `whole`: all its goods are meant;
 * Shopify cancels no part of an order.
 */
export function standingOf(
	{ id, name, cancelledAt, displayFulfillmentStatus, fulfillments }: OrderStanding,
	whole: boolean,
): Cancellation | undefined {
	if (cancelledAt) return { id, name, canceled: true, canceledAt: new Date(cancelledAt).toISOString() };
	const sent = fulfillments.some(({ status }) => !unsent.includes(status ?? ''));
	if (!sent && whole) return undefined;
	const rest = displayFulfillmentStatus !== 'FULFILLED';
	return {
		id,
		name,
		canceled: false,
		...(rest && { unsent: true }),
		message: !sent
			? `Only a part of order ${name} is meant, and Shopify cancels whole orders.`
			: rest
				? `A part of order ${name} was sent already, so it cannot be canceled as a whole.`
				: `Order ${name} was sent already: its goods come back instead.`,
	};
}

/** Shopify's job is done in seconds; one that has not ended by then was not begun. */
const jobMs = 10 * 60_000;

/** Cancels an order of which nothing was sent, without a refund. `note`: for staff. Throws EffectError; while Shopify is at it the order is looked at again. */
export async function cancelOrder(
	client: ShopifyClient,
	id: string,
	{ whole, note, memory }: { whole: boolean; note: string; memory: EffectMemory },
): Promise<Cancellation> {
	const look = async () => standingOf(await readStanding(client, id), whole);
	const before = await look();
	if (before) return before;
	if (Date.now() - Number(memory.progress.begunAt ?? 0) < jobMs) throw stillAtIt();
	await memory.note({ begunAt: String(Date.now()) });
	try {
		await client.send(orderCancel, { id, note });
	} catch (error) {
		if (!(error instanceof EffectError) || error.category !== 'rejected') throw error;
		// Sent, or canceled by somebody else, in that very moment: then that is the answer.
		const now = await look().catch(() => undefined);
		if (now) return now;
		throw error;
	}
	const after = await look();
	if (after) return after;
	throw stillAtIt();
}

function stillAtIt(): EffectError {
	return new EffectError('Shopify is still at canceling the order', {
		category: 'unknown_outcome',
		connection: 'shopify',
		retryAfterMs: 5_000,
		advice: 'Nothing to do: it is looked at again.',
	});
}

import { EffectError } from '../../shared/model';
import type { OrderCancellation } from '../../shared/operation';
import type { Odoo } from '../transport/odoo';
import { readOrder, type OrderName } from './order';

/** Whether the cancellation of an order has its answer: it is canceled, or cannot be. `whole`: all its goods are meant. */
async function look(
	odoo: Odoo,
	name: OrderName,
	whole: boolean,
): Promise<{ order: { id: number; name: string; company_id?: number }; answer?: OrderCancellation }> {
	const { order, moves } = await readOrder(odoo, name);
	const about = { id: String(order.id), name: order.name };
	if (order.state === 'cancel') return { order, answer: { ...about, canceled: true } };
	const out = moves.filter((move) => move.location_dest_usage === 'customer' && !move.origin_returned_move_id);
	const sent = out.some(({ state }) => state === 'done');
	if (!sent && whole) return { order };
	const rest = out.some(({ state }) => state !== 'done' && state !== 'cancel');
	return {
		order,
		answer: {
			...about,
			canceled: false,
			...(rest && { unsent: true }),
			message: !sent
				? `Only a part of order ${order.name} is meant.`
				: rest
					? `A part of order ${order.name} was sent already, so it is not canceled as a whole.`
					: `Order ${order.name} was sent already: its goods come back instead.`,
		},
	};
}

/** The answer that an order gives by itself; undefined: it can be canceled. */
export async function standingOf(odoo: Odoo, name: OrderName, whole: boolean): Promise<OrderCancellation | undefined> {
	return (await look(odoo, name, whole)).answer;
}

/**
 * Cancels an order of which nothing was sent: Odoo calls off its deliveries and drafts of invoices (docs/facts/odoo.md#an-order-is-canceled-whole). A locked
 * order is unlocked for it, and locked again when it stays. Throws EffectError.
 */
export async function cancelOrder(odoo: Odoo, name: OrderName, whole: boolean): Promise<OrderCancellation> {
	const { order, answer } = await look(odoo, name, whole);
	if (answer) return answer;
	const own = odoo.forCompany(order.company_id);
	// Odoo 15 to 18 would open a window with an e-mail to the customer.
	const cancel = async () => await own.act('sale.order', 'action_cancel', [order.id], { disable_cancel_warning: true });
	let unlocked = false;
	let refusal: unknown;
	await cancel()
		.catch(async (error: unknown) => {
			if (!(error instanceof EffectError) || !/locked order/.test(error.message)) throw error;
			await own.act('sale.order', 'action_unlock', [order.id]);
			unlocked = true;
			await cancel();
		})
		.catch((error: unknown) => (refusal = error));
	const after = await look(odoo, { id: order.id }, whole);
	if (unlocked && !after.answer?.canceled) await own.act('sale.order', 'action_lock', [order.id]);
	if (after.answer) return after.answer;
	throw (
		refusal ??
		new EffectError(`Odoo has not canceled order ${order.name}`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'Cancel it in Odoo, then replay the step.',
		})
	);
}

import { z } from 'zod';
import { createHash } from 'node:crypto';
import { EffectError, format, money, Order, OrderLine, sum, type Money, type Payment } from '../../shared/model';
import { documentKey } from '../transport/table';

/** An order as a sales channel has it, with what the canonical order of a case does not need. */
export const ChannelOrder = Order.extend({
	lines: z
		.array(
			OrderLine.extend({
				/** By which the product is found when its SKU is not. */
				barcode: z.string().optional(),
				/** Pieces that were sent. Left out: all of a line (or of an order) that says when it was sent, else none. */
				sent: z.number().int().nonnegative().optional(),
			}),
		)
		.min(1),
});
export type ChannelOrder = z.infer<typeof ChannelOrder>;
export type ChannelLine = ChannelOrder['lines'][number];

/** A refund of the channel that no return case knows of. */
export type OutsideRefund = NonNullable<Order['refundsOfOthers']>[number];

/** Names the order in Odoo once and for all: by the channel's own id, for two shops may count alike. */
export function orderKey({ channel, number, providerIds }: ChannelOrder): string {
	return documentKey('in', channel, providerIds[`${channel}.order`] ?? number);
}

/** Whether a key is that of an order of the same channel. */
export function isBroughtIn(key: string, { channel }: ChannelOrder): boolean {
	return key.startsWith(`${documentKey('in', channel)}.`);
}

/** Lines of which anything was sold. */
export function soldLines({ lines }: ChannelOrder): ChannelLine[] {
	return lines.filter(({ quantity }) => quantity > 0);
}

/** Pieces of a line that were sent. */
export function sentOf(order: ChannelOrder, { sent, quantity, fulfilledAt }: ChannelLine): number {
	return Math.min(quantity, sent ?? (fulfilledAt || order.fulfilledAt ? quantity : 0));
}

/** What a line, or the shipping, came to with tax, in minor units. */
export function grossOf({ taxesIncluded }: ChannelOrder, { subtotal, tax }: { subtotal: Money; tax: Money }): number {
	return subtotal.amount + (taxesIncluded ? 0 : tax.amount);
}

/** What the customer had to pay. */
export function totalOf(order: ChannelOrder): Money {
	const { currency, shipping, duties } = order;
	const parts = [...soldLines(order), ...(shipping ? [shipping] : [])].map((one) => grossOf(order, one));
	return money(
		parts.reduce((total, one) => total + one, duties?.amount ?? 0),
		currency,
	);
}

/** Payments that took money. */
export function takenPayments({ payments }: ChannelOrder): Payment[] {
	return payments.filter(({ captured }) => captured.amount > 0);
}

/** Refunds that moved money, or are about to. */
export function outsideRefunds({ refundsOfOthers = [] }: ChannelOrder): OutsideRefund[] {
	return refundsOfOthers.filter(({ amount }) => amount.amount > 0);
}

/** Tells one state of the order from another: what was sent, paid and paid back. */
export function stateOf(order: ChannelOrder): string {
	const state = [
		soldLines(order).map((line) => [line.id, sentOf(order, line)]),
		takenPayments(order).map(({ id, captured }) => [id, captured.amount]),
		outsideRefunds(order).map(({ id, amount }) => [id, amount.amount]),
	];
	return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 12);
}

/** Throws EffectError for an order that does not add up: it would become one of another amount. */
export function assertAddsUp(order: ChannelOrder): void {
	const { number, currency, lines, shipping, payments, paid, outstanding, overpaid, roundedUp, duties } = order;
	const amounts = [
		...lines.flatMap(({ subtotal, tax }) => [subtotal, tax]),
		...(shipping ? [shipping.subtotal, shipping.tax] : []),
		...(duties ? [duties] : []),
		...payments.map(({ captured }) => captured),
		...outsideRefunds(order).map(({ amount }) => amount),
	];
	const foreign = amounts.find((one) => one.currency !== currency);
	if (foreign)
		throw refused(
			`Order ${number} is in ${currency}, and a part of it in ${foreign.currency}`,
			'Give every amount in the currency that the customer paid in.',
		);
	if (soldLines(order).some(({ exactQuantity }) => exactQuantity !== undefined))
		throw refused(
			`Order ${number} has goods in parts of a unit`,
			'Enter this order in Odoo by hand: its price holds for whole units only.',
		);
	const total = totalOf(order);
	if (paid?.amount) {
		const due = paid.amount + (outstanding?.amount ?? 0) - (overpaid?.amount ?? 0) - (roundedUp?.amount ?? 0);
		if (due !== total.amount)
			throw refused(
				`The lines of order ${number} come to ${format(total)}, the channel asked for ${format(money(due, currency))}`,
				'The order was changed after it was placed, or a part of it is missing here. Enter it in Odoo by hand.',
			);
	}
	const back = payments.reduce(
		(all, { refunded, refundedByUs }) => all + refunded.amount - (refundedByUs?.amount ?? 0),
		0,
	);
	const named = sum(
		outsideRefunds(order).map(({ amount }) => amount),
		currency,
	);
	if (back > named.amount)
		throw refused(
			`${format(money(back, currency))} of order ${number} went back, ${format(named)} of it by refunds that are named`,
			'Name them in "refundsOfOthers", each with its id and amount.',
		);
}

/** What cannot be brought in as it is. `field`: of the node. */
export function refused(message: string, advice: string, field = 'channelOrder'): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field, advice });
}

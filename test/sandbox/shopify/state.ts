import { format, fromDecimal, type Money } from '../../../nodes/shared/model';
import { catalogue, currencyOf, paidParts, type CatalogueOrder } from '../catalogue';
import { ShopifyCredits } from './credits';
import { ShopifyStock } from './stock';
import {
	UserErrorSignal,
	type DisputeState,
	type OrderState,
	type RefundState,
	type ReturnLineState,
	type ReturnState,
	type Subscription,
	type TransactionState,
} from './types';

export * from './types';

export interface RequestedLine {
	sku: string;
	quantity: number;
	reason?: string;
	note?: string;
	staffNote?: string;
	restockingFee?: number;
}

const day = 86_400_000;

/** Goods without a variant have no stock that they could go back to; Shopify's recorded refusal. */
export function assertRestockable({ line }: ReturnLineState, type: string, field: string[]): void {
	if (type === 'RESTOCKED' && line.entry.custom)
		throw new UserErrorSignal('RESTOCKED is an invalid disposition type for a custom line item.', field, 'INVALID');
}

/** What the shop knows, and the rules by which it changes. Texts of refusals are Shopify's own (docs/facts/shopify.md#texts-of-refusals). */
export class ShopifyState {
	readonly orders: OrderState[];
	readonly subscriptions: Subscription[] = [];
	readonly disputes: DisputeState[] = [];
	readonly stock: ShopifyStock;
	readonly credits = new ShopifyCredits(
		(kind) => this.nextId(kind),
		(id) => this.orders.some(({ entry }) => id === `gid://shopify/Customer/9${entry.shopifyId}`),
		(id) => this.orders.some((order) => order.id === id),
	);
	/** Articles that can be given in exchange, by variant: what one costs with tax, in the currency of the order. */
	readonly variants = new Map<string, { title: string; price: Money }>();
	/** How the next refunds of Shopify Payments end; real ones are often PENDING at first. */
	refundStatus: TransactionState['status'] = 'SUCCESS';
	/** Jobs wait until `finishJobs`. */
	slowJobs = false;
	/** Takes no refund of an amount alone: it wants the goods, and a reason when their price is another. */
	refusesArbitrary = false;
	/** Gateways that the shop is connected with: a refund on their payments is really paid. On all others it is only written down. */
	readonly connected = new Set(['shopify_payments', 'gift_card', 'paypal']);
	/** Counts changes, so that a replayed answer is seen to have made none. */
	changes = 0;
	private number = 0;
	private readonly startedAt = Date.now();
	/** Above 2^53, so that whoever reads the numeric id out of JSON gets a wrong one. */
	private returnNumber = 9_007_199_254_740_993n;

	constructor(shop: CatalogueOrder[] = catalogue) {
		this.stock = new ShopifyStock((kind) => this.nextId(kind), shop);
		this.orders = shop.map((entry) => {
			const id = `gid://shopify/Order/${entry.shopifyId}`;
			return {
				id,
				entry,
				...(entry.unsent && { parcels: [] }),
				refunds: [],
				returns: [],
				lines: entry.lines.map((line, index) => ({
					entry: line,
					order: entry,
					id: `gid://shopify/LineItem/${entry.shopifyId}${index + 1}`,
					fulfillmentLineId: `gid://shopify/FulfillmentLineItem/7${entry.shopifyId}${index + 1}`,
				})),
				transactions: paidParts(entry).map(
					({ gateway, amount, paymentIntent, charge, told = 'authorization' }, index) => ({
						id: `gid://shopify/OrderTransaction/8${entry.shopifyId}${index || ''}`,
						kind: 'SALE',
						status: 'SUCCESS',
						gateway,
						authorizationCode: (told === 'authorization' && paymentIntent) || null,
						...(told === 'receipt' && { receipt: { id: charge, object: 'charge', payment_intent: paymentIntent } }),
						amount: fromDecimal(amount, currencyOf(entry)),
					}),
				),
			};
		});
	}

	nextId(kind: string): string {
		return `gid://shopify/${kind}/${kind === 'Return' ? this.returnNumber++ : 6_200_000_000 + this.number++}`;
	}

	order(number: string): OrderState {
		const found = this.orders.find(({ entry }) => entry.number === number);
		if (!found) throw new Error(`The sandbox has no order ${number}`);
		return found;
	}

	findReturn(id: string, field = ['id']): ReturnState {
		const found = this.orders.flatMap(({ returns }) => returns).find((one) => one.id === id);
		if (!found) throw new UserErrorSignal('Return not found.', field, 'NOT_FOUND');
		return found;
	}

	/** The customer asks to send goods back. */
	request(order: OrderState, lines: RequestedLine[]): ReturnState {
		const id = this.nextId('Return');
		const made: ReturnState = {
			id,
			order,
			name: `${order.entry.number}-R${order.returns.length + 1}`,
			status: 'REQUESTED',
			createdAt: new Date().toISOString(),
			reverseOrderId: this.nextId('ReverseFulfillmentOrder'),
			lines: lines.map(({ sku, quantity, reason, note, staffNote, restockingFee }, index) => {
				const line = order.lines.find(({ entry }) => entry.sku === sku);
				if (!line)
					throw new UserErrorSignal(
						'Fulfillment line item was not found.',
						['input', 'returnLineItems', String(index)],
						'NOT_FOUND',
					);
				const taken = order.returns
					.filter(({ status }) => status !== 'DECLINED' && status !== 'CANCELED')
					.flatMap((one) => one.lines)
					.filter((one) => one.line === line);
				if (quantity > line.entry.quantity - taken.reduce((total, one) => total + one.quantity, 0))
					throw new UserErrorSignal(
						'Return line item has an invalid quantity.',
						['input', 'returnLineItems', String(index), 'quantity'],
						'INVALID',
					);
				return {
					id: this.nextId('ReturnLineItem'),
					line,
					quantity,
					processed: 0,
					reason: reason ?? 'UNWANTED',
					note: note ?? '',
					staffNote,
					restockingFee,
					reverseLineId: this.nextId('ReverseFulfillmentOrderLineItem'),
					dispositions: [],
				};
			}),
		};
		order.returns.push(made);
		order.updatedAt = new Date().toISOString();
		this.changes++;
		return made;
	}

	approve(id: string): ReturnState {
		const found = this.findReturn(id, ['input', 'id']);
		if (found.status !== 'REQUESTED')
			throw new UserErrorSignal(
				'Return is not approvable. Only returns with status REQUESTED can be approved.',
				['input', 'id'],
				'INVALID_STATE',
			);
		return this.change(found, { status: 'OPEN', approvedAt: new Date().toISOString() });
	}

	decline(id: string, reason: string, note?: string | null): ReturnState {
		const found = this.findReturn(id, ['input', 'id']);
		if (found.status !== 'REQUESTED')
			throw new UserErrorSignal('Return status is invalid.', ['input', 'id'], 'INVALID_STATE');
		return this.change(found, { status: 'DECLINED', decline: { reason, note: note ?? null } });
	}

	close(id: string): ReturnState {
		const found = this.findReturn(id);
		if (found.status === 'CLOSED') return found;
		if (found.status !== 'OPEN') throw new UserErrorSignal('Return status is invalid.', ['id'], 'INVALID_STATE');
		return this.change(found, { status: 'CLOSED', closedAt: new Date().toISOString() });
	}

	cancel(id: string): ReturnState {
		const found = this.findReturn(id);
		const untouched = found.lines.every((line) => !line.processed);
		if (!['REQUESTED', 'OPEN'].includes(found.status) || !untouched)
			throw new UserErrorSignal('Return is not cancelable.', ['id'], 'INVALID_STATE');
		return this.change(found, { status: 'CANCELED' });
	}

	reopen(id: string): ReturnState {
		const found = this.findReturn(id);
		if (found.status === 'OPEN') return found;
		if (found.status !== 'CLOSED') throw new UserErrorSignal('Return status is invalid.', ['id'], 'INVALID_STATE');
		return this.change(found, { status: 'OPEN', closedAt: undefined });
	}

	process(
		id: string,
		lines: Array<{
			id: string;
			quantity: number;
			dispositions?: Array<{
				reverseFulfillmentOrderLineItemId: string;
				quantity: number;
				dispositionType: string;
				locationId?: string;
			}> | null;
		}>,
	): ReturnState {
		const found = this.findReturn(id, ['input', 'returnId']);
		if (found.status !== 'OPEN')
			throw new UserErrorSignal('Return status is invalid.', ['input', 'returnId'], 'INVALID_STATE');
		const at = (index: number, name: string) => ['input', 'returnLineItems', String(index), name];
		const known = lines.map((line, index) => {
			const state = found.lines.find((one) => one.id === line.id);
			if (!state) throw new UserErrorSignal('Return line item was not found.', at(index, 'id'), 'NOT_FOUND');
			if (line.quantity < 1 || line.quantity > state.quantity - state.processed)
				throw new UserErrorSignal('Return line item has an invalid quantity.', at(index, 'quantity'), 'INVALID');
			for (const one of line.dispositions ?? []) {
				if (!found.lines.some((other) => other.reverseLineId === one.reverseFulfillmentOrderLineItemId))
					throw new UserErrorSignal(
						'Cannot dispose items from more than one reverse fulfillment order.',
						at(index, 'dispositions'),
						'INVALID',
					);
				assertRestockable(
					found.lines.find((other) => other.reverseLineId === one.reverseFulfillmentOrderLineItemId)!,
					one.dispositionType,
					at(index, 'dispositions'),
				);
				if (
					one.dispositionType === 'RESTOCKED' &&
					!this.stock.locations.some(({ id: known, isActive }) => isActive && known === one.locationId)
				)
					throw new UserErrorSignal('Location not found.', at(index, 'dispositions'), 'NOT_FOUND');
			}
			return { line, state };
		});
		// More dispositions than pieces are taken, as by the real shop: whoever calls must count.
		for (const { line, state } of known) {
			state.processed += line.quantity;
			for (const one of line.dispositions ?? []) {
				const target = found.lines.find((other) => other.reverseLineId === one.reverseFulfillmentOrderLineItemId)!;
				target.dispositions.push({
					id: this.nextId('ReverseFulfillmentOrderDisposition'),
					type: one.dispositionType,
					quantity: one.quantity,
					locationId: one.locationId,
					createdAt: new Date().toISOString(),
				});
			}
		}
		return this.change(found, {});
	}

	refund({
		orderId,
		note,
		transactions,
		allowOverRefunding,
		refundLineItems,
		discrepancyReason,
		currency,
	}: {
		orderId: string;
		currency?: string | null;
		note?: string | null;
		refundLineItems?: Array<{ lineItemId: string; quantity: number }> | null;
		discrepancyReason?: string | null;
		allowOverRefunding?: boolean | null;
		transactions?: Array<{ parentId?: string | null; amount: string; gateway: string; kind: string }> | null;
	}): { order: OrderState; refund: RefundState } {
		const order = this.orders.find(({ id }) => id === orderId);
		if (!order) throw new UserErrorSignal('Order does not exist', ['orderId']);
		// An order that was not paid in the shop's currency is refunded in the one that it was paid in, which must be named.
		const paidIn = currencyOf(order.entry);
		if (paidIn !== (currency ?? 'EUR'))
			throw new UserErrorSignal(`Currency must be the presentment currency of the order, ${paidIn}`, ['currency']);
		const pieces = (refundLineItems ?? []).map(({ lineItemId, quantity }, index) => {
			const line = order.lines.find(({ id }) => id === lineItemId);
			if (!line || quantity > line.entry.quantity - (line.refunded ?? 0))
				throw new UserErrorSignal('Quantity cannot refund more items than were purchased', [
					'refundLineItems',
					String(index),
				]);
			return { line, quantity };
		});
		const worth = pieces.reduce((total, { line, quantity }) => total + worthOf(line.entry, quantity), 0);
		const asked = (transactions ?? []).reduce(
			(total, { amount }) => total + fromDecimal(amount, currencyOf(order.entry)).amount,
			0,
		);
		if (this.refusesArbitrary && (!pieces.length || (worth !== asked && !discrepancyReason)))
			throw new UserErrorSignal('Arbitrary refund not allowed', []);
		const made = (transactions ?? []).map(({ parentId, amount, kind }) => {
			if (kind !== 'REFUND') throw new UserErrorSignal(`Kind ${kind.toLowerCase()} is not a valid transaction`, []);
			const parent = order.transactions.find((one) => one.id === parentId && one.kind === 'SALE');
			if (!parent)
				throw new UserErrorSignal('Transactions require a parent_id associated with the order', ['transactions']);
			const { gateway } = parent; // whatever the request names
			const wanted = fromDecimal(amount, parent.amount.currency);
			const given = order.transactions
				.filter((one) => one.kind === 'REFUND' && one.parentId === parentId && one.status !== 'FAILURE')
				.reduce((total, one) => total + one.amount.amount, 0);
			const left = { amount: parent.amount.amount - given, currency: parent.amount.currency };
			if (wanted.amount > left.amount && !allowOverRefunding)
				throw new UserErrorSignal(
					`Refund amount ${sign(wanted)} is greater than net payment received ${sign(left)}`,
					[],
				);
			const status = this.connected.has(gateway) ? this.refundStatus : 'SUCCESS';
			return {
				id: this.nextId('OrderTransaction'),
				kind: 'REFUND' as const,
				status,
				gateway,
				authorizationCode: this.connected.has(gateway) && status === 'SUCCESS' ? `re_sandbox_${this.number}` : '',
				amount: wanted,
				parentId: parent.id,
			};
		});
		const refund: RefundState = {
			id: this.nextId('Refund'),
			note: note ?? null,
			createdAt: new Date().toISOString(),
			transactions: made,
			...(pieces.length && { pieces }),
		};
		for (const { line, quantity } of pieces) line.refunded = (line.refunded ?? 0) + quantity;
		order.refunds.push(refund);
		order.transactions.push(...made);
		order.updatedAt = refund.createdAt;
		this.changes++;
		return { order, refund };
	}

	/** Cancels an order, as Shopify's job does; it refunds nothing unless it is asked to. Its conditions are the schema's, their texts are made up. */
	cancelOrder({
		orderId,
		refundMethod,
		refund,
	}: {
		orderId: string;
		refund?: boolean;
		refundMethod?: { originalPaymentMethodsRefund?: boolean };
	}): OrderState {
		const order = this.orders.find(({ id }) => id === orderId);
		const refuse = (message: string): never => {
			throw new UserErrorSignal(message, ['orderId'], 'INVALID');
		};
		if (!order) throw new UserErrorSignal('Order does not exist', ['orderId'], 'NOT_FOUND');
		if (order.cancelledAt || order.canceling) refuse('The order is already canceled.');
		if (order.returns.some(({ status }) => status === 'OPEN' || status === 'REQUESTED'))
			refuse('The order has returns in progress.');
		if (
			(order.parcels ?? [{ status: 'SUCCESS' }]).some(
				({ status }) => !['CANCELLED', 'ERROR', 'FAILURE'].includes(status),
			)
		)
			refuse('The order has fulfillments that cannot be canceled.');
		if (refund || refundMethod?.originalPaymentMethodsRefund) throw new Error('The sandbox refunds no canceled order');
		order.canceling = true;
		if (!this.slowJobs) this.finishJobs();
		this.changes++;
		return order;
	}

	/** Jobs that were begun are done. */
	finishJobs(): void {
		for (const order of this.orders.filter(({ canceling }) => canceling)) {
			order.canceling = false;
			order.cancelledAt = order.updatedAt = new Date().toISOString();
		}
	}

	/** Whether a refund gave anything back; one on a payment of a gateway that the shop is not connected with is only written down. */
	pays({ transactions }: RefundState): boolean {
		return transactions.some(({ gateway }) => this.connected.has(gateway));
	}

	/** The bank has answered: refunds on their way end so. */
	settleRefunds(status: 'SUCCESS' | 'FAILURE'): TransactionState[] {
		const waiting = this.orders.flatMap((order) =>
			order.transactions.filter((one) => one.status === 'PENDING').map((transaction) => ({ order, transaction })),
		);
		for (const { order, transaction } of waiting) {
			transaction.status = status;
			order.updatedAt = new Date().toISOString();
		}
		return waiting.map(({ transaction }) => transaction);
	}

	/** The customer asks the bank for the money of an order. */
	dispute(order: OrderState): DisputeState {
		const made = {
			id: this.nextId('ShopifyPaymentsDispute'),
			order,
			status: 'NEEDS_RESPONSE',
			initiatedAt: new Date().toISOString(),
		};
		this.disputes.push(made);
		return made;
	}

	subscribe(topic: string, uri: string, name: string | null): Subscription {
		const url = URL.canParse(uri) ? new URL(uri) : undefined;
		if (!url) throw new UserErrorSignal('Address is invalid', ['webhookSubscription', 'uri']);
		const loopback = url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
		if (url.protocol !== 'https:' && !loopback)
			throw new UserErrorSignal(`Address protocol ${url.protocol}// is not supported`, ['webhookSubscription', 'uri']);
		if (this.subscriptions.some((one) => one.topic === topic && one.uri === uri))
			throw new UserErrorSignal('Address for this topic has already been taken', ['webhookSubscription', 'uri']);
		const made = { id: this.nextId('WebhookSubscription'), topic, uri, name };
		this.subscriptions.push(made);
		this.changes++;
		return made;
	}

	unsubscribe(id: string): string {
		const index = this.subscriptions.findIndex((one) => one.id === id);
		if (index < 0) throw new UserErrorSignal('Webhook subscription does not exist', ['id']);
		this.subscriptions.splice(index, 1);
		this.changes++;
		return id;
	}

	deliveredAt({ entry }: OrderState): string {
		return new Date(this.startedAt - entry.deliveredDaysAgo * day).toISOString();
	}

	updatedAt(order: OrderState): string {
		return order.updatedAt ?? this.placedAt(order);
	}

	placedAt({ entry }: OrderState): string {
		return new Date(this.startedAt - entry.placedDaysAgo * day).toISOString();
	}

	/** Changes a return, and so its order. */
	change(found: ReturnState, changes: Partial<ReturnState>): ReturnState {
		Object.assign(found, changes);
		found.order.updatedAt = new Date().toISOString();
		this.changes++;
		return found;
	}
}

/** What pieces of a line cost with tax, in cents. */
function worthOf({ price, quantity: all, discount, tax }: CatalogueOrder['lines'][number], quantity: number): number {
	return Math.round(((Number(price) * all - Number(discount) + Number(tax)) * 100 * quantity) / all);
}

function sign(value: Money): string {
	return value.currency === 'EUR' ? format(value).replace(/^(.*) EUR$/, '€$1') : format(value);
}

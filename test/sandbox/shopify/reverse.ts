import { fromDecimal } from '../../../nodes/shared/model';
import { assertRestockable, type ShopifyState } from './state';
import { UserErrorSignal, type DeliveryState, type OrderState, type ReturnLineState, type ReturnState } from './types';

export interface LineInput {
	fulfillmentLineItemId: string;
	quantity: number;
	returnReason?: string | null;
	returnReasonDefinitionId?: string | null;
	customerNote?: string | null;
	returnReasonNote?: string | null;
	restockingFee?: { percentage: number } | null;
}

/**
 * Handle -> id, name and the old word of the reasons that the sandbox knows; ids and handles are Shopify's own
 * (docs/facts/shopify.md#texts-of-refusals).
 */
export const reasons = [
	'unknown',
	'changed-my-mind',
	'item-not-as-described',
	'received-the-wrong-item',
	'other-reason',
	'damaged-or-defective',
	'too-small',
	'too-big',
	'style',
	'color',
].map((handle, index) => ({
	id: `gid://shopify/ReturnReasonDefinition/${index + 1}`,
	handle,
	name: handle,
	deleted: false,
}));
const words: Record<string, string> = {
	'changed-my-mind': 'UNWANTED',
	'item-not-as-described': 'NOT_AS_DESCRIBED',
	'received-the-wrong-item': 'WRONG_ITEM',
	'other-reason': 'OTHER',
	'damaged-or-defective': 'DEFECTIVE',
	'too-small': 'SIZE_TOO_SMALL',
	'too-big': 'SIZE_TOO_LARGE',
	style: 'STYLE',
	color: 'COLOR',
	unknown: 'UNKNOWN',
};

/** What can be done with returns besides their way of statuses: made, thinned out, shipped, sorted. */
export class ShopifyReverse {
	constructor(private readonly state: ShopifyState) {}

	orderOf(id: string, field: string[]): OrderState {
		const order = this.state.orders.find((one) => one.id === id);
		if (!order) throw new UserErrorSignal('Order not found.', field, 'NOT_FOUND');
		return order;
	}

	/** Pieces of each line that were delivered and are in no return. */
	returnable(order: OrderState) {
		return order.lines
			.map((line) => {
				const taken = order.returns
					.filter(({ status }) => status !== 'DECLINED' && status !== 'CANCELED')
					.flatMap(({ lines }) => lines)
					.filter((one) => one.line === line)
					.reduce((total, one) => total + one.quantity, 0);
				return { line, quantity: line.entry.quantity - taken };
			})
			.filter(({ quantity }) => quantity > 0);
	}

	request(orderId: string, lines: LineInput[], root: string): ReturnState {
		const order = this.orderOf(orderId, [root, 'orderId']);
		const wanted = lines.map((line, index) => {
			const at = [root, 'returnLineItems', String(index)];
			const found = order.lines.find((one) => one.fulfillmentLineId === line.fulfillmentLineItemId);
			if (!found)
				throw new UserErrorSignal(
					'Fulfillment line item was not found.',
					[...at, 'fulfillmentLineItemId'],
					'NOT_FOUND',
				);
			const definition = reasons.find(({ id }) => id === line.returnReasonDefinitionId);
			const reason = line.returnReason ?? (definition && words[definition.handle]);
			if (!reason)
				throw new UserErrorSignal(
					'Return line items Either return reason or return reason definition must be provided',
					at,
					'NOT_FOUND',
				);
			if (reason === 'OTHER' && root === 'returnInput' && !line.returnReasonNote)
				throw new UserErrorSignal(
					'Return line items return reason note The note is required when the return reason is "Other"',
					[...at, 'returnReasonNote'],
					'BLANK',
				);
			return {
				sku: found.entry.sku,
				quantity: line.quantity,
				reason,
				note: line.customerNote ?? '',
				staffNote: line.returnReasonNote ?? '',
				restockingFee: line.restockingFee?.percentage,
			};
		});
		return this.state.request(order, wanted);
	}

	create({
		orderId,
		returnLineItems,
		exchangeLineItems,
		returnShippingFee,
	}: {
		orderId: string;
		returnLineItems: LineInput[];
		exchangeLineItems?: Array<{ variantId?: string | null; quantity: number }> | null;
		returnShippingFee?: { amount: { amount: string; currencyCode: string } } | null;
	}): ReturnState {
		const made = this.request(orderId, returnLineItems, 'returnInput');
		made.exchanges = (exchangeLineItems ?? []).map(({ variantId, quantity }) => ({
			id: this.state.nextId('ExchangeLineItem'),
			variantId: variantId ?? '',
			quantity,
			processed: 0,
			...this.state.variants.get(variantId ?? ''),
		}));
		if (returnShippingFee)
			made.shippingFee = fromDecimal(returnShippingFee.amount.amount, returnShippingFee.amount.currencyCode);
		return this.state.change(made, { status: 'OPEN', approvedAt: new Date().toISOString() });
	}

	/** Removing the last piece closes the return (docs/facts/shopify.md#taking-out-the-last-piece-closes-a-return). */
	remove(id: string, lines: Array<{ returnLineItemId: string; quantity: number }>): ReturnState {
		const found = this.state.findReturn(id, ['returnId']);
		if (!['OPEN', 'REQUESTED'].includes(found.status))
			throw new UserErrorSignal('Return status is invalid.', ['returnId'], 'INVALID_STATE');
		const known = lines.map(({ returnLineItemId, quantity }, index) => {
			const line = found.lines.find((one) => one.id === returnLineItemId);
			if (!line)
				throw new UserErrorSignal(
					'Return line item was not found.',
					['returnLineItems', String(index), 'returnLineItemId'],
					'NOT_FOUND',
				);
			if (quantity < 1 || quantity > line.quantity - line.processed)
				throw new UserErrorSignal(
					'Return line item has an invalid quantity.',
					['returnLineItems', String(index), 'quantity'],
					'INVALID',
				);
			return { line, quantity };
		});
		for (const { line, quantity } of known) line.quantity -= quantity;
		found.lines = found.lines.filter(({ quantity }) => quantity > 0);
		return this.state.change(found, found.lines.length ? {} : { status: 'CLOSED', closedAt: new Date().toISOString() });
	}

	/** Checks before anything is changed: one bad line refuses the whole call. Returns the way to do it. */
	releaseExchanges(id: string, lines: Array<{ id: string; quantity: number }>): () => void {
		const found = this.state.findReturn(id, ['input', 'returnId']);
		const known = lines.map(({ id: wanted, quantity }) => {
			const line = found.exchanges?.find((one) => one.id === wanted);
			if (!line)
				throw new UserErrorSignal('Exchange line item was not found.', ['input', 'exchangeLineItems'], 'NOT_FOUND');
			if (quantity > line.quantity - line.processed)
				throw new UserErrorSignal(
					'Exchange line item has an invalid quantity.',
					['input', 'exchangeLineItems'],
					'INVALID',
				);
			return { line, quantity };
		});
		return () => {
			for (const { line, quantity } of known) line.processed += quantity;
		};
	}

	reverseOrder(id: string): ReturnState | undefined {
		return this.state.orders
			.flatMap(({ returns }) => returns)
			.find((one) => one.reverseOrderId === id && one.approvedAt);
	}

	announce(id: string, parcel: Omit<DeliveryState, 'id'>): DeliveryState {
		const found = this.reverseOrder(id);
		if (!found)
			throw new UserErrorSignal('Reverse fulfillment order was not found.', ['reverseFulfillmentOrderId'], 'NOT_FOUND');
		const made = { id: this.state.nextId('ReverseDelivery'), ...parcel };
		this.state.change(found, { deliveries: [...(found.deliveries ?? []), made] });
		return made;
	}

	redirect(id: string, parcel: Partial<Omit<DeliveryState, 'id'>>): DeliveryState {
		const found = this.state.orders
			.flatMap(({ returns }) => returns)
			.find((one) => one.deliveries?.some((delivery) => delivery.id === id));
		const delivery = found?.deliveries?.find((one) => one.id === id);
		if (!found || !delivery)
			throw new UserErrorSignal('Reverse delivery was not found.', ['reverseDeliveryId'], 'NOT_FOUND');
		Object.assign(delivery, parcel);
		this.state.change(found, {});
		return delivery;
	}

	/** More dispositions than pieces are taken, as by the real shop: whoever calls must count. */
	dispose(
		inputs: Array<{
			reverseFulfillmentOrderLineItemId: string;
			quantity: number;
			dispositionType: string;
			locationId?: string | null;
		}>,
	): ReturnLineState[] {
		const owners = inputs.map(({ reverseFulfillmentOrderLineItemId: wanted }) =>
			this.state.orders
				.flatMap(({ returns }) => returns)
				.find(({ lines }) => lines.some(({ reverseLineId }) => reverseLineId === wanted)),
		);
		if (new Set(owners).size !== 1 || !owners[0])
			throw new UserErrorSignal(
				'Cannot dispose items from more than one reverse fulfillment order.',
				['dispositionInputs'],
				'INVALID',
			);
		for (const [index, { reverseFulfillmentOrderLineItemId, dispositionType, locationId }] of inputs.entries()) {
			assertRestockable(
				owners[0].lines.find(({ reverseLineId }) => reverseLineId === reverseFulfillmentOrderLineItemId)!,
				dispositionType,
				['dispositionInputs', String(index), 'dispositionType'],
			);
			if (
				dispositionType === 'RESTOCKED' &&
				!this.state.stock.locations.some(({ id, isActive }) => isActive && id === locationId)
			)
				throw new UserErrorSignal(
					'Location not found.',
					['dispositionInputs', String(index), 'locationId'],
					'NOT_FOUND',
				);
		}
		const lines = inputs.map(({ reverseFulfillmentOrderLineItemId, quantity, dispositionType, locationId }) => {
			const line = owners[0]!.lines.find(({ reverseLineId }) => reverseLineId === reverseFulfillmentOrderLineItemId)!;
			line.dispositions.push({
				id: this.state.nextId('ReverseFulfillmentOrderDisposition'),
				type: dispositionType,
				quantity,
				...(locationId && { locationId }),
				createdAt: new Date().toISOString(),
			});
			return line;
		});
		this.state.change(owners[0], {});
		return lines;
	}
}

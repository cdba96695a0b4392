import { fromDecimal } from '../../../nodes/shared/model';
import type { GraphQLResolveInfo } from 'graphql';
import { connection, type ShopifyGraph } from './graph';
import {
	balanceNodes,
	calculatedReturn,
	creditNode,
	customerNode,
	deliveryNode,
	disputeNode,
	giftCardNode,
	groupNode,
	itemNode,
	locationNode,
	metafieldNode,
} from './graphMore';
import { reasons, type LineInput, type ShopifyReverse } from './reverse';
import { matches } from './search';
import type { ShopifyState } from './state';
import { UserErrorSignal, type DeliveryState, type OrderState, type ReturnLineState, type ReturnState } from './types';

/* eslint-disable @typescript-eslint/no-explicit-any -- arguments are checked by the schema */

export interface RootTools {
	state: ShopifyState;
	graph: ShopifyGraph;
	reverse: ShopifyReverse;
	guarded(
		kind: string,
		work: (args: any) => unknown,
	): (args: any, context: unknown, info: GraphQLResolveInfo) => unknown;
	mutation(kind: string, field: string, work: (args: any, key?: string) => unknown): unknown;
	returned(kind: string, work: (args: any) => ReturnState, topic?: string): unknown;
	tell: {
		delivery(found: ReturnState, delivery: DeliveryState): void;
		disposed(found: ReturnState, lines: ReturnLineState[]): void;
	};
	/** Does the work once for each key of `@idempotent`. */
	once<T>(field: string, key: string, input: unknown, work: () => T): T;
}

interface Paging {
	first?: number;
	after?: string;
	query?: string;
	reverse?: boolean;
}

const returnStatuses = (graph: ShopifyGraph, order: OrderState) =>
	(graph.order(order) as { returnStatus: string }).returnStatus.toLowerCase();

/** Questions. */
export function queries({ state, graph, reverse, guarded }: RootTools): Record<string, unknown> {
	const searchValues: Record<string, (order: OrderState) => string> = {
		name: (order) => order.entry.number,
		email: (order) => (order.withoutEmail ? '' : order.entry.customer.email),
		return_status: (order) => returnStatuses(graph, order),
		updated_at: (order) => state.updatedAt(order),
		created_at: (order) => state.placedAt(order),
	};
	return {
		return: guarded('Return', ({ id }: { id: string }) => {
			const found = state.orders.flatMap(({ returns }) => returns).find((one) => one.id === id);
			return found ? graph.return(found) : null;
		}),
		order: guarded('Order', ({ id }: { id: string }) => {
			const found = state.orders.find((one) => one.id === id);
			return found ? graph.order(found) : null;
		}),
		orders: guarded('', ({ query = '', reverse: newest, ...paging }: Paging) => {
			const found = state.orders.filter((order) => matches(query ?? '', (field) => searchValues[field]?.(order)));
			const sorted = [...found].sort((a, b) => state.updatedAt(a).localeCompare(state.updatedAt(b)));
			// Whoever resolves the connection is asked as graphql would ask it, so that a bulk operation gets everything.
			return orderConnection(newest ? sorted.reverse() : sorted, graph, paging);
		}),
		customer: ({ id }: { id: string }) =>
			state.orders.some(({ entry }) => id === `gid://shopify/Customer/9${entry.shopifyId}`)
				? customerNode(id, state.credits.credits)
				: null,
		returnableFulfillments: guarded('Order', ({ orderId, ...paging }: { orderId: string } & Paging) => {
			const order = state.orders.find(({ id }) => id === orderId);
			const lines = order ? reverse.returnable(order) : [];
			return connection(order && lines.length ? [graph.returnable(order, lines)] : [])(paging);
		}),
		returnCalculate: guarded(
			'Order',
			({
				input,
			}: {
				input: {
					orderId: string;
					returnLineItems?: Array<{
						fulfillmentLineItemId: string;
						quantity: number;
						restockingFee?: { percentage: number };
					}>;
					returnShippingFee?: { amount: { amount: string; currencyCode: string } };
				};
			}) => {
				const order = state.orders.find(({ id }) => id === input.orderId);
				const fee = input.returnShippingFee?.amount;
				return order
					? calculatedReturn(
							order,
							(input.returnLineItems ?? []).map((one) => ({
								line: order.lines.find(({ fulfillmentLineId }) => fulfillmentLineId === one.fulfillmentLineItemId)!,
								quantity: one.quantity,
								percentage: one.restockingFee?.percentage,
							})),
							fee && fromDecimal(fee.amount, fee.currencyCode),
						)
					: null;
			},
		),
		returnReasonDefinitions: ({ handles, ...paging }: { handles?: string[] } & Paging) =>
			connection(reasons.filter(({ handle }) => !handles || handles.includes(handle)))(paging),
		reverseFulfillmentOrder: guarded('ReverseFulfillmentOrder', ({ id }: { id: string }) => {
			const found = reverse.reverseOrder(id);
			return found ? graph.reverseOrder(found) : null;
		}),
		node: ({ id }: { id: string }) => {
			for (const order of state.orders) {
				if (order.id === id) return graph.order(order);
				const parcel = graph.parcelsOf(order).find((one) => one.id === id);
				if (parcel) return graph.fulfillment(order, parcel);
				const refund = order.refunds.find((one) => one.id === id);
				if (refund) return graph.refund(order, refund);
				for (const found of order.returns) {
					if (found.id === id) return graph.return(found);
					const reverseOrder = graph.reverseOrders(found).find((one) => (one as { id: string }).id === id);
					if (reverseOrder) return reverseOrder;
				}
			}
			return null;
		},
		refund: guarded('Refund', ({ id }: { id: string }) => {
			const order = state.orders.find(({ refunds }) => refunds.some((one) => one.id === id));
			return order
				? graph.refund(
						order,
						order.refunds.find((one) => one.id === id)!,
					)
				: null;
		}),
		// eslint-disable-next-line @typescript-eslint/no-unused-vars -- left out
		locations: guarded('', ({ query: _query, ...paging }: Paging) =>
			connection(state.stock.locations.map(locationNode))(paging),
		),
		inventoryItems: guarded('', ({ query, ...paging }: Paging) =>
			connection(
				state.stock.items
					.filter(({ sku }) => matches(query ?? '', (field) => (field === 'sku' ? sku : undefined)))
					.map(itemNode),
			)(paging),
		),
		giftCards: guarded('', ({ query, ...paging }: Paging) =>
			connection(
				state.credits.giftCards
					.filter((one) => matches(query ?? '', (field) => (field === 'created_at' ? one.createdAt : undefined)))
					.map(giftCardNode)
					.reverse(),
			)(paging),
		),
		disputes: guarded('', ({ query = '', ...paging }: Paging) =>
			connection(
				state.disputes
					.filter((one) => matches(query ?? '', (field) => (field === 'initiated_at' ? one.initiatedAt : undefined)))
					.map(disputeNode),
			)(paging),
		),
		shopifyPaymentsAccount: guarded('', () => ({
			id: 'gid://shopify/ShopifyPaymentsAccount/1',
			balanceTransactions: connection(balanceNodes(state.orders, (order) => state.placedAt(order))),
		})),
	};
}

/** Changes. */
export function mutations({
	state,
	graph,
	reverse,
	mutation,
	returned,
	once,
	tell,
}: RootTools): Record<string, unknown> {
	const change = <T>(made: T): T => {
		state.changes++;
		return made;
	};
	return {
		returnApproveRequest: returned('Return', ({ input }) => state.approve(input.id), 'returns/approve'),
		returnDeclineRequest: returned(
			'Return',
			({ input }) => state.decline(input.id, input.declineReason, input.declineNote),
			'returns/decline',
		),
		returnProcess: returned(
			'Return',
			({ input }) => {
				const release = reverse.releaseExchanges(input.returnId, input.exchangeLineItems ?? []);
				const found = state.process(input.returnId, input.returnLineItems ?? []);
				release();
				return found;
			},
			'returns/process',
		),
		returnClose: returned('Return', ({ id }) => state.close(id), 'returns/close'),
		returnCancel: returned('Return', ({ id }) => state.cancel(id), 'returns/cancel'),
		returnRequest: returned(
			'Order',
			({ input }) => reverse.request(input.orderId, input.returnLineItems as LineInput[], 'input'),
			'returns/request',
		),
		returnCreate: returned('Order', ({ returnInput }) => reverse.create(returnInput), 'returns/approve'),
		returnReopen: returned('Return', ({ id }) => state.reopen(id), 'returns/reopen'),
		removeFromReturn: returned('Return', ({ returnId, returnLineItems }) =>
			reverse.remove(returnId, returnLineItems ?? []),
		),
		reverseDeliveryCreateWithShipping: mutation(
			'ReverseFulfillmentOrder',
			'reverseDelivery',
			({ reverseFulfillmentOrderId, trackingInput, labelInput }) => {
				const made = reverse.announce(reverseFulfillmentOrderId, {
					number: trackingInput?.number ?? null,
					url: trackingInput?.url ?? null,
					labelUrl: labelInput?.fileUrl ?? null,
				});
				tell.delivery(reverse.reverseOrder(reverseFulfillmentOrderId)!, made);
				return deliveryNode(made);
			},
		),
		reverseDeliveryShippingUpdate: mutation(
			'ReverseDelivery',
			'reverseDelivery',
			({ reverseDeliveryId, trackingInput, labelInput }) =>
				deliveryNode(
					reverse.redirect(reverseDeliveryId, {
						...(trackingInput?.number && { number: trackingInput.number }),
						...(trackingInput?.url && { url: trackingInput.url }),
						...(labelInput && { labelUrl: labelInput.fileUrl }),
					}),
				),
		),
		reverseFulfillmentOrderDispose: mutation('', 'reverseFulfillmentOrderLineItems', ({ dispositionInputs }) => {
			const lines = reverse.dispose(dispositionInputs);
			tell.disposed(
				state.orders.flatMap(({ returns }) => returns).find((one) => one.lines.includes(lines[0]))!,
				lines,
			);
			return lines.map((line) => graph.reverseLine(line));
		}),
		orderCancel: (args: any, context: unknown, info: GraphQLResolveInfo) => {
			const { userErrors, ...made } = (
				mutation('Order', 'job', (input) => {
					state.cancelOrder(input);
					return { id: state.nextId('Job'), done: false };
				}) as (...all: unknown[]) => { userErrors: object[] }
			)(args, context, info);
			return { ...made, userErrors, orderCancelUserErrors: userErrors };
		},
		tagsAdd: mutation('Order', 'node', ({ id, tags }) => {
			const order = reverse.orderOf(id, ['id']);
			const fresh = (tags as string[]).filter(
				(tag) => !(order.tags ?? []).some((one) => one.toLowerCase() === tag.toLowerCase()),
			);
			if (fresh.length) order.tags = change([...(order.tags ?? []), ...fresh]);
			return { __typename: 'Order', id };
		}),
		metafieldsSet: mutation('', 'metafields', ({ metafields }) =>
			change(state.credits.setMetafields(metafields)).map(metafieldNode),
		),
		inventoryAdjustQuantities: mutation('', 'inventoryAdjustmentGroup', ({ input }, key) =>
			once('inventoryAdjustQuantities', key!, input, () => groupNode(change(state.stock.adjust(input)))),
		),
		inventoryMoveQuantities: mutation('', 'inventoryAdjustmentGroup', ({ input }, key) =>
			once('inventoryMoveQuantities', key!, input, () => groupNode(change(state.stock.move(input)))),
		),
		inventorySetQuantities: mutation('', 'inventoryAdjustmentGroup', ({ input }, key) =>
			once('inventorySetQuantities', key!, input, () => groupNode(change(state.stock.set(input)))),
		),
		storeCreditAccountCredit: mutation('', 'storeCreditAccountTransaction', ({ id, creditInput }) =>
			creditNode(change(state.credits.credit(id, creditInput)), state.credits.credits),
		),
		giftCardCreate: (args: any, context: unknown, info: GraphQLResolveInfo) => {
			let code: string | null = null;
			const made = (
				mutation('', 'giftCard', ({ input }) => {
					const card = change(state.credits.giftCard(input));
					({ code } = card);
					return giftCardNode(card);
				}) as (...all: unknown[]) => object
			)(args, context, info);
			return { ...made, giftCardCode: code };
		},
	};
}

function orderConnection(orders: OrderState[], graph: ShopifyGraph, paging: Paging): object {
	// Only a bulk operation leaves `first` out; a client must say how many.
	return connection(orders, (order) => graph.order(order))(paging, {
		bulk: paging.first === undefined || paging.first === null,
	});
}

/** The error of a key that was used for something else before. */
export function mismatch(): UserErrorSignal {
	return new UserErrorSignal(
		'The idempotency key was used before with different parameters.',
		[],
		'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
	);
}

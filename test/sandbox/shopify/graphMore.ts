import { currencyOf } from '../catalogue';
import { fromDecimal, money, type Money } from '../../../nodes/shared/model';
import { digestOf, type CreditState, type GiftCardState, type MetafieldState } from './credits';
import { bag, connection, plain } from './graph';
import type { GroupState, ItemState, LocationState } from './stock';
import type { DeliveryState, DisputeState, LineState, OrderState, ReturnState } from './types';

export function metafieldNode(one: MetafieldState | undefined): object | null {
	return one ? { __typename: 'Metafield', ...one, compareDigest: digestOf(one) } : null;
}

export function deliveryNode({ id, number, url, labelUrl }: DeliveryState): object {
	return {
		__typename: 'ReverseDelivery',
		id,
		reverseDeliveryLineItems: connection([]),
		deliverable: {
			__typename: 'ReverseDeliveryShippingDeliverable',
			label: labelUrl
				? {
						publicFileUrl: `https://cdn.shopify.com/labels/${id.split('/').pop()}.pdf`,
						createdAt: new Date().toISOString(),
						updatedAt: new Date().toISOString(),
					}
				: null,
			tracking: number || url ? { carrierName: null, number, url } : null,
		},
	};
}

/** As shopifyBodies.ts tells the same dispute. */
export function disputeNode({ id, order, status, initiatedAt }: DisputeState): object {
	const open = ['NEEDS_RESPONSE', 'UNDER_REVIEW'].includes(status);
	return {
		__typename: 'ShopifyPaymentsDispute',
		id,
		status,
		type: 'CHARGEBACK',
		initiatedAt,
		amount: { amount: order.entry.total, currencyCode: currencyOf(order.entry) },
		evidenceDueBy: null,
		evidenceSentOn: null,
		finalizedOn: open ? null : initiatedAt,
		legacyResourceId: id.split('/').pop(),
		order: { id: order.id },
		reasonDetails: { networkReasonCode: '4837', reason: 'FRAUDULENT' },
	};
}

export function itemNode({ levels, ...item }: ItemState): object {
	return {
		__typename: 'InventoryItem',
		...item,
		inventoryLevel: ({ locationId }: { locationId: string }) => {
			const level = levels[locationId];
			if (!level) return null;
			const onHand = Object.entries(level).reduce((sum, [name, count]) => sum + (name === 'incoming' ? 0 : count), 0);
			return {
				__typename: 'InventoryLevel',
				quantities: ({ names }: { names: string[] }) =>
					names.map((name) => ({ name, quantity: name === 'on_hand' ? onHand : level[name] })),
			};
		},
	};
}

export function locationNode(location: LocationState): object {
	return { __typename: 'Location', ...location, fulfillsOnlineOrders: true };
}

export function groupNode({ changes, ...group }: GroupState): object {
	return {
		__typename: 'InventoryAdjustmentGroup',
		...group,
		changes: () =>
			changes.map(({ itemId, locationId, ...change }) => ({
				...change,
				item: { id: itemId },
				location: { id: locationId },
			})),
	};
}

const accountOf = (customerId: string) => customerId.replace('Customer', 'StoreCreditAccount');
const total = (credits: CreditState[]): Money =>
	money(
		credits.reduce((sum, { amount }) => sum + amount.amount, 0),
		credits[0]?.amount.currency ?? 'EUR',
	);

export function creditNode(one: CreditState, all: CreditState[]): object {
	const own = all.filter(({ customerId }) => customerId === one.customerId);
	return {
		__typename: 'StoreCreditAccountCreditTransaction',
		id: one.id,
		amount: plain(one.amount),
		createdAt: one.createdAt,
		event: one.event,
		balanceAfterTransaction: plain(total(own)),
		account: { id: accountOf(one.customerId), balance: plain(total(own)) },
	};
}

/** A customer's only account is in the shop's currency. Newest credits first. */
export function customerNode(id: string, all: CreditState[]): object {
	const own = all.filter(({ customerId }) => customerId === id);
	return {
		__typename: 'Customer',
		id,
		storeCreditAccounts: connection(
			own.length
				? [
						{
							id: accountOf(id),
							balance: plain(total(own)),
							transactions: connection(own.map((one) => creditNode(one, all)).reverse()),
						},
					]
				: [],
		),
	};
}

export function giftCardNode({ id, code, note, amount, expiresOn, createdAt }: GiftCardState): object {
	return {
		__typename: 'GiftCard',
		id,
		maskedCode: `•••• •••• •••• ${code.slice(-4)}`,
		lastCharacters: code.slice(-4),
		note,
		initialValue: plain(amount),
		balance: plain(amount),
		expiresOn,
		createdAt,
	};
}

/** What `quantity` pieces of a line were sold for, after discounts, and their tax. */
function worthOf({ entry, order }: LineState, quantity: number): { subtotal: Money; tax: Money } {
	const currency = currencyOf(order);
	const share = (text: string, whole: number) =>
		Math.round((fromDecimal(text, currency).amount * whole * quantity) / entry.quantity);
	return {
		subtotal: money(share(entry.price, entry.quantity) - share(entry.discount, 1), currency),
		tax: money(share(entry.tax, 1), currency),
	};
}

/** Amounts that go to the customer have a minus here, as in Shopify (docs/facts/shopify.md#signs-of-amounts). */
export function calculatedReturn(
	order: OrderState,
	lines: Array<{ line: LineState; quantity: number; percentage?: number }>,
	fee: Money | undefined,
): object {
	const minus = (value: Money) => bag(money(-value.amount, value.currency));
	return {
		id: `gid://shopify/CalculatedReturn/${order.entry.shopifyId}`,
		returnLineItems: lines.map(({ line, quantity, percentage }) => {
			const { subtotal, tax } = worthOf(line, quantity);
			return {
				id: null,
				quantity,
				fulfillmentLineItem: { id: line.fulfillmentLineId },
				subtotalSet: minus(subtotal),
				subtotalBeforeOrderDiscountsSet: minus(subtotal),
				totalTaxSet: minus(tax),
				restockingFee: percentage
					? {
							id: 'gid://shopify/CalculatedRestockingFee/1',
							percentage,
							amountSet: bag(money(Math.round((subtotal.amount * percentage) / 100), subtotal.currency)),
						}
					: null,
			};
		}),
		exchangeLineItems: [],
		returnShippingFee: fee ? { id: 'gid://shopify/CalculatedReturnShippingFee/1', amountSet: bag(fee) } : null,
	};
}

/** The fee of so many percent that the shop keeps of pieces of a line. */
export function feeOf(line: LineState, quantity: number, percentage: number): object {
	const amount = Math.round((worthOf(line, quantity).subtotal.amount * percentage) / 100);
	return {
		id: `gid://shopify/RestockingFee/${line.id.split('/').pop()}`,
		percentage,
		amountSet: bag(money(amount, worthOf(line, quantity).subtotal.currency)),
	};
}

export function suggestedOutcome(
	found: ReturnState,
	lines: Array<{ id: string; quantity: number }>,
	exchanges: Array<{ id: string; quantity: number }>,
	allocation = 'ORIGINAL_PAYMENT_METHODS',
): object {
	const worth = lines.map(({ id, quantity }) => worthOf(found.lines.find((line) => line.id === id)!.line, quantity));
	const sum = (values: Money[]) =>
		money(
			values.reduce((all, value) => all + value.amount, 0),
			currencyOf(found.order.entry),
		);
	const [subtotal, tax] = [sum(worth.map((one) => one.subtotal)), sum(worth.map((one) => one.tax))];
	const priceOf = ({ id, quantity }: { id: string; quantity: number }) =>
		(found.exchanges?.find((one) => one.id === id)?.price?.amount ?? 0) * quantity;
	const kept = lines.map(({ id, quantity }) => {
		const { line, restockingFee = 0 } = found.lines.find((one) => one.id === id)!;
		return Math.round((worthOf(line, quantity).subtotal.amount * restockingFee) / 100);
	});
	const fees = [...kept, found.shippingFee?.amount ?? 0].reduce((all, one) => all + one, 0);
	// Prices that contain their tax are not taxed again.
	const goods = found.order.entry.taxesIncluded ? subtotal.amount : sum([subtotal, tax]).amount;
	const net = goods - fees - exchanges.reduce((all, one) => all + priceOf(one), 0);
	const amount = money(Math.abs(net), subtotal.currency);
	const [parent] = found.order.transactions;
	return {
		discountedSubtotal: bag(subtotal),
		totalTax: bag(tax),
		maximumRefundable: bag(parent.amount),
		financialTransfer: {
			__typename: net < 0 ? 'InvoiceReturnOutcome' : 'RefundReturnOutcome',
			amount: bag(amount),
			suggestedRefundMethods: [],
			suggestedTransactions:
				allocation === 'STORE_CREDIT'
					? []
					: [
							{
								kind: 'SUGGESTED_REFUND',
								gateway: parent.gateway,
								amountSet: bag(amount),
								parentTransaction: { id: parent.id },
							},
						],
		},
	};
}

/** What Shopify Payments took and gave back, newest first; fees of 2 % on what it took. */
export function balanceNodes(orders: OrderState[], dateOf: (order: OrderState) => string): object[] {
	const nodes = orders.flatMap((order) =>
		order.transactions
			.filter(({ gateway, status }) => gateway === 'shopify_payments' && status === 'SUCCESS')
			.map((one) => {
				const sign = one.kind === 'SALE' ? 1 : -1;
				const fee = one.kind === 'SALE' ? Math.round(one.amount.amount / 50) : 0;
				const id = one.id.split('/').pop()!;
				return {
					__typename: 'ShopifyPaymentsBalanceTransaction',
					id: `gid://shopify/ShopifyPaymentsBalanceTransaction/${id}`,
					type: one.kind === 'SALE' ? 'CHARGE' : 'REFUND',
					test: true,
					transactionDate: one.kind === 'SALE' ? dateOf(order) : (one.processedAt ?? new Date().toISOString()),
					amount: plain(money(sign * one.amount.amount, one.amount.currency)),
					fee: plain(money(fee, one.amount.currency)),
					net: plain(money(sign * one.amount.amount - fee, one.amount.currency)),
					sourceType: one.kind === 'SALE' ? 'CHARGE' : 'REFUND',
					sourceId: id,
					sourceOrderTransactionId: id,
					associatedOrder: { id: order.id, name: order.entry.number },
					associatedPayout: { id: 'gid://shopify/ShopifyPaymentsPayout/77', status: 'PENDING' },
				};
			}),
	);
	return nodes
		.reverse()
		.sort((a, b) => (a.transactionDate < b.transactionDate ? 1 : a.transactionDate > b.transactionDate ? -1 : 0));
}

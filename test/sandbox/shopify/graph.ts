import { GraphQLError } from 'graphql';
import { toDecimal, fromDecimal, money, type Money } from '../../../nodes/shared/model';
import { exponentOf } from '../../../nodes/shared/model/money';
import { currencyOf, type CatalogueOrder, paidParts } from '../catalogue';
import { deliveryNode, feeOf, metafieldNode, suggestedOutcome } from './graphMore';
import type {
	OrderState,
	ParcelState,
	RefundState,
	ReturnLineState,
	ReturnState,
	ShopifyState,
	Subscription,
	TransactionState,
} from './state';

interface Paging {
	first?: number | null;
	after?: string | null;
}

/** A GraphQL connection over a list; cursors are positions. A bulk operation gets everything. */
export function connection<T>(items: T[], nodeOf: (item: T) => unknown = (item) => item) {
	return ({ first, after }: Paging, context?: { bulk?: boolean }) => {
		const start = after ? Number(after) + 1 : 0;
		const nodes = items.slice(start, context?.bulk ? undefined : start + (first ?? 50)).map(nodeOf);
		const last = start + nodes.length - 1;
		return {
			nodes,
			edges: nodes.map((node, index) => ({ node, cursor: String(start + index) })),
			pageInfo: {
				hasNextPage: last < items.length - 1,
				hasPreviousPage: start > 0,
				startCursor: nodes.length ? String(start) : null,
				endCursor: nodes.length ? String(last) : null,
			},
		};
	};
}

/** As Shopify writes it: "60.0". */
export const plain = (value: Money) => {
	const text = toDecimal(value);
	return { amount: text.includes('.') ? text.replace(/0$/, '') : `${text}.0`, currencyCode: value.currency };
};
/** The shop's own currency; a customer may pay in another. */
const shopCurrency = 'EUR';
/** An amount as the customer paid it and as the shop counts it, at a rate by which no two of them are the same number. */
export const bag = (value: Money) => ({ presentmentMoney: plain(value), shopMoney: plain(inShopMoney(value)) });
function inShopMoney(value: Money): Money {
	if (value.currency === shopCurrency) return value;
	const inCents = (value.amount * 100) / 10 ** exponentOf(value.currency);
	return money(Math.round(inCents * 0.8), shopCurrency);
}
const priceOf = (text: string, order: CatalogueOrder) => fromDecimal(text, currencyOf(order));
const rateOf = ({ taxRate = 20 }: CatalogueOrder) => taxRate / 100;
const numberOf = (gid: string) => gid.slice(gid.lastIndexOf('/') + 1);

/** The shop's objects in the shape of Shopify's schema; a field that the sandbox does not know fails loudly when it is asked for. */
export class ShopifyGraph {
	constructor(
		private readonly state: ShopifyState,
		private readonly scopes: ReadonlySet<string>,
	) {}

	order(order: OrderState): object {
		const { entry } = order;
		const address = {
			id: `gid://shopify/MailingAddress/${entry.shopifyId}`,
			name: entry.customer.name,
			address1: entry.customer.street,
			address2: null,
			company: null,
			city: entry.customer.city,
			provinceCode: null,
			zip: entry.customer.zip,
			countryCodeV2: entry.customer.country,
			phone: null,
		};
		return {
			__typename: 'Order',
			id: order.id,
			name: entry.number,
			email: order.withoutEmail ? null : entry.customer.email,
			phone: null,
			test: false,
			customerLocale: entry.customer.language ?? 'en',
			createdAt: this.state.placedAt(order),
			processedAt: this.state.placedAt(order),
			currencyCode: shopCurrency,
			presentmentCurrencyCode: currencyOf(entry),
			totalPriceSet: this.totalOf(order),
			originalTotalDutiesSet: null,
			totalOutstandingSet: bag(priceOf('0', entry)),
			taxesIncluded: entry.taxesIncluded ?? false,
			customAttributes: [],
			tags: order.tags ?? [],
			sourceName: 'web',
			channelInformation: {
				app: { title: order.salesChannel ?? 'Online Store' },
				channelDefinition: {
					channelName: order.salesChannel ?? 'Online Store',
					handle: (order.salesChannel ?? 'Online Store').toLowerCase().replace(/ /g, '-'),
				},
			},
			purchasingEntity: order.company
				? { __typename: 'PurchasingCompany', company: { name: order.company } }
				: { __typename: 'Customer' },
			updatedAt: this.state.updatedAt(order),
			metafield: ({ namespace, key }: { namespace?: string; key: string }) =>
				metafieldNode(this.state.credits.metafield(order.id, namespace ?? '$app', key)),
			customer: {
				__typename: 'Customer',
				id: `gid://shopify/Customer/9${entry.shopifyId}`,
				displayName: entry.customer.name,
				defaultEmailAddress: { emailAddress: entry.customer.email },
				defaultAddress: address,
			},
			shippingAddress: address,
			lineItems: connection(order.lines.map((line) => this.lineItem(line))),
			shippingLines: connection([
				{
					title: 'Standard',
					discountedPriceSet: bag(priceOf(entry.shipping.price, entry)),
					originalPriceSet: bag(priceOf(entry.shipping.price, entry)),
					taxLines: [{ title: 'VAT', rate: rateOf(entry), priceSet: bag(priceOf(entry.shipping.tax, entry)) }],
				},
			]),
			transactions: ({ first }: Paging) =>
				order.transactions.slice(0, first ?? undefined).map((one) => this.transaction(order, one)),
			fulfillments: ({ first }: Paging) =>
				this.parcelsOf(order)
					.slice(0, first ?? undefined)
					.map((one) => this.fulfillment(order, one)),
			refunds: ({ first }: Paging) => order.refunds.slice(0, first ?? undefined).map((one) => this.refund(order, one)),
			returns: connection(order.returns.map((one) => this.lazy(() => this.return(one)))),
			returnStatus: returnStatusOf(order),
			cancelledAt: order.cancelledAt ?? null,
			displayFulfillmentStatus: this.fulfillmentStatusOf(order),
		};
	}

	/** What was paid for the order. */
	private totalOf({ entry }: OrderState): object {
		const paid = paidParts(entry).map(({ amount }) => priceOf(amount, entry).amount);
		return bag({ amount: paid.reduce((sum, one) => sum + one, 0), currency: currencyOf(entry) });
	}

	private fulfillmentStatusOf(order: OrderState): string {
		const sent = this.parcelsOf(order).filter(({ status }) => !['CANCELLED', 'ERROR', 'FAILURE'].includes(status));
		if (!sent.length) return 'UNFULFILLED';
		const lines = sent.flatMap((one) => one.lines);
		return order.lines.every((line) => lines.includes(line)) ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
	}

	parcelsOf(order: OrderState): ParcelState[] {
		const time = this.state.deliveredAt(order);
		const id = `gid://shopify/Fulfillment/6${order.entry.shopifyId}`;
		return order.parcels ?? [{ id, status: 'SUCCESS', sentAt: time, deliveredAt: time, lines: order.lines }];
	}

	fulfillment({ entry }: OrderState, { id, status, sentAt, deliveredAt, lines }: ParcelState): object {
		return {
			__typename: 'Fulfillment',
			id,
			name: `${entry.number}.1`,
			status,
			createdAt: sentAt,
			deliveredAt,
			fulfillmentLineItems: connection(lines.map((line) => this.fulfillmentLine(line))),
		};
	}

	return(found: ReturnState): object {
		const approved = !!found.approvedAt;
		return {
			__typename: 'Return',
			id: found.id,
			name: found.name,
			status: found.status,
			createdAt: found.createdAt,
			requestApprovedAt: found.approvedAt ?? null,
			closedAt: found.closedAt ?? null,
			totalQuantity: found.lines.reduce((total, line) => total + line.quantity, 0),
			decline: found.decline ?? null,
			returnShippingFees: found.shippingFee
				? [{ id: `gid://shopify/ReturnShippingFee/${numberOf(found.id)}`, amountSet: bag(found.shippingFee) }]
				: [],
			suggestedFinancialOutcome: ({
				returnLineItems,
				exchangeLineItems,
				refundMethodAllocation,
			}: {
				exchangeLineItems: Array<{ id: string; quantity: number }>;
				returnLineItems: Array<{ id: string; quantity: number }>;
				refundMethodAllocation?: string;
			}) => suggestedOutcome(found, returnLineItems, exchangeLineItems, refundMethodAllocation),
			order: () => this.order(found.order),
			returnLineItems: connection(found.lines.map((line) => this.returnLine(found, line))),
			exchangeLineItems: connection(
				(found.exchanges ?? []).map(({ id, variantId, quantity, processed, title }) => ({
					id,
					quantity,
					variantId,
					processedQuantity: processed,
					processableQuantity: found.status === 'OPEN' ? quantity - processed : 0,
					unprocessedQuantity: quantity - processed,
					lineItems: title ? [{ __typename: 'LineItem', id, title }] : [],
				})),
			),
			reverseFulfillmentOrders: connection(approved ? this.reverseOrders(found) : []),
			refunds: connection([]),
			transactions: connection([]),
		};
	}

	reverseOrders(found: ReturnState): object[] {
		const { reverseOrderId: id, furtherReverse: further = [] } = found;
		const elsewhere = further.flatMap(({ lines }) => lines);
		const lines = found.lines.filter((line) => !elsewhere.includes(line));
		return [{ id, lines }, ...further].map((one) => this.reverseOrder(found, one));
	}

	reverseOrder(found: ReturnState, { id, lines } = { id: found.reverseOrderId, lines: found.lines }): object {
		return {
			__typename: 'ReverseFulfillmentOrder',
			id,
			status: found.status === 'CANCELED' ? 'CANCELED' : found.status === 'CLOSED' ? 'CLOSED' : 'OPEN',
			order: () => this.order(found.order),
			lineItems: connection(lines.map((line) => this.reverseLine(line))),
			reverseDeliveries: connection((found.deliveries ?? []).map(deliveryNode)),
		};
	}

	/** A line of an order as it was delivered, with the pieces of it that can still come back. */
	returnable(order: OrderState, lines: Array<{ line: OrderState['lines'][number]; quantity: number }>): object {
		const id = `6${order.entry.shopifyId}`;
		return {
			id: `gid://shopify/ReturnableFulfillment/${id}`,
			fulfillment: { id: `gid://shopify/Fulfillment/${id}` },
			returnableFulfillmentLineItems: connection(
				lines.map(({ line, quantity }) => ({ quantity, fulfillmentLineItem: this.fulfillmentLine(line) })),
			),
		};
	}

	refund(order: OrderState, refund: RefundState): object {
		const total = refund.transactions
			.filter(({ status }) => status === 'SUCCESS')
			.reduce((sum, one) => sum + one.amount.amount, 0);
		return {
			__typename: 'Refund',
			id: refund.id,
			legacyResourceId: numberOf(refund.id),
			note: refund.note,
			createdAt: refund.createdAt,
			processedAt: refund.createdAt,
			updatedAt: refund.createdAt,
			return: null,
			order: () => this.order(order),
			totalRefundedSet: bag({ amount: total, currency: currencyOf(order.entry) }),
			refundLineItems: connection(
				[
					...(refund.lines ?? []).map((line) => ({ line, quantity: line.entry.quantity })),
					...(refund.pieces ?? []),
				].map(({ line, quantity }) => ({
					lineItem: this.lineItem(line),
					quantity,
					subtotalSet: bag(priceOf('0', order.entry)),
					totalTaxSet: bag(priceOf('0', order.entry)),
				})),
			),
			refundShippingLines: connection(
				refund.shipping
					? [
							{
								id: `gid://shopify/RefundShippingLine/${numberOf(refund.id)}`,
								subtotalAmountSet: bag(refund.shipping.subtotal),
								taxAmountSet: bag(refund.shipping.tax),
							},
						]
					: [],
			),
			duties: refund.duties ? [{ amountSet: bag(refund.duties) }] : [],
			orderAdjustments: connection([]),
			transactions: connection(refund.transactions.map((one) => this.transaction(order, one))),
		};
	}

	transaction(order: OrderState, one: TransactionState): object {
		const parent = order.transactions.find(({ id }) => id === one.parentId);
		return {
			__typename: 'OrderTransaction',
			id: one.id,
			kind: one.kind,
			status: one.status,
			gateway: one.gateway,
			authorizationCode: one.authorizationCode,
			paymentId: `r${numberOf(one.id)}`,
			receiptJson: JSON.stringify(one.receipt ?? {}),
			errorCode: one.status === 'FAILURE' ? 'GENERIC_ERROR' : null,
			amountSet: bag(one.amount),
			processedAt: this.state.placedAt(order),
			test: true,
			manualPaymentGateway: !this.state.connected.has(one.gateway),
			parentTransaction: () => (parent ? this.transaction(order, parent) : null),
		};
	}

	subscription({ id, topic, uri, name }: Subscription, version: string): object {
		return {
			__typename: 'WebhookSubscription',
			id,
			topic,
			uri,
			callbackUrl: uri,
			name,
			format: 'JSON',
			filter: null,
			includeFields: [],
			apiVersion: { handle: version, displayName: version, supported: true },
			createdAt: new Date().toISOString(),
			updatedAt: new Date().toISOString(),
		};
	}

	private lineItem({ id, entry, order, refunded = 0 }: OrderState['lines'][number]): object {
		const original = { amount: priceOf(entry.price, order).amount * entry.quantity, currency: currencyOf(order) };
		const discount = priceOf(entry.discount, order);
		return {
			__typename: 'LineItem',
			id,
			sku: entry.sku,
			title: entry.title,
			name: entry.title,
			variant: entry.custom ? null : { id: `gid://shopify/ProductVariant/3${numberOf(id)}` },
			quantity: entry.quantity,
			requiresShipping: true,
			isGiftCard: false,
			currentQuantity: entry.quantity - refunded,
			refundableQuantity: entry.quantity - refunded,
			originalTotalSet: bag(original),
			discountAllocations: discount.amount ? [{ allocatedAmountSet: bag(discount) }] : [],
			taxLines: [{ title: 'VAT', rate: rateOf(order), priceSet: bag(priceOf(entry.tax, order)) }],
			customAttributes: [],
			product: () => this.product(id, entry),
		};
	}

	private product(
		id: string,
		{ custom, category, productType = '' }: OrderState['lines'][number]['entry'],
	): object | null {
		if (!this.scopes.has('read_products'))
			throw new GraphQLError('Access denied for product field. Required access: `read_products` access scope.', {
				extensions: { code: 'ACCESS_DENIED' },
			});
		if (custom) return null;
		return {
			__typename: 'Product',
			id: `gid://shopify/Product/4${numberOf(id)}`,
			productType,
			category: category ? { fullName: category } : null,
		};
	}

	fulfillmentLine(line: OrderState['lines'][number]): object {
		return {
			__typename: 'FulfillmentLineItem',
			id: line.fulfillmentLineId,
			quantity: line.entry.quantity,
			lineItem: this.lineItem(line),
		};
	}

	private returnLine(
		found: ReturnState,
		{ id, line, quantity, processed, reason, note, staffNote, restockingFee }: ReturnLineState,
	): object {
		const processable = found.status === 'OPEN' ? quantity - processed : 0;
		return {
			__typename: 'ReturnLineItem',
			id,
			quantity,
			processedQuantity: processed,
			processableQuantity: processable,
			unprocessedQuantity: quantity - processed,
			refundableQuantity: quantity,
			refundedQuantity: 0,
			returnReason: reason,
			returnReasonDefinition: {
				id: 'gid://shopify/ReturnReasonDefinition/1',
				handle: reason.toLowerCase().replace(/_/g, '-'),
				name: reason,
				deleted: false,
			},
			returnReasonNote: staffNote ?? '',
			customerNote: note || null,
			restockingFee: restockingFee ? feeOf(line, quantity, restockingFee) : null,
			fulfillmentLineItem: this.fulfillmentLine(line),
		};
	}

	reverseLine({ reverseLineId, quantity, line, dispositions }: ReturnLineState): object {
		return {
			__typename: 'ReverseFulfillmentOrderLineItem',
			id: reverseLineId,
			totalQuantity: quantity,
			fulfillmentLineItem: this.fulfillmentLine(line),
			dispositions: dispositions.map(({ locationId, ...one }) => ({
				...one,
				location: locationId ? { id: locationId, name: 'Sample location' } : null,
			})),
		};
	}

	/** An object made only when it is asked for: an order and its returns name each other. */
	private lazy(make: () => object): object {
		let made: object | undefined;
		return new Proxy(
			{},
			{ get: (_target, name) => (name === 'then' ? undefined : Reflect.get((made ??= make()), name)) },
		);
	}
}

/** REQUESTED beats OPEN beats CLOSED; declined and canceled ones do not count. */
function returnStatusOf({ returns }: OrderState): string {
	const have = (status: string) => returns.some((one) => one.status === status);
	return have('REQUESTED')
		? 'RETURN_REQUESTED'
		: have('OPEN')
			? 'IN_PROGRESS'
			: have('CLOSED')
				? 'RETURNED'
				: 'NO_RETURN';
}

import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { MetafieldNode } from './orderMarks';
import { list, moneyFields, MoneySet, pagedList, Transaction, transactionFields } from './parts';

const text = z.string().nullish();
const TaxLines = z.array(z.object({ priceSet: MoneySet }));

export const LineItemNode = z.object({
	id: z.string(),
	sku: text,
	title: z.string(),
	quantity: z.number().int(),
	/** Less what was paid back or taken off the order. */
	refundableQuantity: z.number().int(),
	originalTotalSet: MoneySet,
	discountAllocations: z.array(z.object({ allocatedAmountSet: MoneySet })),
	taxLines: TaxLines,
});
export type LineItemNode = z.infer<typeof LineItemNode>;

export const OrderNode = z.object({
	id: z.string(),
	name: z.string(),
	createdAt: z.string(),
	presentmentCurrencyCode: z.string(),
	taxesIncluded: z.boolean(),
	email: text,
	phone: text,
	customAttributes: z.array(z.object({ key: z.string(), value: text })),
	customer: z.object({ id: z.string(), displayName: text }).nullish(),
	shippingAddress: z
		.object({
			name: text,
			company: text,
			address1: text,
			address2: text,
			city: text,
			provinceCode: text,
			zip: text,
			countryCodeV2: text,
			phone: text,
		})
		.nullish(),
	lineItems: pagedList(LineItemNode),
	shippingLines: list(z.object({ discountedPriceSet: MoneySet, taxLines: TaxLines })),
	transactions: z.array(Transaction),
	/** What was given for the order as credit (money/marks.ts). */
	metafield: MetafieldNode.nullish(),
	refunds: z.array(z.object({ id: z.string(), note: text, transactions: list(z.object({ id: z.string() })) })),
	fulfillments: z.array(
		z.object({ deliveredAt: text, fulfillmentLineItems: list(z.object({ lineItem: z.object({ id: z.string() }) })) }),
	),
});
export type OrderNode = z.infer<typeof OrderNode>;

/** An order with its lines, money and deliveries. Lines come by the hundred; `after` names the page. */
export const orderGet: GraphqlDocument<{ order: OrderNode | null }> = {
	name: 'OrderGet',
	repeatable: true,
	mayBeWithheld: ['customer', 'shippingAddress', 'email', 'phone', 'displayName'],
	text: `query OrderGet($id: ID!, $after: String) {
	order(id: $id) {
		id name createdAt presentmentCurrencyCode taxesIncluded email phone
		customAttributes { key value }
		customer { id displayName }
		shippingAddress { name company address1 address2 city provinceCode zip countryCodeV2 phone }
		lineItems(first: 100, after: $after) {
			nodes {
				id sku title quantity refundableQuantity
				originalTotalSet { ${moneyFields} }
				discountAllocations { allocatedAmountSet { ${moneyFields} } }
				taxLines { priceSet { ${moneyFields} } }
			}
			pageInfo { hasNextPage endCursor }
		}
		shippingLines(first: 10) { nodes { discountedPriceSet { ${moneyFields} } taxLines { priceSet { ${moneyFields} } } } }
		metafield(namespace: "$app:returns", key: "credits") { id type value compareDigest }
		transactions(first: 100) { ${transactionFields} }
		refunds(first: 100) { id note transactions(first: 10) { nodes { id } } }
		fulfillments(first: 20) { deliveredAt fulfillmentLineItems(first: 50) { nodes { lineItem { id } } } }
	}
}`,
	answer: z.object({ order: OrderNode.nullable() }),
};

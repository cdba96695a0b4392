import { z } from 'zod';
import type { GraphqlDocument } from './document';
import {
	MoneySet,
	RefundNode,
	Transaction,
	list,
	moneyFields,
	pagedList,
	pageFields,
	receiptFields,
	refundFields,
	transactionFields,
	PlainMoney,
} from './parts';
import { ListedReturn } from './returns';

export const MetafieldNode = z.object({
	id: z.string(),
	type: z.string(),
	value: z.string(),
	compareDigest: z.string(),
});
export type MetafieldNode = z.infer<typeof MetafieldNode>;

const MarkedOrder = z.object({
	id: z.string(),
	name: z.string(),
	tags: z.array(z.string()),
	metafield: MetafieldNode.nullish(),
});
export type OrderMarksNode = z.infer<typeof MarkedOrder>;

/** What an order was marked with: its tags, and one metafield with the digest that a safe change of it names. */
export const orderMarks: GraphqlDocument<{ order: OrderMarksNode | null }> = {
	name: 'OrderMarks',
	repeatable: true,
	text: `query OrderMarks($id: ID!, $namespace: String!, $key: String!) {
	order(id: $id) { id name tags metafield(namespace: $namespace, key: $key) { id type value compareDigest } }
}`,
	answer: z.object({ order: MarkedOrder.nullable() }),
};

const BrandedOrder = z.object({
	id: z.string(),
	tags: z.array(z.string()),
	sourceName: z.string().nullish(),
	channelInformation: z
		.object({
			app: z.object({ title: z.string() }).nullish(),
			channelDefinition: z.object({ channelName: z.string(), handle: z.string() }).nullish(),
		})
		.nullish(),
	purchasingEntity: z.object({ company: z.object({ name: z.string() }).nullish() }).nullish(),
});
export type BrandedOrder = z.infer<typeof BrandedOrder>;

/** By what an order can be told to be of a brand. */
export const orderBrand: GraphqlDocument<{ order: BrandedOrder | null }> = {
	name: 'OrderBrand',
	repeatable: true,
	mayBeWithheld: ['purchasingEntity', 'company', 'channelInformation', 'app'],
	text: `query OrderBrand($id: ID!) {
	order(id: $id) {
		id tags sourceName
		channelInformation { app { title } channelDefinition { channelName handle } }
		purchasingEntity { ... on PurchasingCompany { company { name } } }
	}
}`,
	answer: z.object({ order: BrandedOrder.nullable() }),
};

/** Repeatable when `compareDigest` is sent: a change that was made already no longer fits its digest. */
export const metafieldsSet: GraphqlDocument<{ metafieldsSet: { metafields: MetafieldNode[] } }> = {
	name: 'MetafieldsSet',
	repeatable: true,
	text: `mutation MetafieldsSet($metafields: [MetafieldsSetInput!]!) {
	metafieldsSet(metafields: $metafields) {
		metafields { id type value compareDigest }
		userErrors { code field message }
	}
}`,
	answer: z.object({ metafieldsSet: z.object({ metafields: z.array(MetafieldNode) }) }),
};

/** A tag that is there already stays one. */
export const tagsAdd: GraphqlDocument<{ tagsAdd: { node: { id: string } } }> = {
	name: 'TagsAdd',
	repeatable: true,
	text: `mutation TagsAdd($id: ID!, $tags: [String!]!) {
	tagsAdd(id: $id, tags: $tags) {
		node { id }
		userErrors { field message }
	}
}`,
	answer: z.object({ tagsAdd: z.object({ node: z.object({ id: z.string() }) }) }),
};

export const OrderHit = z.object({
	id: z.string(),
	name: z.string(),
	email: z.string().nullish(),
	/** Orders that staff wrote, or a register, often have no address of their own. */
	customer: z.object({ defaultEmailAddress: z.object({ emailAddress: z.string().nullish() }).nullish() }).nullish(),
});
export type OrderHit = z.infer<typeof OrderHit>;

/** Orders that Shopify's search takes for these words: it is fuzzy, so whoever asks must compare again. */
export const orderFind: GraphqlDocument<{
	orders: { nodes: OrderHit[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'OrderFind',
	repeatable: true,
	mayBeWithheld: ['customer', 'defaultEmailAddress', 'emailAddress'],
	text: `query OrderFind($query: String!, $after: String) {
	orders(first: 50, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
		nodes { id name email customer { defaultEmailAddress { emailAddress } } }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ orders: pagedList(OrderHit) }),
};

const text = z.string().nullish();
const TaxLines = z.array(z.object({ priceSet: MoneySet }));

export const LineItemNode = z.object({
	id: z.string(),
	sku: text,
	title: z.string(),
	quantity: z.number().int(),
	/** False for what is no parcel: tips, gift wrap, protections, downloads, gift cards. */
	requiresShipping: z.boolean().optional(),
	/** True of one that is sent on paper, too. */
	isGiftCard: z.boolean().optional(),
	/** Less what was paid back or taken off the order. */
	refundableQuantity: z.number().int(),
	originalTotalSet: MoneySet,
	discountAllocations: z.array(z.object({ allocatedAmountSet: MoneySet })),
	taxLines: TaxLines,
	/** None of a custom item, of a product that is gone, and for an app that may not read products. */
	product: z
		.object({ productType: text, category: z.object({ fullName: z.string() }).nullish() })
		.nullish()
		.catch(undefined),
});
export type LineItemNode = z.infer<typeof LineItemNode>;

export const lineItemFields = `id sku title quantity requiresShipping isGiftCard refundableQuantity
				originalTotalSet { ${moneyFields} }
				discountAllocations { allocatedAmountSet { ${moneyFields} } }
				taxLines { priceSet { ${moneyFields} } }
				product { productType category { fullName } }`;

/** What a line says only to an app that may read products (access scope read_products). */
export const ofProducts = ['product'];

export const ShippingLineNode = z.object({ discountedPriceSet: MoneySet, taxLines: TaxLines });

export const shippingLineFields = `discountedPriceSet { ${moneyFields} } taxLines { priceSet { ${moneyFields} } }`;

export const SentLine = z.object({ quantity: z.number().int().nullish(), lineItem: z.object({ id: z.string() }) });

export const OrderNode = z.object({
	id: z.string(),
	name: z.string(),
	createdAt: z.string(),
	presentmentCurrencyCode: z.string(),
	taxesIncluded: z.boolean(),
	/** In the shop's currency, too. */
	totalPriceSet: MoneySet.extend({ shopMoney: PlainMoney }).nullish(),
	originalTotalDutiesSet: MoneySet.nullish(),
	originalTotalAdditionalFeesSet: MoneySet.nullish(),
	totalOutstandingSet: MoneySet.nullish(),
	email: text,
	phone: text,
	customerLocale: text,
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
	shippingLines: list(ShippingLineNode),
	transactions: z.array(Transaction),
	/** What was given for the order as credit (money/marks.ts). */
	metafield: MetafieldNode.nullish(),
	refunds: z.array(z.object({ id: z.string(), note: text, transactions: list(z.object({ id: z.string() })) })),
	fulfillments: z.array(
		z.object({
			id: z.string(),
			status: text,
			createdAt: text,
			deliveredAt: text,
			fulfillmentLineItems: list(SentLine),
		}),
	),
});
export type OrderNode = z.infer<typeof OrderNode>;

/**
 * An order with its lines, money and deliveries; orders/readOrder.ts reads the further pages. Transactions, refunds and deliveries have no
 * pages: asked for without a number they come whole.
 */
export const orderGet: GraphqlDocument<{ order: OrderNode | null }> = {
	name: 'OrderGet',
	repeatable: true,
	mayBeWithheld: ['customer', 'shippingAddress', 'email', 'phone', 'displayName', ...ofProducts],
	text: `query OrderGet($id: ID!) {
	order(id: $id) {
		id name createdAt presentmentCurrencyCode taxesIncluded email phone customerLocale
		totalPriceSet { ${moneyFields} shopMoney { amount currencyCode } }
		originalTotalDutiesSet { ${moneyFields} }
		originalTotalAdditionalFeesSet { ${moneyFields} }
		totalOutstandingSet { ${moneyFields} }
		customAttributes { key value }
		customer { id displayName }
		shippingAddress { name company address1 address2 city provinceCode zip countryCodeV2 phone }
		lineItems(first: 100) {
			nodes {
				${lineItemFields}
			}
			${pageFields}
		}
		shippingLines(first: 10) { nodes { ${shippingLineFields} } ${pageFields} }
		metafield(namespace: "$app:returns", key: "credits") { id type value compareDigest }
		transactions { ${transactionFields} ${receiptFields} }
		refunds { id note transactions(first: 10) { nodes { id } ${pageFields} } }
		fulfillments { id status createdAt deliveredAt fulfillmentLineItems(first: 50) { nodes { quantity lineItem { id } } ${pageFields} } }
	}
}`,
	answer: z.object({ order: OrderNode.nullable() }),
};

export const ReturnNotesNode = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	totalQuantity: z.number().int(),
	returnLineItems: list(z.object({ returnReasonNote: z.string().nullish(), customerNote: z.string().nullish() })),
});
export type ReturnNotesNode = z.infer<typeof ReturnNotesNode>;

const OrderWithReturns = z.object({ id: z.string(), name: z.string(), returns: pagedList(ReturnNotesNode) });

/** An order's returns with the notes of their lines: to find a return again by the reference that a note carries. */
export const orderReturns: GraphqlDocument<{ order: z.infer<typeof OrderWithReturns> | null }> = {
	name: 'OrderReturns',
	repeatable: true,
	text: `query OrderReturns($id: ID!, $after: String) {
	order(id: $id) {
		id name
		returns(first: 25, after: $after) {
			nodes { id name status totalQuantity returnLineItems(first: 10) { nodes { returnReasonNote customerNote } } }
			pageInfo { hasNextPage endCursor }
		}
	}
}`,
	answer: z.object({ order: OrderWithReturns.nullable() }),
};

const ReturnedLine = z.object({
	quantity: z.number().int(),
	processedQuantity: z.number().int(),
	refundedQuantity: z.number().int(),
	fulfillmentLineItem: z.object({ lineItem: z.object({ id: z.string() }) }).nullish(),
});

export const ReturnedNode = z.object({ id: z.string(), status: z.string(), returnLineItems: pagedList(ReturnedLine) });
export type ReturnedNode = z.infer<typeof ReturnedNode>;

const OrderWithReturned = z.object({ id: z.string(), returns: pagedList(ReturnedNode) });

/** What the returns of an order took back. Lines of a return come by the fifty: one with more is read by itself. */
export const orderReturned: GraphqlDocument<{ order: z.infer<typeof OrderWithReturned> | null }> = {
	name: 'OrderReturned',
	repeatable: true,
	text: `query OrderReturned($id: ID!, $after: String) {
	order(id: $id) {
		id
		returns(first: 10, after: $after) {
			nodes {
				id status
				returnLineItems(first: 50) {
					nodes { quantity processedQuantity refundedQuantity ... on ReturnLineItem { fulfillmentLineItem { lineItem { id } } } }
					pageInfo { hasNextPage endCursor }
				}
			}
			pageInfo { hasNextPage endCursor }
		}
	}
}`,
	answer: z.object({ order: OrderWithReturned.nullable() }),
};

/** So many refunds of an order come with it; of one that has more all are read by themselves. */
export const refundsAtOnce = 10;

const ChangedOrder = z.object({
	id: z.string(),
	name: z.string(),
	updatedAt: z.string(),
	returns: pagedList(ListedReturn),
	refunds: z.array(RefundNode.extend({ return: z.object({ id: z.string() }).nullish() })),
});
export type ChangedOrder = z.infer<typeof ChangedOrder>;

/** Orders that changed since a time, the longest ago first, with their returns and refunds. */
export const changedOrders: GraphqlDocument<{
	orders: { nodes: ChangedOrder[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'ChangedOrders',
	repeatable: true,
	text: `query ChangedOrders($query: String!, $after: String) {
	orders(first: 10, after: $after, query: $query, sortKey: UPDATED_AT) {
		nodes {
			id name updatedAt
			returns(first: 5) { nodes { id name status createdAt closedAt totalQuantity } pageInfo { hasNextPage endCursor } }
			refunds(first: ${refundsAtOnce}) { ${refundFields} return { id } }
		}
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ orders: pagedList(ChangedOrder) }),
};

const OrderRow = z.object({
	id: z.string(),
	name: z.string(),
	createdAt: z.string(),
	updatedAt: z.string(),
	cancelledAt: z.string().nullish(),
	test: z.boolean(),
});
export type OrderRow = z.infer<typeof OrderRow>;

/** Orders that Shopify's search takes for these words, those that changed the longest ago first. */
export const orderList: GraphqlDocument<{
	orders: { nodes: OrderRow[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'OrderList',
	repeatable: true,
	text: `query OrderList($query: String!, $after: String) {
	orders(first: 100, after: $after, query: $query, sortKey: UPDATED_AT) {
		nodes { id name createdAt updatedAt cancelledAt test }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ orders: pagedList(OrderRow) }),
};

import { z } from 'zod';

/** An amount in the currency the customer paid in (presentment): refunds are made in it, so the pack reads no other. */
export const MoneySet = z.object({ presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }) });
export type MoneySet = z.infer<typeof MoneySet>;

/** An amount in one currency, as Shopify writes it: a decimal string. */
export const PlainMoney = z.object({ amount: z.string(), currencyCode: z.string() });
export type PlainMoney = z.infer<typeof PlainMoney>;

export const moneyFields = 'presentmentMoney { amount currencyCode }';

const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });

/** A page of a list, or the whole of it; transport/readOn.ts reads it to its end. */
export interface Page<N> {
	nodes: N[];
	pageInfo?: z.infer<typeof PageInfo>;
}

export const list = <T extends z.ZodTypeAny>(node: T) =>
	z.object({ nodes: z.array(node), pageInfo: PageInfo.optional() });
export const pagedList = <T extends z.ZodTypeAny>(node: T) => z.object({ nodes: z.array(node), pageInfo: PageInfo });

/** Asked for with every list, so that its further pages are seen. */
export const pageFields = 'pageInfo { hasNextPage endCursor }';

/** A movement of money: SALE or CAPTURE took it, REFUND gave it back. */
export const Transaction = z.object({
	id: z.string(),
	kind: z.string(),
	status: z.string(),
	gateway: z.string().nullish(),
	/** Nobody is asked to pay back on it: Shopify only writes it down. */
	manualPaymentGateway: z.boolean().nullish(),
	authorizationCode: z.string().nullish(),
	paymentId: z.string().nullish(),
	errorCode: z.string().nullish(),
	amountSet: MoneySet,
	/** What a register rounded that by, to coins that there are: that much more, or less, changed hands. */
	amountRoundingSet: MoneySet.nullish(),
	processedAt: z.string().nullish(),
	/** What the gateway answered: of no shape that can be relied on. */
	receiptJson: z.unknown(),
	parentTransaction: z.object({ id: z.string() }).nullish(),
});
export type Transaction = z.infer<typeof Transaction>;

export const transactionFields = `id kind status gateway manualPaymentGateway authorizationCode paymentId errorCode amountSet { ${moneyFields} } amountRoundingSet { ${moneyFields} } parentTransaction { id }`;

/** Beside those, what tells a payment apart at the company that took it. */
export const receiptFields = 'processedAt receiptJson';

/** Goods that a refund was for. */
export const RefundLine = z.object({
	lineItem: z.object({ id: z.string() }),
	quantity: z.number().int(),
	subtotalSet: MoneySet,
	totalTaxSet: MoneySet,
});

export const refundLineFields = `lineItem { id } quantity subtotalSet { ${moneyFields} } totalTaxSet { ${moneyFields} }`;

/** What of a refund was for shipping. */
export const RefundedShipping = z.object({ subtotalAmountSet: MoneySet, taxAmountSet: MoneySet });

export const refundedShippingFields = `subtotalAmountSet { ${moneyFields} } taxAmountSet { ${moneyFields} }`;

export const RefundNode = z.object({
	id: z.string(),
	createdAt: z.string().nullish(),
	note: z.string().nullish(),
	transactions: list(Transaction),
	/** The goods that it was for; asked for only where that counts. */
	refundLineItems: list(RefundLine).optional(),
	/** What of it was for shipping, and for duties; asked for only with the goods. */
	refundShippingLines: list(RefundedShipping).optional(),
	duties: z.array(z.object({ amountSet: MoneySet })).nullish(),
});
export type RefundNode = z.infer<typeof RefundNode>;

export const refundFields = `id createdAt note transactions(first: 10) { nodes { ${transactionFields} } ${pageFields} }`;

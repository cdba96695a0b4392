import { z } from 'zod';
import { add, money, subtract, toDecimal, Money } from '../../shared/model';
import type { CalculatedReturn, SuggestedOutcome } from '../graphql';
import { moneyOf } from '../graphql/money';
import { tailOf } from '../graphql/gid';
import type { SpreadLine } from './spreadLines';

/** What a return would give back, or still cost the customer. Never both: one of the two is zero. */
export const RefundPreview = z.object({
	refund: Money,
	customerOwes: Money,
	/** Value of the goods that come back, after discounts, with tax. */
	goods: Money,
	fees: Money,
	/** Value of what goes out in exchange, with tax. */
	exchange: Money,
	lines: z.array(
		z.object({
			fulfillmentLine: z.string(),
			quantity: z.number().int(),
			subtotal: Money,
			tax: Money,
		}),
	),
	/** Only for a return that exists: where the money would go back, and the most that can. */
	maximum: Money.optional(),
	payments: z
		.array(
			z.object({
				transaction: z.string(),
				gateway: z.string(),
				amount: Money,
			}),
		)
		.optional(),
});
export type RefundPreview = z.infer<typeof RefundPreview>;

/** The question to returnCalculate, for a return that is not made yet. */
export function calculateInput(orderId: string, lines: SpreadLine[], fee: Money | undefined) {
	return {
		orderId,
		returnLineItems: lines.map(({ fulfillmentLine, quantity, restockingFee }) => ({
			fulfillmentLineItemId: fulfillmentLine,
			quantity,
			...(restockingFee && { restockingFee: { percentage: restockingFee } }),
		})),
		...(fee && { returnShippingFee: { amount: { amount: toDecimal(fee), currencyCode: fee.currency } } }),
	};
}

/** Shopify writes what goes to the customer with a minus in one place and without in others; here every amount is positive. */
export function calculated(node: CalculatedReturn, currency: string, taxesIncluded: boolean): RefundPreview {
	const size = (value: Money) => money(Math.abs(value.amount), value.currency);
	const zero = money(0, currency);
	const lines = node.returnLineItems.map((line) => ({
		fulfillmentLine: line.fulfillmentLineItem.id,
		quantity: line.quantity,
		subtotal: size(moneyOf(line.subtotalSet)),
		tax: size(moneyOf(line.totalTaxSet)),
	}));
	const worth = ({ subtotal, tax }: { subtotal: Money; tax: Money }) => (taxesIncluded ? subtotal : add(subtotal, tax));
	const goods = lines.reduce((total, line) => add(total, worth(line)), zero);
	const fees = [...node.returnLineItems.map(({ restockingFee }) => restockingFee), node.returnShippingFee].reduce(
		(total, fee) => (fee ? add(total, size(moneyOf(fee.amountSet))) : total),
		zero,
	);
	const exchange = node.exchangeLineItems.reduce(
		(total, line) =>
			add(total, worth({ subtotal: size(moneyOf(line.subtotalSet)), tax: size(moneyOf(line.totalTaxSet)) })),
		zero,
	);
	return { ...balance(subtract(subtract(goods, fees), exchange)), goods, fees, exchange, lines };
}

/** What Shopify itself suggests for a return that exists. */
export function suggested(
	{ discountedSubtotal, totalTax, maximumRefundable, financialTransfer }: SuggestedOutcome,
	taxesIncluded: boolean,
): RefundPreview {
	const subtotal = moneyOf(discountedSubtotal);
	const zero = money(0, subtotal.currency);
	const amount = financialTransfer ? moneyOf(financialTransfer.amount) : zero;
	const owes = financialTransfer?.__typename === 'InvoiceReturnOutcome';
	return {
		refund: owes ? zero : amount,
		customerOwes: owes ? amount : zero,
		goods: taxesIncluded ? subtotal : add(subtotal, moneyOf(totalTax)),
		fees: zero,
		exchange: zero,
		lines: [],
		maximum: moneyOf(maximumRefundable),
		payments: (financialTransfer?.suggestedTransactions ?? []).map((one) => ({
			transaction: one.parentTransaction ? tailOf(one.parentTransaction.id) : '',
			gateway: one.gateway ?? '',
			amount: moneyOf(one.amountSet),
		})),
	};
}

function balance(total: Money): Pick<RefundPreview, 'refund' | 'customerOwes'> {
	return {
		refund: money(Math.max(0, total.amount), total.currency),
		customerOwes: money(Math.max(0, -total.amount), total.currency),
	};
}

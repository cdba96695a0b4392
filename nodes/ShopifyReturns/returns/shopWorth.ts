import { createHash } from 'node:crypto';
import { format, money, type Money, type NewEvent } from '../../shared/model';
import type { CaseState } from '../../shared/case/caseState';
import { shopWorth } from '../../shared/case/exceptionOf';
import { suggestedOutcome, type ReturnNode, type SuggestedOutcome } from '../graphql';
import { tailOf } from '../graphql/gid';
import { moneyOf } from '../graphql/money';
import type { ShopifyClient } from '../transport/client';

/** What staff or a rule of the shop has put on a return that makes it worth another amount than its goods. */
export interface ShopTerms {
	/** What the customer gets instead. */
	exchanges: Array<{ title: string; quantity: number }>;
	/** Restocking and return shipping fees, in all. */
	fees: Money;
}

/** The exchange and the fees of a return in Shopify; undefined when it has neither. */
export function termsOf(node: ReturnNode, currency: string): ShopTerms | undefined {
	const exchanges = (node.exchangeLineItems?.nodes ?? [])
		.filter(({ quantity }) => quantity > 0)
		.map(({ lineItems, variantId, quantity }) => ({
			title: lineItems?.[0]?.title ?? (variantId ? `variant ${tailOf(variantId)}` : 'an item'),
			quantity,
		}));
	const amounts = [
		...(node.returnShippingFees ?? []).map(({ amountSet }) => moneyOf(amountSet)),
		...node.returnLineItems.nodes.flatMap(({ restockingFee }) =>
			restockingFee ? [moneyOf(restockingFee.amountSet)] : [],
		),
	];
	const fees = money(
		amounts.reduce((sum, { amount }) => sum + Math.abs(amount), 0),
		currency,
	);
	return exchanges.length || fees.amount ? { exchanges, fees } : undefined;
}

/** What Shopify says an open return still pays, or asks for, with its exchange; undefined when it says nothing. */
export async function outcomeOf(
	client: ShopifyClient,
	{ id, returnLineItems, exchangeLineItems }: ReturnNode,
	allocation = 'ORIGINAL_PAYMENT_METHODS',
): Promise<SuggestedOutcome | undefined> {
	const lines = returnLineItems.nodes
		.filter((line) => line.refundableQuantity > 0)
		.map((line) => ({ id: line.id, quantity: line.refundableQuantity }));
	const exchanges = (exchangeLineItems?.nodes ?? [])
		.filter((line) => line.processableQuantity > 0)
		.map((line) => ({ id: line.id, quantity: line.processableQuantity }));
	const { return: found } = await client.send(suggestedOutcome, { id, lines, exchanges, shipping: null, allocation });
	return found?.suggestedFinancialOutcome ?? undefined;
}

/**
 * What a person must look at before this return is paid: its exchange and fees in Shopify, of which the policy knows nothing, and the two amounts
 * when Shopify has one. Undefined when the refunds of the case come to what Shopify says.
 */
export function worthQuestion(
	node: ReturnNode,
	{ exchanges, fees }: ShopTerms,
	outcome: SuggestedOutcome | undefined,
	refunds: CaseState['refunds'],
): NewEvent | undefined {
	const ours = goodsOf(refunds, fees.currency);
	const transfer = outcome?.financialTransfer;
	const amount = transfer ? moneyOf(transfer.amount) : money(0, fees.currency);
	const owes = transfer?.__typename === 'InvoiceReturnOutcome' && amount.amount > 0;
	const theirs = owes ? money(0, fees.currency) : amount;
	if (outcome && !owes && refunds.length && ours.amount === theirs.amount) return undefined;
	const parts = [
		...exchanges.map(({ title, quantity }) => `an exchange for ${quantity} x ${title}`),
		...(fees.amount ? [`fees of ${format(fees)}`] : []),
	];
	const says = !outcome
		? 'Shopify does not say yet what is paid back.'
		: owes
			? `Shopify pays back 0 and asks the customer for ${format(amount)}.`
			: `Shopify pays back ${format(theirs)}.`;
	const known = refunds.length ? `The refunds of this return come to ${format(ours)}.` : 'The policy does not know it.';
	const message = `Return ${node.name} has ${parts.join(' and ')} in Shopify. ${says} ${known} Its refunds wait until this exception is resolved: set each to what is right (Return Case: Decide Refund), or drop it when the exchange settles it; then resolve this exception.`;
	return {
		source: 'shopify',
		id: `${node.id}/worth/${termsKey(node)}/${hashOf(message)}`,
		type: 'exception.opened',
		data: { exception: { code: shopWorth, owner: 'finance', message } },
	};
}

/** Whether finance was asked about these very terms before, by the case's events; what it answered is left to it. */
export function wereAsked(events: Array<{ id: string }>, node: ReturnNode): boolean {
	const before = events.filter(({ id }) => id.startsWith(`${node.id}/worth/`)).map(({ id }) => id.split('/worth/')[1]);
	// Questions of older versions do not say what they were about.
	return before.some((id) => !id.includes('/') || id.startsWith(`${termsKey(node)}/`));
}

/** Names the terms of a return, however far the exchange has come. */
function termsKey({ exchangeLineItems, returnShippingFees, returnLineItems }: ReturnNode): string {
	const fees = [
		...(returnShippingFees ?? []),
		...returnLineItems.nodes.flatMap(({ restockingFee }) => restockingFee ?? []),
	].map(({ amountSet }) => moneyOf(amountSet));
	const exchanges = (exchangeLineItems?.nodes ?? []).map(({ id, variantId, quantity }) => [variantId ?? id, quantity]);
	return hashOf(JSON.stringify([exchanges, fees]));
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What the refunds of a case come to for goods: shipping is no part of what Shopify suggests here. */
function goodsOf(refunds: CaseState['refunds'], currency: string): Money {
	const counted = refunds.filter(({ state }) => state !== 'failed' && state !== 'dropped');
	const shipping = counted
		.flatMap(({ intent }) => intent.breakdown)
		.filter(({ kind, line }) => kind === 'shipping' || (kind === 'tax' && !line));
	const sum = (amounts: Money[]) => amounts.reduce((total, { amount }) => total + amount, 0);
	return money(sum(counted.map(({ intent }) => intent.amount)) - sum(shipping.map(({ amount }) => amount)), currency);
}

import { format, money, sameMoney, subtract, sum, type Money } from '../../shared/model';
import type { OrderRefundsNode, RefundNode, Transaction } from '../graphql';
import { tailOf } from '../graphql/gid';
import { moneyOf } from '../graphql/money';
import { isGone, isPayment, netOf, refundableOf, roundedUpOf } from '../orders/payments';
import { intentInNote, isRecordNote } from '../orders/refundNote';

/** A refund that went back outside Shopify. */
export interface GoneElsewhere {
	intent: string;
	amount: Money;
	/** The payment of the order that it was of; absent when it was of none in particular (by hand). */
	transaction?: string;
	/** Refunds in Shopify that finance was told of when it was asked about this one: it may have said that one of them was it. */
	elsewhere?: string[];
	/** Refunds of others that were there when the return was decided: none of them is this one. */
	before?: string[];
}

/** What to write down on one payment. */
export interface RecordPart {
	parentId: string;
	gateway: string;
	amount: Money;
}

export type RecordPlan = {
	parts: RecordPart[];
	/** What Shopify shows already: a refund that staff made there is this very one. */
	there?: string;
	/** Why a person must look, in sentences. */
	problem?: string;
};

/** Gateways that never ask anybody to pay, whatever Shopify says of them. */
const recording = ['manual', 'cash'];
/** Gateways on which Shopify itself gives money or credit back: a record there would be a second payment. */
const paying = ['shopify_payments', 'gift_card', 'shopify_store_credit'];

/**
 * Whether a refund on this payment is only written down. Shopify pays back through the payment's own gateway, whatever gateway the request
 * names (docs/facts/shopify.md#a-refund-goes-to-the-gateway-of-its-payment), so everything unsure is taken for one that pays.
 */
export function onlyRecords({ gateway, manualPaymentGateway }: Transaction, named: string[] = []): boolean {
	const name = (gateway ?? '').toLowerCase();
	if (!name || paying.includes(name)) return false;
	return manualPaymentGateway === true || recording.includes(name) || named.includes(name);
}

/** How a refund that went back elsewhere is written down: on its payment, else on those with the most left; never more than is left. */
export function planRecord(known: OrderRefundsNode, gone: GoneElsewhere, gateways: string[] = []): RecordPlan {
	const { name, transactions, refunds } = known;
	const { intent, amount, transaction, elsewhere = [] } = gone;
	const what = `Refund ${intent} of ${format(amount)} went back outside Shopify`;
	const told = refunds.find((one) => elsewhere.includes(one.id) && isOf(one, amount));
	if (told) return { parts: [], there: told.id };
	const payments = transactions.filter(isPayment);
	const named = payments.filter((one) => !transaction || one.id === transaction);
	const places = payments.filter((one) => onlyRecords(one, gateways));
	if (!named.some((one) => places.includes(one)))
		return {
			parts: [],
			problem: `${what}, and Shopify is not told: on order ${name} it would pay it once more${named.length ? `, through ${named.map(({ gateway }) => gateway).join(' or ')}` : ''}. Its Refund button still offers this amount: do not use it for this refund. When that gateway cannot pay back from Shopify, name it in Gateways That Only Record of Shopify Returns: Refund: Record, and run that again. Then resolve this exception.`,
		};
	if (places.some((one) => moneyOf(one.amountSet).currency !== amount.currency))
		return {
			parts: [],
			problem: `${what}, but order ${name} was paid in ${moneyOf(places[0].amountSet).currency}. Make a refund of what it was worth in Shopify, then resolve this exception.`,
		};
	const twin = twinOf(refunds, gone, places);
	if (twin)
		return {
			parts: [],
			problem: `${what}, and somebody made a refund of as much on order ${name} in Shopify since the return was decided (refund ${tailOf(twin.id)}). When that is this very money, nothing is to be done. When it is other money, write this refund down in Shopify too. Then resolve this exception.`,
		};
	const parts = spread(places, transactions, gone);
	const recorded = totalOf(parts, amount.currency);
	// Shopify reckons with what was asked for, not with the coins that were taken.
	const coins = Math.max(0, roundedUpOf({ transactions }));
	return {
		parts,
		...(recorded.amount + coins < amount.amount && { problem: tooLittle(what, name, recorded, amount) }),
	};
}

/** What finance is told when Shopify shows less than went back. */
export function tooLittle(what: string, order: string, recorded: Money, amount: Money): string {
	return `${what}, but order ${order} had ${recorded.amount ? `only ${format(recorded)} left there, which is written down` : 'nothing left there'}. Look in Shopify who refunded the other ${format(subtract(amount, recorded))}: the customer may have got it twice. Then resolve this exception.`;
}

export function totalOf(parts: Array<{ amount: Money }>, currency: string): Money {
	return sum(
		parts.map(({ amount }) => amount),
		currency,
	);
}

/** What a refund moved, or is about to; undefined when it moved nothing. */
export function goneOf({ transactions }: RefundNode): Money | undefined {
	const moved = transactions.nodes.filter(isGone).map(({ amountSet }) => moneyOf(amountSet));
	return moved.length ? sum(moved, moved[0].currency) : undefined;
}

function isOf(refund: RefundNode, amount: Money): boolean {
	const gone = goneOf(refund);
	return !!gone && sameMoney(gone, amount);
}

/** The record that was made of a refund before, by its note. */
export function recordOf(refunds: RefundNode[], intent: string): RefundNode | undefined {
	return refunds.find(({ note }) => isRecordNote(note) && note?.includes(`[${intent}]`));
}

/** A refund of staff that may be this very one: as much, on such a payment, since the return was decided. */
function twinOf(refunds: RefundNode[], { amount, before = [] }: GoneElsewhere, places: Transaction[]) {
	return refunds.find(
		(refund) =>
			!intentInNote(refund.note) &&
			!isRecordNote(refund.note) &&
			!before.includes(refund.id) &&
			isOf(refund, amount) &&
			refund.transactions.nodes.some(
				({ parentTransaction: parent }) => !parent || places.some(({ id }) => id === parent.id),
			),
	);
}

/** The refund's own payment first: of what it has less than that, others show the rest, so that the order's total is right. */
function spread(
	places: Transaction[],
	transactions: Transaction[],
	{ amount: { amount, currency }, transaction }: GoneElsewhere,
): RecordPart[] {
	let rest = Math.max(0, Math.min(amount, netOf(transactions)));
	const isOwn = ({ id }: Transaction) => Number(id === transaction);
	return places
		.map((one) => ({ one, left: refundableOf(one, transactions).amount }))
		.sort((a, b) => isOwn(b.one) - isOwn(a.one) || b.left - a.left || (a.one.id < b.one.id ? -1 : 1))
		.flatMap(({ one: { id, gateway }, left }) => {
			const taken = Math.min(rest, left);
			rest -= taken;
			return taken > 0 ? [{ parentId: id, gateway: gateway!, amount: money(taken, currency) }] : [];
		});
}

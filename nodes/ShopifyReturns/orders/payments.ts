import { money, type Money, type Order, type Payment } from '../../shared/model';
import type { OrderNode, Transaction } from '../graphql';
import { moneyOf } from '../graphql/money';
import { tailOf } from '../graphql/gid';
import { intentInNote } from './refundNote';
import { attributed, moved, reckoned, type Taken } from './attributed';
import { isStripes, paidAtOf, stripeIdsOf } from './stripeIds';

const took = ['SALE', 'CAPTURE'];
/** Gateways of what the customer had from the shop before: it goes back as store credit. */
const credits = ['gift_card', 'shopify_store_credit'];
/** A refund in any other status is on its way and counts as gone, or it could be made twice. */
const notGone = ['FAILURE', 'ERROR'];

type Paid = Pick<OrderNode, 'transactions' | 'refunds' | 'customAttributes'>;

/**
 * What was paid for an order, one payment per successful SALE or CAPTURE, and what of it can still go back. Change that was given at a
 * register was never paid, and what was rounded to coins counts as it changed hands.
 */
export function paymentsOf({ transactions, refunds, customAttributes }: Paid): Payment[] {
	const ours = refunds
		.filter(({ note }) => intentInNote(note))
		.flatMap((refund) => refund.transactions.nodes.map(({ id }) => id));
	const { captured, back } = booksOf(transactions);
	return [...captured].map(([transaction, amount]) => {
		const gone = back.filter(({ payment }) => payment === transaction.id);
		const total = (of: typeof gone) => of.reduce((sum, one) => sum + one.amount, 0);
		const { currency } = moneyOf(transaction.amountSet);
		return {
			id: tailOf(transaction.id),
			...processorOf(transaction, { transactions, customAttributes }),
			captured: money(amount, currency),
			refunded: money(total(gone), currency),
			refundable: money(Math.max(0, amount - total(gone)), currency),
			refundedByUs: money(total(gone.filter((one) => ours.includes(one.transaction.id))), currency),
		};
	});
}

/** Everything that was paid for an order; undefined when a part of it was in another currency. */
export function paidOf({ transactions }: Pick<Paid, 'transactions'>, currency: string): Money | undefined {
	if (transactions.some((one) => isPayment(one) && moneyOf(one.amountSet).currency !== currency)) return undefined;
	return money(
		[...booksOf(transactions).captured.values()].reduce((sum, amount) => sum + amount, 0),
		currency,
	);
}

/** What was paid for an order besides what it came to, since a register takes coins that there are; below zero: less. Minor units. */
export function roundedUpOf({ transactions }: Pick<Paid, 'transactions'>): number {
	const taken = (amountOf: typeof moved) =>
		[...booksOf(transactions, amountOf).captured.values()].reduce((sum, amount) => sum + amount, 0);
	return taken(moved) - taken(reckoned);
}

/** Refunds of an order that this package has not made, and what each moved or is about to. */
export function refundsOfOthers(
	{ transactions, refunds }: Pick<OrderNode, 'transactions' | 'refunds'>,
	currency: string,
): NonNullable<Order['refundsOfOthers']> {
	return refunds
		.filter(({ note }) => !intentInNote(note))
		.map((refund) => {
			const ids = refund.transactions.nodes.map(({ id }) => id);
			return {
				id: refund.id,
				amount: totalOf(
					transactions.filter((one) => ids.includes(one.id) && isGone(one)),
					currency,
				),
			};
		});
}

/** A refund that has moved money, or may still. */
export function isGone({ kind, status }: Transaction): boolean {
	return kind === 'REFUND' && !notGone.includes(status);
}

function totalOf(transactions: Transaction[], currency: string): Money {
	const currencies = transactions.map(({ amountSet }) => moneyOf(amountSet).currency);
	return money(
		transactions.reduce((total, one) => total + moved(one), 0),
		currencies[0] ?? currency,
	);
}

export function isPayment({ kind, status }: Transaction): boolean {
	return took.includes(kind) && status === 'SUCCESS';
}

/** What can still go back on a SALE or CAPTURE, as Shopify reckons. */
export function refundableOf(parent: Transaction, transactions: Transaction[]): Money {
	const { captured, back } = booksOf(transactions, reckoned);
	const gone = back.filter(({ payment }) => payment === parent.id).reduce((sum, { amount }) => sum + amount, 0);
	const amount = [...captured].find(([{ id }]) => id === parent.id)?.[1] ?? 0;
	return money(Math.max(0, amount - gone), moneyOf(parent.amountSet).currency);
}

/** What an order's payments have left all together, in minor units: one of which too much went back leaves less for the others. */
export function netOf(transactions: Transaction[]): number {
	const { captured, back } = booksOf(transactions, reckoned);
	return [...captured.values(), ...back.map(({ amount }) => -amount)].reduce((total, one) => total + one, 0);
}

/** What each payment of an order took, less change, and what went back of it. In minor units. */
function booksOf(transactions: Transaction[], amountOf = moved): { captured: Map<Transaction, number>; back: Taken[] } {
	const sales = transactions
		.filter(isPayment)
		.map((one): [Transaction, number] => [one, Math.sign(moneyOf(one.amountSet).amount) * amountOf(one)]);
	const change = attributed(transactions.filter(isChange), sales, amountOf);
	const captured = new Map(
		sales.map(([one, amount]) => [
			one,
			amount - change.filter(({ payment }) => payment === one.id).reduce((sum, part) => sum + part.amount, 0),
		]),
	);
	const saleOf = (one: Transaction) => [...captured].find(([{ id }]) => id === one.parentTransaction?.id);
	const mayRelease = transactions.some(({ kind }) => kind.endsWith('AUTHORIZATION'));
	const isTaken = (one: Transaction) =>
		isGone(one) || (isVoid(one) && (saleOf(one) !== undefined || (!one.parentTransaction && !mayRelease)));
	// A gateway may say of a whole payment that it was voided, and no amount.
	const takenBy = (one: Transaction) => amountOf(one) || (isVoid(one) && saleOf(one)?.[1]) || 0;
	return { captured, back: attributed(transactions.filter(isTaken), [...captured], takenBy) };
}

/** Of an authorisation it lets go what was not taken; of a payment, before its gateway settles it, it takes it back; one that names none does so when nothing was only authorised. */
function isVoid({ kind, status }: Transaction): boolean {
	return kind === 'VOID' && !notGone.includes(status);
}

function isChange({ kind, status }: Transaction): boolean {
	return kind === 'CHANGE' && status === 'SUCCESS';
}

/** Who moves the money back; everything unsure is `other` and goes to a person. */
function processorOf(
	transaction: Transaction,
	{ transactions, customAttributes }: Pick<Paid, 'transactions' | 'customAttributes'>,
): Pick<Payment, 'processor' | 'method' | 'providerIds' | 'paidAt'> {
	const { id, gateway } = transaction;
	const name = (gateway ?? '').toLowerCase();
	const paidAt = paidAtOf(transaction, transactions);
	const own = {
		...(gateway && { method: gateway }),
		...(paidAt && { paidAt }),
		providerIds: { 'shopify.transaction': id },
	};
	if (name === 'shopify_payments') return { processor: 'shopify_payments', ...own };
	if (credits.includes(name)) return { processor: 'store_credit', ...own };
	if (!isStripes(transaction)) return { processor: 'other', ...own };
	const ids = stripeIdsOf(transaction, { transactions, customAttributes });
	return { processor: ids ? 'stripe' : 'other', ...own, providerIds: { ...own.providerIds, ...ids } };
}

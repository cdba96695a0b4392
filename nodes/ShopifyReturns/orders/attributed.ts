import type { Transaction } from '../graphql';
import { moneyOf } from '../graphql/money';

/** Minor units that a transaction moved, at a register in coins that there are; which way it went is said by its kind, whatever sign a gateway gives it. */
export function moved({ amountSet, amountRoundingSet }: Transaction): number {
	return Math.abs(moneyOf(amountSet).amount + (amountRoundingSet ? moneyOf(amountRoundingSet).amount : 0));
}

/** The same as Shopify reckons with what is left of a payment: before anything was rounded. */
export function reckoned({ amountSet }: Transaction): number {
	return Math.abs(moneyOf(amountSet).amount);
}

/** A part of a transaction that took money from a payment: a refund, or change. In minor units, more than 0. */
export interface Taken {
	transaction: Transaction;
	payment: string;
	amount: number;
}

/** A payment, by its transaction's id, and what of it was there before. */
type Held = [payment: Transaction, amount: number];

/**
 * From which payment each transaction took its money: the one that it names as its parent; else, for a shop's staff and apps may make one
 * that names none, payments of the same gateway first, then the one with the most left, each up to what is left of it. More than there
 * is stays with the first of them, so that nothing that has gone back is forgotten. `amountOf`: what each moved.
 */
export function attributed(transactions: Transaction[], payments: Held[], amountOf = moved): Taken[] {
	const left = new Map(payments.map(([{ id }, amount]) => [id, amount]));
	const take = (transaction: Transaction, payment: string, amount: number): Taken[] => {
		left.set(payment, left.get(payment)! - amount);
		return amount ? [{ transaction, payment, amount }] : [];
	};
	const isNamed = ({ parentTransaction }: Transaction) => left.has(parentTransaction?.id ?? '');
	const named = transactions.filter(isNamed).flatMap((one) => take(one, one.parentTransaction!.id, amountOf(one)));
	const nameless = transactions
		.filter((one) => !isNamed(one) && payments.length)
		.flatMap((one) => {
			const places = payments.map(([payment]) => payment).sort(nearest(one, left));
			let rest = amountOf(one);
			const parts = places.flatMap(({ id }) => {
				const amount = Math.max(0, Math.min(rest, left.get(id)!));
				rest -= amount;
				return take(one, id, amount);
			});
			return [...parts, ...take(one, places[0].id, rest)];
		});
	return [...named, ...nameless];
}

function nearest({ gateway }: Transaction, left: Map<string, number>) {
	const same = (one: Transaction) => Number((one.gateway ?? '') === (gateway ?? ''));
	return (a: Transaction, b: Transaction) =>
		same(b) - same(a) || left.get(b.id)! - left.get(a.id)! || (a.id < b.id ? -1 : 1);
}

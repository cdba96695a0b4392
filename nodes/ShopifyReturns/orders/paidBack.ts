import { add, type OrderLine } from '../../shared/model';
import type { RefundNode } from '../graphql';
import { moneyOf } from '../graphql/money';
import { intentInNote } from './refundNote';

/** What refunds that are not ours paid back of each line item: pieces, and what they gave for them. */
export function paidBackByOthers(refunds: RefundNode[]): Map<string, NonNullable<OrderLine['paidBack']>> {
	const lines = new Map<string, NonNullable<OrderLine['paidBack']>>();
	for (const { note, refundLineItems } of refunds) {
		if (intentInNote(note)) continue;
		for (const { lineItem, quantity, subtotalSet, totalTaxSet } of refundLineItems?.nodes ?? []) {
			if (quantity <= 0) continue;
			const [subtotal, tax, before] = [moneyOf(subtotalSet), moneyOf(totalTaxSet), lines.get(lineItem.id)];
			lines.set(
				lineItem.id,
				before
					? {
							quantity: before.quantity + quantity,
							subtotal: add(before.subtotal, subtotal),
							tax: add(before.tax, tax),
						}
					: { quantity, subtotal, tax },
			);
		}
	}
	return lines;
}

/** Pieces of each line item that refunds of ours name. */
export function piecesPaidByUs(refunds: RefundNode[]): Map<string, number> {
	const pieces = new Map<string, number>();
	for (const { refundLineItems } of refunds.filter(({ note }) => intentInNote(note)))
		for (const { lineItem, quantity } of refundLineItems?.nodes ?? [])
			pieces.set(lineItem.id, (pieces.get(lineItem.id) ?? 0) + quantity);
	return pieces;
}

import { add, type Order, type OrderLine } from '../../shared/model';
import type { RefundNode } from '../graphql';
import { moneyOf, sumOf } from '../graphql/money';
import { isGone } from './payments';
import { intentInNote } from './refundNote';

/** A refund that was to move money and moved none: its pieces are not paid back, whatever the shop still counts. One that only takes pieces off the order has nothing to move. */
function hasFailed({ transactions: { nodes } }: RefundNode): boolean {
	return nodes.some(({ kind }) => kind === 'REFUND') && !nodes.some(isGone);
}

/** What refunds that are not ours paid back of each line item: pieces, and what they gave for them. */
export function paidBackByOthers(refunds: RefundNode[]): Map<string, NonNullable<OrderLine['paidBack']>> {
	const lines = new Map<string, NonNullable<OrderLine['paidBack']>>();
	for (const refund of refunds) {
		const { note, refundLineItems } = refund;
		if (intentInNote(note) || hasFailed(refund)) continue;
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

/** Pieces of each line item that refunds of ours name, or that no refund has paid back: it failed. */
export function piecesNotOfOthers(refunds: RefundNode[]): Map<string, number> {
	const pieces = new Map<string, number>();
	for (const { refundLineItems } of refunds.filter((refund) => intentInNote(refund.note) || hasFailed(refund)))
		for (const { lineItem, quantity } of refundLineItems?.nodes ?? [])
			pieces.set(lineItem.id, (pieces.get(lineItem.id) ?? 0) + quantity);
	return pieces;
}

/** The order with what refunds that are not ours gave back of its shipping and duties; one that moved no money gave nothing. */
export function withBesidesPaidBack(order: Order, refunds: RefundNode[]): Order {
	const { currency, shipping, duties } = order;
	const theirs = refunds.filter(({ note, transactions }) => !intentInNote(note) && transactions.nodes.some(isGone));
	const ofShipping = theirs.flatMap(({ refundShippingLines }) => refundShippingLines?.nodes ?? []);
	const ofDuties = theirs.flatMap((refund) => refund.duties ?? []);
	const total = (bags: Parameters<typeof sumOf>[0]) => sumOf(bags, currency);
	return {
		...order,
		...(shipping &&
			ofShipping.length && {
				shipping: {
					...shipping,
					paidBack: {
						subtotal: total(ofShipping.map((one) => one.subtotalAmountSet)),
						tax: total(ofShipping.map((one) => one.taxAmountSet)),
					},
				},
			}),
		...(duties && ofDuties.length && { dutiesPaidBack: total(ofDuties.map((one) => one.amountSet)) }),
	};
}

import { fromNumber } from '../../shared/model';

/** A posted invoice or credit note of an order, as far as money goes. */
export interface Booked {
	move_type: string;
	ref?: string | undefined;
	amount_total: number;
	/** What of it is not settled. */
	amount_residual: number;
}

/**
 * What the customer has paid for an order by its posted documents and has not got back by a credit note, in minor units: what is settled of invoices,
 * less all credit notes but those that are `ours`, which the refunds of returns count. A credit note that settles an invoice is no payment, and takes
 * away again what it settles. Undefined while nothing is billed: then Odoo does not know. Pure.
 */
export function receivedFor(
	documents: Booked[],
	currency: string,
	ours: (ref: string | undefined) => boolean,
): number | undefined {
	const minor = (amount: number) => fromNumber(amount, currency).amount;
	if (!documents.some(({ move_type }) => move_type === 'out_invoice')) return undefined;
	const left = documents.reduce((sum, { move_type, ref, amount_total, amount_residual }) => {
		if (move_type === 'out_invoice') return sum + minor(amount_total) - minor(amount_residual);
		return move_type === 'out_refund' && !ours(ref) ? sum - minor(amount_total) : sum;
	}, 0);
	return Math.max(0, left);
}

import type { EventData, CaseEvent, CaseException } from '../model';
import { lineOf } from './caseLine';
import type { CaseState } from './caseState';
import { exceptionOf } from './exceptionOf';
import { totalOf } from './quantities';

/**
 * A warehouse takes a receipt back: its pieces are expected again. What was done with them since, in Odoo, in the stock and with money, no event
 * undoes, so a person is asked, and finance when a refund is due or paid.
 */
export function cancelReceipt(
	state: CaseState,
	{ receipt: id, reason }: EventData<'receipt.canceled'>,
	_event: CaseEvent,
	exceptions: CaseException[],
): void {
	const why = reason ? ` (${reason})` : '';
	const receipt = state.receipts.find((one) => one.id === id);
	if (receipt?.canceled) return;
	if (!receipt) {
		exceptions.push(
			exceptionOf(
				'receipt_canceled',
				`The warehouse takes back receipt ${id}, which this return does not have${why}. Ask it which receipt is meant, then resolve this exception.`,
			),
		);
		return;
	}
	receipt.canceled = true;
	let inspected = 0;
	for (const one of receipt.lines) {
		const line = lineOf(state, one);
		if (!line) continue;
		const { quantities } = line;
		const before = totalOf(quantities.inspected);
		quantities.received = Math.max(0, quantities.received - one.quantity);
		inspected += Math.min(one.quantity, Math.max(0, before - quantities.received));
	}
	const pieces = receipt.lines.map(({ quantity, sku, line }) => `${quantity} x ${sku ?? line ?? 'an item'}`).join(', ');
	exceptions.push(
		exceptionOf(
			'receipt_canceled',
			`The warehouse takes back receipt ${id}${why}: ${pieces} are not here.${inspected ? ` ${inspected} of them were inspected, and may be in stock already: count there.` : ''} Take back its booking in Odoo where it was made, then resolve this exception.`,
		),
	);
	const paid = state.refunds.filter(({ state: leg }) => ['due', 'pending', 'succeeded'].includes(leg));
	if (paid.length)
		exceptions.push(
			exceptionOf(
				'refund_without_goods',
				`The warehouse says that ${pieces} are not here after all, but refunds of this return are due or paid: ${paid.map(({ intent, state: leg }) => `${intent.id} (${leg})`).join(', ')}. Stop what is only due (Decide Refund), ask the customer for the goods or the money, then resolve this exception.`,
			),
		);
}

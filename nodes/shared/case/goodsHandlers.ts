import { cancelReceipt } from './canceledReceipt';
import { lineOf } from './caseLine';
import type { CaseState } from './caseState';
import { exceptionOf } from './exceptionOf';
import type { Handlers } from './handler';
import { putAt, sentBack, totalOf } from './quantities';
import { transitions } from './transitions';
import { releaseClock } from './withdrawalClock';

/** What a case learns of its goods: how many came, how they are, where they went. */
export const goodsHandlers: Handlers = {
	'return.received': (state, { receipt }, event, exceptions) => {
		state.receipts.push(receipt);
		releaseClock(state, 'goods', event.time);
		for (const one of receipt.lines) {
			const line = lineOf(state, one);
			if (!line) {
				exceptions.push(
					exceptionOf(
						'unknown_item',
						`${one.quantity} x ${one.sku ?? one.line ?? 'an item'} arrived that this return does not list. Set it aside and ask customer service, then resolve this exception.`,
					),
				);
				continue;
			}
			line.quantities.received += one.quantity;
			// Of a return that has ended nothing was to come: that is told already.
			if (
				line.quantities.received > line.quantities.approved &&
				transitions['return.received'].from.includes(state.verdict)
			) {
				exceptions.push(
					exceptionOf(
						'over_receipt',
						`${line.quantities.received} x ${line.sku || line.id} arrived, ${line.quantities.approved} were approved. Set aside what is too much and ask customer service, then resolve this exception.`,
						{ line: line.id },
					),
				);
			}
		}
	},
	'receipt.canceled': cancelReceipt,
	'return.inspected': (state, { inspection }, _event, exceptions) => {
		state.inspections.push(inspection);
		for (const one of inspection.lines) {
			const line = lineOf(state, one);
			if (!line) {
				exceptions.push(
					exceptionOf(
						'unknown_item',
						`${one.quantity} x ${one.sku ?? one.line ?? 'an item'} was inspected that this return does not list. Set it aside and ask customer service, then resolve this exception.`,
					),
				);
				continue;
			}
			putAt(line.quantities.inspected, one.destination, one.quantity);
			const inspected = totalOf(line.quantities.inspected);
			if (inspected > line.quantities.received) {
				exceptions.push(
					exceptionOf(
						'over_inspection',
						`${inspected} x ${line.sku || line.id} were inspected, ${line.quantities.received} were received. Count again, and record what was received when that was forgotten; then resolve this exception.`,
						{ line: line.id },
					),
				);
			}
			const refunded = piecesIn(state, line.id);
			if (one.destination === 'customer' && refunded > line.quantities.approved - sentBack(line.quantities))
				exceptions.push(
					exceptionOf(
						'sent_back_after_refund',
						`${one.quantity} x ${line.sku || line.id} goes back to the customer, but refunds of this return are for ${refunded} of ${line.quantities.approved}. Stop the refund or ask for the money, then resolve this exception.`,
						{ line: line.id },
					),
				);
		}
	},
	'stock.updated': (state, { movements }) => {
		for (const movement of movements) {
			const line = state.lines.find((one) => one.id === movement.line);
			if (line) putAt(line.quantities.stock, movement.destination, movement.quantity);
		}
	},
};

/** Pieces of a line that refunds of the case contain, those that were dropped left out. */
function piecesIn({ refunds }: CaseState, line: string): number {
	return refunds
		.filter(({ state }) => state !== 'dropped')
		.flatMap(({ intent }) => intent.breakdown)
		.filter((part) => part.kind === 'line' && part.line === line)
		.reduce((total, { quantity }) => total + (quantity ?? 0), 0);
}

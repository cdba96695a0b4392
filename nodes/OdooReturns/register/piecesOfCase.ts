import type { CaseState } from '../../shared/case/caseState';
import { invalidInput, type RefundIntent } from '../../shared/model';
import type { GivenBack } from './posRefund';

type Line = Pick<CaseState['lines'][number], 'id' | 'sku' | 'providerIds'>;

/** Pieces of a line of the case, as they are given back at the register that has sold them. */
export function piecesOf({ sku, providerIds }: Line, quantity: number): GivenBack {
	const posLine = providerIds['odoo.pos_line'];
	return { sku, quantity, serials: [], ...(posLine && { posLine: Number(posLine) }) };
}

/** The pieces that a refund of the case pays for; none where it says nothing of goods. */
export function piecesPaid({ breakdown }: Pick<RefundIntent, 'breakdown'>, lines: Line[]): GivenBack[] {
	return breakdown.flatMap((part) => {
		const line = part.kind === 'line' ? lines.find(({ id }) => id === part.line) : undefined;
		return line && part.quantity ? [piecesOf(line, part.quantity)] : [];
	});
}

/** The approved pieces of a case, as a register gives them back. Throws EffectError when there are none. */
export function approvedPieces({ reference, lines }: CaseState): GivenBack[] {
	const approved = lines.filter(({ quantities }) => quantities.approved > 0);
	if (!approved.length)
		throw invalidInput(
			`Return ${reference} has no approved pieces`,
			'Approve the return first: in the form Review, or with Return Case: Record Event (return.approved).',
			'lines',
		);
	return approved.map((line) => piecesOf(line, line.quantities.approved));
}

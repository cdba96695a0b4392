import { worthOfPieces } from '../../shared/case/approvals';
import type { CaseState } from '../../shared/case/caseState';
import type { PastReturn } from '../../shared/model';

/** Returns that came to nothing: nobody has brought them back. */
const ended: Array<CaseState['authorization']> = ['declined', 'canceled', 'expired'];

/** A customer's returns as the policy counts them: pieces that are approved, else asked for, and what they were sold for. Pure. */
export function historyOf(states: CaseState[]): PastReturn[] {
	return states
		.filter(({ authorization }) => !ended.includes(authorization))
		.map(({ reference, openedAt, authorization, lines, order, withdrawal }) => {
			const back = lines.map(({ id, quantity, quantities }) => ({
				line: id,
				quantity: authorization === 'approved' ? quantities.approved : quantity,
			}));
			const value = order && worthOfPieces(back, lines, { ...order, lines: order.lines.map(asSold) });
			return {
				reference,
				openedAt,
				pieces: back.reduce((sum, { quantity }) => sum + quantity, 0),
				reasons: [...new Set(lines.map(({ reason }) => reason))],
				...(withdrawal && { withdrawal }),
				...(value && { value }),
			};
		});
}

/** What came back before does not matter for what goods were sold for. */
function asSold(line: NonNullable<CaseState['order']>['lines'][number]) {
	return { ...line, returnedBefore: 0 };
}

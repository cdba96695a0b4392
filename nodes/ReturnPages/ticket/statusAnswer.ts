import type { CaseState } from '../../shared/case/caseState';
import type { Language } from '../../shared/model';
import { portalWords } from '../portal/languages';
import { amountIn } from '../portal/order/pages';
import { whereParcelIs } from '../portal/status/whereParcelIs';

/** How a customer's returns stand, in their language, as an agent may send it: the words of the pages for customers. Pure. */
export function statusAnswer(states: CaseState[], language: Language): string {
	if (!states.length) return portalWords[language].status.unknown;
	return states.map((state) => paragraphOf(state, language)).join('\n\n');
}

function paragraphOf(state: CaseState, language: Language): string {
	const { reference, orderNumber, lines, authorization, settlement, refunds } = state;
	const { status } = portalWords[language];
	const paid = refunds
		.filter((leg) => leg.state === 'succeeded')
		.map(({ intent }) => amountIn(language, intent.amount));
	return [
		[reference, orderNumber && `(${orderNumber})`].filter(Boolean).join(' '),
		`${status.goods}: ${lines.map(({ title, sku, quantity }) => `${quantity} × ${title || sku}`).join('; ')}`,
		`${status.authorizationTitle}: ${status.authorization[authorization]}`,
		...(authorization === 'approved'
			? [
					`${status.logisticsTitle}: ${whereParcelIs(state, language)}`,
					`${status.settlementTitle}: ${[status.settlement[settlement], ...paid].join(', ')}`,
				]
			: []),
	].join('\n');
}

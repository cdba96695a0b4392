import { addTo, format, sum, type Money } from '../../shared/model';
import type { CaseState } from '../../shared/case/caseState';
import { counted, link, words, type Node } from '../html/view';

const minute = 60_000;

/** How long ago an instant was: "3 days". */
export function ageOf(since: string, now: number): string {
	const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / minute));
	const [count, unit] =
		minutes < 60
			? [minutes, 'minute']
			: minutes < 48 * 60
				? [Math.floor(minutes / 60), 'hour']
				: [Math.floor(minutes / 1440), 'day'];
	return counted(count, unit);
}

export function caseLink(reference: string): Node {
	return link({ page: 'case', case: reference }, reference);
}

/** What a case is worth to its customer so far: the sum of its refunds in each currency; blank while nothing was worked out. */
export function refundedOf({ refunds }: CaseState): string {
	const amounts = new Map<string, Money[]>();
	for (const { intent, state } of refunds)
		if (state !== 'dropped') addTo(amounts, intent.amount.currency, intent.amount);
	return [...amounts].map(([currency, all]) => format(sum(all, currency))).join(', ');
}

export const caseColumns = [
	'Return',
	'Order',
	'Customer',
	'Asked',
	'Authorization',
	'Logistics',
	'Settlement',
	'Refund',
];

/** A case as a row of a list. */
export function caseRow(state: CaseState, now: number): Node[] {
	return [
		caseLink(state.reference),
		state.orderNumber ?? '',
		state.customer?.name ?? state.customer?.email ?? '',
		`${ageOf(state.openedAt, now)} ago`,
		words(state.authorization),
		words(state.logistics),
		words(state.settlement),
		refundedOf(state),
	];
}

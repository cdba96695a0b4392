import type { Entry } from '../match';
import type { Fix } from './drift';
import type { Finding } from './finding';
import { movers } from './source';
import { statusOf, totalOf, type View } from './view';

/**
 * What mends a drift without a person, when it is the only one of its refund; undefined: a person does. Only what writes down what has
 * happened already, and only when exactly one record of whoever moved the money says so, in the right amount.
 */
export function fixOf(view: View, finding: Finding): Fix | undefined {
	const { live, all, sources, expected, moneyStatus } = view;
	// What the shop has on record without having paid it is no second payment.
	const isPayment = ({ source, record }: Entry) => movers.has(sources[source].role) && !!record.processor;
	const paid = live.flat().filter(isPayment);
	const isPaidOnce =
		moneyStatus === 'succeeded' &&
		paid.length === 1 &&
		all.flat().filter(isPayment).length === 1 &&
		totalOf(paid, expected.currency) === expected.amount;
	if (!isPaidOnce) return undefined;
	if (finding.class === 'missing_in_erp') {
		const books = live.flat().filter(({ source }) => sources[source].role === 'erp');
		const isNoted =
			books.length === 1 &&
			books[0].record.kind === 'credit_note' &&
			books[0].record.status === 'succeeded' &&
			totalOf(books, expected.currency) === expected.amount;
		return isNoted && finding.sources.length === 1 ? 'register_payment' : undefined;
	}
	if (finding.class === 'missing_in_shop')
		return finding.sources.every((index) => sources[index].role === 'shop') ? 'record_in_shop' : undefined;
	if (finding.class === 'status_differs')
		return finding.sources.every((index) => sources[index].role === 'cases' && statusOf(all[index]) === 'pending')
			? 'take_into_case'
			: undefined;
	return undefined;
}

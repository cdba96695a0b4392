import { sum, type Money } from '../model';
import { toApprove } from './approvals';
import type { CaseState } from './caseState';

/* What a case is looked for by, beside its reference and its order, and what it is counted with in lists. Pure. */

/** What a text that finds a case can be. */
export const wordKinds = ['tracking', 'email', 'name', 'sku'] as const;
export type WordKind = (typeof wordKinds)[number];

/** A text as it is compared: small letters and spaces do not matter. */
export function wordOf(text: string): string {
	return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase().slice(0, 200);
}

/** The texts that find a case. An article finds only returns that are open: of the others there are too many to be of use. */
export function wordsOf({
	customer,
	lines,
	labels,
	parcels = [],
	tracking,
	closedAt,
}: CaseState): Array<[WordKind, string]> {
	const words: Array<[WordKind, string | undefined]> = [
		['email', customer?.email],
		['name', customer?.name],
		...labels.map(({ trackingNumber }): [WordKind, string] => ['tracking', trackingNumber]),
		...parcels.map(({ trackingNumber }): [WordKind, string] => ['tracking', trackingNumber]),
		['tracking', tracking?.trackingNumber],
		...(closedAt ? [] : lines.map(({ sku }): [WordKind, string] => ['sku', sku])),
	];
	const named = words.flatMap(([kind, text]): Array<[WordKind, string]> => {
		const word = wordOf(text ?? '');
		return word ? [[kind, word]] : [];
	});
	return [...new Map(named.map((one) => [one.join('\n'), one])).values()];
}

/** What a return is about in money: its refunds, else what the goods are worth; undefined while nobody knows, or in several currencies. */
export function valueOf(state: CaseState): Money | undefined {
	const amounts = state.refunds.filter((leg) => leg.state !== 'dropped').map(({ intent }) => intent.amount);
	if (!amounts.length) return toApprove(state).value;
	const [{ currency }] = amounts;
	return amounts.every((one) => one.currency === currency) ? sum(amounts, currency) : undefined;
}

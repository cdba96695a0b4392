import type { FinancialRecord, Money, RefundStatus } from '../../shared/model';
import { isLive, type Entry, type Group } from '../match';
import { movers, type Role, type Source } from './source';

/** One refund, sorted by source. */
export interface View {
	group: Group;
	sources: Source[];
	/** Records that stand for money, by source. */
	live: Entry[][];
	all: Entry[][];
	/** Of those in `live`, what says how much the refund was: not a settlement that was counted in the payout's currency. */
	priced: Entry[][];
	/** Sources in which money moved, each by another company; more than one: parts, or paid twice. */
	payers: number[];
	/** What the refund should be: the case's word, else the provider's, the shop's, the books'. */
	expected: Money;
	/** How it ended at whoever moves the money; undefined when nobody there knows it. */
	moneyStatus?: RefundStatus;
}

const order: Role[] = ['cases', 'payment', 'shop', 'bank', 'payout', 'erp', 'other'];

export function viewOf(group: Group, sources: Source[]): View {
	const all: Entry[][] = sources.map(() => []);
	for (const entry of group.entries) all[entry.source].push(entry);
	const live = all.map((entries) => entries.filter(isLive));
	const ranked = order.flatMap((role) => sources.flatMap((source, index) => (source.role === role ? [index] : [])));
	const priced = pricedOf(live, sources);
	const payers = payersOf(live, sources);
	const moneyStatus = moneyStatusOf(all, ranked, sources);
	return {
		group,
		sources,
		all,
		live,
		priced,
		payers,
		expected: expectedOf({ all, live, priced }, ranked, payers, sources),
		...(moneyStatus && { moneyStatus }),
	};
}

function expectedOf(
	{ all, live, priced }: Pick<View, 'all' | 'live' | 'priced'>,
	ranked: number[],
	payers: number[],
	sources: Source[],
): Money {
	const first =
		ranked.find((index) => priced[index].length) ??
		ranked.find((index) => live[index].length) ??
		ranked.find((index) => all[index].length)!;
	const said = priced[first].length ? priced[first] : live[first].length ? live[first] : all[first];
	const { currency } = said[0].record.amount;
	// What several companies paid is one amount when the books say so, and no case says otherwise.
	const together = payers.reduce((sum, index) => sum + totalOf(priced[index], currency), 0);
	const isBookedWhole = (index: number) =>
		sources[index].role === 'erp' && totalOf(priced[index], currency) === together;
	if (payers.length > 1 && sources[first].role !== 'cases' && ranked.some(isBookedWhole))
		return { amount: together, currency };
	// Several parts that another source has as one are one amount; the case names one refund by one leg.
	const alone =
		said.length > 1 &&
		!ranked.some(
			(index) =>
				index !== first && live[index].length === 1 && totalOf(live[index], currency) === totalOf(said, currency),
		);
	return alone ? said[0].record.amount : { amount: totalOf(said, currency), currency };
}

/** What came back in a payout has failed, whatever the provider said before; else whoever moves the money knows. */
function moneyStatusOf(all: Entry[][], ranked: number[], sources: Source[]): RefundStatus | undefined {
	const settled = ranked.filter((index) => sources[index].role === 'payout' && all[index].length);
	const payout = settled.length ? statusOf(all[settled[0]]) : undefined;
	if (payout === 'failed') return payout;
	const mover = ranked.find((index) => movers.has(sources[index].role) && all[index].length);
	return mover === undefined ? payout : statusOf(all[mover]);
}

function payersOf(live: Entry[][], sources: Source[]): number[] {
	const seen = new Set<FinancialRecord['processor']>();
	return sources.flatMap(({ role }, index) => {
		const mover = movers.has(role)
			? live[index].find(({ record }) => record.kind === 'refund' && record.processor)
			: undefined;
		if (!mover || seen.has(mover.record.processor)) return [];
		seen.add(mover.record.processor);
		return [index];
	});
}

/** A payout's settlement is in the payout's currency: it tells that money moved, and only in that currency how much. */
function pricedOf(live: Entry[][], sources: Source[]): Entry[][] {
	const isSettled = ({ record, source }: Entry) =>
		sources[source].role === 'payout' || record.providerIds['shopify.balance_transaction'] !== undefined;
	const currency = live.flat().find((entry) => !isSettled(entry))?.record.amount.currency;
	if (!currency) return live;
	return live.map((entries) =>
		entries.filter((entry) => !isSettled(entry) || entry.record.amount.currency === currency),
	);
}

export function statusOf(entries: Entry[]): RefundStatus {
	const has = (status: RefundStatus) => entries.some(({ record }) => record.status === status);
	return (['succeeded', 'pending', 'failed', 'canceled'] as const).find(has)!;
}

/** In minor units; what is in another currency is judged by differentCurrency. */
export function totalOf(entries: Array<{ record: FinancialRecord }>, currency: string): number {
	let total = 0;
	for (const { record } of entries) if (record.amount.currency === currency) total += record.amount.amount;
	return total;
}

export function indexesOf<T>(values: T[], test: (value: T) => unknown): number[] {
	return values.flatMap((value, index) => (test(value) ? [index] : []));
}

export function namesOf(sources: Source[], indexes: number[]): string {
	return indexes.map((index) => sources[index].name).join(' and ');
}

export function idsOf(entries: Entry[]): string {
	return entries
		.slice(0, 5)
		.map(({ record }) => record.id)
		.join(', ');
}

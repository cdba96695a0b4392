import { format, type FinancialRecord, type Money, type RefundStatus } from '../../shared/model';
import { isLive, type Entry, type Group } from '../match';
import { missingIn, type DriftClass } from './drift';
import type { Role, Rules, Source } from './source';

/** What is wrong with a refund; `sources` are the inputs it is wrong in. */
export interface Finding {
	class: DriftClass;
	sources: number[];
	amount: Money;
	message: string;
}

/** One refund, sorted by source. */
interface View {
	group: Group;
	sources: Source[];
	/** Records that stand for money, by source. */
	live: Entry[][];
	all: Entry[][];
	/** Of those in `live`, what says how much the refund was: not a settlement that was counted in the payout's currency. */
	priced: Entry[][];
	/** What the refund should be: the case's word, else the provider's, the shop's, the books'. */
	expected: Money;
	/** How it ended at whoever moves the money; undefined when nobody there knows it. */
	moneyStatus?: RefundStatus;
}

const order: Role[] = ['cases', 'payment', 'shop', 'erp', 'other'];

/** All drifts of one refund. A drift that explains others takes their place: what was paid twice is not an amount that differs as well. */
export function judge(group: Group, sources: Source[], rules: Rules): Finding[] {
	const view = viewOf(group, sources);
	if (isNameless(group))
		return [
			{
				class: 'unknown_reference',
				sources: [group.entries[0].source],
				amount: view.expected,
				message: `${sources[group.entries[0].source].name} has ${format(view.expected)} that names no return and no refund anybody else knows.`,
			},
		];
	const findings: Finding[] = [];
	const explained = new Set<number>();
	for (const check of [paidByTwo, differentCurrency, refundedAfterFailure, duplicate, differentAmount]) {
		for (const finding of check(view, explained, rules)) {
			findings.push(finding);
			for (const source of finding.sources) explained.add(source);
		}
	}
	const late = lateness(view, rules);
	return [...findings, ...(late ? [late] : differentStatus(view, explained)), ...missing(view)];
}

/** A single record that names nothing: nobody can say what it is for. */
export function isNameless({ entries, reference, intent }: Group): boolean {
	return entries.length === 1 && reference === undefined && intent === undefined;
}

function viewOf(group: Group, sources: Source[]): View {
	const all: Entry[][] = sources.map(() => []);
	for (const entry of group.entries) all[entry.source].push(entry);
	const live = all.map((entries) => entries.filter(isLive));
	const ranked = order.flatMap((role) => sources.flatMap((source, index) => (source.role === role ? [index] : [])));
	const priced = pricedOf(live);
	const first =
		ranked.find((index) => priced[index].length) ??
		ranked.find((index) => live[index].length) ??
		ranked.find((index) => all[index].length)!;
	const said = priced[first].length ? priced[first] : live[first].length ? live[first] : all[first];
	// Several parts that another source has as one are one amount; the case names one refund by one leg.
	const alone =
		said.length > 1 &&
		!ranked.some(
			(index) =>
				index !== first &&
				live[index].length === 1 &&
				totalOf(live[index], said[0].record.amount.currency) === totalOf(said, said[0].record.amount.currency),
		);
	const expected = alone
		? said[0].record.amount
		: { amount: totalOf(said, said[0].record.amount.currency), currency: said[0].record.amount.currency };
	const money = ranked
		.filter((index) => ['payment', 'shop'].includes(sources[index].role))
		.find((index) => all[index].length);
	return {
		group,
		sources,
		all,
		live,
		priced,
		expected,
		...(money !== undefined && { moneyStatus: statusOf(all[money]) }),
	};
}

/** A payout's settlement is in the payout's currency: it tells that money moved, and only in that currency how much. */
function pricedOf(live: Entry[][]): Entry[][] {
	const isSettled = ({ record }: Entry) => record.providerIds['shopify.balance_transaction'] !== undefined;
	const currency = live.flat().find((entry) => !isSettled(entry))?.record.amount.currency;
	if (!currency) return live;
	return live.map((entries) =>
		entries.filter((entry) => !isSettled(entry) || entry.record.amount.currency === currency),
	);
}

/** Money that two different companies moved for one refund. */
function paidByTwo({ live, sources, expected }: View): Finding[] {
	const movers = sources.flatMap(({ role, name }, index) => {
		const mover =
			role === 'payment' || role === 'shop'
				? live[index].find(({ record }) => record.kind === 'refund' && record.processor)
				: undefined;
		return mover ? [{ index, name, processor: mover.record.processor }] : [];
	});
	const [first, ...more] = movers;
	const second = more.find(({ processor }) => processor !== first.processor);
	return second
		? [
				{
					class: 'duplicate',
					sources: [second.index],
					amount: expected,
					message: `${first.name} and ${second.name} both paid this refund.`,
				},
			]
		: [];
}

function duplicate({ live, sources, expected }: View, explained: Set<number>, { tolerance }: Rules): Finding[] {
	const surplus = live.map((entries, index) =>
		entries.length < 2 || explained.has(index) ? 0 : totalOf(entries, expected.currency) - expected.amount,
	);
	const twice = indexesOf(surplus, (amount) => amount > tolerance);
	if (!twice.length) return [];
	const amount = { amount: Math.max(...surplus), currency: expected.currency };
	const where = twice.map(
		(index) => `${sources[index].name} has it ${live[index].length} times (${idsOf(live[index])})`,
	);
	return [{ class: 'duplicate', sources: twice, amount, message: `${where.join(', ')}: ${format(amount)} too much.` }];
}

/** A try that failed and another that did not, while the books still hold the first. */
function refundedAfterFailure({ all, live, sources, expected }: View): Finding[] {
	const paid = sources.findIndex(
		({ role }, index) =>
			(role === 'payment' || role === 'shop') && live[index].length > 0 && all[index].length > live[index].length,
	);
	if (paid < 0) return [];
	const failed = all[paid].filter((entry) => !isLive(entry));
	const ids = new Set(
		failed.flatMap(({ record }) => Object.entries(record.providerIds).map(([system, id]) => `${system} ${id}`)),
	);
	for (const entry of live[paid])
		for (const [system, id] of Object.entries(entry.record.providerIds)) ids.delete(`${system} ${id}`);
	const holdsFailed = ({ record }: Entry) =>
		Object.entries(record.providerIds).some(([system, id]) => ids.has(`${system} ${id}`));
	const books = sources.flatMap(({ role }, index) => (role === 'erp' && live[index].some(holdsFailed) ? [index] : []));
	if (!books.length) return [];
	return [
		{
			class: 'refunded_after_failure',
			sources: books,
			amount: expected,
			message: `${sources[paid].name}: ${idsOf(failed)} failed and ${idsOf(live[paid])} was paid after it, but ${namesOf(sources, books)} still holds the failed one.`,
		},
	];
}

function differentCurrency({ priced, sources, expected }: View): Finding[] {
	const strange = priced.map(
		(entries) => entries.find(({ record }) => record.amount.currency !== expected.currency)?.record.amount,
	);
	const wrong = indexesOf(strange, Boolean);
	if (!wrong.length) return [];
	return [
		{
			class: 'currency_differs',
			sources: wrong,
			amount: strange[wrong[0]]!,
			message: `${wrong.map((index) => `${sources[index].name} has ${format(strange[index]!)}`).join(', ')}; elsewhere it is ${format(expected)}.`,
		},
	];
}

function differentAmount({ priced, sources, expected }: View, explained: Set<number>, { tolerance }: Rules): Finding[] {
	const totals = priced.map((entries, index) =>
		entries.length && !explained.has(index) ? totalOf(entries, expected.currency) : expected.amount,
	);
	const wrong = indexesOf(totals, (total) => Math.abs(total - expected.amount) > tolerance);
	if (!wrong.length) return [];
	const shown = (amount: number) => format({ amount, currency: expected.currency });
	const difference = Math.max(...wrong.map((index) => Math.abs(totals[index] - expected.amount)));
	return [
		{
			class: 'amount_differs',
			sources: wrong,
			amount: { amount: difference, currency: expected.currency },
			message: `${wrong.map((index) => `${sources[index].name} has ${shown(totals[index])}`).join(', ')}; elsewhere it is ${format(expected)}.`,
		},
	];
}

/** A refund that the provider, or before it the case, has had on its way for too long. */
function lateness({ group, live, sources, expected, moneyStatus }: View, { now, lateMs }: Rules): Finding | undefined {
	if (moneyStatus !== 'pending') return undefined;
	const waiting = sources.flatMap(({ role }, index) =>
		(role === 'payment' || role === 'shop') &&
		live[index].some(({ record, time }) => record.status === 'pending' && time > 0 && now - time > lateMs)
			? [index]
			: [],
	);
	if (!waiting.length) return undefined;
	const since = group.entries
		.filter(({ source, record }) => waiting.includes(source) && record.status === 'pending')
		.reduce((least, { time }) => Math.min(least, time), now);
	return {
		class: 'late',
		sources: waiting,
		amount: expected,
		message: `${namesOf(sources, waiting)} has it on its way since ${new Date(since).toISOString().slice(0, 10)}.`,
	};
}

/** Where another state stands than at whoever moves the money. Books may be ahead of money that is on its way. */
function differentStatus({ all, sources, expected, moneyStatus }: View, explained: Set<number>): Finding[] {
	if (!moneyStatus) return [];
	const ended = (status: RefundStatus) => (status === 'canceled' ? 'failed' : status);
	const wrong = sources.flatMap(({ role }, index) => {
		if (!all[index].length || explained.has(index)) return [];
		const status = ended(statusOf(all[index]));
		const ahead = role === 'erp' && ended(moneyStatus) === 'pending' && status === 'succeeded';
		return status === ended(moneyStatus) || ahead ? [] : [index];
	});
	if (!wrong.length) return [];
	return [
		{
			class: 'status_differs',
			sources: wrong,
			amount: expected,
			message: `The refund is ${moneyStatus} at whoever pays it, but ${wrong.map((index) => `${statusOf(all[index])} in ${sources[index].name}`).join(', ')}.`,
		},
	];
}

/** Sources that should know it. Whoever only writes money down need not know what is still on its way. */
function missing({ group, live, all, sources, expected, moneyStatus }: View): Finding[] {
	if (!live.some((entries) => entries.length)) return [];
	const paid = moneyStatus
		? moneyStatus === 'succeeded'
		: live.some((entries) => entries.some(({ record }) => record.status === 'succeeded'));
	const processor =
		group.entries.find(({ record }) => record.processor && record.processor !== 'other')?.record.processor ??
		group.entries.find(({ record }) => record.processor)?.record.processor;
	const paysIt = sources.map(
		(source) => source.expects === 'processors' && (processor ? source.processors.has(processor) : true),
	);
	const someonePays = !processor && sources.some((_, index) => paysIt[index] && all[index].length);
	// Store credit is no payment: the books have its credit note, and need have nothing else.
	const booked =
		group.entries.some(({ record }) => record.kind === 'store_credit') &&
		sources.some(({ role }, index) => role === 'erp' && all[index].length);
	const lacking = new Map<DriftClass, number[]>();
	for (const [index, { role, expects }] of sources.entries()) {
		if (all[index].length || expects === 'optional' || (expects === 'processors' && (!paysIt[index] || someonePays)))
			continue;
		if (booked && role === 'erp') continue;
		if ((role === 'erp' || (role === 'shop' && expects === 'every') || role === 'other') && !paid) continue;
		const nobodyKnown = expects === 'processors' && !processor;
		const drift = nobodyKnown ? 'missing_in_payment' : missingIn[role];
		lacking.set(drift, [...(lacking.get(drift) ?? []), index]);
	}
	const there = sources.flatMap((_, index) => (all[index].length ? [index] : []));
	return [...lacking].map(([drift, where]) => ({
		class: drift,
		sources: where,
		amount: expected,
		message: `${namesOf(sources, there)} ${there.length > 1 ? 'have' : 'has'} ${format(expected)}, ${namesOf(sources, where)} ${where.length > 1 ? 'do' : 'does'} not.`,
	}));
}

function statusOf(entries: Entry[]): RefundStatus {
	const has = (status: RefundStatus) => entries.some(({ record }) => record.status === status);
	return (['succeeded', 'pending', 'failed', 'canceled'] as const).find(has)!;
}

/** In minor units; what is in another currency is judged by differentCurrency. */
export function totalOf(entries: Array<{ record: FinancialRecord }>, currency: string): number {
	let total = 0;
	for (const { record } of entries) if (record.amount.currency === currency) total += record.amount.amount;
	return total;
}

function indexesOf<T>(values: T[], test: (value: T) => unknown): number[] {
	return values.flatMap((value, index) => (test(value) ? [index] : []));
}

function namesOf(sources: Source[], indexes: number[]): string {
	return indexes.map((index) => sources[index].name).join(' and ');
}

function idsOf(entries: Entry[]): string {
	return entries
		.slice(0, 5)
		.map(({ record }) => record.id)
		.join(', ');
}

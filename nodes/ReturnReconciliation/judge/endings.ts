import { format, type RefundStatus } from '../../shared/model';
import { isLive, type Entry } from '../match';
import type { Finding } from './finding';
import { movers, type Rules } from './source';
import { idsOf, indexesOf, namesOf, statusOf, type View } from './view';

/** A try that failed and another that did not, while the books still hold the first. */
export function refundedAfterFailure({ all, live, sources, expected }: View): Finding[] {
	const paid = sources.findIndex(
		({ role }, index) => movers.has(role) && live[index].length > 0 && all[index].length > live[index].length,
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

/** Told as paid, and then it came back: the customer has no money, and somebody takes it for paid. A credit note alone says only that it is owed. */
export function failedAfterSuccess(
	{ group, all, live, sources, expected, moneyStatus }: View,
	explained: Set<number>,
): Finding[] {
	if (moneyStatus !== 'failed' && moneyStatus !== 'canceled') return [];
	const wrong = indexesOf(all, (entries) => entries.length && statusOf(entries) === 'succeeded').filter(
		(index) => !explained.has(index),
	);
	const isTaken = (index: number) => live[index].some(({ record }) => record.kind !== 'credit_note');
	if (!wrong.some(isTaken)) return [];
	const failed = group.entries.filter((entry) => !isLive(entry));
	return [
		{
			class: 'failed_after_success',
			sources: wrong,
			amount: expected,
			message: `${idsOf(failed)} of ${format(expected)} came back, and ${namesOf(sources, wrong)} still ${wrong.length > 1 ? 'have' : 'has'} it as paid.`,
		},
	];
}

/** A refund that the provider, or before it the case, has had on its way for too long. */
export function lateness(
	{ group, live, sources, expected, moneyStatus }: View,
	{ now, lateMs }: Rules,
): Finding | undefined {
	if (moneyStatus !== 'pending') return undefined;
	const waiting = sources.flatMap(({ role }, index) =>
		movers.has(role) &&
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
export function differentStatus({ all, sources, expected, moneyStatus }: View, explained: Set<number>): Finding[] {
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

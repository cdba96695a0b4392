import { addTo, format } from '../../shared/model';
import { isLive, type Entry } from '../match';
import { missingIn, type DriftClass } from './drift';
import type { Finding } from './finding';
import { keepers, movers, type Rules } from './source';
import { idsOf, namesOf, type View } from './view';

/** A credit note is posted, and nobody says that it was paid: no money moved, no payment is booked, and no case takes it for settled. */
export function unpaidCreditNote({ group, live, all, sources, expected }: View): Finding[] {
	const counted = live.flat();
	const notes = counted.filter(({ record }) => record.kind === 'credit_note' && record.status === 'succeeded');
	const isWaiting = ({ source, record }: Entry) =>
		record.kind === 'credit_note' || (sources[source].role === 'cases' && record.status === 'pending');
	const hasMoved = sources.some(({ role }, index) => (movers.has(role) || role === 'payout') && all[index].length);
	if (!notes.length || hasMoved || !counted.every(isWaiting)) return [];
	if (group.entries.some(({ record }) => record.kind === 'store_credit')) return [];
	// Where nobody who pays is asked, nobody can say that it was not paid.
	if (
		!sources.some(
			({ role, expects }, index) =>
				!all[index].length && role !== 'cases' && !keepers.has(role) && expects !== 'optional',
		)
	)
		return [];
	return [
		{
			class: 'credit_note_without_payment',
			sources: [...new Set(notes.map(({ source }) => source))],
			amount: expected,
			message: `Credit note ${idsOf(notes)} of ${format(expected)} is posted, and no payment of it is known.`,
		},
	];
}

/** Money that left the balance, and nobody knows a refund for it. */
export function strayPayout({ group, sources, expected }: View): Finding[] {
	if (!group.entries.every(({ source }) => sources[source].role === 'payout') || !group.entries.some(isLive)) return [];
	const found = [...new Set(group.entries.map(({ source }) => source))];
	return [
		{
			class: 'payout_without_refund',
			sources: found,
			amount: expected,
			message: `${namesOf(sources, found)} ${found.length > 1 ? 'have' : 'has'} ${idsOf(group.entries)} of ${format(expected)}, and no refund is known for it.`,
		},
	];
}

/** Sources that should know it. Whoever only writes money down need not know what is still on its way. */
export function missing(
	{ group, live, all, sources, expected, moneyStatus }: View,
	{ now, payoutMs }: Rules,
): Finding[] {
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
	const someonePays =
		!processor && sources.some(({ role }, index) => role !== 'payout' && paysIt[index] && all[index].length);
	const paidAt = group.entries.reduce(
		(latest, { time, source, record }) =>
			movers.has(sources[source].role) && record.processor ? Math.max(latest, time) : latest,
		0,
	);
	const settles = moneyStatus === 'succeeded' && !!processor && paidAt > 0 && now - paidAt > payoutMs;
	// Store credit is no payment: the books have its credit note, and need have nothing else.
	const booked =
		group.entries.some(({ record }) => record.kind === 'store_credit') &&
		sources.some(({ role }, index) => role === 'erp' && all[index].length);
	const lacking = new Map<DriftClass, number[]>();
	for (const [index, { role, expects }] of sources.entries()) {
		if (
			keepers.has(role) ||
			all[index].length ||
			expects === 'optional' ||
			(expects === 'processors' && (!paysIt[index] || someonePays))
		)
			continue;
		if (booked && role === 'erp') continue;
		if (role === 'payout' && !settles) continue;
		if ((role === 'erp' || (role === 'shop' && expects === 'every') || role === 'other') && !paid) continue;
		const nobodyKnown = expects === 'processors' && !processor;
		const drift = nobodyKnown ? 'missing_in_payment' : missingIn[role];
		addTo(lacking, drift, index);
	}
	const there = sources.flatMap((_, index) => (all[index].length ? [index] : []));
	return [...lacking].map(([drift, where]) => ({
		class: drift,
		sources: where,
		amount: expected,
		message: `${namesOf(sources, there)} ${there.length > 1 ? 'have' : 'has'} ${format(expected)}, ${namesOf(sources, where)} ${where.length > 1 ? 'do' : 'does'} not.`,
	}));
}

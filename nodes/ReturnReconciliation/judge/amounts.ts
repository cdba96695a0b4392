import { format } from '../../shared/model';
import type { Check, Finding } from './finding';
import { refundedAfterFailure } from './endings';
import type { Rules } from './source';
import { idsOf, indexesOf, namesOf, totalOf, type View } from './view';

/** Checks of how much a refund was; in this order, since one that explains others takes their place. */
export const amountChecks: Check[] = [
	severalCurrencies,
	paidBySeveral,
	differentCurrency,
	refundedAfterFailure,
	duplicate,
	differentAmount,
];

/** Parts of one refund that went back in several currencies: nobody can add them up. */
function severalCurrencies({ priced, sources, payers, expected }: View, explained: Set<number>): Finding[] {
	const currencies = priced.map((entries) => new Set(entries.map(({ record }) => record.amount.currency)));
	const paid = new Set(payers.flatMap((index) => [...currencies[index]]));
	const parts = paid.size > 1 ? payers : indexesOf(currencies, ({ size }) => size > 1);
	if (!parts.length) return [];
	const all = parts.flatMap((index) => priced[index]);
	const strange = all.find(({ record }) => record.amount.currency !== expected.currency)!.record.amount;
	// Whoever wrote the same parts down is no further drift.
	for (const index of indexesOf(currencies, ({ size }) => size > 1)) explained.add(index);
	return [
		{
			class: 'several_currencies',
			sources: parts,
			amount: { amount: totalOf(all, strange.currency), currency: strange.currency },
			message: `${namesOf(sources, parts)}: parts of this refund went back as ${all.map(({ record }) => format(record.amount)).join(' and ')}; it should be ${format(expected)}.`,
		},
	];
}

/** Money that several companies moved for one refund: parts of it, or paid twice. */
function paidBySeveral(
	{ priced, sources, payers, expected }: View,
	explained: Set<number>,
	{ tolerance }: Rules,
): Finding[] {
	if (payers.length < 2 || payers.some((index) => explained.has(index))) return [];
	const total = payers.reduce((sum, index) => sum + totalOf(priced[index], expected.currency), 0);
	const excess = total - expected.amount;
	const names = namesOf(sources, payers);
	for (const index of payers) explained.add(index);
	// A payout has only the part that its own company paid.
	for (const index of indexesOf(sources, ({ role }) => role === 'payout')) explained.add(index);
	if (excess > tolerance)
		return [
			{
				class: 'duplicate',
				sources: payers.slice(1),
				amount: { amount: Math.min(excess, expected.amount), currency: expected.currency },
				message: `${names} both paid this refund.`,
			},
		];
	return excess < -tolerance
		? [
				{
					class: 'amount_differs',
					sources: payers,
					amount: { amount: -excess, currency: expected.currency },
					message: `${names} together have ${format({ amount: total, currency: expected.currency })}; elsewhere it is ${format(expected)}.`,
				},
			]
		: [];
}

function differentCurrency({ priced, sources, expected }: View, explained: Set<number>): Finding[] {
	const strange = priced.map((entries, index) =>
		explained.has(index)
			? undefined
			: entries.find(({ record }) => record.amount.currency !== expected.currency)?.record.amount,
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

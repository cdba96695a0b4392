import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { destinations, money, toDecimal, type Money, type PartName } from '../../shared/model';
import { replacesAny } from '../../shared/operation/byHand/decideRefund';
import { destinationWords } from '../acts/inspect';
import type { Report } from './report';

/* What returns cost the shop, by currency, so far as their cases know. Pure. */

/** What a return knows of one kind of cost. `unknown`: there is more of it than the case knows. */
interface Known {
	amounts: Money[];
	unknown?: boolean;
}

type Way = 'cost' | 'back' | 'expected';
interface Kind {
	title: string;
	way: Way;
	of: (state: CaseState) => Known;
}

const feeNames: Array<[name: PartName, title: string]> = [
	['label', 'Labels that customers paid'],
	['return_fee', 'Return fees kept'],
	['restocking_fee', 'Restocking fees kept'],
	['piece_fee', 'Fees per piece kept'],
	['deduction', 'Deductions kept'],
];

const kinds: Kind[] = [
	{ title: 'Labels', way: 'cost', of: labelsOf },
	{
		title: 'Bonus for store credit',
		way: 'cost',
		of: (state) => ({ amounts: partsOf(state, ({ name }) => name === 'bonus') }),
	},
	{ title: 'Paid back for goods that customers keep', way: 'cost', of: keptOf },
	...feeNames.map(([fee, title]): Kind => ({
		title,
		way: 'back',
		of: (state) => ({
			amounts: partsOf(state, ({ kind, name }) => kind === 'fee' && name === fee).map(negative),
			unknown: isReplaced(state),
		}),
	})),
	{
		title: 'Paid by carriers for lost or damaged parcels',
		way: 'back',
		of: ({ claims = [] }) => ({
			amounts: claims.flatMap(({ outcome, amount }) => (outcome === 'paid' && amount ? [amount] : [])),
			unknown: claims.some(({ outcome, amount }) => !outcome || (outcome === 'paid' && !amount)),
		}),
	},
	...destinations.map((destination): Kind => ({
		title: `Expected of goods: ${destinationWords[destination]}`,
		way: 'expected',
		of: ({ inspections }) => {
			const lines = inspections.flatMap((one) => one.lines.filter((line) => line.destination === destination));
			return {
				amounts: lines.flatMap(({ recovery }) => recovery ?? []),
				unknown: lines.some(({ recovery }) => !recovery),
			};
		},
	})),
];

const wayWords: Record<Way, string> = { cost: 'cost', back: 'comes back', expected: 'expected, not counted' };

/** What returns know of one kind of cost, without those that have none of it. */
interface Sums {
	kind: Kind;
	entries: Array<{ reference: string; amounts: Money[] }>;
	unknown: number;
}

/** A report for each currency; without any amount one that says so. */
export function costs(states: CaseState[]): Report[] {
	const all = kinds.map((kind): Sums => {
		const known = states.map((state) => ({ reference: state.reference, ...kind.of(state) }));
		return {
			kind,
			entries: known.filter(({ amounts }) => amounts.length),
			unknown: known.filter(({ unknown }) => unknown).length,
		};
	});
	/** Kinds of which no case knows an amount, in any currency. */
	const unseen = all
		.filter(({ entries, unknown }) => unknown && !entries.length)
		.map(({ kind, unknown }) => [kind.title, 'not known', wayWords[kind.way], 0, 'not known', unknown]);
	const currencies = new Set(
		all.flatMap(({ entries }) => entries.flatMap(({ amounts }) => amounts.map(({ currency }) => currency))),
	);
	if (!currencies.size) return [{ ...headOf('', ''), rows: unseen, chart: [] }];
	return [...currencies].sort().map((currency) => {
		const sums = all.map((one) => inCurrency(one, currency)).filter(({ returns }) => returns.size);
		const row = (title: string, way: string, amount: number, { size }: Set<string>, unknown: number | string) => [
			title,
			toDecimal(money(amount, currency)),
			way,
			size,
			toDecimal(money(Math.round(amount / size), currency)),
			unknown,
		];
		const rows = sums.map(({ kind, amount, returns, unknown }) =>
			row(kind.title, wayWords[kind.way], amount, returns, unknown),
		);
		const counted = sums.filter(({ kind }) => kind.way !== 'expected');
		const left = counted.reduce((total, { kind, amount }) => total + (kind.way === 'cost' ? amount : -amount), 0);
		const returns = new Set(counted.flatMap((one) => [...one.returns]));
		return {
			...headOf(`-${currency}`, ` in ${currency}`),
			rows: [...rows, ...unseen, ...(counted.length ? [row('What is left as cost', '', left, returns, '')] : [])],
			chart: rows.map(([title, amount]): [string, number] => [String(title), Math.max(0, Number(amount))]),
		};
	});
}

function inCurrency({ entries, ...sums }: Sums, currency: string) {
	const returns = new Set<string>();
	let total = 0;
	for (const { reference, amounts } of entries)
		for (const one of amounts)
			if (one.currency === currency) {
				returns.add(reference);
				total += one.amount;
			}
	return { ...sums, amount: total, returns };
}

function headOf(name: string, title: string): Omit<Report, 'rows'> {
	return {
		name: `cost${name}`,
		title: `Cost per return${title}`,
		about:
			'What these returns cost and brought, so far as their cases know: labels by the price of the carrier, the rest by refunds that were paid. Work, storage and fees of payment providers are not known. Each amount is divided by the returns that have it; Not known counts the returns of which the case lacks it, in any currency.',
		head: ['What', 'Amount', 'Cost or not', 'Returns', 'Per return', 'Not known'],
	};
}

/** What labels cost: not those of a test, and not what the carrier has given back. */
function labelsOf({ labels }: CaseState): Known {
	const paid = labels.filter(
		({ testMode, voided, refund }) => !testMode && !(voided && (refund === 'paid' || refund === 'nothing_due')),
	);
	return { amounts: paid.flatMap(({ cost }) => cost ?? []), unknown: paid.some(({ cost }) => !cost) };
}

/** What was paid back for lines of which nothing is expected back. */
function keptOf(state: CaseState): Known {
	const kept = new Set((state.decision?.offers ?? []).flatMap(({ route, line }) => (route === 'keep' ? [line] : [])));
	if (!kept.size) return { amounts: [] };
	const parts = partsOf(
		state,
		({ kind, name, line }) =>
			line !== undefined &&
			kept.has(line) &&
			(kind === 'line' || kind === 'tax' || name === 'kept' || name === 'tax_kept'),
	);
	return { amounts: parts, unknown: isReplaced(state) || (!parts.length && paidOf(state).length > 0) };
}

type Part = RefundLeg['intent']['breakdown'][number];

/** What the parts of refunds come to that have reached the customer. */
function partsOf(state: CaseState, is: (part: Part) => boolean): Money[] {
	return paidOf(state).flatMap(({ intent }) => intent.breakdown.filter(is).map(({ amount }) => amount));
}

function paidOf({ refunds }: CaseState): RefundLeg[] {
	return refunds.filter(({ state }) => state === 'succeeded');
}

/** Of an amount that a person gave instead nobody knows what it is made of. */
function isReplaced(state: CaseState): boolean {
	return paidOf(state).some(({ intent }) => replacesAny(intent));
}

function negative({ amount, currency }: Money): Money {
	return { amount: -amount, currency };
}

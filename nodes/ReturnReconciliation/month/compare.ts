import { z } from 'zod';
import { format, isReference, Money, money, type FinancialRecord, type Processor } from '../../shared/model';
import type { MonthFigures } from '../../shared/model/monthFigures';
import type { Leg, Return } from './returns';

export const subjects = ['credit_notes', 'refunds', 'payments', 'open_credits', 'goods'] as const;

/** What the systems say of one subject in one currency, goods in pieces. */
export const Row = z.object({
	what: z.enum(subjects),
	/** Absent for goods. */
	currency: z.string().optional(),
	/** Minor units, or pieces. */
	cases: z.number(),
	/** The books; of refunds the payment providers. */
	others: z.number(),
	difference: z.number(),
});
export type Row = z.infer<typeof Row>;

/** One return, or one document, by which they differ. */
export const Difference = z.object({
	what: z.enum(subjects),
	reference: z.string().optional(),
	amount: Money.optional(),
	pieces: z.number().optional(),
	says: z.string(),
});
export type Difference = z.infer<typeof Difference>;

export interface Told {
	figures: MonthFigures;
	returns: Return[];
	/** What payment providers say of refunds, and of whose refunds they must know. */
	refunds: FinancialRecord[];
	processors: ReadonlySet<Processor>;
	/** First and last moment of the month, in ms. */
	from: number;
	to: number;
}

export interface Compared {
	rows: Row[];
	differences: Difference[];
	/** Documents of the month that are of no return. */
	outside: { creditNotes: number; payments: number; refunds: number; goods: number };
}

/** Compares what cases, providers and books say of a month, document by document, so that what differs has a name. Pure. */
export function compareMonth(told: Told): Compared {
	const sheet = new Sheet();
	const outside = {
		creditNotes: compareCreditNotes(told, sheet),
		refunds: compareRefunds(told, sheet),
		payments: comparePayments(told, sheet),
		goods: compareGoods(told, sheet),
	};
	compareOpenCredits(told, sheet);
	return { rows: sheet.rows(), differences: sheet.differences, outside };
}

/** What has been counted so far. */
class Sheet {
	readonly differences: Difference[] = [];
	private readonly sums = new Map<string, Row>();

	count(what: Row['what'], currency: string | undefined, cases: number, others: number): void {
		const key = `${what} ${currency ?? ''}`;
		const row = this.sums.get(key) ?? { what, ...(currency && { currency }), cases: 0, others: 0, difference: 0 };
		row.cases += cases;
		row.others += others;
		row.difference = row.cases - row.others;
		this.sums.set(key, row);
	}

	differ(difference: Difference): void {
		this.differences.push(difference);
	}

	rows(): Row[] {
		const order = (row: Row) => subjects.indexOf(row.what);
		return [...this.sums.values()].sort(
			(a, b) => order(a) - order(b) || (a.currency ?? '').localeCompare(b.currency ?? ''),
		);
	}
}

/** What the books have of one name in one currency, around the month. */
interface InBooks {
	name: string;
	currency: string;
	before: number;
	month: number;
	after: number;
}

function byName(rows: MonthFigures['creditNotes']): Map<string, InBooks> {
	const found = new Map<string, InBooks>();
	for (const { name, when, amount } of rows) {
		if (!name) continue;
		const key = keyOf(name, amount.currency);
		const one = found.get(key) ?? { name, currency: amount.currency, before: 0, month: 0, after: 0 };
		one[when] += amount.amount;
		found.set(key, one);
	}
	return found;
}

function keyOf(name: string, currency: string): string {
	return `${currency} ${name}`;
}

function countOf(rows: Array<{ count: number }>): number {
	return rows.reduce((sum, { count }) => sum + count, 0);
}

function isPaidIn({ from, to }: Told, { way, paidAt }: Leg): boolean {
	return way === 'money' && paidAt !== undefined && paidAt >= from && paidAt <= to;
}

/** Credit notes of returns: what the case knows, less what the books have in other months, must be what they have in this one. */
function compareCreditNotes(told: Told, sheet: Sheet): number {
	const what = 'credit_notes';
	const { figures, returns } = told;
	const known = new Map(returns.map((one) => [one.reference, one]));
	const books = byName(figures.creditNotes);
	for (const { name, currency, before, month, after } of books.values()) {
		if (!month) continue;
		const found = known.get(name);
		if (!found && !isReference(name)) continue;
		const credited = sumOf(found?.legs ?? [], currency, ({ creditNote }) => creditNote);
		const expected = Math.max(0, credited - before - after);
		sheet.count(what, currency, expected, month);
		if (expected === month) continue;
		const says = found
			? `The books have ${format(money(month, currency))} of this month, the case knows ${format(money(expected, currency))}`
			: 'The books have it, and no return that was read';
		sheet.differ({ what, reference: name, amount: money(expected - month, currency), says });
	}
	for (const { reference, legs } of returns)
		for (const leg of legs.filter((one) => isPaidIn(told, one))) {
			const booked = books.get(keyOf(reference, leg.amount.currency));
			if (booked?.month || (booked?.before && leg.creditNote)) continue;
			const { currency } = leg.amount;
			sheet.count(what, currency, leg.amount.amount, 0);
			const says = booked?.after
				? `${leg.intent} was paid in this month, and credited after it`
				: `${leg.intent} was paid in this month, and the books have no credit note`;
			sheet.differ({ what, reference, amount: leg.amount, says });
		}
	return countOf(
		figures.creditNotes.filter(
			({ name, when }) => when === 'month' && (!name || (!known.has(name) && !isReference(name))),
		),
	);
}

/** Refunds that left in the month, one by one, at those who moved the money. */
function compareRefunds(told: Told, sheet: Sheet): number {
	const what = 'refunds';
	const legs = told.returns.flatMap(({ legs: own }) => own);
	const byRefund = new Map(legs.flatMap((leg) => leg.names.map((name) => [name, leg] as const)));
	const paid = told.refunds.filter(
		({ kind, status }) => kind === 'refund' && (status === 'succeeded' || status === 'pending'),
	);
	const seen = new Set<Leg>();
	let outside = 0;
	for (const record of paid) {
		const time = record.time ? Date.parse(record.time) : Number.NaN;
		const names = [record.id, ...Object.values(record.providerIds)];
		const leg =
			names.flatMap((name) => byRefund.get(name) ?? [])[0] ??
			(record.intent ? legs.find(({ intent }) => intent === record.intent) : undefined);
		if (leg) seen.add(leg);
		if (!(time >= told.from && time <= told.to)) continue;
		if (!leg && !record.reference && !record.intent) {
			outside++;
			continue;
		}
		const { amount, currency } = record.amount;
		// What a provider settles in another currency tells that it moved, not how much.
		if (leg && leg.amount.currency !== currency) continue;
		const own = leg?.names.length ? leg.amount.amount : 0;
		sheet.count(what, currency, own, amount);
		if (own === amount) continue;
		const says = own
			? `${record.id} was ${format(record.amount)}, the case has ${format(money(own, currency))}`
			: `${record.id} was paid, and no return that was read has it as paid`;
		const reference = leg?.reference ?? record.reference;
		sheet.differ({ what, ...(reference && { reference }), amount: money(own - amount, currency), says });
	}
	for (const leg of legs) {
		if (!isPaidIn(told, leg) || seen.has(leg) || !told.processors.has(leg.processor as Processor)) continue;
		sheet.count(what, leg.amount.currency, leg.amount.amount, 0);
		const says = `${leg.intent} is paid by the case, and who should have paid it does not know it`;
		sheet.differ({ what, reference: leg.reference, amount: leg.amount, says });
	}
	return outside;
}

/** Payments to customers in the books, against the refunds that left in the month. */
function comparePayments(told: Told, sheet: Sheet): number {
	const what = 'payments';
	const books = byName(told.figures.payments);
	const legs = told.returns.flatMap(({ legs: own }) => own).filter(({ way }) => way === 'money');
	const used = new Set<InBooks>();
	for (const leg of legs) {
		const { currency } = leg.amount;
		const found = [...new Set([...leg.names, leg.reference])].flatMap((name) => books.get(keyOf(name, currency)) ?? []);
		const inMonth = isPaidIn(told, leg);
		const booked = found.filter((one) => !used.has(one));
		for (const one of booked) used.add(one);
		const [month, after] = [sum(booked, 'month'), sum(booked, 'after')];
		const expected = inMonth ? leg.amount.amount : 0;
		if (!expected && !month) continue;
		sheet.count(what, currency, expected, month);
		if (expected === month) continue;
		const says = !inMonth
			? `${leg.intent} was booked in this month, and did not leave in it`
			: month
				? `${leg.intent} of ${format(leg.amount)} is booked with ${format(money(month, currency))}`
				: after
					? `${leg.intent} left in this month, and is booked after it`
					: `${leg.intent} left in this month, and its payment is not booked`;
		sheet.differ({ what, reference: leg.reference, amount: money(expected - month, currency), says });
	}
	for (const one of books.values()) {
		if (used.has(one) || !one.month || !isOfRefund(one.name)) continue;
		sheet.count(what, one.currency, 0, one.month);
		const says = `A payment with the memo ${one.name} is booked, and no return that was read has it`;
		sheet.differ({ what, amount: money(-one.month, one.currency), says });
	}
	const ours = new Set([...used].map(({ name }) => name));
	return countOf(
		told.figures.payments.filter(
			({ name, when }) => when === 'month' && (!name || (!ours.has(name) && !isOfRefund(name))),
		),
	);
}

/** A memo that names a refund of a provider, or a return. */
function isOfRefund(memo: string): boolean {
	return isReference(memo) || /^(re|pyr)_\w+$|^gid:\/\/shopify\/(Refund|OrderTransaction)\/\d+$/.test(memo);
}

/** Credit notes that nobody was paid for: open in the books, against credited and not booked as paid in the cases. */
function compareOpenCredits({ figures, returns }: Told, sheet: Sheet): void {
	const what = 'open_credits';
	const notes = byName(figures.creditNotes);
	const books = byName(figures.openCredits.map((one) => ({ ...one, when: 'month' as const })));
	const known = new Map(returns.map((one) => [one.reference, one]));
	const expected = new Map<string, { reference: string; currency: string; least: number; most: number }>();
	for (const { reference, legs } of returns)
		for (const { creditNote, booked, way } of legs) {
			if (!creditNote || booked) continue;
			const key = keyOf(reference, creditNote.currency);
			const one = expected.get(key) ?? {
				reference,
				currency: creditNote.currency,
				least: -(notes.get(key)?.after ?? 0),
				most: -(notes.get(key)?.after ?? 0),
			};
			// Whether store credit or new goods close a credit note is up to how they are booked.
			if (way === 'money') one.least += creditNote.amount;
			one.most += creditNote.amount;
			expected.set(key, one);
		}
	for (const key of new Set([...expected.keys(), ...books.keys()])) {
		const [own, there] = [expected.get(key), books.get(key)];
		const reference = own?.reference ?? there!.name;
		if (!own && !known.has(reference) && !isReference(reference)) continue;
		const currency = own?.currency ?? there!.currency;
		const [least, most, open] = [Math.max(0, own?.least ?? 0), Math.max(0, own?.most ?? 0), there?.month ?? 0];
		const cases = Math.min(Math.max(open, least), most);
		sheet.count(what, currency, cases, open);
		if (cases === open) continue;
		const says = !known.has(reference)
			? 'Is open in the books, and no return that was read knows it'
			: open > cases
				? `${format(money(open, currency))} are open in the books, by the case ${format(money(cases, currency))}`
				: `By the case ${format(money(cases, currency))} are not booked as paid, in the books ${format(money(open, currency))} are open`;
		sheet.differ({ what, reference, amount: money(cases - open, currency), says });
	}
}

/** Pieces that came back: what the warehouse counted, less what the books have in other months. */
function compareGoods({ figures, returns, to }: Told, sheet: Sheet): number {
	const what = 'goods';
	const books = new Map<string, { before: number; month: number; after: number }>();
	for (const { name, when, pieces } of figures.goods) {
		if (!name) continue;
		const one = books.get(name) ?? { before: 0, month: 0, after: 0 };
		one[when] += pieces;
		books.set(name, one);
	}
	const known = new Map(returns.map((one) => [one.reference, one]));
	let outside = figures.goods.filter(({ name, when }) => !name && when === 'month').length;
	for (const [reference, { before, month, after }] of books) {
		if (!month) continue;
		const found = known.get(reference);
		if (!found && !isReference(reference)) {
			outside++;
			continue;
		}
		const expected = Math.max(0, (found?.received ?? 0) - before - after);
		sheet.count(what, undefined, expected, month);
		if (expected === month) continue;
		const says = found
			? `${pieces(month)} came back by the books, by the case ${pieces(expected)}`
			: `${pieces(month)} came back by the books, of no return that was read`;
		sheet.differ({ what, reference, pieces: expected - month, says });
	}
	for (const { reference, received, openedAt } of returns) {
		if (!received || books.has(reference) || openedAt > to || to - openedAt > lookBackMs) continue;
		sheet.count(what, undefined, received, 0);
		sheet.differ({
			what,
			reference,
			pieces: received,
			says: `${pieces(received)} came by the case, and none by the books`,
		});
	}
	return outside;
}

/** The books are read for about as long before the month. */
const lookBackMs = 92 * 86_400_000;

function pieces(count: number): string {
	return count === 1 ? '1 piece' : `${count} pieces`;
}

function sum(rows: InBooks[], when: 'month' | 'after'): number {
	return rows.reduce((total, one) => total + one[when], 0);
}

function sumOf(legs: Leg[], currency: string, of: (leg: Leg) => Money | undefined): number {
	return legs.reduce((total, leg) => {
		const amount = of(leg);
		return amount?.currency === currency ? total + amount.amount : total;
	}, 0);
}

import { format, money, portion, type Calendar, type PastReturn, type RuleBook } from '../../shared/model';
import { inTime, returnsWithin } from '../rules/book/past';
import type { Allowed, Asked, AskedLine } from '../rules/rule';
import { strangeSerials } from '../rules/serials';
import { valueOf } from '../value';
import type { AbuseFacts } from '../input/abuseFacts';
import { lower } from '../../shared/policy/texts';

/** A sign of abuse, as the policy has it. */
export type Signal = NonNullable<RuleBook['signals']>[number];

/** What a sign is found to be: a whole number in what it is counted in, in words for people, and where it is seen. */
export interface Measured {
	is: number;
	message: string;
	evidence: string[];
}

/** What signs are looked for in. Of lines and returns only those that may count: what the law protects is left out. */
export interface Scene {
	asked: Asked;
	calendar: Calendar;
	lines: AskedLine[];
	history: PastReturn[] | undefined;
	facts: AbuseFacts;
	currency: string | undefined;
}

/** Measures one sign; a text says what is not known, so that it cannot be told. */
export function measure(row: Signal, scene: Scene): Measured | string {
	return measures[row.signal](row, scene);
}

const noHistory = "the customer's other returns were not given";

const measures: Record<Signal['signal'], (row: Signal, scene: Scene) => Measured | string> = {
	return_rate(row, scene) {
		const past = pastOf(row, scene);
		const bought = scene.facts.boughtPieces;
		if (!past) return noHistory;
		if (!bought) return 'it is not known how many pieces the customer has bought';
		const returned = past.reduce((sum, { pieces }) => sum + pieces, piecesOf(scene.lines));
		const is = Math.min(100, portion(returned, 100, bought));
		return {
			is,
			message: `${returned} of ${bought} pieces that were bought came back ${timeOf(row)} (${is} %).`,
			evidence: referencesOf(past),
		};
	},
	returned_value(row, scene) {
		const past = pastOf(row, scene);
		const { currency, asked } = scene;
		if (!past) return noHistory;
		const found = [asked.order?.currency, ...past.map(({ value }) => value?.currency)];
		if (!currency || found.some((one) => one && one !== currency))
			return `not all amounts are in ${currency ?? 'one currency'}`;
		const own = valueOf(asked, allowedOf(scene.lines));
		const is = past.reduce((sum, { value }) => sum + (value?.amount ?? 0), own);
		return {
			is,
			message: `Goods worth ${format(money(is, currency))} came back ${timeOf(row)}.`,
			evidence: referencesOf(past),
		};
	},
	reasons: countReasons,
	not_received: countReasons,
	serial_mismatch(_row, { asked, lines }) {
		const inspected = asked.case.inspections.flatMap((one) => one.lines);
		const given = lines.flatMap((one) => {
			const { id, serials = [] } = one.line;
			const seen = inspected.filter(({ line }) => line === id).flatMap((found) => found.serials ?? []);
			return one.sold?.serials?.length ? [{ serials: [...serials, ...seen], sold: one.sold.serials }] : [];
		});
		if (!given.some(({ serials }) => serials.length)) return 'no serial number was given that could be compared';
		const strange = [...new Set(given.flatMap(({ serials, sold }) => strangeSerials(serials, sold)))];
		return {
			is: strange.length,
			message: `${strange.length} serial numbers or lots are not among what was sold.`,
			evidence: strange,
		};
	},
	empty_box(_row, { facts: { measuredWeight, expectedWeight } }) {
		if (measuredWeight === undefined || !expectedWeight) return 'the weight of the parcel was not given';
		const is = portion(Math.max(0, expectedWeight - measuredWeight), 100, expectedWeight);
		return {
			is,
			message: `The parcel weighs ${measuredWeight} g, its goods ${expectedWeight} g (${is} % less).`,
			evidence: is ? [`${measuredWeight} g of ${expectedWeight} g`] : [],
		};
	},
	linked(_row, { facts: { linked } }) {
		if (!linked) return 'nobody looked for customers with the same address or payment';
		return {
			is: linked.length,
			message: `${linked.length} returns of others that were held share an address, a payment or the like.`,
			evidence: linked.map(({ by, reference }) => `${reference} (${by})`),
		};
	},
};

const usualClaims = ['not received', 'never arrived', 'item not received', 'lost in transit'];

function countReasons(row: Signal, scene: Scene): Measured | string {
	const past = pastOf(row, scene);
	if (!past) return noHistory;
	const wanted = new Set((row.counted ?? (row.signal === 'not_received' ? usualClaims : [])).map(lower));
	const found = past.filter(({ reasons }) => reasons?.some((reason) => wanted.has(lower(reason))));
	const isOwn = scene.lines.some(({ reason }) => wanted.has(reason));
	const is = found.length + (isOwn ? 1 : 0);
	return {
		is,
		message: `${is} returns ${timeOf(row)} were asked for ${row.signal === 'not_received' ? 'because nothing was received' : `for such reasons (${[...wanted].join(', ')})`}.`,
		evidence: [...referencesOf(found), ...(isOwn ? [scene.asked.case.reference] : [])],
	};
}

function pastOf({ period = 'year' }: Signal, { history, asked, calendar }: Scene): PastReturn[] | undefined {
	return history && returnsWithin(history, period, asked, calendar);
}

function timeOf({ period = 'year' }: Signal): string {
	return inTime[period];
}

function referencesOf(past: PastReturn[]): string[] {
	return past.map(({ reference, openedAt }) => reference ?? openedAt);
}

function piecesOf(lines: AskedLine[]): number {
	return lines.reduce((sum, { line }) => sum + line.quantity, 0);
}

/** The lines' pieces, no more of any than were bought: what a line asks for beyond that is worth nothing. */
function allowedOf(lines: AskedLine[]): Allowed {
	return new Map(
		lines.map(({ line, sold, before }) => [
			line.id,
			sold ? Math.max(0, Math.min(line.quantity, sold.quantity - (sold.returnedBefore ?? 0) - before)) : 0,
		]),
	);
}

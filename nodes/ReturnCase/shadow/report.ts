import { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import { csvText, format, money, toDecimal, type CaseEvent, type EventData } from '../../shared/model';

/*
 * What shadow mode would have done, beside what staff did. Pure: a case and its history in, rows and sums out.
 */

const Row = z.object({
	reference: z.string(),
	brand: z.string(),
	order: z.string(),
	/** `decision`, `money`, `goods`, or the effect that was withheld, such as `easypost.label`. */
	what: z.string(),
	/** Blank: nothing. */
	would: z.string(),
	did: z.string(),
	/** `same`, `different`; `open`: staff, or we, have not come to it; `person`: we would have asked a person; `only_ours`: not compared. */
	verdict: z.enum(['same', 'different', 'open', 'person', 'only_ours']),
	/** What we would have paid more than staff (minus: less), in minor units of `currency`. */
	difference: z.number().int().optional(),
	currency: z.string().optional(),
});
type Row = z.infer<typeof Row>;

const Sum = z.object({
	currency: z.string(),
	would: z.number().int(),
	did: z.number().int(),
	difference: z.number().int(),
});

export const ShadowReport = z.object({
	cases: z.number().int(),
	decisions: z.object({
		same: z.number().int(),
		different: z.number().int(),
		open: z.number().int(),
		person: z.number().int(),
	}),
	/** Minor units, by currency. */
	money: z.array(Sum),
	/** How often each effect was withheld, and how often it would have been refused or could not be worked out. */
	withheld: z.array(z.object({ effect: z.string(), times: z.number().int(), problems: z.number().int() })),
	rows: z.array(Row),
});
export type ShadowReport = z.infer<typeof ShadowReport>;

/** A case in shadow mode, and its history. */
export interface ShadowCase {
	state: CaseState;
	events: CaseEvent[];
}

/** The report of these cases, in their order. */
export function shadowReport(cases: ShadowCase[]): ShadowReport {
	const rows = cases.flatMap((one) => [decisionRow(one), ...moneyRows(one), ...goodsRow(one), ...otherRows(one)]);
	const decisions = { same: 0, different: 0, open: 0, person: 0 };
	for (const { what, verdict } of rows) if (what === 'decision' && verdict !== 'only_ours') decisions[verdict]++;
	return { cases: cases.length, decisions, money: sumsOf(cases), withheld: countsOf(cases), rows };
}

/** The rows as a CSV. */
export function csvOf({ rows }: ShadowReport): string {
	const head = ['reference', 'brand', 'order', 'what', 'would', 'did', 'verdict', 'difference', 'currency'];
	return csvText([
		head,
		...rows.map(({ difference, currency, ...row }) => [
			row.reference,
			row.brand,
			row.order,
			row.what,
			row.would,
			row.did,
			row.verdict,
			difference === undefined ? '' : toDecimal(money(difference, currency!)),
			currency ?? '',
		]),
	]);
}

function rowOf({ state }: ShadowCase, rest: Omit<Row, 'reference' | 'brand' | 'order'>): Row {
	return { reference: state.reference, brand: state.brand, order: state.orderNumber ?? '', ...rest };
}

const wouldDecide: Partial<Record<string, string>> = {
	'return.approved': 'approved',
	'return.declined': 'declined',
	'return.review_required': 'a person decides',
};

/** The first decision of the flow, and the last of staff. */
function decisionRow(one: ShadowCase): Row {
	const ours = one.events.find(({ type, actor }) => wouldDecide[type] && isNode(actor));
	const would = ours ? wouldDecide[ours.type]! : '';
	const did = one.events.map(staffDecision).filter(Boolean).at(-1) ?? '';
	const verdict =
		ours?.type === 'return.review_required' ? 'person' : !would || !did ? 'open' : would === did ? 'same' : 'different';
	return rowOf(one, { what: 'decision', would, did, verdict });
}

/** What a person decided, here or in the shop. */
function staffDecision({ type, actor, data }: CaseEvent): string | undefined {
	if (type === 'shadow.observed') {
		const { what } = data as EventData<'shadow.observed'>;
		return what === 'approved' || what === 'declined' || what === 'canceled' ? what : undefined;
	}
	return (type === 'return.approved' || type === 'return.declined') && actor && !isNode(actor) && actor !== 'Shopify'
		? wouldDecide[type]
		: undefined;
}

function isNode(actor: string | undefined): boolean {
	return !!actor?.startsWith('n8n: ');
}

type Amounts = Record<string, number>;

function moneyRows(one: ShadowCase): Row[] {
	const [would, did] = [owedIn(one), paidIn(one)];
	return currenciesOf(would, did).map((currency) => {
		const [ours, theirs] = [would[currency] ?? 0, did[currency] ?? 0];
		const shown = (amount: number) => (amount ? format(money(amount, currency)) : '');
		return rowOf(one, {
			what: 'money',
			would: [shown(ours), waysOf(one)].filter(Boolean).join(', '),
			did: shown(theirs),
			verdict: !ours || !theirs ? 'open' : ours === theirs ? 'same' : 'different',
			difference: ours - theirs,
			currency,
		});
	});
}

/** What became due by the flow's own reckoning. */
function owedIn({ state }: ShadowCase): Amounts {
	const sums: Amounts = {};
	for (const { intent, state: leg } of state.refunds) if (leg !== 'held' && leg !== 'dropped') add(sums, intent.amount);
	return sums;
}

/** Which companies would have paid it. */
function waysOf({ events }: ShadowCase): string {
	const kinds = events.flatMap((event) => withheldIn(event)?.effect.kind ?? []).filter((kind) => gives.test(kind));
	return kinds.length ? `through ${[...new Set(kinds.map((kind) => kind.split('.')[0]))].join(' and ')}` : '';
}
const gives = /\.(refund|store_credit|gift_card|pos_refund|exchange)$/;

/**
 * What staff paid back: as Shopify and Stripe tell it, and as people recorded it. What the shop and the payment company both tell counts once: per
 * currency the larger of the two.
 */
function paidIn({ state, events }: ShadowCase): Amounts {
	const bySystem: Record<string, Amounts> = {};
	for (const { type, data } of events) {
		if (type !== 'shadow.observed') continue;
		const { what, system, amount } = data as EventData<'shadow.observed'>;
		if (what === 'refunded' && amount) add((bySystem[system] ??= {}), amount);
	}
	const sums: Amounts = {};
	for (const amounts of Object.values(bySystem))
		for (const [currency, amount] of Object.entries(amounts)) sums[currency] = Math.max(sums[currency] ?? 0, amount);
	for (const leg of state.refunds) if (leg.state === 'succeeded') add(sums, leg.intent.amount);
	return sums;
}

/** Pieces that came, as the warehouse or Odoo tells it, and those that we would have booked. */
function goodsRow(one: ShadowCase): Row[] {
	const came = one.state.lines.reduce((sum, { quantities }) => sum + quantities.received, 0);
	const withheld = one.events.flatMap((event) => withheldIn(event) ?? []);
	const receipts = withheld.filter(
		({ effect }) => effect.kind === 'odoo.receipt' || /goods\.receive$/.test(effect.kind),
	);
	if (!came && !receipts.length) return [];
	const booked = receipts.reduce((sum, { would }) => sum + piecesIn(would), 0);
	const problem = receipts.find((receipt) => receipt.problem)?.problem;
	return [
		rowOf(one, {
			what: 'goods',
			would: receipts.length ? (problem ?? `${booked} booked`) : '',
			did: came ? `${came} received` : '',
			verdict: !came || !receipts.length || problem ? 'open' : booked === came ? 'same' : 'different',
		}),
	];
}

function piecesIn(would: Record<string, unknown> | undefined): number {
	const lines = Array.isArray(would?.lines) ? (would.lines as Array<{ quantity?: unknown }>) : [];
	return lines.reduce((sum, { quantity }) => sum + (Number(quantity) || 0), 0);
}

/** Every other effect that was withheld. */
function otherRows(one: ShadowCase): Row[] {
	return one.events.flatMap((event) => {
		const withheld = withheldIn(event);
		if (!withheld) return [];
		const { effect, would, problem } = withheld;
		return [
			rowOf(one, { what: effect.kind, would: problem ?? wordsOf(would), did: '', verdict: 'only_ours' as const }),
		];
	});
}

/** The plain values of what would have been done: "name S00012, status OPEN". */
function wordsOf(would: Record<string, unknown> = {}): string {
	return Object.entries(would)
		.flatMap(([key, value]) => {
			const text = plain(value);
			return text && key !== 'outcome' ? [`${key} ${text}`] : [];
		})
		.join(', ');
}

function plain(value: unknown): string {
	if (typeof value === 'string' || typeof value === 'number') return String(value);
	const { amount, currency } = (value ?? {}) as { amount?: unknown; currency?: unknown };
	return typeof amount === 'number' && typeof currency === 'string' ? format(money(amount, currency)) : '';
}

function withheldIn({ type, data }: CaseEvent): EventData<'shadow.withheld'> | undefined {
	return type === 'shadow.withheld' ? (data as EventData<'shadow.withheld'>) : undefined;
}

function sumsOf(cases: ShadowCase[]): ShadowReport['money'] {
	const [would, did]: Amounts[] = [{}, {}];
	for (const one of cases) {
		for (const [currency, amount] of Object.entries(owedIn(one))) add(would, { amount, currency });
		for (const [currency, amount] of Object.entries(paidIn(one))) add(did, { amount, currency });
	}
	return currenciesOf(would, did).map((currency) => {
		const [ours, theirs] = [would[currency] ?? 0, did[currency] ?? 0];
		return { currency, would: ours, did: theirs, difference: ours - theirs };
	});
}

function countsOf(cases: ShadowCase[]): ShadowReport['withheld'] {
	const counts = new Map<string, { effect: string; times: number; problems: number }>();
	for (const { effect, problem } of cases.flatMap(({ events }) => events.flatMap((event) => withheldIn(event) ?? []))) {
		const count = counts.get(effect.kind) ?? { effect: effect.kind, times: 0, problems: 0 };
		counts.set(effect.kind, {
			...count,
			times: count.times + 1,
			problems: count.problems + (problem === undefined ? 0 : 1),
		});
	}
	return [...counts.values()].sort((a, b) => a.effect.localeCompare(b.effect));
}

function currenciesOf(...all: Amounts[]): string[] {
	return [...new Set(all.flatMap((one) => Object.keys(one)))].sort();
}

function add(sums: Amounts, { amount, currency }: { amount: number; currency: string }): void {
	sums[currency] = (sums[currency] ?? 0) + amount;
}

import type { DriftClass, Rules, Source } from '../../nodes/ReturnReconciliation/judge';
import { entryOf, goodsEntryOf, type Entry, type GoodsEntry } from '../../nodes/ReturnReconciliation/match';
import type { FinancialRecord, GoodsRecord, Money } from '../../nodes/shared/model';

const hour = 3_600_000;
const day = 24 * hour;
const begin = Date.parse('2026-01-01T00:00:00Z');
/** The evening of the year's last day. */
export const yearEnd = begin + 365 * day;
export const yearRules: Rules = {
	tolerance: 0,
	cutOffMs: day,
	lateMs: 10 * day,
	payoutMs: 7 * day,
	goodsMs: 30 * day,
	refundMs: 14 * day,
	labelMs: 30 * day,
	proposeMs: 48 * hour,
	now: yearEnd,
};

const scope = { companies: new Set(['Shop']), journals: new Set<string>(), tags: new Set<string>(), references: [] };
const source = (
	name: string,
	role: Source['role'],
	expects: Source['expects'],
	processors: string[] = [],
	more: Partial<Source> = {},
): Source => ({ name, role, expects, processors: new Set(processors) as Source['processors'], ...more });
export const yearSources = [
	source('Credit Notes', 'erp', 'every', [], { only: scope }),
	source('ERP Payments', 'erp', 'every', [], { only: scope }),
	source('Stripe', 'payment', 'processors', ['stripe']),
	source('Shopify', 'shop', 'every'),
	source('Cases', 'cases', 'every'),
	source('Payouts', 'payout', 'processors', ['stripe', 'shopify_payments']),
	source('Bank', 'bank', 'processors', ['other']),
	source('Helpdesk', 'other', 'every'),
	source('Warehouse', 'warehouse', 'optional'),
	source('Carrier', 'carrier', 'optional'),
	source('Stock', 'erp', 'optional'),
];
const [notes, payments, stripe, shopify, cases, payouts, bank, helpdesk, warehouse, carrier, stock] =
	yearSources.keys();

type Money_ = [number, FinancialRecord];
type Goods = [number, GoodsRecord];

/** Where a drift was planted, and what must be said of it. */
export interface Planted {
	class: DriftClass;
	reference: string;
	fix: string;
	amount?: Money;
}

export interface Year {
	entries: Entry[];
	goods: GoodsEntry[];
	planted: Planted[];
	returns: number;
}

/** Numbers that look random and are the same for the same seed. */
function randomOf(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let value = Math.imul(state ^ (state >>> 15), 1 | state);
		value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
		return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const ways = [
	'stripe',
	'shopify',
	'bank',
	'store_credit',
	'split',
	'two',
	'two_equal',
	'again',
	'kept',
	'dispute_won',
	'dispute_of_rest',
] as const;
type Way = (typeof ways)[number];

/** One return as all systems have it. */
interface Return {
	n: number;
	reference: string;
	/** Day of the year. */
	at: number;
	currency: string;
	/** What one piece was sold for. */
	price: number;
	pieces: number;
	money: Money_[];
	goods: Goods[];
}

const iso = (at: number) => new Date(Math.min(begin + at * day, yearEnd)).toISOString();
const record = (own: Return, at: number, more: Partial<FinancialRecord> & { minor: number }): FinancialRecord => {
	const { minor, ...rest } = more;
	return {
		source: 'x',
		kind: 'refund',
		id: '',
		amount: { amount: minor, currency: own.currency },
		status: 'succeeded',
		time: iso(at),
		providerIds: {},
		...rest,
	};
};

/** A refund of a return in every system, six days after it began. */
function refundIn(
	own: Return,
	number: number,
	minor: number,
	by: 'stripe' | 'shopify_payments' | 'other',
	pieces: number,
): void {
	const { reference, n, at } = own;
	const intent = `${reference}/R${number}`;
	const id = `${n}_${number}`;
	const paid: Record<string, string> =
		by === 'stripe'
			? { 'stripe.refund': `re_${id}` }
			: by === 'other'
				? { 'bank.line': `b_${id}` }
				: { 'shopify.transaction': `t_${id}` };
	const mover = by === 'stripe' ? stripe : by === 'other' ? bank : shopify;
	const payment = `pay_${n}`;
	const captured = { amount: own.price * own.pieces + 5000, currency: own.currency };
	own.money.push(
		[
			cases,
			record(own, at + 6, {
				minor,
				source: 'cases',
				id: intent,
				reference,
				intent,
				processor: by,
				payment,
				captured,
				providerIds: { ...paid, 'odoo.credit_note': `n_${id}` },
			}),
		],
		[
			mover,
			record(own, at + 6, {
				minor,
				source: yearSources[mover].name,
				id: `m_${id}`,
				reference,
				...(number % 2 === 1 && { intent }),
				processor: by,
				payment,
				providerIds: paid,
			}),
		],
		// Odoo knows the return; of the second refund only that.
		[
			notes,
			record(own, at + 6.1, {
				minor,
				source: 'odoo',
				kind: 'credit_note',
				id: `n_${id}`,
				reference,
				company: 'Shop',
				providerIds: { 'odoo.credit_note': `n_${id}` },
			}),
		],
		[
			payments,
			record(own, at + 6.2, {
				minor,
				source: 'odoo',
				kind: 'payment',
				id: `p_${id}`,
				company: 'Shop',
				providerIds: { ...paid, 'odoo.payment': `p_${id}` },
			}),
		],
		[helpdesk, record(own, at + 7, { minor, source: 'helpdesk', id: `h_${id}`, reference, intent })],
	);
	if (by !== 'shopify_payments')
		own.money.push([
			shopify,
			record(own, at + 6.5, {
				minor,
				source: 'shopify',
				id: `s_${id}`,
				reference,
				intent,
				providerIds: { 'shopify.refund': `s_${id}` },
			}),
		]);
	if (by !== 'other')
		own.money.push([
			payouts,
			record(own, at + 8, {
				minor,
				source: 'payouts',
				id: `x_${id}`,
				processor: by,
				providerIds: { ...paid, 'stripe.balance_transaction': `x_${id}` },
			}),
		]);
	own.goods.push([
		cases,
		thing(own, 'paid_for', at + 6, {
			id: `${intent}/L1`,
			intent,
			quantity: pieces,
			value: { amount: minor, currency: own.currency },
		}),
	]);
}

function thing(own: Return, kind: GoodsRecord['kind'], at: number, more: Partial<GoodsRecord>): GoodsRecord {
	return {
		source: 'x',
		kind,
		id: `${kind}_${own.n}`,
		reference: own.reference,
		sku: `SKU${own.n % 50}`,
		quantity: own.pieces,
		time: iso(at),
		providerIds: {},
		...more,
	};
}

/** Label, parcel, receipt and stock, as they should be; every fifth piece has a serial number and is sold again. */
function bringBack(own: Return): void {
	const { n, at, pieces, price, currency } = own;
	const serials = n % 5 === 0 && pieces === 1 ? { serials: [`SN${n}`] } : {};
	const tracking = `T${n}`;
	own.goods.push(
		[cases, thing(own, 'expected', at, { value: { amount: price * pieces, currency }, settled: true })],
		[carrier, thing(own, 'label', at, { tracking, quantity: 1, value: { amount: 495, currency: 'EUR' } })],
		[carrier, thing(own, 'parcel', at + 2, { tracking, quantity: 1, reference: undefined })],
		[warehouse, thing(own, 'receipt', at + 5, { tracking, ...serials })],
		[cases, thing(own, 'receipt', at + 5.1, {})],
		[
			stock,
			thing(own, 'movement', at + 6, {
				id: `q_${n}`,
				from: 'inspection',
				to: n % 10 === 0 ? 'quarantine' : 'restock',
				...serials,
			}),
		],
	);
	if (n % 10 === 0)
		own.goods.push([
			stock,
			thing(own, 'movement', at + 12, { id: `r_${n}`, from: 'quarantine', to: 'restock', ...serials }),
		]);
	if (serials.serials)
		own.goods.push(
			[
				stock,
				thing(own, 'movement', at - 10, {
					id: `o_${n}`,
					reference: undefined,
					from: 'restock',
					to: 'customer',
					...serials,
				}),
			],
			[
				stock,
				thing(own, 'movement', at + 20, {
					id: `s_${n}`,
					reference: undefined,
					from: 'restock',
					to: 'customer',
					...serials,
				}),
			],
		);
}

const of = (own: Return, source: number, change: (one: FinancialRecord) => FinancialRecord[]) => {
	own.money = own.money.flatMap(([at, one]): Money_[] =>
		at === source ? change(one).map((each): Money_ => [at, each]) : [[at, one]],
	);
};
const drop = (own: Return, ...from: number[]) => {
	own.money = own.money.filter(([at]) => !from.includes(at));
};
const keepOnly = (own: Return, ...from: number[]) => {
	own.money = own.money.filter(([at]) => from.includes(at));
};
const without = (own: Return, ...kinds: Array<GoodsRecord['kind']>) => {
	own.goods = own.goods.filter(([, { kind }]) => !kinds.includes(kind));
};
const disputeOf = (own: Return, at: number, minor: number, status: FinancialRecord['status'] = 'pending'): Money_ => [
	stripe,
	record(own, at, { minor, source: 'stripe', kind: 'dispute', id: `dp_${own.n}`, status, payment: `pay_${own.n}` }),
];

type Spoiler = { by?: 'shopify'; spoil(own: Return, total: Money): Omit<Planted, 'reference' | 'class'> };
const byHand = (spoil: (own: Return, total: Money) => Money | void, by?: 'shopify'): Spoiler => ({
	...(by && { by }),
	spoil: (own, total) => ({ fix: 'by_hand', amount: spoil(own, total) ?? total }),
});
const mended = (fix: string, spoil: (own: Return) => void): Spoiler => ({
	spoil: (own, total) => (spoil(own), { fix, amount: total }),
});
const more = (one: FinancialRecord, by: number) => ({
	...one,
	amount: { ...one.amount, amount: one.amount.amount + by },
});

/** Each class of drift, and how a return gets it that was in order; some in two ways, one to be mended and one for a person. */
export const yearSpoilers: Array<[DriftClass, Spoiler]> = [
	['missing_in_erp', mended('register_payment', (own) => drop(own, payments))],
	['missing_in_erp', byHand((own) => drop(own, notes))],
	['missing_in_payment', byHand((own) => drop(own, stripe, payouts))],
	['missing_in_shop', mended('record_in_shop', (own) => drop(own, shopify))],
	['missing_in_shop', byHand((own) => drop(own, shopify), 'shopify')],
	['missing_in_cases', byHand((own) => drop(own, cases))],
	['missing_in_other', byHand((own) => drop(own, helpdesk))],
	[
		'amount_differs',
		byHand((own) => (of(own, payments, (one) => [more(one, -1)]), { amount: 1, currency: own.currency })),
	],
	[
		'currency_differs',
		byHand((own, total) => {
			const strange = { ...total, currency: 'CHF' };
			of(own, notes, (one) => [{ ...one, amount: strange }]);
			return strange;
		}),
	],
	[
		'several_currencies',
		byHand((own) => {
			const part = { amount: 210, currency: 'CHF' };
			of(own, stripe, (one) => [more(one, -200), { ...one, id: `${one.id}c`, amount: part }]);
			return part;
		}),
	],
	['status_differs', mended('take_into_case', (own) => of(own, cases, (one) => [{ ...one, status: 'pending' }]))],
	['failed_after_success', byHand((own) => of(own, payouts, (one) => [{ ...one, status: 'failed' }]))],
	[
		'duplicate',
		byHand((own) =>
			of(own, stripe, (one) => [
				one,
				{ ...one, id: `${one.id}again`, providerIds: { 'stripe.refund': `${one.id}again` } },
			]),
		),
	],
	[
		'late',
		byHand((own) => {
			drop(own, notes, payments, payouts, helpdesk);
			own.money = own.money.map(([at, one]): Money_ => [at, { ...one, status: 'pending' }]);
		}),
	],
	[
		'refunded_after_failure',
		byHand((own) => {
			const again = { 'stripe.refund': `re_${own.n}again` };
			of(own, stripe, (one) => [
				{ ...one, status: 'failed' },
				{ ...one, id: `${one.id}again`, providerIds: again },
			]);
			of(own, cases, (one) => [{ ...one, providerIds: { ...one.providerIds, ...again } }]);
			of(own, payouts, (one) => [{ ...one, providerIds: again }]);
		}),
	],
	[
		'over_captured',
		byHand(
			(own, { amount, currency }) => (
				of(own, cases, (one) => [{ ...one, captured: { amount: amount - 7, currency } }]),
				{ amount: 7, currency }
			),
		),
	],
	[
		'unknown_reference',
		byHand((own) => {
			keepOnly(own, stripe, payouts);
			own.money = own.money.map(([at, one]): Money_ => [at, { ...one, reference: undefined, intent: undefined }]);
			own.goods = [];
		}),
	],
	['credit_note_without_payment', byHand((own) => (keepOnly(own, notes), void without(own, 'paid_for')))],
	['payout_without_refund', byHand((own) => (keepOnly(own, payouts), void (own.goods = [])))],
	['payment_without_payout', byHand((own) => drop(own, payouts))],
	[
		'chargeback_after_refund',
		byHand((own, { amount }) => void own.money.push(disputeOf(own, own.at + 30, amount + 5000))),
	],
	[
		'refund_after_chargeback',
		byHand((own, { amount }) => void own.money.push(disputeOf(own, own.at + 3, amount + 5000, 'succeeded'))),
	],
	['refunded_not_received', byHand((own) => void without(own, 'receipt', 'movement'))],
	[
		'received_not_refunded',
		byHand((own) => {
			own.money = [];
			without(own, 'paid_for');
			own.goods = own.goods.map(([at, one]): Goods => [at, one.kind === 'expected' ? { ...one, settled: false } : one]);
		}),
	],
	[
		'stock_without_receipt',
		byHand((own) => {
			own.goods = own.goods.map(([at, one]): Goods => [
				at,
				one.id === `q_${own.n}` ? { ...one, quantity: one.quantity + 2 } : one,
			]);
			return { amount: 2 * own.price, currency: own.currency };
		}),
	],
	[
		'sold_in_quarantine',
		byHand((own) => {
			const serials = [`QN${own.n}`];
			const value = { amount: own.price, currency: own.currency };
			own.goods.push(
				[
					warehouse,
					thing(own, 'movement', own.at + 7, {
						id: `k_${own.n}`,
						quantity: 1,
						from: 'restock',
						to: 'quarantine',
						serials,
						value,
					}),
				],
				[
					stock,
					thing(own, 'movement', own.at + 9, {
						id: `v_${own.n}`,
						quantity: 1,
						reference: undefined,
						from: 'restock',
						to: 'customer',
						serials,
					}),
				],
			);
			return value;
		}),
	],
	[
		'label_unused',
		byHand((own) => {
			own.goods.push([
				carrier,
				thing(own, 'label', own.at, {
					id: `l2_${own.n}`,
					tracking: `TT${own.n}`,
					quantity: 1,
					value: { amount: 395, currency: 'EUR' },
				}),
			]);
			return { amount: 395, currency: 'EUR' };
		}),
	],
];

/**
 * A year of trade: of so many orders every sixth comes back, in one of eleven ways that are in order and easily taken for a drift, beside
 * refunds and movements that have nothing to do with returns. In every twentieth return that is old enough a drift is planted, all kinds
 * in turn.
 */
export function yearOf(orders: number, seed: number): Year {
	const random = randomOf(seed);
	const money: Money_[] = [];
	const goods: Goods[] = [];
	const planted: Planted[] = [];
	let [returns, next] = [0, 0];
	for (let n = 0; n < orders; n++) {
		if (n % 40 === 7) noise(n, random, money, goods);
		if (random() > 1 / 6) continue;
		const place = ++returns % 20 === 0 ? yearSpoilers[next % yearSpoilers.length] : undefined;
		const at = place ? 15 + random() * 270 : 15 + random() * 350;
		const own: Return = {
			n,
			reference: `RMA-Y${n}`,
			at,
			currency: random() < 0.1 ? 'USD' : 'EUR',
			// Few prices, so that equal amounts meet.
			price: 1000 + 500 * Math.floor(random() * 8),
			pieces: 1 + Math.floor(random() * 3),
			money: [],
			goods: [],
		};
		const way = place
			? (place[1].by ?? 'stripe')
			: random() < 0.5
				? 'stripe'
				: ways[Math.floor(random() * ways.length)];
		take(own, way);
		if (place) {
			const total = { amount: own.price * own.pieces, currency: own.currency };
			planted.push({ class: place[0], reference: own.reference, ...place[1].spoil(own, total) });
			next++;
		}
		money.push(...own.money);
		goods.push(...own.goods);
	}
	shuffle(money, random);
	shuffle(goods, random);
	// What has not happened yet nobody has on the books.
	const isPast = ({ time }: { time: number }) => time < yearEnd;
	return {
		entries: money.map(([at, one], item) => entryOf(one, at, item)).filter(isPast),
		goods: goods.map(([at, one], item) => goodsEntryOf(one, at, item)).filter(isPast),
		planted,
		returns,
	};
}

function take(own: Return, way: Way): void {
	const total = own.price * own.pieces;
	if (way !== 'kept') bringBack(own);
	if (way === 'two' || way === 'two_equal') {
		const first = way === 'two_equal' ? total : Math.floor(total / 3);
		if (way === 'two_equal') own.pieces *= 2;
		refundIn(own, 1, first, 'stripe', 1);
		refundIn(own, 2, way === 'two_equal' ? total : total - first, 'stripe', 1);
		return;
	}
	if (way === 'store_credit') {
		const common = {
			minor: total,
			kind: 'store_credit' as const,
			reference: own.reference,
			intent: `${own.reference}/R1`,
			processor: 'store_credit' as const,
		};
		for (const at of [cases, shopify, helpdesk])
			own.money.push([at, record(own, own.at + 6, { ...common, source: yearSources[at].name, id: `c_${own.n}` })]);
		own.money.push([
			notes,
			record(own, own.at + 6, {
				minor: total,
				source: 'odoo',
				kind: 'credit_note',
				id: `n_${own.n}`,
				reference: own.reference,
			}),
		]);
		return;
	}
	refundIn(own, 1, total, way === 'shopify' ? 'shopify_payments' : way === 'bank' ? 'other' : 'stripe', own.pieces);
	if (way === 'split') split(own, total);
	if (way === 'again')
		own.money.push([
			stripe,
			record(own, own.at + 5, {
				minor: total,
				source: 'Stripe',
				id: `f_${own.n}`,
				reference: own.reference,
				intent: `${own.reference}/R1`,
				status: 'failed',
				processor: 'stripe',
				payment: `pay_${own.n}`,
				providerIds: { 'stripe.refund': `f_${own.n}` },
			}),
		]);
	if (way === 'dispute_won') own.money.push(disputeOf(own, own.at + 20, total, 'failed'));
	if (way === 'dispute_of_rest') own.money.push(disputeOf(own, own.at + 20, 5000));
}

/** A third by bank transfer, the rest by Stripe; in the books two payments of one credit note. */
function split(own: Return, total: number): void {
	const part = Math.floor(total / 3);
	for (const at of [stripe, payments, payouts]) of(own, at, (one) => [more(one, -part)]);
	const common = { minor: part, reference: own.reference, intent: `${own.reference}/R1` };
	own.money.push(
		[bank, record(own, own.at + 6, { ...common, source: 'bank', id: `b_${own.n}`, processor: 'other' })],
		[payments, record(own, own.at + 6, { ...common, source: 'odoo', kind: 'payment', id: `pb_${own.n}` })],
	);
}

/** What a company does besides: credit notes of services, other companies' books, goods of suppliers, labels to customers. */
function noise(n: number, random: () => number, money: Money_[], goods: Goods[]): void {
	const own: Return = {
		n,
		reference: '',
		at: random() * 300,
		currency: 'EUR',
		price: 1000,
		pieces: 1,
		money: [],
		goods: [],
	};
	money.push(
		[
			notes,
			record(own, own.at, {
				minor: 1500,
				source: 'odoo',
				kind: 'credit_note',
				id: `z_${n}`,
				reference: `INV/${n}`,
				company: 'Shop',
			}),
		],
		[payments, record(own, own.at, { minor: 1500, source: 'odoo', kind: 'payment', id: `z_${n}`, company: 'Shop' })],
		[
			notes,
			record(own, own.at, {
				minor: 1500,
				source: 'odoo',
				kind: 'credit_note',
				id: `zz_${n}`,
				reference: `RMA-OTHER${n}`,
				company: 'Other',
			}),
		],
	);
	const unnamed = { reference: undefined, serials: [`ZN${n}`] };
	goods.push(
		[stock, thing(own, 'movement', own.at, { ...unnamed, id: `z1_${n}`, from: 'vendor', to: 'quarantine' })],
		[stock, thing(own, 'movement', own.at + 1, { ...unnamed, id: `z2_${n}`, from: 'quarantine', to: 'customer' })],
		[
			carrier,
			thing(own, 'label', own.at, {
				reference: undefined,
				id: `z3_${n}`,
				tracking: `Z${n}`,
				value: { amount: 495, currency: 'EUR' },
			}),
		],
	);
}

function shuffle<T>(list: T[], random: () => number): void {
	for (let at = list.length - 1; at > 0; at--) {
		const other = Math.floor(random() * (at + 1));
		[list[at], list[other]] = [list[other], list[at]];
	}
}

/** What was found of a year beside what was planted: each drift as class, return, what is at risk and what may mend it. */
export function compareYear(
	planted: Planted[],
	drifts: Array<{ class: string; reference?: string; amount?: Money; fix: string }>,
): { missed: string[]; invented: string[]; wrongFix: string[] } {
	const text = ({ class: one, reference = '', amount }: { class: string; reference?: string; amount?: Money }) =>
		`${one} ${nameless.has(one) ? '' : reference} ${amount?.amount} ${amount?.currency}`;
	const want = planted.map((one) => ({ key: text(one), fix: one.fix }));
	const found = new Map<string, string[]>();
	for (const drift of drifts) found.set(text(drift), [...(found.get(text(drift)) ?? []), drift.fix]);
	const [missed, wrongFix]: string[][] = [[], []];
	for (const { key, fix } of want) {
		const fixes = found.get(key);
		if (!fixes?.length) missed.push(key);
		else if (fixes.shift() !== fix) wrongFix.push(`${key}: not ${fix}`);
	}
	return { missed, wrongFix, invented: [...found].flatMap(([key, fixes]) => fixes.map(() => key)) };
}
/** Drifts of records that name no return. */
const nameless = new Set(['unknown_reference', 'payout_without_refund']);

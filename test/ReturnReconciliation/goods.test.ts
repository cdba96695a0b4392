import { reconcile, type Drift, type Source } from '../../nodes/ReturnReconciliation/judge';
import { entryOf, goodsEntryOf } from '../../nodes/ReturnReconciliation/match';
import type { FinancialRecord, GoodsRecord } from '../../nodes/shared/model';
import { cases, hour, notes, now, payouts, rules, sources as ofMoney, stripe } from './books';

const kept = (name: string, role: Source['role']): Source => ({
	name,
	role,
	expects: 'optional',
	processors: new Set(),
});
const sources = [...ofMoney, kept('Warehouse', 'warehouse'), kept('Carrier', 'carrier'), kept('Stock', 'erp')];
const [warehouse, carrier, stock] = [7, 8, 9];
const ago = (days: number) => new Date(now - days * 24 * hour).toISOString();
const eur = (amount: number) => ({ amount, currency: 'EUR' });

type Given = [number, GoodsRecord];
let count = 0;
const goods = (source: number, kind: GoodsRecord['kind'], days: number, more: Partial<GoodsRecord> = {}): Given => [
	source,
	{
		source: 'x',
		kind,
		id: String(++count),
		reference: 'RMA-1',
		quantity: 1,
		time: ago(days),
		providerIds: {},
		...more,
	},
];
/** Another return, so that warehouse and carrier are known to have been read. */
const elsewhere: Given[] = [
	goods(warehouse, 'receipt', 90, { reference: 'RMA-9' }),
	goods(carrier, 'parcel', 90, { reference: 'RMA-9' }),
];
const refund = (days: number, minor = 2000, more: Partial<FinancialRecord> = {}): Array<[number, FinancialRecord]> =>
	[cases, stripe].map((source) => [
		source,
		{
			source: 'x',
			kind: 'refund',
			id: 're_1',
			reference: 'RMA-1',
			intent: 'RMA-1/R1',
			amount: eur(minor),
			status: 'succeeded',
			time: ago(days),
			processor: 'stripe',
			providerIds: { 'stripe.refund': 're_1' },
			...more,
		},
	]);
const isOfMoney = (drift: string) => drift.startsWith('missing_in_erp') || drift === 'payment_without_payout';
/** Drifts of the goods; what the books lack besides is another test's. */
function found(things: Given[], money: Array<[number, FinancialRecord]> = [], change = {}, around = elsewhere) {
	const entries = money.map(([source, record], item) => entryOf(record, source, item));
	const given = [...things, ...around].map(([source, record], item) => goodsEntryOf(record, source, item));
	return reconcile(entries, sources, { ...rules, ...change }, given).unmatched.flatMap(({ json }) =>
		isOfMoney(json.class) || json.reference === 'RMA-9' ? [] : [json],
	);
}
const classes = (...given: Parameters<typeof found>) => found(...given).map((one) => [one.class, one.amount?.amount]);

describe('refunded and never received', () => {
	const expected = goods(cases, 'expected', 60, { quantity: 2, value: eur(2000) });
	const cameBack: FinancialRecord = { ...refund(45)[0][1], id: 'txn_1', status: 'failed' };
	const paidFor = (quantity: number, value: number) =>
		goods(cases, 'paid_for', 45, { intent: 'RMA-1/R1', quantity, value: eur(value) });

	it('is told when the goods are long overdue, with what they were worth', () => {
		expect(found([expected, paidFor(2, 2000)], refund(45))).toMatchObject([
			{
				class: 'refunded_not_received',
				owner: 'service',
				reference: 'RMA-1',
				onCase: true,
				fix: 'by_hand',
				amount: eur(2000),
				ageDays: 60,
				message: '20.00 EUR was paid back for 2 pieces, and none came.',
			},
		]);
		expect(classes([expected], refund(45))).toEqual([['refunded_not_received', 2000]]);
	});
	it('counts the pieces: of two that were paid one came', () => {
		const came = goods(warehouse, 'receipt', 40);
		expect(classes([expected, paidFor(2, 2000), came], refund(45))).toEqual([['refunded_not_received', 1000]]);
		expect(classes([expected, paidFor(1, 1000), came], refund(45, 1000))).toEqual([]);
	});
	it('counts a receipt once that was read twice', () => {
		const came = goods(warehouse, 'receipt', 40);
		expect(classes([expected, paidFor(2, 2000), came, came], refund(45))).toEqual([['refunded_not_received', 1000]]);
	});
	it('counts by article what is short', () => {
		const mug = { sku: 'MUG', value: eur(500) };
		const lamp = { sku: 'LAMP', value: eur(1500) };
		const lines = [mug, lamp].flatMap((one) => [
			goods(cases, 'expected', 60, one),
			goods(cases, 'paid_for', 45, { ...one, intent: 'RMA-1/R1' }),
		]);
		expect(classes([...lines, goods(warehouse, 'receipt', 40, { sku: 'MUG' })], refund(45))).toEqual([
			['refunded_not_received', 1500],
		]);
	});
	it('asks for no more pieces than are expected, and counts only what a refund that ended pays for', () => {
		const came = goods(warehouse, 'receipt', 40);
		expect(classes([expected, paidFor(5, 5000), came], refund(45))).toEqual([['refunded_not_received', 1000]]);
		const another = goods(cases, 'paid_for', 45, { intent: 'RMA-1/R2', value: eur(1000) });
		expect(classes([expected, paidFor(1, 1000), another, came], refund(45, 1000))).toEqual([]);
		expect(classes([expected, came], refund(45))).toEqual([]);
	});
	it('puts no more at risk than was paid back', () => {
		expect(classes([expected], refund(45, 1500))).toEqual([['refunded_not_received', 1500]]);
	});
	it('became due when the refund was so old', () => {
		const from = (days: number) => ({ from: now - days * 24 * hour });
		expect(classes([expected], refund(45), from(16))).toEqual([['refunded_not_received', 2000]]);
		expect(classes([expected], refund(45), from(14))).toEqual([]);
	});
	it.each<[string, Given[], Array<[number, FinancialRecord]>]>([
		['a refund that is not old', [expected], refund(20)],
		['one that is still on its way', [expected], refund(45, 2000, { status: 'pending' })],
		['one that came back in a payout', [expected], [...refund(45), [payouts, cameBack]]],
		['a credit note alone', [expected], [[notes, { ...cameBack, kind: 'credit_note', status: 'succeeded' }]]],
		['one that failed', [expected], refund(45, 2000, { status: 'failed' })],
		['goods that came', [expected, goods(stock, 'receipt', 40, { quantity: 2 })], refund(45)],
		['goods that nobody expects', [paidFor(2, 2000)], refund(45)],
		['a goodwill payment', [], refund(45)],
	])('is not told of %s', (_name, things, money) => {
		expect(classes(things, money).filter(([drift]) => drift === 'refunded_not_received')).toEqual([]);
	});
	it('is not told when the warehouse gave nothing at all', () => {
		expect(classes([expected], refund(45), {}, [elsewhere[1]])).toEqual([]);
	});
});

describe('received and not refunded', () => {
	const expected = goods(cases, 'expected', 60, { value: eur(2000) });
	const came = (days: number) => goods(warehouse, 'receipt', days);

	it('is told two weeks after the goods came', () => {
		expect(classes([expected, came(15)])).toEqual([['received_not_refunded', 2000]]);
		expect(classes([expected, came(13)])).toEqual([]);
	});
	it('is about the pieces that came, and became due so long after them', () => {
		const three = goods(cases, 'expected', 60, { quantity: 3, value: eur(3000) });
		expect(classes([three, came(15)])).toEqual([['received_not_refunded', 1000]]);
		expect(classes([expected, came(20)], [], { from: now - 7 * 24 * hour })).toEqual([['received_not_refunded', 2000]]);
		expect(classes([expected, came(20)], [], { from: now - 5 * 24 * hour })).toEqual([]);
	});
	it('is not told beside a credit note that nobody has paid, which is told itself', () => {
		const [[, record]] = refund(5);
		const note: FinancialRecord = { ...record, kind: 'credit_note' };
		expect(classes([expected, came(15)], [[notes, note]]).map(([drift]) => drift)).not.toContain(
			'received_not_refunded',
		);
	});
	it('is told of a return that no case knows, without an amount', () => {
		expect(found([came(15)])).toMatchObject([{ class: 'received_not_refunded', onCase: false }]);
		expect(classes([came(15)])).toEqual([['received_not_refunded', undefined]]);
	});
	it('is not told where nothing is due, or the refund is under way', () => {
		expect(classes([goods(cases, 'expected', 60, { settled: true }), came(15)])).toEqual([]);
		expect(classes([expected, came(15)], refund(5))).toEqual([]);
		expect(classes([expected, came(15)], refund(5, 2000, { status: 'pending' }))).toEqual([]);
		expect(classes([expected, goods(warehouse, 'receipt', 15, { canceled: true })])).toEqual([]);
	});
});

describe('stock without receipt', () => {
	const put = (quantity: number, more: Partial<GoodsRecord> = {}) =>
		goods(stock, 'movement', 5, { quantity, from: 'inspection', to: 'restock', ...more });
	const counted = [goods(warehouse, 'receipt', 6), goods(cases, 'expected', 9, { quantity: 3, value: eur(3000) })];

	it('is told of the pieces that nobody counted', () => {
		expect(classes([...counted, put(3)])).toEqual([['stock_without_receipt', 2000]]);
		expect(classes([...counted, put(3, { from: 'customer' })])).toEqual([['stock_without_receipt', 2000]]);
		expect(classes([...counted, put(3, { value: eur(2400) })])).toEqual([['stock_without_receipt', 1600]]);
		expect(found([put(1)])).toMatchObject([{ class: 'stock_without_receipt', owner: 'warehouse', sources: ['Stock'] }]);
	});
	it('is not told of the same pieces in several systems, or of one that went on', () => {
		const same = goods(cases, 'movement', 5, { from: 'inspection', to: 'restock' });
		const onwards = put(1, { from: 'quarantine' });
		expect(classes([...counted, put(1), same, onwards])).toEqual([]);
		expect(classes([...counted, put(1), put(1, { from: 'customer', to: 'inspection' })])).toEqual([]);
		expect(classes([...counted, put(1), put(1, { to: 'customer' })])).toEqual([]);
		expect(classes([...counted, put(3, { canceled: true })])).toEqual([]);
		expect(classes([...counted, put(3, { time: ago(0.5) })])).toEqual([]);
	});
});

describe('sold again while in quarantine', () => {
	const serial = { serials: ['SN1'], sku: 'PHONE' };
	const locked = goods(stock, 'movement', 20, { ...serial, from: 'inspection', to: 'quarantine', value: eur(49900) });
	const sold = (days: number, more: Partial<GoodsRecord> = {}) =>
		goods(stock, 'movement', days, { ...serial, reference: undefined, from: 'restock', to: 'customer', ...more });
	const freed = (source: number) => goods(source, 'movement', 15, { ...serial, from: 'quarantine', to: 'restock' });
	const receipt = goods(warehouse, 'receipt', 21, serial);
	const only = (things: Given[]) => classes([receipt, goods(cases, 'expected', 60, { settled: true }), ...things]);

	it('is told of its serial number', () => {
		expect(only([locked, sold(10)])).toEqual([['sold_in_quarantine', 49900]]);
	});
	it('is worth what it was sold for now, when that is known', () => {
		expect(only([locked, sold(10, { value: eur(29900) })])).toEqual([['sold_in_quarantine', 29900]]);
	});
	it('is told though it was sold once before it came back', () => {
		expect(only([sold(40), locked, sold(10)])).toEqual([['sold_in_quarantine', 49900]]);
	});
	it.each<[string, Given[]]>([
		['after it was released', [locked, freed(stock), sold(10)]],
		['before it went there', [locked, sold(30)]],
		['so lately that another system may not know it yet', [locked, sold(0.5)]],
		['when it came back once more since', [locked, goods(warehouse, 'receipt', 12, serial), sold(10)]],
		['of another article with the same number', [locked, sold(10, { sku: 'LAMP' })]],
		[
			'when another system has released it',
			[
				locked,
				goods(warehouse, 'movement', 19, { ...serial, from: 'inspection', to: 'quarantine' }),
				freed(warehouse),
				sold(10),
			],
		],
		['when the sale was canceled', [locked, sold(10, { canceled: true })]],
		[
			'of what is no return',
			[
				goods(stock, 'movement', 20, { serials: ['SN2'], reference: undefined, to: 'quarantine' }),
				sold(10, { serials: ['SN2'] }),
			],
		],
	])('is not told %s', (_name, things) => {
		expect(only(things)).toEqual([]);
	});
});

describe('a label that was bought and never used', () => {
	const label = (days: number, more: Partial<GoodsRecord> = {}) =>
		goods(carrier, 'label', days, { tracking: 'T1', value: eur(495), ...more });

	it('is told with its price, once, though the case knows it as well', () => {
		expect(found([label(40), goods(cases, 'label', 40, { tracking: 'T1', value: eur(495) })])).toMatchObject([
			{ class: 'label_unused', amount: eur(495), sources: ['Carrier', 'Cases'], reference: 'RMA-1' },
		]);
	});
	it('is not told while the warehouse gives nothing at all', () => {
		expect(classes([label(40)], [], {}, [elsewhere[1]])).toEqual([]);
	});
	it('was used when the warehouse counted its parcel', () => {
		const came = goods(warehouse, 'receipt', 30, { tracking: 'T1', quantity: 0 });
		expect(classes([label(40), came])).toEqual([]);
	});
	it('is told of the second label when the first was used', () => {
		const used = [goods(carrier, 'parcel', 38, { tracking: 'T2' }), goods(cases, 'expected', 60, { settled: true })];
		const two = [label(40), label(40, { tracking: 'T2' }), ...used, goods(warehouse, 'receipt', 30)];
		expect(classes(two)).toEqual([['label_unused', 495]]);
	});
	it.each<[string, Given[]]>([
		['a young one', [label(20)]],
		['one of which nobody knows when it was bought', [label(40, { time: undefined })]],
		['one that was scanned', [label(40), goods(carrier, 'parcel', 30, { tracking: 'T1', reference: undefined })]],
		['one that was given back', [label(40), goods(cases, 'label', 40, { tracking: 'T1', canceled: true })]],
		['one that costs nothing until it is used', [label(40, { value: eur(0) })]],
		['one of no return', [label(40, { reference: undefined })]],
		[
			'a return that came without being scanned',
			[label(40), goods(warehouse, 'receipt', 30), goods(cases, 'expected', 60, { settled: true })],
		],
	])('is not told of %s', (_name, things) => {
		expect(classes(things)).toEqual([]);
	});
});

it('goods are not judged again that became due before the time it judges from', () => {
	const old = [goods(carrier, 'label', 90, { tracking: 'T1', value: eur(495) })];
	expect(classes(old, [], { from: now - 40 * 24 * hour })).toEqual([]);
	expect(classes(old, [], { from: now - 70 * 24 * hour })).toEqual([['label_unused', 495]]);
});
it('goods that are left out because they are old have not healed', () => {
	const given = [goods(carrier, 'label', 90, { tracking: 'T1', value: eur(495) }), ...elsewhere].map(
		([source, record], item) => goodsEntryOf(record, source, item),
	);
	const night = (before: Drift[], from = 0) => {
		const { unmatched, closed } = reconcile([], sources, { ...rules, from }, given, { before, accepted: [] });
		return [...unmatched, ...closed].map(({ json }) => json).filter((one) => one.class === 'label_unused');
	};
	const later = night(night([]), now - 40 * 24 * hour);
	expect(later.map(({ state, unseen }) => [state, unseen])).toEqual([['open', true]]);
});
describe('a case of which something was heard since, and which knows no other time', () => {
	/** As old as the newest event of its case: the drift itself was told to it. */
	const heard = goods(cases, 'receipt', 0);
	const run = (given: Given[], before: Drift[], money: Array<[number, FinancialRecord]> = []) => {
		const entries = money.map(([source, record], item) => entryOf(record, source, item));
		const things = given.map(([source, record], item) => goodsEntryOf(record, source, item));
		const { unmatched, closed } = reconcile(entries, sources, rules, [...things], { before, accepted: [] });
		return [...unmatched, ...closed].map(({ json }) => json);
	};
	const [receipt, label] = [
		goods(cases, 'receipt', 20),
		goods(cases, 'label', 40, { value: eur(590), reference: 'RMA-2' }),
	];
	const all = (given: Given[]) => [...given, ...elsewhere];
	const before = run(all([receipt, label]), []).filter(({ reference }) => reference !== 'RMA-9');
	const young = all([receipt, label].map(([source, record]): Given => [source, { ...record, time: heard[1].time }]));
	const ofThese = (drifts: Drift[]) =>
		drifts.filter(({ reference }) => reference !== 'RMA-9').map((one) => [one.class, one.state]);

	it('still has what was found of its goods: to be told of it makes none of them younger', () => {
		expect(before.map((one) => one.class).sort()).toEqual(['label_unused', 'received_not_refunded']);
		expect(ofThese(run(young, before)).sort()).toEqual([
			['label_unused', 'open'],
			['received_not_refunded', 'open'],
		]);
		expect(ofThese(run(young, []))).toEqual([]);
	});
	it('heals when it is settled', () => {
		expect(ofThese(run(young, before, refund(2))).filter(([one]) => one === 'received_not_refunded')).toEqual([
			['received_not_refunded', 'healed'],
		]);
	});
});
it('the report has drifts of which nobody says how much', () => {
	const given = [goods(warehouse, 'receipt', 15)].map(([source, record], item) => goodsEntryOf(record, source, item));
	const { summary } = reconcile([], sources, rules, given);
	expect(summary).toMatchObject({ drifts: 1, amounts: {}, records: { Warehouse: 1 } });
	expect(summary.report).toContain('received_not_refunded, nobody says how much, RMA-1: one piece came');
});

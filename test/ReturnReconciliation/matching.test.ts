import fc from 'fast-check';
import { reconcile } from '../../nodes/ReturnReconciliation/judge';
import { agreement } from '../../nodes/ReturnReconciliation/judge/agreement';
import { judge } from '../../nodes/ReturnReconciliation/judge/group';
import { entryOf, joinedByReference, linkedGroups, type Entry } from '../../nodes/ReturnReconciliation/match';
import type { FinancialRecord } from '../../nodes/shared/model';
import {
	bank,
	cases,
	entriesOf,
	goodRefund,
	hour,
	moneyOf,
	notes,
	now,
	payments,
	payouts,
	plantable,
	rules,
	shopify,
	sources,
	spoilers,
	stripe,
} from './books';

const at = (hoursAgo: number) => new Date(now - hoursAgo * hour).toISOString();
let count = 0;
const record = (more: Partial<FinancialRecord> & { minor?: number }): FinancialRecord => {
	const { minor = 1000, ...rest } = more;
	return {
		source: 'x',
		kind: 'refund',
		id: String(++count),
		amount: { amount: minor, currency: 'EUR' },
		status: 'succeeded',
		time: at(100),
		providerIds: {},
		...rest,
	};
};
const entries = (...given: Array<[number, FinancialRecord]>): Entry[] =>
	given.map(([source, one], index) => entryOf(one, source, index));
const classes = (given: Entry[], more = {}) =>
	reconcile(given, sources, { ...rules, ...more })
		.unmatched.map(({ json }) => json.class)
		.sort();
const groups = (given: Entry[]) =>
	joinedByReference(linkedGroups(given))
		.map((group) =>
			group.entries
				.map(({ record: { id } }) => id)
				.sort()
				.join('+'),
		)
		.sort();

describe('a settlement in the currency of the payout', () => {
	const ids = { 'shopify.transaction': 'T1' };
	const known = { reference: 'RMA-1', intent: 'RMA-1/R1', providerIds: ids };
	const settled = (more: Partial<FinancialRecord> = {}) =>
		record({
			amount: { amount: 1390, currency: 'USD' },
			processor: 'shopify_payments',
			providerIds: { ...ids, 'shopify.balance_transaction': 'B1' },
			...more,
		});
	const others = (minor = 1250): Array<[number, FinancialRecord]> => [
		[cases, record({ minor: 1250, processor: 'shopify_payments', ...known })],
		[notes, record({ minor, kind: 'credit_note', ...known })],
		[payments, record({ minor: 1250, kind: 'payment', ...known })],
	];

	it('is no drift: only the money that moved is told, not what it was worth to the customer', () => {
		expect(classes(entries(...others(), [shopify, settled()]))).toEqual([]);
		expect(classes(entries([shopify, settled()], ...others()))).toEqual([]);
	});

	it('still tells that a refund failed, and the others are still compared', () => {
		expect(classes(entries(...others(), [shopify, settled({ status: 'failed' })]))).toEqual(['failed_after_success']);
		expect(classes(entries(...others(1300), [shopify, settled()]))).toEqual(['amount_differs']);
	});

	it('of another amount in the same currency is one', () => {
		expect(classes(entries(...others(), [shopify, settled({ amount: { amount: 1200, currency: 'EUR' } })]))).toEqual([
			'amount_differs',
		]);
	});

	it('is none beside the shop alone, either', () => {
		const shop = { ...sources[shopify], role: 'shop' as const, expects: 'every' as const };
		const payout = { ...sources[shopify], name: 'Payouts', role: 'payment' as const };
		const found = reconcile(
			entries([0, record({ minor: 1250, processor: 'shopify_payments', ...known })], [1, settled()]),
			[shop, payout],
			rules,
		);
		expect(found.unmatched).toEqual([]);
	});
});

describe('matching', () => {
	it('follows provider ids over several records', () => {
		expect(
			groups(
				entries(
					[
						stripe,
						record({ id: 'a', providerIds: { 'stripe.refund': 're_1', 'stripe.balance_transaction': 'txn_1' } }),
					],
					[payments, record({ id: 'b', providerIds: { 'stripe.refund': 're_1', 'odoo.payment': '5' } })],
					[cases, record({ id: 'c', providerIds: { 'odoo.payment': '5' } })],
				),
			),
		).toEqual(['a+b+c']);
	});
	it.each(['stripe.payment_intent', 'stripe.charge', 'shopify.order', 'odoo.order', 'shopify.return', 'stripe.payout'])(
		'does not take %s, which many refunds share, for a link',
		(id) => {
			expect(
				groups(
					entries(
						[stripe, record({ id: 'a', providerIds: { [id]: 'same' } })],
						[cases, record({ id: 'b', providerIds: { [id]: 'same' } })],
					),
				),
			).toEqual(['a', 'b']);
		},
	);
	it('never matches by amount alone', () => {
		expect(groups(entries([stripe, record({ id: 'a' })], [notes, record({ id: 'b' })]))).toEqual(['a', 'b']);
	});
	it('joins credit notes that only name the return to its refunds, by amount first', () => {
		const given = entries(
			[cases, record({ id: 'r1', reference: 'RMA-1', intent: 'RMA-1/R1', minor: 500 })],
			[cases, record({ id: 'r2', reference: 'RMA-1', intent: 'RMA-1/R2', minor: 700 })],
			[notes, record({ id: 'n1', reference: 'RMA-1', minor: 700 })],
			[notes, record({ id: 'n2', reference: 'RMA-1', minor: 501 })],
		);
		expect(groups(given)).toEqual(['n1+r2', 'n2+r1']);
	});
	it('keeps two refunds of equal amount of one return apart', () => {
		const given = entries(
			[cases, record({ id: 'r1', reference: 'RMA-1', intent: 'RMA-1/R1' })],
			[cases, record({ id: 'r2', reference: 'RMA-1', intent: 'RMA-1/R2' })],
			[notes, record({ id: 'n1', reference: 'RMA-1' })],
			[notes, record({ id: 'n2', reference: 'RMA-1' })],
		);
		expect(groups(given).map((group) => group.length)).toEqual([5, 5]);
	});
	it('calls a credit note that is there once more a duplicate', () => {
		const good = entriesOf([goodRefund(1)]);
		const [note] = good.filter(({ source }) => source === notes);
		const [drift, ...others] = reconcile(
			[...good, { ...note, record: { ...note.record, id: 'again', providerIds: { 'odoo.credit_note': 'again' } } }],
			sources,
			rules,
		).unmatched;
		expect(others).toEqual([]);
		expect(drift.json).toMatchObject({
			class: 'duplicate',
			sources: ['Credit Notes'],
			amount: note.record.amount,
			owner: 'finance',
			onCase: true,
		});
	});
	it('takes two payments that add up to the refund for what they are', () => {
		const good = entriesOf([goodRefund(1)]);
		const split = good.flatMap((entry) =>
			entry.source !== payments
				? [entry]
				: [1, 2].map((part) => ({
						...entry,
						record: {
							...entry.record,
							id: `p${part}`,
							amount: { amount: entry.record.amount.amount / 2, currency: 'EUR' },
							providerIds: { 'stripe.refund': 're_1', 'odoo.payment': `p${part}` },
						},
					})),
		);
		expect(classes(split)).toEqual([]);
	});
	it('wants a credit note for store credit, and no payment', () => {
		const credit: Array<[number, FinancialRecord]> = [
			[cases, record({ kind: 'store_credit', processor: 'store_credit', reference: 'RMA-1', intent: 'RMA-1/R1' })],
			[notes, record({ kind: 'credit_note', reference: 'RMA-1' })],
		];
		expect(classes(entries(...credit))).toEqual([]);
		expect(classes(entries(credit[0]))).toEqual(['missing_in_erp']);
		expect(
			classes(
				entries(...credit, [payments, record({ kind: 'payment', reference: 'RMA-1', intent: 'RMA-1/R1', minor: 900 })]),
			),
		).toEqual(['amount_differs']);
	});
	it('takes the latest word of a record that was read twice', () => {
		const good = entriesOf([goodRefund(1)]);
		const [money] = good.filter(({ source }) => source === stripe);
		expect(
			classes([{ ...money, time: money.time - hour, record: { ...money.record, status: 'pending' } }, ...good]),
		).toEqual([]);
		expect(classes([...good, money])).toEqual([]);
	});
});

describe('judging', () => {
	it('sees that Stripe and Shopify both paid', () => {
		const paid = record({
			source: 'shopify',
			reference: 'RMA-000000',
			intent: 'RMA-000000/R2',
			processor: 'shopify_payments',
			minor: 1250,
		});
		const [drift, ...others] = reconcile(
			[...entriesOf([goodRefund(1)]), entryOf(paid, shopify, 0)],
			sources,
			rules,
		).unmatched;
		expect(others).toEqual([]);
		expect(drift.json).toMatchObject({
			class: 'duplicate',
			message: expect.stringContaining('Stripe and Shopify both paid') as string,
		});
	});
	it('reports a refund that nobody paid, once, when it is not known who should', () => {
		const books = goodRefund(1).map((records, index) =>
			index === stripe ? [] : records.map((one) => ({ ...one, processor: undefined })),
		);
		expect(classes(entriesOf([books]))).toEqual(['missing_in_payment']);
	});
	it('does not miss in the books what is still on its way', () => {
		const onItsWay = goodRefund(1).map((records, index) =>
			index === notes || index === payments ? [] : records.map((one) => ({ ...one, status: 'pending' as const })),
		);
		expect(classes(entriesOf([onItsWay]))).toEqual([]);
	});
	it('sees a confirmation that never came', () => {
		const unconfirmed = goodRefund(1).map((records, index) =>
			index === cases ? records.map((one) => ({ ...one, status: 'pending' as const })) : records,
		);
		expect(classes(entriesOf([unconfirmed]))).toEqual(['status_differs']);
	});
	it('agrees on a refund that failed and was not booked', () => {
		const failed = goodRefund(1).map((records, index) =>
			index === notes || index === payments ? [] : records.map((one) => ({ ...one, status: 'failed' as const })),
		);
		expect(classes(entriesOf([failed]))).toEqual([]);
	});
	it('adds up all refunds on one payment', () => {
		const both = [goodRefund(1), goodRefund(5)].map((books) =>
			books.map((records, index) =>
				records.map((one) => ({
					...one,
					...(one.payment && { payment: 'pi_same' }),
					...(index === cases && { captured: { amount: 2000, currency: 'EUR' } }),
				})),
			),
		);
		const total = both.reduce((sum, books) => sum + books[moneyOf(books)][0].amount.amount, 0);
		const [drift, ...others] = reconcile(entriesOf(both), sources, rules).unmatched;
		expect(others).toEqual([]);
		expect(drift.json).toMatchObject({ class: 'over_captured', amount: { amount: total - 2000, currency: 'EUR' } });
	});
	it('lets amounts differ within the tolerance', () => {
		const spoiled = entriesOf([spoilers.amount_differs(goodRefund(1), 1)]);
		expect([classes(spoiled), classes(spoiled, { tolerance: 1 })]).toEqual([['amount_differs'], []]);
	});
	it.each(plantable)('leaves %s to the next run while a record is young', (drift) => {
		const n = drift === 'missing_in_shop' ? 3 : 4;
		const spoiled = entriesOf([spoilers[drift](goodRefund(n), n)]);
		expect(reconcile(spoiled, sources, rules).unmatched.map(({ json }) => json.class)).toEqual([drift]);
		const young = reconcile(spoiled, sources, { ...rules, cutOffMs: 2000 * hour });
		expect([young.unmatched, young.summary.pending]).toEqual([[], 1]);
	});
	it('leaves out what is older than the time it judges from', () => {
		const spoiled = entriesOf([spoilers.missing_in_erp(goodRefund(1), 1)]);
		const { unmatched, summary } = reconcile(spoiled, sources, { ...rules, from: now - hour });
		expect([unmatched, summary.left]).toEqual([[], 1]);
	});
	it('proposes a lone candidate of equal amount near in time, and leaves it unmatched', () => {
		const stray = record({ id: 're_stray', source: 'stripe', minor: 777, time: at(60), processor: 'stripe' });
		const note = record({ id: 'n_stray', kind: 'credit_note', minor: 777, time: at(50) });
		const found = (more: Entry[], change = {}) =>
			reconcile([...entries([stripe, stray], [notes, note]), ...more], sources, { ...rules, ...change }).unmatched.map(
				({ json }) => [json.class, json.proposedMatch?.id],
			);
		expect(found([])).toEqual([
			['unknown_reference', 'n_stray'],
			['unknown_reference', 're_stray'],
		]);
		expect(found([], { proposeMs: hour }).map(([, id]) => id)).toEqual([undefined, undefined]);
		expect(found(entries([notes, record({ minor: 777, time: at(55) })])).map(([, id]) => id)).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});
	it('gives a drift the same id every night', () => {
		const ids = (change: object) =>
			reconcile(entriesOf([spoilers.missing_in_erp(goodRefund(1), 1)]).reverse(), sources, {
				...rules,
				...change,
			}).unmatched.map(({ json }) => json.id);
		expect(ids({ now: now + 24 * hour })).toEqual(ids({}));
	});
	it('writes a report by owner, and warns of a source that is empty', () => {
		const { summary } = reconcile(
			entriesOf([spoilers.missing_in_cases(goodRefund(1), 1), spoilers.missing_in_erp(goodRefund(4), 4)]),
			sources,
			rules,
		);
		expect(summary).toMatchObject({
			drifts: 2,
			byOwner: { service: 1, finance: 1 },
			byClass: { missing_in_cases: 1, missing_in_erp: 1 },
			warnings: ['Shopify', 'Bank'].map((name) => expect.stringContaining(`${name} gave no records`) as string),
		});
		expect(summary.report).toContain('For finance:\n- missing_in_erp, 20.00 EUR, RMA-000002/R1: ');
	});
});

describe('what may be mended without a person', () => {
	const drifts = (given: Entry[], own = sources) =>
		reconcile(given, own, rules).unmatched.map(({ json }) => [json.class, json.fix]);
	const spoil = (name: keyof typeof spoilers, n = 4) => entriesOf([spoilers[name](goodRefund(n), n)]);

	it('is the payment of a refund that is paid and noted, in the right amount', () => {
		const unpaid = goodRefund(4).map((records, index) => (index === payments ? [] : records));
		expect(drifts(entriesOf([unpaid]))).toEqual([['missing_in_erp', 'register_payment']]);
		const twice = unpaid.map((records, index) =>
			index === stripe ? records.flatMap((one) => [one, { ...one, id: 're_twice', providerIds: {} }]) : records,
		);
		expect(drifts(entriesOf([twice])).map(([, fix]) => fix)).toEqual(['by_hand', 'by_hand']);
		expect(drifts(spoil('missing_in_erp'))).toEqual([['missing_in_erp', 'by_hand']]); // the credit note is not there
		const disputed = spoilers.chargeback_after_refund(unpaid, 4);
		expect(drifts(entriesOf([disputed])).map(([, fix]) => fix)).toEqual(['by_hand', 'by_hand']);
	});
	it('is the record in the shop of what was paid elsewhere', () => {
		const shown = sources.map((one, index) => (index === shopify ? { ...one, expects: 'every' as const } : one));
		expect(drifts(entriesOf([goodRefund(4)]), shown)).toEqual([['missing_in_shop', 'record_in_shop']]);
		expect(drifts(spoil('missing_in_shop', 3))).toEqual([['missing_in_shop', 'by_hand']]); // there it was to be paid
	});
	it('is the word of the provider that the case has not heard', () => {
		expect(drifts(spoil('status_differs'))).toEqual([['status_differs', 'take_into_case']]);
	});
	it('is that word alone where books and shop do not have it either, since they are written when the case has heard', () => {
		const shown = sources.map((one, index) => (index === shopify ? { ...one, expects: 'every' as const } : one));
		const unheard = (...gone: number[]) =>
			spoilers.status_differs(goodRefund(4), 4).map((records, index) => (gone.includes(index) ? [] : records));
		expect(drifts(entriesOf([unheard(notes, payments)]), shown)).toEqual([['status_differs', 'take_into_case']]);
		expect(drifts(entriesOf([unheard(payments)]))).toEqual([['status_differs', 'take_into_case']]);
		const [{ json }] = reconcile(entriesOf([unheard(notes, payments)]), sources, rules).unmatched;
		expect([json.sources, json.message]).toEqual([
			['Cases'],
			'The refund is succeeded at whoever pays it, but pending in Cases. Credit Notes and ERP Payments do not have it either.',
		]);
	});
	it('is not that word where anything else is amiss as well', () => {
		const unheard = spoilers.status_differs(goodRefund(4), 4);
		const without = (...gone: number[]) => unheard.map((records, index) => (gone.includes(index) ? [] : records));
		const old = spoilers.payment_without_payout(without(notes, payments), 4);
		expect(drifts(entriesOf([old]))).toEqual([
			['missing_in_erp', 'by_hand'],
			['payment_without_payout', 'by_hand'],
			['status_differs', 'by_hand'],
		]);
		const other = spoilers.currency_differs(without(payments), 4);
		expect(drifts(entriesOf([other])).map(([, fix]) => fix)).toEqual(['by_hand', 'by_hand', 'by_hand']);
		const twice = spoilers.duplicate(without(notes, payments), 4);
		expect(drifts(entriesOf([twice])).every(([, fix]) => fix === 'by_hand')).toBe(true);
	});
	it.each(
		plantable
			.filter((drift) => drift !== 'status_differs')
			.map((drift) => [drift, drift === 'missing_in_shop' ? 3 : 4] as const),
	)('is not %s', (drift, n) => {
		expect(drifts(spoil(drift, n))).toEqual([[drift, 'by_hand']]);
	});
});

describe('hard cases', () => {
	const found = (given: Entry[]) =>
		reconcile(given, sources, rules).unmatched.map(({ json }) => [json.class, json.amount, json.sources]);
	const eur = (amount: number) => ({ amount, currency: 'EUR' });
	const leg = (n: number, more: Partial<FinancialRecord> & { minor?: number } = {}) =>
		record({
			reference: 'RMA-1',
			intent: `RMA-1/R${n}`,
			processor: 'stripe',
			payment: 'pi_1',
			providerIds: { 'stripe.refund': `re_${n}` },
			...more,
		});
	const note = (minor = 1000) => record({ kind: 'credit_note', reference: 'RMA-1', minor });
	const booked = (n: number, minor = 1000) =>
		record({ kind: 'payment', minor, providerIds: { 'stripe.refund': `re_${n}` } });

	describe('two equal refunds of one return on one day', () => {
		const both: Array<[number, FinancialRecord]> = [1, 2].flatMap((n): Array<[number, FinancialRecord]> => [
			[cases, leg(n)],
			[stripe, leg(n)],
			[notes, note()],
			[payments, booked(n)],
		]);
		it('are two, not one twice', () => {
			expect(found(entries(...both))).toEqual([]);
			expect(found(entries(...both).reverse())).toEqual([]);
		});
		it('are told by their return alone, too', () => {
			const nameless = both.map(([source, one]): [number, FinancialRecord] => [
				source,
				source === stripe ? { ...one, intent: undefined } : one,
			]);
			expect(found(entries(...nameless))).toEqual([]);
		});
		it('of which one has no credit note are one drift', () => {
			const short = both.filter(([source], index) => source !== notes || index < 4);
			expect(found(entries(...short))).toEqual([['missing_in_erp', eur(1000), ['Credit Notes']]]);
		});
		it('of which one was paid again are one drift', () => {
			const again = leg(2, { id: 're_2b', providerIds: { 'stripe.refund': 're_2b' } });
			expect(found(entries(...both, [stripe, again]))).toEqual([['duplicate', eur(1000), ['Stripe']]]);
		});
	});

	describe('a refund that two companies settle together', () => {
		const parts = (bankPaid: number): Array<[number, FinancialRecord]> => [
			[cases, leg(1, { minor: 5000 })],
			[stripe, leg(1, { minor: 3000 })],
			[bank, record({ source: 'bank', minor: bankPaid, reference: 'RMA-1', intent: 'RMA-1/R1', processor: 'other' })],
			[notes, note(5000)],
			[payments, booked(1, 3000)],
			[payments, record({ kind: 'payment', minor: 2000, reference: 'RMA-1', intent: 'RMA-1/R1' })],
		];
		it('is no drift when the parts make it up', () => {
			expect(found(entries(...parts(2000)))).toEqual([]);
			expect(found(entries(...parts(2000).slice(1))).map(([drift]) => drift)).toEqual(['missing_in_cases']);
		});
		it('is one when they are too little or too much', () => {
			expect(found(entries(...parts(1500)))).toEqual([['amount_differs', eur(500), ['Stripe', 'Bank']]]);
			expect(found(entries(...parts(5000)))).toEqual([['duplicate', eur(3000), ['Bank']]]);
		});
	});

	it('a part in another currency is told as that, once', () => {
		const dollars = { amount: 2160, currency: 'USD' };
		const given = entries(
			[cases, leg(1, { minor: 5000 })],
			[stripe, leg(1, { minor: 3000 })],
			[bank, record({ source: 'bank', amount: dollars, reference: 'RMA-1', intent: 'RMA-1/R1', processor: 'other' })],
			[notes, note(5000)],
			[payments, booked(1, 3000)],
			[payments, record({ kind: 'payment', amount: dollars, reference: 'RMA-1', intent: 'RMA-1/R1' })],
		);
		expect(found(given)).toEqual([['several_currencies', dollars, ['Stripe', 'Bank']]]);
	});

	describe('a chargeback beside a refund', () => {
		const dispute = (hoursAgo: number, more: Partial<FinancialRecord> & { minor?: number } = {}) =>
			record({
				kind: 'dispute',
				id: 'dp_1',
				minor: 5000,
				status: 'pending',
				payment: 'pi_1',
				time: at(hoursAgo),
				...more,
			});
		const paid = (captured?: number): Array<[number, FinancialRecord]> => [
			[cases, leg(1, { ...(captured && { captured: eur(captured) }) })],
			[stripe, leg(1)],
			[notes, note()],
			[payments, booked(1)],
		];
		it.each([
			['before it', 200, 'refund_after_chargeback'],
			['after it', 50, 'chargeback_after_refund'],
		])('%s puts the refund at risk', (_name, hoursAgo, drift) => {
			expect(found(entries(...paid(5000), [stripe, dispute(hoursAgo)]))).toEqual([[drift, eur(1000), ['Stripe']]]);
			expect(found(entries(...paid(), [stripe, dispute(hoursAgo)]))).toEqual([[drift, eur(1000), ['Stripe']]]);
		});
		it('of what was left of the payment is no drift; of a part of the refund, it is that part', () => {
			expect(found(entries(...paid(5000), [stripe, dispute(50, { minor: 4000 })]))).toEqual([]);
			expect(found(entries(...paid(5000), [stripe, dispute(50, { minor: 4300 })]))).toEqual([
				['chargeback_after_refund', eur(300), ['Stripe']],
			]);
		});
		it.each(['failed', 'canceled'] as const)('that %s (won, or only asked) is none', (status) => {
			expect(found(entries(...paid(5000), [stripe, dispute(50, { status })]))).toEqual([]);
		});
		it('is known by the charge as well as by the payment', () => {
			const byCharge = dispute(50, { payment: 'ch_1', providerIds: { 'stripe.charge': 'ch_1' } });
			const given = paid(5000).map(([source, one]): [number, FinancialRecord] => [
				source,
				source === stripe ? { ...one, providerIds: { ...one.providerIds, 'stripe.charge': 'ch_1' } } : one,
			]);
			expect(found(entries(...given, [stripe, byCharge])).map(([drift]) => drift)).toEqual(['chargeback_after_refund']);
		});
		it('of a payment of which nothing was refunded is nothing here', () => {
			expect(found(entries([stripe, dispute(50)]))).toEqual([]);
		});
	});

	it('a refund that came back in a payout has failed, whatever the provider said before', () => {
		const given = entries(
			[cases, leg(1)],
			[stripe, leg(1)],
			[notes, note()],
			[payments, booked(1)],
			[payouts, leg(1, { status: 'failed', reference: undefined, intent: undefined })],
		);
		expect(found(given)).toEqual([
			['failed_after_success', eur(1000), ['Credit Notes', 'ERP Payments', 'Stripe', 'Cases']],
		]);
	});
	it('a drift says since when, and for how many days', () => {
		const { unmatched } = reconcile(entriesOf([spoilers.late(goodRefund(4), 4)]), sources, rules);
		expect(unmatched.map(({ json }) => [json.since, json.ageDays])).toEqual([[at(30 * 24), 30]]);
	});
});

describe('the quick look at what agrees', () => {
	it('passes nothing that the judge does not', () => {
		const quick = agreement(sources, rules);
		let passed = 0;
		const mostly = <T>(usual: T, ...odd: T[]) =>
			fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, fc.constantFrom(...odd));
		const one = fc.record({
			status: mostly<FinancialRecord['status']>('succeeded', 'pending', 'failed', 'canceled'),
			minor: mostly(1000, 999),
			processor: mostly<FinancialRecord['processor']>('stripe', 'shopify_payments', 'other', undefined),
			time: mostly(at(100), at(2000)),
		});
		const which = fc
			.subarray([0, 1, 2, 3, 4, 5], { minLength: 2 })
			.chain((list) => fc.tuple(...list.map((source) => one.map((more) => ({ source, ...more })))));
		fc.assert(
			fc.property(
				fc
					.tuple(which, mostly<number | undefined>(undefined, 0, 2))
					.map(([list, again]) => (again === undefined ? list : [...list, { ...list[0], source: again }])),
				(given) => {
					const group = {
						reference: 'RMA-1',
						intent: 'RMA-1/R1',
						entries: given.map(({ source, ...more }, index) => entryOf(record(more), source, index)),
					};
					if (!quick(group)) return;
					passed++;
					expect(judge(group, sources, rules)).toEqual([]);
				},
			),
			{ numRuns: 3000 },
		);
		expect(passed).toBeGreaterThan(20);
	});
});

describe('the work', () => {
	/** Counts how often anything of any record is looked at. */
	function looks(given: Entry[]): number {
		let reads = 0;
		const counted = given.map((entry) => ({
			...entry,
			record: new Proxy(entry.record, { get: (target, name) => (reads++, Reflect.get(target, name) as unknown) }),
		}));
		reconcile(counted, sources, rules);
		return reads;
	}
	const many = (size: number, make: (n: number) => Array<[number, FinancialRecord]>) =>
		entries(...Array.from({ length: size }, (_, n) => make(n)).flat());
	it.each<[string, (size: number) => Entry[]]>([
		['good books', (size) => entriesOf(Array.from({ length: size }, (_, n) => goodRefund(n)))],
		[
			'one reference on everything, amounts all different',
			(size) =>
				many(size, (n) => [
					[notes, record({ reference: 'RMA-1', minor: n })],
					[stripe, record({ reference: 'RMA-1', minor: 1_000_000 + n })],
				]),
		],
		[
			'one reference and one amount on everything',
			(size) =>
				many(size, () => [
					[notes, record({ reference: 'RMA-1' })],
					[stripe, record({ reference: 'RMA-1' })],
					[payments, record({ reference: 'RMA-1' })],
				]),
		],
		[
			'one amount and no names',
			(size) =>
				many(size, (n) => [
					[notes, record({ time: at(n / 10) })],
					[stripe, record({ time: at(n / 10) })],
				]),
		],
		['one intent on everything', (size) => many(size, () => [[stripe, record({ intent: 'RMA-1/R1' })]])],
	])('grows with the number of records: %s', (_name, make) => {
		const [small, large] = [looks(make(500)), looks(make(4000))];
		expect(large / small).toBeLessThan(9.5); // 8 times the records; a square would be 64
	});
});

import { MonthFigures } from '../../nodes/shared/model/monthFigures';
import { compareMonth, type Told } from '../../nodes/ReturnReconciliation/month/compare';
import { proposalOf } from '../../nodes/ReturnReconciliation/month/proposal';
import { reportMonth } from '../../nodes/ReturnReconciliation/month/report';
import { returnOf, type Leg, type Return } from '../../nodes/ReturnReconciliation/month/returns';
import type { CaseState } from '../../nodes/shared/case/caseState';
import { FinancialRecord } from '../../nodes/shared/model';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

/** The books of a November in which nothing happened. */
const quiet: MonthFigures = {
	month: '2026-11',
	from: '2026-11-01',
	to: '2026-11-30',
	asOf: '2026-12-03T05:00:00.000Z',
	company: 'Example GmbH',
	currency: 'EUR',
	locks: [{ what: 'everything', to: '2026-11-30' }],
	drafts: 0,
	creditNotes: [],
	payments: [],
	openCredits: [],
	goods: [],
	stock: [],
	trade: {
		month: { sales: eur(0), credited: eur(0) },
		window: { sales: eur(0), credited: eur(0), days: 30 },
		year: { sales: eur(0), credited: eur(0) },
	},
	balances: {},
};

const leg = (reference: string, more: Partial<Leg> = {}): Leg => ({
	reference,
	intent: `${reference}/R1`,
	way: 'money',
	amount: eur(2160),
	names: [`re_${reference}`],
	processor: 'stripe',
	paidAt: at('2026-11-10'),
	creditNote: eur(2160),
	booked: true,
	...more,
});
const returned = (reference: string, more: Partial<Return> = {}): Return => ({
	reference,
	openedAt: at('2026-11-05'),
	received: 1,
	legs: [leg(reference)],
	...more,
});
const refund = (reference: string | undefined, id: string, more: object = {}) =>
	FinancialRecord.parse({
		source: 'stripe',
		kind: 'refund',
		id,
		...(reference && { reference }),
		amount: eur(2160),
		status: 'succeeded',
		time: new Date(at('2026-11-10')).toISOString(),
		processor: 'stripe',
		...more,
	});
const booked = (name: string | undefined, more: object = {}) => ({
	...(name && { name }),
	when: 'month' as const,
	count: 1,
	amount: eur(2160),
	...more,
});
/** A month in which one return went its whole way, as every system has it. */
const good = (more: Partial<Told> & { books?: Partial<MonthFigures> } = {}): Told => {
	const { books, ...told } = more;
	return {
		figures: {
			...structuredClone(quiet),
			creditNotes: [booked('RMA-A')],
			payments: [booked('re_RMA-A')],
			goods: [{ name: 'RMA-A', when: 'month', pieces: 1, value: eur(800) }],
			...books,
		},
		returns: [returned('RMA-A')],
		refunds: [refund('RMA-A', 're_RMA-A')],
		processors: new Set(['stripe']),
		from: Date.parse('2026-11-01T00:00:00Z'),
		to: Date.parse('2026-11-30T23:59:59.999Z'),
		...told,
	};
};
const differences = (told: Told) =>
	compareMonth(told).differences.map(({ what, reference, amount, pieces }) => [
		what,
		reference,
		amount?.amount ?? pieces,
	]);

describe('a month that agrees', () => {
	it('has a row for each subject, and no difference', () => {
		const { rows, differences: found, outside } = compareMonth(good());
		expect(found).toEqual([]);
		expect(rows).toEqual([
			{ what: 'credit_notes', currency: 'EUR', cases: 2160, others: 2160, difference: 0 },
			{ what: 'refunds', currency: 'EUR', cases: 2160, others: 2160, difference: 0 },
			{ what: 'payments', currency: 'EUR', cases: 2160, others: 2160, difference: 0 },
			{ what: 'goods', cases: 1, others: 1, difference: 0 },
		]);
		expect(outside).toEqual({ creditNotes: 0, payments: 0, refunds: 0, goods: 0 });
	});
	it('leaves out what is of no return, and counts it', () => {
		const told = good();
		told.figures.creditNotes.push(booked('Discount agreed', { count: 3 }), booked(undefined));
		told.figures.payments.push(booked('Salary', { count: 2 }));
		told.figures.goods.push({ name: 'WH/OUT/1', when: 'month', pieces: 4 });
		told.refunds.push(refund(undefined, 're_other'));
		const { differences: found, outside } = compareMonth(told);
		expect(found).toEqual([]);
		expect(outside).toEqual({ creditNotes: 4, payments: 2, refunds: 1, goods: 1 });
	});
	it('lets a return have parts in other months', () => {
		const told = good({ returns: [returned('RMA-A', { received: 3, legs: [leg('RMA-A'), october, december] })] });
		told.figures.creditNotes.push(
			booked('RMA-A', { when: 'before', amount: eur(500) }),
			booked('RMA-A', { when: 'after', amount: eur(700) }),
		);
		told.figures.payments.push(
			booked('re_october', { when: 'before', amount: eur(500) }),
			booked('re_december', { when: 'after', amount: eur(700) }),
		);
		told.figures.goods.push({ name: 'RMA-A', when: 'before', pieces: 1 }, { name: 'RMA-A', when: 'after', pieces: 1 });
		told.refunds.push(
			refund('RMA-A', 're_october', { time: new Date(at('2026-10-20')).toISOString(), amount: eur(500) }),
			refund('RMA-A', 're_december', { time: new Date(at('2026-12-02')).toISOString(), amount: eur(700) }),
		);
		expect(differences(told)).toEqual([]);
	});
	const [october, december] = [
		leg('RMA-A', {
			intent: 'RMA-A/R2',
			amount: eur(500),
			creditNote: eur(500),
			names: ['re_october'],
			paidAt: at('2026-10-20'),
		}),
		leg('RMA-A', {
			intent: 'RMA-A/R3',
			amount: eur(700),
			creditNote: eur(700),
			names: ['re_december'],
			paidAt: at('2026-12-02'),
		}),
	];
	it('takes store credit and new goods by their credit notes alone', () => {
		const credit = leg('RMA-B', { way: 'store_credit', names: [], paidAt: undefined, booked: false });
		const told = good({ returns: [returned('RMA-A'), returned('RMA-B', { received: 0, legs: [credit] })] });
		told.figures.creditNotes.push(booked('RMA-B'));
		expect(differences(told)).toEqual([]);
		// Whether the credit note is closed is up to how store credit is booked.
		told.figures.openCredits.push({ name: 'RMA-B', count: 1, amount: eur(2160) });
		expect(differences(told)).toEqual([]);
	});
});

describe('a month that does not agree', () => {
	it.each<[string, Told, unknown[]]>([
		['a credit note that is missing', good({ books: { creditNotes: [] } }), [['credit_notes', 'RMA-A', 2160]]],
		[
			'one of another amount',
			good({ books: { creditNotes: [booked('RMA-A', { amount: eur(2000) })] } }),
			[['credit_notes', 'RMA-A', 160]],
		],
		[
			'one that is booked after the month',
			good({ books: { creditNotes: [booked('RMA-A', { when: 'after' })] } }),
			[['credit_notes', 'RMA-A', 2160]],
		],
		[
			'one that no return knows',
			good({ books: { creditNotes: [booked('RMA-A'), booked('RMA-X', { amount: eur(900) })] } }),
			[['credit_notes', 'RMA-X', -900]],
		],
		['a refund that the provider does not know', good({ refunds: [] }), [['refunds', 'RMA-A', 2160]]],
		[
			'a refund that no return knows',
			good({ refunds: [refund('RMA-A', 're_RMA-A'), refund('RMA-Z', 're_z', { amount: eur(700) })] }),
			[['refunds', 'RMA-Z', -700]],
		],
		[
			'one of another amount at the provider',
			good({ refunds: [refund('RMA-A', 're_RMA-A', { amount: eur(2100) })] }),
			[['refunds', 'RMA-A', 60]],
		],
		['a payment that is not booked', good({ books: { payments: [] } }), [['payments', 'RMA-A', 2160]]],
		[
			'one that is booked after the month',
			good({ books: { payments: [booked('re_RMA-A', { when: 'after' })] } }),
			[['payments', 'RMA-A', 2160]],
		],
		[
			'one that no return has',
			good({ books: { payments: [booked('re_RMA-A'), booked('re_unknown', { amount: eur(300) })] } }),
			[['payments', undefined, -300]],
		],
		[
			'a credit note that is open though it was paid',
			good({ books: { openCredits: [{ name: 'RMA-A', count: 1, amount: eur(2160) }] } }),
			[['open_credits', 'RMA-A', -2160]],
		],
		['goods that the books do not have', good({ books: { goods: [] } }), [['goods', 'RMA-A', 1]]],
		[
			'more goods than came',
			good({ books: { goods: [{ name: 'RMA-A', when: 'month', pieces: 3 }] } }),
			[['goods', 'RMA-A', -2]],
		],
	])('%s is told with its return', (_what, told, expected) => {
		expect(differences(told)).toEqual(expected);
	});
	it('says a credit note that nobody was paid for is open in both, and no difference', () => {
		const told = good({
			returns: [returned('RMA-A', { legs: [leg('RMA-A', { booked: false, paidAt: undefined, names: [] })] })],
			refunds: [],
			books: { payments: [], openCredits: [{ name: 'RMA-A', count: 1, amount: eur(2160) }] },
		});
		const { rows, differences: found } = compareMonth(told);
		expect(found).toEqual([]);
		expect(rows).toContainEqual({ what: 'open_credits', currency: 'EUR', cases: 2160, others: 2160, difference: 0 });
	});
	it('keeps currencies apart', () => {
		const dollars = { amount: 2160, currency: 'USD' };
		expect(differences(good({ books: { creditNotes: [booked('RMA-A', { amount: dollars })] } }))).toEqual([
			['credit_notes', 'RMA-A', -2160],
			['credit_notes', 'RMA-A', 2160],
		]);
	});
});

describe('the entry that is proposed', () => {
	const trade = (more: object = {}): MonthFigures['trade'] => ({
		month: { sales: eur(0), credited: eur(0) },
		window: { sales: eur(1_000_000), credited: eur(20_000), days: 30 },
		year: { sales: eur(10_000_000), credited: eur(1_000_000), cost: eur(4_000_000) },
		...more,
	});
	const rates = { recoverable: 100, costToRecover: 0 };

	it('is for what may still come back, by the rates of twelve months, and for the right to the goods', () => {
		const { lines, refundLiability, rightToRecover, date } = proposalOf(
			{ ...quiet, locks: [], trade: trade() },
			[],
			rates,
		);
		// 10 % of 10,000.00, less 200.00 that was credited; goods cost 40 % of it.
		expect(refundLiability).toEqual(eur(80_000));
		expect(rightToRecover).toEqual(eur(32_000));
		expect(lines).toEqual([
			{ account: 'Revenue: expected returns', debit: eur(80_000) },
			{ account: 'Refund liability', credit: eur(80_000) },
			{ account: 'Right to recover goods', debit: eur(32_000) },
			{ account: 'Cost of goods sold: expected returns', credit: eur(32_000) },
		]);
		expect(date).toBe('2026-11-30');
	});
	it('only adds what is missing to what stands in the books, or takes back what is too much', () => {
		const balances = {
			refundLiability: { account: '1790 Refunds', amount: eur(-100_000) },
			rightToRecover: { account: '1450 Goods', amount: eur(30_000) },
		};
		expect(proposalOf({ ...quiet, trade: trade(), balances }, [], rates).lines).toEqual([
			{ account: '1790 Refunds', debit: eur(20_000) },
			{ account: 'Revenue: expected returns', credit: eur(20_000) },
			{ account: '1450 Goods', debit: eur(2_000) },
			{ account: 'Cost of goods sold: expected returns', credit: eur(2_000) },
		]);
	});
	it('is at least what is approved and not credited', () => {
		const owed = [
			returned('RMA-A', { owed: eur(90_000) }),
			returned('RMA-B', { owed: { amount: 5, currency: 'USD' } }),
		];
		const { refundLiability, basis } = proposalOf({ ...quiet, trade: trade() }, owed, rates);
		expect(refundLiability).toEqual(eur(90_000));
		expect(basis.join(' ')).toContain('1 approved returns are in another currency');
	});
	it('takes rates that are given, and counts goods for what they are worth when they are back', () => {
		const given = { returnRate: 20, costRate: 50, recoverable: 80, costToRecover: 10 };
		const { refundLiability, rightToRecover } = proposalOf({ ...quiet, trade: trade() }, [], given);
		expect(refundLiability).toEqual(eur(180_000));
		expect(rightToRecover).toEqual(eur(63_000));
	});
	it('has no goods where nobody knows what they cost, and says so', () => {
		const year = { sales: eur(10_000_000), credited: eur(1_000_000) };
		const { rightToRecover, basis } = proposalOf({ ...quiet, trade: trade({ year }) }, [], rates);
		expect(rightToRecover).toEqual(eur(0));
		expect(basis.join(' ')).toContain('give Cost of Goods');
	});
	it('is dated on the first day that is not locked', () => {
		const date = (...locks: MonthFigures['locks']) => proposalOf({ ...quiet, locks }, [], rates).date;
		expect(date({ what: 'everything', to: '2026-11-30' })).toBe('2026-12-01');
		expect(date({ what: 'for good', to: '2026-12-31' }, { what: 'everything', to: '2026-10-31' })).toBe('2027-01-01');
		// A general entry is no sale and has no tax.
		expect(date({ what: 'sales', to: '2026-12-31' }, { what: 'taxes', to: '2026-12-31' })).toBe('2026-11-30');
		expect(date({ what: 'everything', to: '2026-10-31' })).toBe('2026-11-30');
	});
});

describe('the report', () => {
	it('can be signed when everything agrees and the month is locked', () => {
		const { agrees, html, text, warnings, lockedTo, fileName } = reportMonth(good(), {
			recoverable: 100,
			costToRecover: 0,
		});
		expect({ agrees, lockedTo, fileName }).toEqual({
			agrees: true,
			lockedTo: '2026-11-30',
			fileName: 'returns-2026-11.html',
		});
		expect(warnings).toEqual([
			'The books are locked on 2026-11-30: the proposed entry is dated 2026-12-01, the first open day.',
		]);
		expect(text).toContain('Returns of November 2026, Example GmbH: everything agrees.');
		for (const part of ['Everything agrees', 'Signed', 'Prepared by', 'It was not booked', '21.60 EUR', 'size:A4'])
			expect(html).toContain(part);
	});
	it('says what is in the way: drafts, an open month, a month that goes on, what was not read', () => {
		const told = good({ books: { locks: [], drafts: 2, asOf: '2026-11-30T08:00:00.000Z' } });
		const { agrees, warnings } = reportMonth(told, { recoverable: 100, costToRecover: 0 }, ['Stripe, item 3: amount']);
		expect(agrees).toBe(false);
		expect(warnings).toEqual([
			'Not read: Stripe, item 3: amount',
			'November 2026 is not over: its figures change.',
			expect.stringContaining('2 credit notes of the month are drafts'),
			expect.stringContaining('November 2026 is not locked'),
		]);
	});
	it('shows what people wrote as text', () => {
		const told = good({ books: { company: '<script>alert(1)</script>' } });
		expect(reportMonth(told, { recoverable: 100, costToRecover: 0 }).html).not.toContain('<script>');
	});
});

describe('a case', () => {
	const line = (approved: number, received: number) => ({
		id: 'L1',
		sku: 'TEE',
		orderLineId: 'o1',
		quantities: { requested: approved, approved, received, stock: {} },
	});
	const state = (more: object = {}) =>
		({
			reference: 'RMA-A',
			openedAt: '2026-11-05T10:00:00.000Z',
			authorization: 'approved',
			settlement: 'due',
			lines: [line(2, 1)],
			order: {
				currency: 'EUR',
				taxesIncluded: false,
				lines: [{ id: 'o1', quantity: 2, subtotal: eur(3600), tax: eur(720) }],
			},
			refunds: [
				{
					intent: {
						id: 'RMA-A/R1',
						amount: eur(2160),
						breakdown: [
							{ kind: 'line', amount: eur(1800) },
							{ kind: 'tax', amount: eur(360) },
						],
						payment: { id: 'p', processor: 'stripe', providerIds: {} },
					},
					state: 'succeeded',
					refund: { id: 're_1', createdAt: '2026-11-10T10:00:00.000Z', providerIds: { 'stripe.refund': 're_1' } },
					creditNote: { id: '7', amount: eur(2160), providerIds: {} },
				},
			],
			...more,
		}) as unknown as CaseState;

	it('owes what is approved and not credited, without tax', () => {
		expect(returnOf(state())).toMatchObject({ received: 1, owed: eur(1800) });
		expect(returnOf(state({ settlement: 'settled' }))).not.toHaveProperty('owed');
		expect(returnOf(state({ authorization: 'requested' }))).not.toHaveProperty('owed');
	});
	it('tells how its refunds were given', () => {
		expect(returnOf(state())!.legs).toEqual([
			expect.objectContaining({ way: 'money', paidAt: Date.parse('2026-11-10T10:00:00.000Z'), booked: false }),
		]);
		const [paid] = state().refunds;
		const credit = { ...paid, refund: undefined, storeCredit: { id: 'c', kind: 'gift_card', providerIds: {} } };
		const register = { ...paid, intent: { ...paid.intent, payment: { ...paid.intent.payment, id: 'odoo.pos/1' } } };
		expect(returnOf(state({ refunds: [credit, register] }))!.legs.map(({ way }) => way)).toEqual(['store_credit']);
	});
	it('is none in shadow mode, where nothing is done outside', () => {
		expect(returnOf(state({ shadow: true }))).toBeUndefined();
	});
});

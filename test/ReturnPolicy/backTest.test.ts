import fc from 'fast-check';
import { backTest, type Side } from '../../nodes/ReturnPolicy/backTest/backTest';
import { csvOf } from '../../nodes/ReturnPolicy/backTest/csv';
import { plainWorth } from '../../nodes/ReturnPolicy/backTest/judge';
import { askedOf } from '../../nodes/ReturnPolicy/asked';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import type { Question } from '../../nodes/ReturnPolicy/rules/rule';
import { casesOfCsv } from '../../nodes/ReturnPolicy/backTest/pastCsv';
import { htmlOf, svgOf } from '../../nodes/ReturnPolicy/backTest/report';
import { calendarOf, Policy } from '../../nodes/shared/model';
import { caseOf, inspected, inspectedFirst, orderOf, payment } from './cases';
import { askable, policies } from './policies';

const policyOf = (book: object = {}, settings: object = {}) =>
	Policy.parse({ ...inspectedFirst, ...settings, book: { currency: 'EUR', ...book } });
const tested = (cases: unknown[], before: Policy, after: Policy) => backTest(cases, before, after, 'Europe/Paris');
/** The request, asked for so many days after the arrival on 5 November. */
const askedAfter = (days: number, changes: object = {}) =>
	caseOf({
		reference: `RMA-${days}`,
		openedAt: new Date(Date.parse('2026-11-05T12:00:00Z') + days * 86_400_000).toISOString(),
		...changes,
	});

describe('two policies over the returns of the past', () => {
	it('say who would be decided otherwise, by which rule, for what money, per month and reason', () => {
		const cases = [
			askedAfter(5),
			askedAfter(28, { lines: caseOf().lines.map((line) => ({ ...line, reason: 'TOO_SMALL' })) }),
		];
		const found = tested(cases, policyOf(), policyOf({ windows: [{ name: 'Short', days: 10 }] }));
		expect(found).toMatchObject({
			total: {
				returns: 2,
				changed: 1,
				before: { approve: 2, decline: 0, approved: { EUR: 11_640 } },
				after: { approve: 1, decline: 1, approved: { EUR: 5_820 } },
			},
			months: [
				{ name: '2026-11', returns: 1, changed: 0 },
				{ name: '2026-12', returns: 1, changed: 1, after: { decline: 1 } },
			],
			reasons: [
				{ name: 'too small', returns: 1, changed: 1 },
				{ name: 'unknown', returns: 1, changed: 0 },
			],
			rules: [{ rule: 'Short', changed: 1 }],
			changes: [
				{
					reference: 'RMA-28',
					month: '2026-12',
					reasons: ['too small'],
					before: { outcome: 'approve', money: { amount: 5_820, currency: 'EUR' } },
					after: { outcome: 'decline', money: { amount: 0, currency: 'EUR' } },
					rules: ['Short'],
				},
			],
			unread: [],
			unpriced: 0,
		});
	});

	it('count the people who must approve, and the money that waits for them', () => {
		const gates = [{ name: 'Dear', above: 5_000, people: 2 }];
		expect(tested([askedAfter(5)], policyOf(), policyOf({ gates })).total).toMatchObject({
			before: { people: 0, approved: { EUR: 5_820 }, reviewed: {} },
			after: { review: 1, people: 2, approved: {}, reviewed: { EUR: 5_820 } },
		});
	});

	it('see a change of money alone', () => {
		const fees = [{ name: 'Mail', kind: 'per_return', amount: 490 }];
		expect(tested([askedAfter(5)], policyOf(), policyOf({ fees })).changes).toMatchObject([
			{
				before: { outcome: 'approve', money: { amount: 5_820 } },
				after: { outcome: 'approve', money: { amount: 5_330 } },
			},
		]);
		expect(tested([askedAfter(5)], policyOf(), policyOf({}, { refundShipping: true })).total.after.approved).toEqual({
			EUR: 6_420,
		});
	});

	it('judge a return as it was: before it came and was paid, with what was known of the customer', () => {
		const given = { tier: 'gold', asOf: '2027-01-01T00:00:00Z', timeZone: 'UTC' };
		const done = {
			...inspected([2, 1], { ...askedAfter(28), authorization: 'approved', logistics: 'received' }),
			decision: { outcome: 'approve', given, rules: policyOf({}, { windowDays: 1 }) },
			order: orderOf({
				payments: [
					{
						...orderOf().payments[0],
						refunded: { amount: 6_420, currency: 'EUR' },
						refundable: { amount: 0, currency: 'EUR' },
					},
				],
			}),
		};
		const windows = [{ name: 'Gold', days: 40, tiers: ['gold'] }];
		const found = tested([done], policyOf({ windows }, { windowDays: 5 }), policyOf({}, { windowDays: 5 }));
		expect(found.total).toMatchObject({
			before: { approve: 1, approved: { EUR: 5_820 } },
			after: { decline: 1 },
		});
	});

	it('know of each line what any system knows of its category', () => {
		const order = orderOf();
		const odoo = { ...order, lines: order.lines.map((line) => ({ ...line, category: 'Apparel / Shirts' })) };
		const exclusions = [{ name: 'Shirts', kind: 'hygiene', effect: 'decline', categories: ['Shirts'] }];
		const sorted = askedAfter(5, { orders: { shopify: order, odoo } });
		expect(tested([sorted], policyOf(), policyOf({ exclusions })).total.after).toMatchObject({ decline: 1, review: 0 });
	});

	it('do not count what the bank has given back since', () => {
		const [paid] = orderOf().payments;
		const chargedBack = { amount: 6_000, currency: 'EUR' };
		const disputed = askedAfter(5, { order: orderOf({ payments: [{ ...paid, chargedBack }] }) });
		expect(tested([disputed], policyOf(), policyOf()).total.after.approved).toEqual({ EUR: 5_820 });
	});

	it('need no titles of the goods', () => {
		const order = orderOf();
		const untitled = <L extends object>(lines: L[]) => lines.map((line) => ({ ...line, title: undefined }));
		const cases = [
			askedAfter(5),
			askedAfter(28, { lines: untitled(caseOf().lines), order: { ...order, lines: untitled(order.lines) } }),
		];
		const { total, unread } = tested(cases, policyOf(), policyOf({ windows: [{ name: 'Short', days: 10 }] }));
		expect([total, unread]).toMatchObject([{ returns: 2, after: { approve: 1, decline: 1 } }, []]);
	});

	it('leave out what cannot be read, and say why; and tell no money of what has no price', () => {
		const found = tested(
			[
				{ reference: 'RMA-X', lines: 7 },
				7,
				askedAfter(5, { openedAt: undefined }),
				askedAfter(5, { order: undefined }),
			],
			policyOf(),
			policyOf(),
		);
		expect(found).toMatchObject({
			total: { returns: 1, changed: 0, before: { review: 1, reviewed: {} } },
			unpriced: 1,
		});
		expect(found.unread).toEqual([
			expect.stringContaining('RMA-X: lines: '),
			expect.stringContaining('a case without a reference'),
			'RMA-5: openedAt: it is not known when it was asked for',
		]);
	});
});

it('groups add up, a policy beside itself changes nothing, and no withdrawal in time is declined', () => {
	const seen = { changed: 0, withdrawn: 0 };
	fc.assert(
		fc.property(policies, policies, fc.array(askable, { minLength: 1, maxLength: 4 }), (before, after, questions) => {
			const cases = questions.map((one) => ({ ...one.case, decision: { given: one.facts } }));
			const found = tested(cases, before, after);
			seen.changed += found.total.changed;
			expect(tested(cases, after, after)).toMatchObject({ total: { changed: 0 }, changes: [], rules: [] });
			const sum = (of: (side: Side) => number) => found.months.reduce((total, { after: side }) => total + of(side), 0);
			expect(sum(({ approve, review, decline }) => approve + review + decline)).toBe(found.total.returns);
			expect(sum(({ approved }) => approved.EUR ?? 0)).toBe(found.total.after.approved.EUR ?? 0);
			expect(found.changes).toHaveLength(found.total.changed);
			for (const one of cases) {
				if (!one.withdrawal || one.customer?.address?.country === 'US') continue;
				seen.withdrawn++;
				expect(tested([one], before, after).total.after.decline).toBe(0);
			}
		}),
		{ numRuns: 300 },
	);
	expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

it('tells the money that the refund itself comes to, for each policy', () => {
	const seen = { plain: 0, other: 0 };
	const worth = (one: Question, policy: Policy) => {
		const decision = decide({ ...one, policy, timeZone: 'Europe/Paris' });
		if (plainWorth(askedOf(one, calendarOf('Europe/Paris')), decision, policy)) seen.plain++;
		else seen.other++;
		const approved = {
			...one.case,
			authorization: 'approved' as const,
			decision,
			lines: one.case.lines.map((line, at) => {
				const pieces = decision.lines[at].quantity;
				return { ...line, quantities: { approved: pieces, received: pieces, inspected: { restock: pieces } } };
			}),
		};
		const refund = calculateRefund(approved, policy, 'after_inspection', 'Europe/Paris');
		return decision.outcome === 'decline' ? undefined : (refund.total?.amount ?? 0);
	};
	fc.assert(
		fc.property(policies, policies, fc.boolean(), askable, fc.nat(6_420), (before, after, isFree, one, paid) => {
			const free = (policy: Policy) =>
				isFree
					? {
							...policy,
							returnFee: 0,
							book: { ...policy.book, fees: [], borders: [], resolutions: [] },
						}
					: policy;
			const order = { ...one.case.order!, payments: [payment('p1', paid)] };
			const asked = { ...one, case: PolicyCase.parse({ ...one.case, order }) };
			const [was, is] = [free(before), free(after)];
			const found = tested([{ ...asked.case, decision: { given: one.facts } }], was, is).total;
			const of = ({ approved, reviewed }: Side) => approved.EUR ?? reviewed.EUR;
			expect([of(found.before), of(found.after)]).toEqual([worth(asked, was), worth(asked, is)]);
		}),
		{ numRuns: 400 },
	);
	expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

describe('a CSV of past returns', () => {
	const head =
		'reference,opened_at,placed_at,delivered_at,country,tier,sku,title,category,quantity,bought,price,tax,currency,reason,final_sale,withdrawal';
	const rows = [
		'RMA-1,2026-11-17T10:00:00Z,2026-11-01T09:00:00Z,2026-11-05T12:00:00Z,DE,gold,TEE,"Shirt, ""blue""",Shirts,1,2,36.00,7.20,EUR,too small,,',
		'RMA-1,2026-11-17T10:00:00Z,2026-11-01T09:00:00Z,2026-11-05T12:00:00Z,DE,gold,MUG,Mug,Kitchen,1,1,12.50,2.50,EUR,broken,yes,',
		'RMA-2,2026-11-17T10:00:00Z,2026-08-01T09:00:00Z,2026-08-05T12:00:00Z,US,,TEE,Shirt,Shirts,2,2,36.00,7.20,EUR,unwanted,,yes',
	];

	it('is read line by line: lines of one reference are one return', () => {
		const found = tested(
			casesOfCsv(`\uFEFF${[head, ...rows].join('\r\n')}\r\n`),
			policyOf(),
			policyOf({ windows: [{ name: 'Gold', days: 0, tiers: ['gold'] }] }),
		);
		expect(found).toMatchObject({
			unread: [],
			total: {
				returns: 2,
				changed: 1,
				before: { approve: 1, decline: 1, approved: { EUR: 2_160 } },
				after: { decline: 2 },
			},
			changes: [{ reference: 'RMA-1', reasons: ['too small', 'broken'], rules: ['Gold'] }],
		});
		expect(casesOfCsv([head, rows[0]].join('\n'))).toMatchObject([
			{ lines: [{ title: 'Shirt, "blue"', quantity: 1 }], order: { lines: [{ quantity: 2, category: 'Shirts' }] } },
		]);
	});

	it.each([
		['reference,sku\nRMA-1,TEE', 'The CSV has no column opened_at, quantity, price, currency'],
		[[head, rows[0].replace(',EUR,', ',,')].join('\n'), 'Line 2 of the CSV: currency is blank'],
		[[head, rows[0].replace('36.00', 'much')].join('\n'), 'Line 2 of the CSV: "much" is not an amount such as 12.50'],
	])('says what is wrong with it: %#', (csv, message) => {
		expect(() => casesOfCsv(csv)).toThrow(message);
	});
});

describe('the report', () => {
	const strange = caseOf({
		...askedAfter(28),
		reference: '=cmd|"<b>RMA</b>"',
		lines: caseOf().lines.map((line) => ({ ...line, reason: '<script>alert(1)</script>' })),
	});
	const found = tested(
		[strange, askedAfter(5)],
		policyOf(),
		policyOf({ windows: [{ name: 'Short & sweet', days: 10 }] }),
	);

	it('is a page that stands alone, and runs nothing of what is in it', () => {
		const page = htmlOf(found);
		expect(page).not.toMatch(/<script|<b>RMA|https?:(?!\/\/www\.w3\.org)/);
		for (const said of ['Short &#38; sweet', '2026-12', '116.40 EUR → 58.20 EUR', '2 returns, of which 1', '<svg '])
			expect(page).toContain(said);
	});

	it('draws the months, before and after', () => {
		const picture = svgOf(found);
		expect(picture.match(/<rect [^>]*><title>/g)).toHaveLength(2 * 2 * 3);
		expect(picture).toContain('<title>2026-12, after: decline 1</title>');
		expect(svgOf(tested([], policyOf(), policyOf()))).toContain('</svg>');
	});

	it('lists each return in a CSV, and no formula', () => {
		expect(csvOf(found).split('\r\n')).toEqual([
			'reference,month,reasons,before,after,people_before,people_after,money_before,money_after,currency,rules',
			`"'=cmd|""<b>RMA</b>""",2026-12,<script>alert(1)</script>,approve,decline,0,0,58.20,0.00,EUR,Short & sweet`,
			'',
		]);
	});
});

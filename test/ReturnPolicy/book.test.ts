import fc from 'fast-check';
import { askedOf } from '../../nodes/ReturnPolicy/asked';
import { choosing } from '../../nodes/ReturnPolicy/rules/book/choose';
import { fitting } from '../../nodes/ReturnPolicy/rules/book/when';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { categoriesOf } from '../../nodes/shared/policy/categories';
import { readBook } from '../../nodes/shared/policy/readBook';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { calendarOf, Decision, Policy, PolicySettings, type PolicyFacts } from '../../nodes/shared/model';
import { caseOf, eur, inspected, inspectedFirst, orderOf } from './cases';

const asOf = '2026-11-17T10:00:00.000Z';
const judged = (book: object, changes: object = {}, facts?: PolicyFacts, policy: object = {}) =>
	decide({
		case: caseOf(changes),
		policy: Policy.parse({ ...inspectedFirst, book: { currency: 'EUR', ...book }, ...policy }),
		timeZone: 'Europe/Paris',
		asOf,
		facts,
	});
/** The order with other facts of its T-shirts. */
const shirts = (changes: object, more: object = {}) => ({
	order: orderOf({ lines: orderOf().lines.map((line, at) => (at ? line : { ...line, ...changes })), ...more }),
});
/** The request with other facts of its T-shirts. */
const asked = (changes: object) => ({
	lines: caseOf().lines.map((line, at) => (at ? line : { ...line, ...changes })),
});
const livesIn = (country: string, email = 'a@example.com') => ({
	customer: { email, address: { name: 'A', street1: 'S 1', city: 'C', postalCode: '12345', country } },
});
const codes = ({ reasons }: Decision) => reasons.map(({ code }) => code);

describe('when a rule counts', () => {
	const window = (when: object) => ({ windows: [{ name: 'short', days: 3, ...when }] });
	it.each<[string, object, object, object?]>([
		['its category', { categories: ['shoes'] }, shirts({ category: 'Shoes' })],
		['a category above its own', { categories: ['Apparel'] }, shirts({ category: 'Apparel > Shirts > T-Shirts' })],
		['the path of its category', { categories: ['Apparel / Shirts'] }, shirts({ category: 'Apparel / Shirts / Tees' })],
		['its SKU', { skus: ['tee'] }, {}],
		['how its SKU begins', { skus: ['TE*'] }, {}],
		['the channel', { channels: ['Point of Sale', 'POS'] }, { channel: 'pos' }],
		['the country', { countries: ['FR', 'DE'] }, livesIn('DE')],
		['a member of the union', { countries: ['EU'] }, livesIn('IE')],
		['the tier', { tiers: ['Gold'] }, {}, { tier: 'gold' }],
		['the reason', { reasons: ['size too small'] }, asked({ reason: 'SIZE_TOO_SMALL' })],
		['the first day of the season', { orderedFrom: '2026-11-01' }, {}],
		['the last day of the season', { orderedTo: '2026-11-01' }, {}],
	])('it asks for %s', (_what, when, changes, facts: object = {}) => {
		const found = judged(window(when), changes, facts);
		expect(found.reasons).toContainEqual(
			expect.objectContaining({ code: 'window_over', line: 'l1', rule: 'return_window', row: 'short' }),
		);
	});

	it.each<[string, object, object, object?]>([
		['another category', { categories: ['Shirts'] }, shirts({ category: 'Apparel > T-Shirts' })],
		['another SKU', { skus: ['TE', 'MUGS*'] }, {}],
		['another channel', { channels: ['pos'] }, { channel: 'shopify' }],
		['another country', { countries: ['EU'] }, livesIn('GB')],
		['no tier', { tiers: ['gold'] }, {}, {}],
		['a day before the season', { orderedFrom: '2026-11-02' }, {}],
		['a day after the season', { orderedTo: '2026-10-31' }, {}],
		['one of two conditions', { skus: ['TEE'], channels: ['pos'] }, { channel: 'shopify' }],
	])('it does not count for %s', (_what, when, changes, facts: object = {}) => {
		expect(codes(judged(window(when), changes, facts))).not.toContain('window_over');
	});

	it.each(['Shirts', 'Clothing > Shirts', 'Apparel / Tops', 'apparel'])(
		'goes by the category that any system has, whichever was asked first: %s',
		(category) => {
			const named = (one: string | undefined) => shirts({ category: one }).order;
			const [shop, odoo] = [named('Clothing > Shirts'), named('Apparel / Tops')];
			const over = window({ categories: [category] });
			for (const [order, orders] of [
				[shop, { shopify: shop, odoo }],
				[odoo, { odoo, shopify: shop }],
				[named(undefined), { shopify: shop, odoo }],
			])
				expect(judged(over, { order, orders }).reasons).toMatchObject([
					{ code: 'category_unknown', line: 'l2' },
					{ code: 'window_over', line: 'l1' },
				]);
		},
	);

	it('asks a person where the rules go by what nobody knows', () => {
		expect(judged(window({ categories: ['Shoes'] }))).toMatchObject({
			outcome: 'review',
			reasons: [
				{ code: 'category_unknown', line: 'l1' },
				{ code: 'category_unknown', line: 'l2' },
			],
		});
		expect(codes(judged(window({ countries: ['DE'] })))).toEqual(['country_unknown']);
	});

	it('calls a category by each of its parts, and each path down to it', () => {
		expect(categoriesOf('Apparel > Shoes')).toEqual(expect.arrayContaining(['apparel', 'shoes', 'apparel > shoes']));
		expect(categoriesOf('  ')).toEqual([]);
	});
});

describe('the window', () => {
	it('is the first that fits, else that of the settings', () => {
		const windows = [
			{ name: 'mugs', skus: ['MUG'], days: 2 },
			{ name: 'all', days: 12 },
		];
		expect(judged({ windows }, {}, undefined, { windowDays: 0 })).toMatchObject({
			outcome: 'approve',
			lines: [{ quantity: 2 }, { quantity: 0 }],
			reasons: [{ code: 'window_over', line: 'l2', row: 'mugs' }],
			offers: [{ line: 'l1', windowDays: 12, rows: ['all'] }],
		});
	});

	it('of a season is open until its day, whatever the days say', () => {
		const open = (until: string) => judged({ windows: [{ name: 'Christmas', days: 3, until }] }).outcome;
		expect([open('2026-11-17'), open('2026-11-16')]).toEqual(['approve', 'decline']);
	});

	it("counts from the arrival of the order's last piece when it says so", () => {
		const lines = orderOf().lines.map((line, at) => ({
			...line,
			deliveredAt: at ? '2026-11-15T12:00:00Z' : '2026-11-05T12:00:00Z',
		}));
		const outcome = (from: string) =>
			judged({ windows: [{ name: 'w', days: 3, from }] }, { order: orderOf({ lines }) }).lines.map(
				(one) => one.quantity,
			);
		expect([outcome('line'), outcome('order')]).toEqual([
			[0, 1],
			[2, 1],
		]);
	});

	it('is followed by the warranty, in which a person decides', () => {
		const warranties = [{ name: 'two years', months: 24, reasons: ['defective'] }];
		const old = { ...asked({ reason: 'defective' }), order: orderOf({ deliveredAt: '2024-11-17T12:00:00Z' }) };
		expect(judged({ warranties }, old)).toMatchObject({
			outcome: 'review',
			lines: [{ quantity: 2 }, { quantity: 0 }],
			reasons: [
				{ code: 'warranty_claim', line: 'l1', row: 'two years' },
				{ code: 'window_over', line: 'l2' },
			],
		});
		expect(judged({ warranties }, { ...old, order: orderOf({ deliveredAt: '2024-11-16T12:00:00Z' }) }).outcome).toBe(
			'decline',
		);
	});
});

describe('what is not taken back, and in which condition', () => {
	it.each(['decline', 'review'] as const)('goods that are excluded: %s', (effect) => {
		const exclusions = [{ name: 'underwear', categories: ['Underwear'], kind: 'hygiene', effect }];
		const lines = orderOf().lines.map((line, at) => ({ ...line, category: at ? 'Kitchen' : 'Underwear' }));
		expect(judged({ exclusions }, { order: orderOf({ lines }) })).toMatchObject({
			outcome: effect === 'decline' ? 'approve' : 'review',
			lines: [{ quantity: effect === 'decline' ? 0 : 2 }, { quantity: 1 }],
			reasons: [{ code: 'not_returnable', rule: 'exclusions', row: 'underwear', line: 'l1' }],
		});
	});

	it.each([
		['sealed', []],
		['unused', []],
		['used', ['condition_worse']],
		['damaged', ['condition_worse']],
		['like new', ['condition_unknown']],
		[undefined, ['condition_unknown']],
	])('goods that are %s', (condition, expected) => {
		const expectations = [{ name: 'as new', skus: ['TEE'], condition: 'unused', effect: 'decline' }];
		const found = judged({ expectations }, asked({ condition }));
		expect(codes(found).filter((code) => code !== 'within_policy')).toEqual(expected);
		expect(found.lines[0].quantity).toBe(expected[0] === 'condition_worse' ? 0 : 2);
	});

	it('a photo is needed for the reasons that say so', () => {
		const expectations = [{ name: 'evidence', reasons: ['damaged'], photo: true, effect: 'review' }];
		const found = (changes: object) => codes(judged({ expectations }, asked(changes)));
		expect(found({ reason: 'damaged' })).toEqual(['photo_missing']);
		expect(found({ reason: 'damaged', photos: ['https://example.com/1.jpg'] })).toEqual(['within_policy']);
		expect(found({ reason: 'unwanted' })).toEqual(['within_policy']);
	});

	it.each([
		[['SN1'], ['sn1 '], 'within_policy'],
		[['SN1'], ['SN2'], 'serial_not_sold'],
		[['SN1'], undefined, 'serial_missing'],
		[undefined, ['SN1'], 'serial_unknown'],
	])('of serial numbers %j sold and %j given: %s', (sold, given, code) => {
		const serials = [{ name: 'phones', skus: ['TEE'], effect: 'decline' }];
		const found = judged({ serials }, { ...shirts({ serials: sold }), ...asked({ serials: given, quantity: 1 }) });
		expect([codes(found), found.lines[0].quantity]).toEqual([[code], code === 'serial_not_sold' ? 0 : 1]);
	});
});

describe('the customer', () => {
	const past = (openedAt: string, amount = 1000, pieces = 1) => ({ openedAt, pieces, value: eur(amount) });
	const history = [past('2026-11-17T01:00:00Z'), past('2026-11-11T12:00:00Z'), past('2026-10-01T12:00:00Z', 5000, 4)];
	it.each([
		['returns', 2, 'day', false],
		['returns', 1, 'day', true],
		['returns', 3, 'week', false],
		['returns', 2, 'week', true],
		['returns', 2, 'month', true],
		['returns', 4, 'lifetime', false],
		['pieces', 8, 'year', true],
		['pieces', 9, 'year', false],
		['value', 12_819, 'lifetime', true],
		['value', 12_820, 'lifetime', false],
	] as const)('%s, at most %d within %s: over %s', (measure, most, period, over) => {
		const limits = [{ name: 'limit', measure, most, period, effect: 'decline' }];
		const found = judged({ limits }, {}, { history });
		expect([found.outcome, codes(found)]).toEqual(
			over ? ['decline', ['customer_limit']] : ['approve', ['within_policy']],
		);
	});

	it('is for a person where the history was not given, or is in another currency', () => {
		const limits = [{ name: 'limit', measure: 'value', most: 1_000_000, period: 'year', effect: 'decline' }];
		expect(codes(judged({ limits }))).toEqual(['history_unknown']);
		const abroad = [{ ...history[0], value: { amount: 1, currency: 'USD' } }];
		expect(codes(judged({ limits }, {}, { history: abroad }))).toEqual(['rule_currency']);
		expect(codes(judged({ limits }, {}, { history: [{ ...history[0], reference: caseOf().reference }] }))).toEqual([
			'within_policy',
		]);
	});

	it.each([
		['email', ['A@example.com']],
		['email_domain', ['@example.com']],
		['country', ['de']],
		['postal_code', ['12345']],
	] as const)('on a list by %s is held; on one of those never held, not', (by, values) => {
		const blocked = [{ name: 'known abuse', by, values, effect: 'decline' }];
		const limits = [{ name: 'one', measure: 'returns', most: 0, period: 'year', effect: 'decline' }];
		const found = judged({ blocked }, livesIn('DE'));
		expect([found.outcome, codes(found)]).toEqual(['decline', ['customer_listed']]);
		const allowed = [{ name: 'staff', by, values }];
		expect(judged({ blocked, allowed, limits }, livesIn('DE'), { history }).outcome).toBe('approve');
		expect(judged({ blocked }, { customer: { email: 'b@example.org' } }).outcome).toBe('approve');
	});
});

describe('who must approve', () => {
	const gates = [
		{ name: 'over 50', above: 5_000, people: 1 },
		{ name: 'over 58', above: 5_819, people: 2 },
		{ name: 'risky', score: 60, people: 2 },
	];
	it('is as many as the strictest gate asks for, over the value of the goods', () => {
		expect(judged({ gates })).toMatchObject({
			outcome: 'review',
			approvals: { people: 2, rows: ['over 50', 'over 58'], value: eur(5820) },
		});
		expect(judged({ gates: [gates[0]] }).approvals).toMatchObject({ people: 1 });
		expect(judged({ gates: [{ ...gates[0], above: 5_820 }] }).approvals).toBeUndefined();
	});
	it('goes by the score too, and asks where the currency is another', () => {
		expect(judged({ gates: [gates[2]] }, {}, { score: 60 }).approvals).toMatchObject({ people: 2, rows: ['risky'] });
		expect(judged({ gates: [gates[2]] }, {}, { score: 59 }).outcome).toBe('approve');
		expect(codes(judged({ gates: [gates[0]], currency: 'USD' }))).toEqual(['rule_currency']);
	});
	it("is judged in the shop's currency where the customer paid in another", () => {
		const order = orderOf({ shopRate: { paid: eur(5820), shop: { amount: 6_305, currency: 'USD' } } });
		const at = (above: number) => judged({ gates: [{ name: 'g', above, people: 2 }], currency: 'USD' }, { order });
		expect(codes(at(6_305))).toEqual(['within_policy']);
		expect(at(6_304)).toMatchObject({
			reasons: [{ code: 'approval_needed', compared: { is: '63.05 USD', limit: '63.04 USD' } }],
			approvals: { people: 2, value: eur(5820) },
		});
	});
});

describe('what is offered, and what it costs', () => {
	it('is the first rule of each kind that fits, line by line', () => {
		const book = {
			resolutions: [
				{ name: 'faulty', reasons: ['defective'], offered: ['repair', 'replacement', 'money'] },
				{ name: 'else', offered: ['money', 'store_credit'], bonusBasisPoints: 1_000 },
			],
			labels: [
				{ name: 'we pay', reasons: ['defective'], payer: 'shop' },
				{ name: 'you pay', payer: 'customer' },
			],
			routes: [{ name: 'mend', reasons: ['defective'], to: 'repair', carrier: 'USPS' }],
		};
		expect(judged(book, asked({ reason: 'defective' })).offers).toEqual([
			{
				line: 'l1',
				rows: ['faulty', 'we pay', 'mend'],
				resolutions: ['repair', 'replacement', 'money'],
				labelPaidBy: 'shop',
				route: 'repair',
				carrier: 'USPS',
			},
			{
				line: 'l2',
				rows: ['else', 'you pay'],
				resolutions: ['money', 'store_credit'],
				bonusBasisPoints: 1_000,
				labelPaidBy: 'customer',
			},
		]);
	});

	const fees = [
		{ name: 'free for faults', reasons: ['defective'], kind: 'per_return', amount: 0 },
		{ name: 'mail', kind: 'per_return', amount: 595, taxBasisPoints: 1_900 },
		{ name: 'shirts', skus: ['TEE'], kind: 'percent', basisPoints: 1_000 },
		{ name: 'mugs', skus: ['MUG'], kind: 'per_piece', amount: 200 },
	];
	it('costs what the first fee that fits says, and the refund goes by it', () => {
		const decision = judged({ fees }, {}, undefined, { returnFee: 9_999, restockingFeeBasisPoints: 5_000 });
		expect(decision.fees).toEqual([
			{ row: 'mail', kind: 'per_return', amount: eur(595), tax: eur(95) },
			{ row: 'shirts', kind: 'percent', line: 'l1', basisPoints: 1_000 },
			{ row: 'mugs', kind: 'per_piece', line: 'l2', amount: eur(200) },
		]);
		const refund = calculateRefund(inspected([2, 1], { decision }), decision.rules!);
		expect(refund.total).toEqual(eur(5820 - 595 - 432 - 200));
		expect(refund.intent!.breakdown.filter(({ kind }) => kind === 'fee').map(({ description }) => description)).toEqual(
			['Restocking fee of 10 % on T-shirt', 'Fee on 1 x Mug', 'Return fee (0.95 EUR of it tax)'],
		);
	});

	it('costs nothing for a reason that is free, and nothing in another currency', () => {
		const decision = judged({ fees: fees.slice(0, 2) }, asked({ reason: 'defective' }), undefined, { returnFee: 490 });
		expect(calculateRefund(inspected([2, 1], { decision }), decision.rules!).total).toEqual(eur(5820));
		expect(judged({ fees, currency: 'USD' }).fees).toEqual([]);
	});
});

describe('a decision', () => {
	it('can be made again from what it keeps', () => {
		const book = {
			limits: [{ name: 'limit', measure: 'returns', most: 1, period: 'month', effect: 'review' }],
			windows: [{ name: 'gold', tiers: ['gold'], days: 100 }],
			gates: [{ name: 'risky', score: 10, people: 2 }],
		};
		const facts = { tier: 'gold', score: 50, history: [{ openedAt: '2026-11-10T00:00:00Z', pieces: 1 }] };
		const decision = Decision.parse(judged(book, {}, facts));
		const { asOf: then, timeZone, ...again } = decision.given!;
		expect(decide({ case: caseOf(), policy: decision.rules!, timeZone, asOf: then, facts: again })).toEqual(decision);
	});

	it('keeps its name when the book is empty of it: a policy without a book is what it was', () => {
		const plain = decide({ case: caseOf(), policy: Policy.parse({}), timeZone: 'UTC', asOf });
		expect(plain.policy).toBe(policyHash(PolicySettings.parse({})));
		expect([plain.offers, plain.fees, plain.approvals]).toEqual([undefined, undefined, undefined]);
	});
});

it('of many rules the first that fits is found, however they are looked up', () => {
	const of = <T>(...values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
	const row = fc.record({
		name: fc.constant('row'),
		skus: of('TEE', 'MUG', 'T*', 'Other'),
		categories: of('Shirts', 'Kitchen', 'Apparel'),
		reasons: of('defective', 'UNKNOWN'),
		tiers: of('gold', 'silver'),
		countries: of('EU', 'DE', 'US'),
		channels: of('pos', 'shopify'),
	});
	const calendar = calendarOf('UTC');
	const lines = orderOf().lines.map((line, at) => ({ ...line, category: at ? 'Kitchen' : 'Apparel > Shirts' }));
	fc.assert(
		fc.property(
			fc.array(row, { maxLength: 12 }),
			fc.constantFrom('DE', 'US'),
			fc.constantFrom('gold', undefined),
			(rows, country, tier) => {
				const question = {
					case: caseOf({ ...livesIn(country), channel: 'pos', order: orderOf({ lines }) }),
					asOf,
					facts: { tier },
				};
				const read = askedOf(question, calendar);
				const choose = choosing(rows);
				for (const one of read.lines)
					expect(choose?.(one, read)).toBe(rows.find((candidate) => fitting(candidate)(one, read)));
			},
		),
		{ numRuns: 500 },
	);
});

describe('rules as they are typed', () => {
	it('are read field by field', () => {
		const typed = {
			windows: [
				{
					name: 'Shoes',
					days: 60,
					from: 'order',
					until: '2027-01-31T00:00:00',
					categories: 'Shoes, Boots',
					orderedFrom: '',
				},
			],
			limits: [
				{ measure: 'value', most: '300', period: 'year', effect: 'review' },
				{ measure: 'returns', most: '5' },
			],
			fees: [
				{ name: 'mail', kind: 'per_return', amount: '4.90', basisPoints: 12, taxBasisPoints: 19 },
				{ name: 'part', kind: 'percent', amount: '9', basisPoints: 2.5 },
			],
			expectations: [{ name: 'photo', condition: '', photo: true, effect: 'review', reasons: 'damaged' }],
			gates: [{ name: 'big', above: '500.00', score: 0, people: 2 }],
			blocked: [{ name: 'list', by: 'email', values: 'a@example.com, b@example.com', effect: 'decline' }],
		};
		expect(readBook(typed, 'EUR')).toEqual({
			currency: 'EUR',
			windows: [{ name: 'Shoes', days: 60, from: 'order', until: '2027-01-31', categories: ['Shoes', 'Boots'] }],
			limits: [
				{ name: 'Customer Limit 1', measure: 'value', most: 30_000, period: 'year', effect: 'review' },
				{ name: 'Customer Limit 2', measure: 'returns', most: 5, period: 'month', effect: 'review' },
			],
			fees: [
				{ name: 'mail', kind: 'per_return', amount: 490, taxBasisPoints: 1_900 },
				{ name: 'part', kind: 'percent', basisPoints: 250 },
			],
			expectations: [{ name: 'photo', photo: true, effect: 'review', reasons: ['damaged'] }],
			gates: [{ name: 'big', above: 50_000, people: 2 }],
			blocked: [{ name: 'list', by: 'email', values: ['a@example.com', 'b@example.com'], effect: 'decline' }],
		});
		expect(readBook({}, 'EUR')).toBeUndefined();
		expect(readBook('', 'EUR')).toBeUndefined();
	});

	it.each([
		[
			{ gates: [{ name: 'big', above: '500', people: 1 }] },
			undefined,
			'Rule "big": Above: say in which currency 500 is',
		],
		[{ gates: [{ name: 'big', above: 'lots', people: 1 }] }, 'EUR', 'Rule "big": Above: "lots" is no amount in EUR'],
		[{ gates: [{ name: 'big', above: '1', people: 3 }] }, 'EUR', 'ruleBook.gates.0.people'],
		[{ windows: [{ name: 'w', days: 30, until: '2026-02-31' }] }, 'EUR', 'is no day of the calendar'],
		[{ windows: [{ name: 'w', days: 'many' }] }, 'EUR', 'Rule "w": Days: "many" is no number'],
		[{ blocked: [{ name: 'b', by: 'email', values: '', effect: 'review' }] }, 'EUR', 'ruleBook.blocked.0.values'],
		[{ limits: [{ name: 'l', measure: 'returns', most: 'few' }] }, 'EUR', 'ruleBook.limits.0.most'],
	])('%j: %s is refused', (typed, currency, message) => {
		expect(() => readBook(typed, currency)).toThrow(message);
	});
});

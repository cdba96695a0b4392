import { checkPolicy } from '../../nodes/shared/policy/check/check';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { Policy } from '../../nodes/shared/model';

const policyOf = (book: object, settings: object = {}) => Policy.parse({ ...settings, book });
const found = (book: object, settings: object = {}, categories?: string[]) =>
	checkPolicy(policyOf(book, settings), categories).findings;
/** Findings that are none of the law: rule, and what. */
const faults = (book: object, settings: object = {}, categories?: string[]) =>
	found(book, settings, categories)
		.filter(({ code }) => code !== 'below_law')
		.map(({ code, rule }) => [code, rule]);
/** A policy that gives customers what the law does, and more. */
const lawful = { windowDays: 30, refundShipping: true, refundTiming: 'at_receipt' };

it('a policy that keeps the law and in which every rule counts is clean', () => {
	const policy = policyOf(
		{
			currency: 'EUR',
			windows: [
				{ name: 'Shoes', categories: ['Shoes'], days: 60 },
				{ name: 'Others', days: 30 },
			],
			fees: [{ name: 'Mail', kind: 'per_return', amount: 490, countries: ['US'] }],
			gates: [{ name: 'Dear', above: 50_000, people: 2 }],
		},
		lawful,
	);
	expect(checkPolicy(policy, ['Apparel > Shoes'])).toEqual({
		version: policyHash(policy),
		clean: true,
		faults: 0,
		belowLaw: 0,
		findings: [],
		notChecked: [],
	});
});

describe('a rule that another leaves nothing', () => {
	const windows = (first: object, second: object) =>
		faults({
			windows: [
				{ name: 'first', days: 30, ...first },
				{ name: 'second', days: 60, ...second },
			],
		});
	it.each<[string, object, object]>([
		['everything', {}, { categories: ['Shoes'] }],
		['a category above its own', { categories: ['apparel'] }, { categories: ['Apparel > Shoes'] }],
		['its SKUs, and more', { skus: ['TE*', 'MUG'] }, { skus: ['tee', 'TEE-*', 'mug'] }],
		['the union', { countries: ['EU'] }, { countries: ['DE', 'FR'] }],
		['every member of the union', { countries: ['eu', 'NO'] }, { countries: ['EU'] }],
		['its channel', { channels: ['POS', 'shopify'] }, { channels: ['pos'] }],
		['its reason', { reasons: ['size too small'] }, { reasons: ['SIZE_TOO_SMALL'], tiers: ['gold'] }],
		['a longer season', { orderedFrom: '2026-11-01' }, { orderedFrom: '2026-11-05', orderedTo: '2026-12-24' }],
	])('stands behind one that fits %s', (_what, first, second) => {
		expect(windows(first, second)).toEqual([['shadowed', 'second']]);
		expect(windows(second, first)).toEqual([]);
	});

	it.each<[string, object, object]>([
		['another category', { categories: ['Shoes'] }, { categories: ['Apparel'] }],
		['all of it but one', { countries: ['DE'] }, { countries: ['DE', 'FR'] }],
		['one that asks more', { countries: ['DE'], tiers: ['gold'] }, { countries: ['DE'] }],
		['one that begins otherwise', { skus: ['TEE-*'] }, { skus: ['TE*'] }],
		['a season without an end', { orderedTo: '2026-12-24' }, { orderedFrom: '2026-11-01' }],
	])('counts beside %s', (_what, first, second) => expect(windows(first, second)).toEqual([]));

	it('names both rules and says what to do', () => {
		expect(
			found(
				{
					labels: [
						{ name: 'all', payer: 'shop' },
						{ name: 'mugs', payer: 'shop', skus: ['MUG'] },
					],
				},
				lawful,
			),
		).toEqual([
			{
				code: 'shadowed',
				kind: 'Label',
				rule: 'mugs',
				message: '"mugs" never counts: "all" stands before it and fits everything that it fits.',
				advice: 'Move "mugs" above "all", narrow "all", or take one of them out.',
			},
		]);
	});

	it('fees per return and fees per line do not stand in the way of each other', () => {
		const fee = (name: string, kind: string) => ({ name, kind, amount: 100, basisPoints: 100 });
		expect(faults({ fees: [fee('a', 'per_return'), fee('b', 'per_piece')] })).toEqual([]);
		expect(faults({ fees: [fee('a', 'percent'), fee('b', 'per_piece')] })).toEqual([['shadowed', 'b']]);
	});

	it.each<[string, string, object, object]>([
		[
			'exclusions',
			'a stricter one',
			{ kind: 'other', effect: 'decline' },
			{ kind: 'hygiene', effect: 'review', categories: ['A'] },
		],
		['serials', 'one for all', { effect: 'review' }, { effect: 'review', skus: ['A'] }],
		[
			'expectations',
			'a better condition',
			{ condition: 'sealed', photo: true, effect: 'decline' },
			{ condition: 'used', effect: 'review' },
		],
		[
			'limits',
			'a smaller number',
			{ measure: 'returns', most: 2, period: 'month', effect: 'decline' },
			{ measure: 'returns', most: 3, period: 'month', effect: 'decline' },
		],
		['gates', 'a lower amount and more people', { above: 100, people: 2 }, { above: 200, people: 1 }],
		[
			'blocked',
			'a list with all its entries',
			{ by: 'email', values: ['A@x.example', 'b@x.example'], effect: 'review' },
			{ by: 'email', values: ['a@X.example'], effect: 'review' },
		],
	])('%s: changes nothing beside %s', (kind, _what, strict, idle) => {
		const rows = (...given: object[]) => ({ currency: 'EUR', [kind]: given });
		expect(faults(rows({ name: 'idle', ...idle }, { name: 'strict', ...strict }))).toEqual([['shadowed', 'idle']]);
		expect(faults(rows({ name: 'one', ...strict }, { name: 'two', ...strict }))).toEqual([['shadowed', 'two']]);
	});
});

describe('a rule that fits nothing, or asks nothing', () => {
	it.each<[string, object, string[]]>([
		[
			'a season that ends before it begins',
			{ windows: [{ name: 'x', days: 30, orderedFrom: '2026-12-01', orderedTo: '2026-11-30' }] },
			['empty_range', 'x'],
		],
		[
			'a window kept open until before the first order',
			{ windows: [{ name: 'x', days: 30, orderedFrom: '2026-12-01', until: '2026-11-30' }] },
			['empty_range', 'x'],
		],
		['no condition and no photo', { expectations: [{ name: 'x', effect: 'review' }] }, ['asks_nothing', 'x']],
		['an amount without a currency', { gates: [{ name: 'x', above: 100, people: 1 }] }, ['no_currency', 'x']],
		['a country by its name', { windows: [{ name: 'x', days: 30, countries: ['Germany'] }] }, ['unknown_country', 'x']],
		[
			'a country that there is not',
			{ windows: [{ name: 'x', days: 30, countries: ['QX'] }] },
			['unknown_country', 'x'],
		],
		[
			'a name of another rule',
			{
				windows: [
					{ name: 'x', days: 30, skus: ['A'] },
					{ name: 'x', days: 60 },
				],
			},
			['name_twice', 'x'],
		],
	])('%s', (_what, book, finding) => expect(faults(book)).toEqual([finding]));

	it('a season of one day, an amount with a currency, and real countries are right', () => {
		expect(
			faults({
				currency: 'EUR',
				windows: [
					{
						name: 'x',
						days: 30,
						orderedFrom: '2026-12-01',
						orderedTo: '2026-12-01',
						until: '2026-12-01',
						countries: ['de', 'EU', 'US'],
					},
				],
				gates: [{ name: 'x', above: 100, people: 1 }],
				limits: [{ name: 'x', measure: 'value', most: 100, period: 'day', effect: 'review' }],
			}),
		).toEqual([]);
	});

	it('a category that the shop does not have, when its categories are known', () => {
		const book = { windows: [{ name: 'x', days: 30, categories: ['Shoes', 'Apparel > Shoes', 'Shooes'] }] };
		expect(faults(book, {}, ['Apparel > Shoes > Running'])).toEqual([['unknown_category', 'x']]);
		expect(checkPolicy(policyOf(book)).notChecked).toHaveLength(1);
		expect(faults(book)).toEqual([]);
	});
});

describe('a rule that no return gets as far as', () => {
	const exclusion = { name: 'out', categories: ['Underwear'], kind: 'hygiene', effect: 'decline' };
	it.each<[string, object]>([
		['gates', { people: 2, above: 100 }],
		['limits', { measure: 'returns', most: 1, period: 'day', effect: 'review' }],
		['fees', { kind: 'per_return', amount: 1 }],
		['labels', { payer: 'shop' }],
		['routes', { to: 'keep' }],
		['resolutions', { offered: ['money'] }],
	])('%s for goods that are declined', (kind, row) => {
		const book = (exclusions: object, categories: string[]) => ({
			currency: 'EUR',
			exclusions: [exclusions],
			[kind]: [{ name: 'x', categories, ...row }],
		});
		expect(faults(book(exclusion, ['Underwear > Slips']))).toEqual([['unreachable', 'x']]);
		expect(faults(book(exclusion, ['Apparel']))).toEqual([]);
		expect(faults(book({ ...exclusion, effect: 'review' }, ['Underwear > Slips']))).toEqual([]);
	});

	it('a list of customers that are all never held', () => {
		const book = (values: string[]) => ({
			allowed: [{ name: 'free', by: 'email', values: ['a@x.example'] }],
			blocked: [{ name: 'held', by: 'email', values, effect: 'review' }],
		});
		expect(faults(book(['A@x.example']))).toEqual([['unreachable', 'held']]);
		expect(faults(book(['a@x.example', 'b@x.example']))).toEqual([]);
	});

	it('a warranty that ends within the window', () => {
		const book = (months: number) => ({
			warranties: [{ name: 'short', months }],
			windows: [{ name: 'long', days: 90 }],
		});
		expect(faults(book(2), { windowDays: 62 })).toEqual([['unreachable', 'short']]);
		expect(faults(book(2), { windowDays: 61 })).toEqual([]);
	});
});

describe('below the law', () => {
	const clauses = (book: object, settings: object = lawful) =>
		found(book, settings).map(({ rule, clause }) => [rule, clause]);
	it.each<[string, object, Array<[string, string]>]>([
		['a short window', { windowDays: 13 }, [['windowDays', 'Art. 9']]],
		[
			'fees',
			{ returnFee: 1, restockingFeeBasisPoints: 1 },
			[
				['returnFee', 'Art. 13(1)'],
				['restockingFeeBasisPoints', 'Art. 13(1)'],
			],
		],
		['no shipping back', { refundShipping: false }, [['refundShipping', 'Art. 13(1)']]],
		['waiting for the inspection', { refundTiming: 'after_inspection' }, [['refundTiming', 'Art. 13(3)']]],
		['credit instead of money', { unrefundable: 'store_credit' }, [['unrefundable', 'Art. 13(1)']]],
	])('settings: %s', (_what, settings, wanted) => expect(clauses({}, { ...lawful, ...settings })).toEqual(wanted));

	it.each<[string, object, string]>([
		['windows', { days: 13 }, 'Art. 9'],
		['exclusions', { kind: 'final_sale', effect: 'decline' }, 'Art. 16'],
		['expectations', { photo: true, effect: 'decline' }, 'Art. 14(2)'],
		['serials', { effect: 'decline' }, 'Art. 9'],
		['limits', { measure: 'returns', most: 1, period: 'day', effect: 'decline' }, 'Art. 9'],
		['fees', { kind: 'percent', basisPoints: 1 }, 'Art. 13(1)'],
		['labels', { payer: 'customer' }, 'Art. 14(1)'],
		['resolutions', { offered: ['store_credit', 'exchange'] }, 'Art. 13(1)'],
	])('%s, for customers in Europe', (kind, row, clause) => {
		const book = (countries?: string[]) => ({ currency: 'EUR', [kind]: [{ name: 'x', countries, ...row }] });
		for (const countries of [undefined, ['EU'], ['US', 'NO']])
			expect(clauses(book(countries))).toEqual([['x', clause]]);
		expect(clauses(book(['US', 'GB']))).toEqual([]);
	});

	it('a list of customers whose returns are declined', () => {
		const blocked = (effect: string) => ({ blocked: [{ name: 'x', by: 'email', values: ['a@x.example'], effect }] });
		expect(clauses(blocked('decline'))).toEqual([['x', 'Art. 9']]);
		expect(clauses(blocked('review'))).toEqual([]);
	});

	it('knows what buyers are told', () => {
		const book = (law: object) => ({ law, labels: [{ name: 'x', payer: 'customer' }] });
		expect(clauses(book({ returnCostsTold: true }))).toEqual([]);
		expect(clauses(book({ uninformed: true, returnCostsTold: true }))).toEqual([['windowDays', 'Art. 10']]);
	});

	it('says what the clause asks, and what to do', () => {
		expect(found({ windows: [{ name: 'Sale', days: 7 }] }, lawful)).toEqual([
			{
				code: 'below_law',
				kind: 'Return Window',
				rule: 'Sale',
				clause: 'Art. 9',
				message:
					'"Sale": its window is 7 days. Art. 9: The customer may withdraw within 14 days after the last goods of the order arrived, and before. A withdrawal by law is judged without it.',
				advice: 'Give 14 days or more, or narrow the rule to countries outside the European Economic Area.',
			},
		]);
	});
});

describe('where the shop sells', () => {
	const strict = { windowDays: 7, returnFee: 490, refundTiming: 'after_inspection', refundShipping: false };
	const below = (book: object, settings: object) =>
		found(book, settings).flatMap(({ code, rule }) => (code === 'below_law' ? [rule] : []));

	it('a policy that says nothing at all is not below the law', () => {
		expect(checkPolicy(Policy.parse({}))).toMatchObject({ clean: true, belowLaw: 0 });
	});

	it('nowhere in the European Economic Area: its law asks nothing, and the check says so', () => {
		const policy = policyOf({ windows: [{ name: 'Sale', days: 7 }] }, { ...strict, sellsTo: ['us', 'CA', 'GB'] });
		expect(checkPolicy(policy, [])).toMatchObject({
			clean: true,
			notChecked: [
				'Whether it is below the law of withdrawal: Sells To names US, CA, GB, and that law holds in the European Economic Area.',
			],
		});
	});

	it.each([[['US', 'EU']], [['NO']], [['de']]])('%j: the law counts, and the advice names the way out', (sellsTo) => {
		expect(below({}, { ...strict, sellsTo })).toEqual(['windowDays', 'returnFee', 'refundShipping', 'refundTiming']);
		expect(found({}, { ...strict, sellsTo })[0].advice).toBe(
			'Give 14 days or more. Or say under Sells To where you sell, when that is nowhere in the European Economic Area.',
		);
	});

	it('a rule for other countries is not below the law, and never counts', () => {
		const windows = [{ name: 'Sale', days: 7, countries: ['FR'] }];
		expect(below({ windows }, { ...lawful, sellsTo: ['DE', 'US'] })).toEqual([]);
		expect(below({ windows }, { ...lawful, sellsTo: ['EU'] })).toEqual(['Sale']);
		expect(faults({ windows }, { ...lawful, sellsTo: ['DE', 'US'] })).toEqual([['unreachable', 'Sale']]);
	});

	it('is a country that there is', () => {
		expect(faults({}, { sellsTo: ['QX', 'US'] })).toEqual([['unknown_country', 'sellsTo']]);
	});
});

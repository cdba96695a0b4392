import fc from 'fast-check';
import { checkPolicy } from '../../nodes/shared/policy/check/check';
import { InspectedGoods } from '../../nodes/ReturnPolicy/input/inspected';
import { sortGoods } from '../../nodes/ReturnPolicy/sorting/sort';
import { Inspection, Policy, stockPlaces } from '../../nodes/shared/model';
import { caseOf, eur, orderOf } from './cases';

const rule = (name: string, to: string, more: object = {}) => ({ name, to, because: 'other', ...more });
const policyOf = (sorting: object[], book: object = {}) =>
	Policy.parse({ book: { currency: 'EUR', sorting, ...book } });
const sorted = (sorting: object[], goods: object | object[], changes: object = {}, book: object = {}) =>
	sortGoods({
		case: caseOf(changes),
		policy: policyOf(sorting, book),
		timeZone: 'Europe/Paris',
		asOf: '2026-11-25T10:00:00.000Z',
		goods: InspectedGoods.parse({ id: 'i1', lines: [goods].flat() }),
	});
const shirt = { line: 'l1', quantity: 1, condition: 'worn' };

describe('where goods go', () => {
	it.each<[string, object, object, object?]>([
		['its condition', { conditions: ['As New', 'WORN'] }, {}],
		['an answer', { answers: ['Battery = swollen', 'screen=Cracked'] }, { answers: { screen: 'cracked' } }],
		['its category', { categories: ['Apparel'] }, {}],
		['its SKU', { skus: ['TEE'] }, { line: undefined, sku: 'tee' }],
		[
			'the reason of the return',
			{ reasons: ['too small'] },
			{},
			{ lines: caseOf().lines.map((one) => ({ ...one, reason: 'TOO_SMALL' })) },
		],
		['its age', { olderThan: 19 }, {}],
		['its youth', { youngerThan: 21 }, {}],
		['its worth', { worthFrom: 2_160, worthBelow: 2_161 }, {}],
	])('a rule asks for %s', (_what, when, goods, changes: object = {}) => {
		const order = orderOf({
			lines: orderOf().lines.map((one, at) => ({ ...one, category: at ? 'Kitchen' : 'Apparel > Shirts' })),
		});
		const rules = [rule('it', 'refurbish', when), rule('else', 'vendor')];
		expect(sorted(rules, { ...shirt, ...goods }, { order, ...changes }).lines[0]).toMatchObject({
			destination: 'refurbish',
			rule: 'it',
		});
	});

	it.each<[string, object, object, object?]>([
		['another condition', { conditions: ['as new'] }, {}],
		['an answer that was not given', { answers: ['screen = cracked'] }, { answers: { screen: 'whole' } }],
		['younger goods', { olderThan: 20 }, {}],
		['older goods', { youngerThan: 20 }, {}],
		['cheaper goods', { worthFrom: 2_161 }, {}],
		['dearer goods', { worthBelow: 2_160 }, {}],
		['goods of which nobody knows the age', { olderThan: 0 }, {}, { order: undefined }],
		['goods of which nobody knows the worth', { worthBelow: 99_999 }, {}, { order: undefined }],
	])('a rule is not for %s', (_what, when, goods, changes: object = {}) => {
		const rules = [rule('it', 'refurbish', when), rule('else', 'vendor')];
		expect(sorted(rules, { ...shirt, ...goods }, changes).lines[0]).toMatchObject({
			destination: 'vendor',
			rule: 'else',
		});
	});

	it('is what the first rule says, and what a person has said', () => {
		const rules = [rule('first', 'donate'), rule('second', 'recycle')];
		expect(sorted(rules, [shirt, { ...shirt, destination: 'scrap' }])).toMatchObject({
			ask: false,
			lines: [
				{
					destination: 'donate',
					rule: 'first',
					treatment: 'reuse',
					message: '1 x T-shirt: donate by the rule "first".',
				},
				{ destination: 'scrap', treatment: 'disposal', message: '1 x T-shirt: scrap, as a person said.' },
			],
		});
	});

	it('is quarantine and a person when no rule fits', () => {
		expect(sorted([rule('mugs', 'restock', { skus: ['MUG'] })], shirt)).toMatchObject({
			ask: true,
			lines: [{ destination: 'quarantine', ask: true, message: expect.stringContaining('no rule fits') as string }],
		});
	});
});

describe('what is expected to come back', () => {
	it('is a part of the net price, less the cost of each piece', () => {
		const rules = [
			rule('mend', 'refurbish', { recoveryBasisPoints: 7_500, cost: 250, skus: ['TEE'] }),
			rule('out', 'scrap', { cost: 100 }),
		];
		expect(
			sorted(rules, [
				{ ...shirt, quantity: 2 },
				{ line: 'l2', quantity: 1 },
			]),
		).toMatchObject({
			lines: [{ recovery: eur(2_700 - 500) }, { recovery: eur(-100) }],
			recovery: eur(2_100),
		});
	});

	it('is not told in another currency, for goods that nobody bought, and where the rule says nothing', () => {
		const cost = [rule('mend', 'refurbish', { recoveryBasisPoints: 5_000, cost: 250 })];
		expect(sorted(cost, shirt, {}, { currency: 'USD' }).lines[0].recovery).toBeUndefined();
		expect(sorted(cost, { sku: 'OTHER', quantity: 1 }).lines[0].recovery).toBeUndefined();
		expect(sorted([rule('x', 'restock')], shirt).recovery).toBeUndefined();
	});
});

describe('the law of what is not sold', () => {
	const scrap = (because: string) => [rule('out', 'scrap', { because })];
	it.each([
		['6109', 'unsaleable', 'quarantine'],
		['61 09 10 00', 'used', 'quarantine'],
		['6403', 'other', 'quarantine'],
		['6109', 'hygiene', 'scrap'],
		['6109', 'damaged', 'scrap'],
		['8517', 'unsaleable', 'scrap'],
		[undefined, 'unsaleable', 'scrap'],
	])('goods of %s, %s, go to %s', (cn, because, destination) => {
		expect(sorted(scrap(because), { ...shirt, cn }).lines[0]).toMatchObject({
			destination,
			ask: destination !== 'scrap',
		});
	});

	it('what is reported is kept with the inspection, and what is missing for it is said', () => {
		const found = sorted(scrap('damaged'), [
			{ ...shirt, weight: 180, cn: '6109' },
			{ ...shirt, line: 'l2', weight: 300 },
		]);
		expect(found.unreported).toEqual(['l2']);
		expect(Inspection.parse({ id: found.id, lines: found.lines }).lines[0]).toEqual({
			line: 'l1',
			quantity: 1,
			condition: 'worn',
			destination: 'scrap',
			reason: 'damaged',
			weight: 180,
			cn: '6109',
			rule: 'out',
		});
	});

	it('no policy lets a machine destroy unsold apparel or footwear without a reason of the law', () => {
		const rules = fc.array(
			fc.record({
				name: fc.constant('r'),
				to: fc.constantFrom(...stockPlaces),
				because: fc.constantFrom('fit_for_sale', 'used', 'unsaleable', 'other', 'worth_mending', 'expired'),
				conditions: fc.constantFrom(undefined, ['worn'], ['new']),
				recoveryBasisPoints: fc.integer({ min: 0, max: 10_000 }),
			}),
			{ maxLength: 4 },
		);
		let spared = 0;
		fc.assert(
			fc.property(rules, fc.constantFrom('61', '6203', '6404', '4203'), (sorting, cn) => {
				const found = sorted(sorting, { ...shirt, cn });
				expect(found.lines[0].destination).not.toBe('scrap');
				if (found.lines[0].rule && found.ask) spared++;
			}),
			{ numRuns: 500 },
		);
		expect(spared).toBeGreaterThan(20);
	});
});

describe('a check of the sorting', () => {
	const faults = (sorting: object[], book: object = {}) =>
		checkPolicy(policyOf(sorting, book)).findings.flatMap(({ code, rule: name }) =>
			code === 'below_law' ? [] : [[code, name]],
		);
	it.each<[string, object[], string[][], object?]>([
		['is right', [rule('a', 'scrap', { conditions: ['worn'] }), rule('b', 'restock')], []],
		[
			'has a rule behind another',
			[rule('a', 'scrap', { olderThan: 5 }), rule('b', 'restock', { olderThan: 10, conditions: ['x'] })],
			[['shadowed', 'b']],
		],
		['has rules side by side', [rule('a', 'scrap', { youngerThan: 5 }), rule('b', 'restock', { youngerThan: 10 })], []],
		['has no days', [rule('a', 'scrap', { olderThan: 5, youngerThan: 6 })], [['empty_range', 'a']]],
		['has no amounts', [rule('a', 'scrap', { worthFrom: 5, worthBelow: 5 })], [['empty_range', 'a']]],
		['has no currency', [rule('a', 'scrap', { cost: 5 })], [['no_currency', 'a']], { currency: undefined }],
	])('that %s', (_what, sorting, wanted, book: object = {}) => expect(faults(sorting, book)).toEqual(wanted));
});

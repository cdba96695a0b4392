import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { leftToGiveBack } from '../../nodes/shared/case/leftToGiveBack';
import { Policy, RefundIntent, type Decision } from '../../nodes/shared/model';
import { caseOf, eur, inspected, inspectedFirst, orderOf, payment } from './cases';

/* What the rules of a book do to the refund: labels, bonus, goods that are kept, duties. */

const policyOf = (book: object, more: object = {}) =>
	Policy.parse({ ...inspectedFirst, book: { currency: 'EUR', ...book }, ...more });
const decided = (policy: Policy, changes: object = {}): Decision =>
	decide({ case: caseOf(changes), policy, timeZone: 'UTC', asOf: '2026-11-17T10:00:00.000Z' });
/** The refund of a case that the policy has decided. */
const refundOf = (policy: Policy, pieces: [number, number], changes: object = {}) =>
	calculateRefund(inspected(pieces, { decision: decided(policy, changes), ...changes }), policy);
const partsOf = (intent: RefundIntent | undefined) =>
	intent?.breakdown.map(({ name, kind, line, amount }) => [name ?? kind, line, amount.amount]);
const after = (intents: RefundIntent[]) => ({ refunds: intents.map((intent) => ({ intent, state: 'succeeded' })) });
const labelOf = (id: string, cost: object | undefined, more: object = {}) => ({ id, ...(cost && { cost }), ...more });
const label = (id: string, amount: number, more: object = {}) => labelOf(id, eur(amount), more);

describe('the label', () => {
	const byCustomer = policyOf({ labels: [{ name: 'Own cost', payer: 'customer' }] });

	it('is taken off by what it cost, once, as a part of its own', () => {
		const changes = { labels: [label('lb1', 590), label('lb0', 400, { voided: true })] };
		const first = refundOf(byCustomer, [1, 0], changes);
		expect(partsOf(first.intent)).toEqual([
			['line', 'l1', 1800],
			['tax', 'l1', 360],
			['label', undefined, -590],
		]);
		const rest = refundOf(byCustomer, [2, 1], { ...changes, ...after(first.intents) });
		expect(partsOf(rest.intent)?.map(([name]) => name)).not.toContain('label');
		const another = { labels: [...changes.labels, label('lb2', 610)], ...after(first.intents) };
		expect(partsOf(refundOf(byCustomer, [2, 1], another).intent)).toContainEqual(['label', undefined, -610]);
	});

	it('costs what the rule says, for each label', () => {
		const fixed = policyOf({ labels: [{ name: 'Flat', payer: 'customer', price: 350 }] });
		const changes = { labels: [label('lb1', 590), labelOf('lb2', undefined)] };
		expect(refundOf(fixed, [1, 0], changes).intent?.breakdown.at(-1)).toMatchObject({
			name: 'label',
			amount: eur(-700),
			description: '2 return labels',
		});
	});

	it.each([
		[
			'the shop pays for one of the lines',
			{
				labels: [
					{ name: 'Tees', payer: 'shop', skus: ['TEE'] },
					{ name: 'o', payer: 'customer' },
				],
			},
			{},
		],
		['no label was bought', { labels: [{ name: 'o', payer: 'customer' }] }, { labels: [] }],
		[
			'the customer has withdrawn and was not told of the cost',
			{ labels: [{ name: 'o', payer: 'customer' }] },
			{ withdrawal: true },
		],
	])('is not taken off when %s', (_what, book, changes) => {
		const refund = refundOf(policyOf(book), [1, 0], { labels: [label('lb1', 590)], ...changes });
		expect(partsOf(refund.intent)).toEqual([
			['line', 'l1', 1800],
			['tax', 'l1', 360],
		]);
	});

	it('is taken off a withdrawal when buyers were told of it', () => {
		const told = policyOf({ labels: [{ name: 'o', payer: 'customer' }], law: { returnCostsTold: true } });
		const refund = refundOf(told, [1, 0], { labels: [label('lb1', 590)], withdrawal: true });
		expect(partsOf(refund.intent)?.at(-1)).toEqual(['label', undefined, -590]);
	});

	it('in another currency, or of which nobody knows what it cost, is not taken off, and that is said', () => {
		const labels = [labelOf('lb1', { amount: 700, currency: 'USD' }), labelOf('lb2', undefined)];
		const refund = refundOf(byCustomer, [1, 0], { labels });
		expect(refund).toMatchObject({
			total: eur(2160),
			waived: [
				'Label lb1 cost 7.00 USD, and the order is in EUR: it is not taken off.',
				'What label lb2 cost is not known: it is not taken off.',
			],
		});
	});
});

describe('the bonus on store credit', () => {
	const tenPercent = policyOf({
		resolutions: [{ name: 'Credit first', offered: ['money', 'store_credit'], bonusBasisPoints: 1_000 }],
	});

	it('comes on top, by name, and is no part of what was paid', () => {
		const refund = refundOf(tenPercent, [2, 1], { refundTo: 'store_credit' });
		expect(refund).toMatchObject({ total: eur(5820 + 582), bonus: eur(582) });
		expect(refund.intents).toHaveLength(1);
		expect(partsOf(refund.intent)?.at(-1)).toEqual(['bonus', undefined, 582]);
		const legs = refund.intents.map((intent) => ({ intent: RefundIntent.parse(intent), state: 'due' as const }));
		expect(leftToGiveBack(orderOf(), legs)).toBe(6420 - 5820);
	});

	it('is not given with money, nor where credit is not offered', () => {
		expect(refundOf(tenPercent, [2, 1])).not.toHaveProperty('bonus');
		const noCredit = policyOf({ resolutions: [{ name: 'r', offered: ['money'], bonusBasisPoints: 1_000 }] });
		expect(refundOf(noCredit, [2, 1], { refundTo: 'store_credit' })).toMatchObject({ total: eur(5820) });
		expect(refundOf(tenPercent, [2, 1], { refundTo: 'store_credit', withdrawal: true })).not.toHaveProperty('bonus');
	});

	it('is of what goes back of the goods, and less when less is left of what was paid', () => {
		const fee = policyOf({
			resolutions: [{ name: 'r', offered: ['store_credit'], bonusBasisPoints: 1_000 }],
			fees: [{ name: 'f', kind: 'percent', basisPoints: 5_000 }],
		});
		expect(refundOf(fee, [1, 0], { refundTo: 'store_credit' })).toMatchObject({
			total: eur(1080 + 108),
			bonus: eur(108),
		});
		const order = orderOf({ payments: [payment('p1', 2910)] });
		const half = refundOf(tenPercent, [2, 1], { refundTo: 'store_credit', order });
		expect(half).toMatchObject({ total: eur(2910 + 291), bonus: eur(291) });
	});
});

describe('goods that the customer keeps', () => {
	const keeping = (more: object = {}) =>
		policyOf(
			{ routes: [{ name: 'Cheap', to: 'keep', skus: ['MUG'], ...more }] },
			{ returnFee: 490, restockingFeeBasisPoints: 1_000 },
		);

	it('are refunded at once, while the others are waited for', () => {
		const refund = refundOf(keeping(), [0, 0]);
		expect(refund.intents.map(partsOf)).toEqual([
			[
				['line', 'l2', 1250],
				['tax', 'l2', 250],
				['return_fee', undefined, -490],
			],
		]);
		expect(partsOf(refundOf(keeping(), [2, 0], after(refund.intents)).intent)).toEqual([
			['line', 'l1', 3600],
			['tax', 'l1', 720],
			['restocking_fee', 'l1', -432],
		]);
	});

	it('cost no fee when nothing at all comes back', () => {
		const all = policyOf({ routes: [{ name: 'All', to: 'keep' }] }, { returnFee: 490 });
		expect(refundOf(all, [0, 0])).toMatchObject({ total: eur(5820) });
	});

	it('are refunded in a share, by name', () => {
		const refund = refundOf(keeping({ keptBasisPoints: 6_000 }), [0, 0]);
		expect(partsOf(refund.intent)).toContainEqual(['kept', 'l2', -600]);
		expect(refund.intent?.breakdown.find(({ name }) => name === 'kept')?.description).toBe(
			'Mug stays with the customer: 60 % of its price goes back',
		);
	});

	it('are refunded whole to who has withdrawn from the contract', () => {
		const refund = refundOf(keeping({ keptBasisPoints: 6_000 }), [0, 0], { withdrawal: true });
		expect(partsOf(refund.intent)).toEqual([
			['line', 'l2', 1250],
			['tax', 'l2', 250],
		]);
	});
});

describe('an order from abroad', () => {
	const order = orderOf({ duties: eur(1000), payments: [payment('p1', 7420)] });
	const borders = (row: object) => policyOf({ borders: [{ name: 'Abroad', ...row }] });

	it('asks a person about its duties, unless the rules say what becomes of them', () => {
		const codes = (policy: Policy) => decided(policy, { order }).reasons.map(({ code }) => code);
		expect(codes(policyOf({}))).toEqual(['duties_paid']);
		expect(codes(borders({ duties: 'ask' }))).toEqual(['duties_paid']);
		expect(codes(borders({ duties: 'kept' }))).toEqual(['within_policy']);
		expect(codes(borders({ duties: 'refunded', skus: ['TEE'] }))).toEqual(['duties_paid']);
	});

	it('pays its duties back with the goods: with all of them all of it', () => {
		const policy = borders({ duties: 'refunded' });
		const first = refundOf(policy, [1, 0], { order });
		expect(partsOf(first.intent)).toEqual([
			['line', 'l1', 1800],
			['tax', 'l1', 360],
			['duties', 'l1', 371],
		]);
		const rest = refundOf(policy, [2, 1], { order, ...after(first.intents) });
		expect(partsOf(rest.intent)?.filter(([name]) => name === 'duties')).toEqual([
			['duties', 'l1', 371],
			['duties', 'l2', 258],
		]);
		expect(refundOf(borders({ duties: 'kept' }), [1, 0], { order }).total).toEqual(eur(2160));
	});

	it('says when duties are in another currency', () => {
		const foreign = orderOf({ duties: { amount: 1000, currency: 'USD' } });
		expect(refundOf(borders({ duties: 'refunded' }), [1, 0], { order: foreign })).toMatchObject({
			total: eur(2160),
			waived: ['Duties of 10.00 USD are in another currency than the order: pay them back by hand.'],
		});
	});

	it('keeps its tax where the rules say so, but not of a withdrawal', () => {
		const policy = borders({ duties: 'kept', taxes: 'kept' });
		expect(partsOf(refundOf(policy, [2, 0]).intent)).toEqual([
			['line', 'l1', 3600],
			['tax', 'l1', 720],
			['tax_kept', 'l1', -720],
		]);
		expect(refundOf(policy, [2, 0], { withdrawal: true }).total).toEqual(eur(4320));
	});

	it('goes back to an address of its own', () => {
		const hub = {
			returnName: 'Hub',
			returnStreet: '1 Road',
			returnCity: 'Columbus',
			returnState: 'OH',
			returnPostalCode: '43004',
			returnCountry: 'us',
		};
		expect(decided(borders({ duties: 'ask', ...hub })).offers?.[0].returnTo).toEqual({
			name: 'Hub',
			street1: '1 Road',
			city: 'Columbus',
			state: 'OH',
			postalCode: '43004',
			country: 'US',
		});
		expect(() => borders({ duties: 'ask', ...hub, returnCity: undefined })).toThrow('the whole return address');
	});
});

describe('what the customer asks for', () => {
	const offering = (offered: string[]) => policyOf({ resolutions: [{ name: 'Only this', offered, skus: ['TEE'] }] });
	const wanting = (changes: object) => ({
		lines: caseOf().lines.map((line, at) => (at ? line : { ...line, sku: 'TEE', ...changes })),
	});

	it.each<[string, string[], object, string]>([
		['money', ['store_credit'], {}, 'money'],
		['store credit', ['money'], { refundTo: 'store_credit' }, 'store credit'],
		['an exchange', ['money'], wanting({ exchangeFor: { sku: 'TEE-L' } }), 'an exchange'],
		['the same anew', ['money'], wanting({ exchangeFor: { sku: 'tee' } }), 'a replacement'],
	])('is for a person when %s is not offered', (_what, offered, changes, is) => {
		expect(decided(offering(offered), changes)).toMatchObject({
			outcome: 'review',
			reasons: [{ code: 'resolution_not_offered', line: 'l1', rule: 'resolution', row: 'Only this', compared: { is } }],
		});
	});

	it.each<[string, string[], object]>([
		['money', ['money'], {}],
		['an exchange', ['exchange'], wanting({ exchangeFor: { sku: 'TEE-L' } })],
		['a replacement as an exchange', ['exchange'], wanting({ exchangeFor: { sku: 'TEE' } })],
		['a withdrawal', ['exchange'], { withdrawal: true }],
	])('is no question when %s is', (_what, offered, changes) => {
		expect(decided(offering(offered), changes).reasons.map(({ code }) => code)).not.toContain('resolution_not_offered');
	});
});

it('a withdrawal goes by none of it either, whatever the return was decided by', () => {
	const offers = ['l1', 'l2'].map((line) => ({
		line,
		rows: [],
		taxes: 'kept',
		labelPaidBy: 'customer',
		...(line === 'l2' && { route: 'keep', keptBasisPoints: 0 }),
	}));
	const withdrawn = inspected([2, 0], { decision: { offers }, withdrawal: true, labels: [label('lb1', 590)] });
	expect(calculateRefund(withdrawn, policyOf({}, { refundShipping: true })).total).toEqual(eur(6420));
});

it('a case without decision goes by none of it', () => {
	const bare = PolicyCase.parse({ ...inspected([1, 0]), labels: [label('lb1', 590)] });
	expect(partsOf(calculateRefund(bare, policyOf({ labels: [{ name: 'o', payer: 'customer' }] })).intent)).toEqual([
		['line', 'l1', 1800],
		['tax', 'l1', 360],
	]);
});

import { decide } from '../../nodes/ReturnPolicy/decide';
import { readRules } from '../../nodes/shared/policy/policySettings';
import { canonical, policyHash } from '../../nodes/shared/policy/policyHash';
import { Decision, PolicySettings } from '../../nodes/shared/model';
import { caseOf, orderOf, policyOf, inspectedFirst } from './cases';

const decided = (changes: object = {}, policy: object = {}) =>
	decide({ case: caseOf(changes), policy: policyOf(policy), timeZone: 'UTC', asOf: '2026-11-17T10:00:00.000Z' });
const finalSaleOf = (...ids: string[]) =>
	orderOf({ lines: orderOf().lines.map((line) => ({ ...line, finalSale: ids.includes(line.id) })) });

describe('decide', () => {
	it('approves every line of a request within the policy, and says so', () => {
		const decision = decided({}, { refundTiming: 'at_receipt' });
		expect(decision).toEqual({
			outcome: 'approve',
			reasons: [{ code: 'within_policy', message: 'Every rule of the return policy is met.' }],
			lines: [
				{ line: 'l1', quantity: 2 },
				{ line: 'l2', quantity: 1 },
			],
			refundTiming: 'at_receipt',
			rules: policyOf({ refundTiming: 'at_receipt' }),
			policy: policyHash(policyOf({ refundTiming: 'at_receipt' })),
			given: { asOf: '2026-11-17T10:00:00.000Z', timeZone: 'UTC' },
		});
		expect(Decision.parse(decision)).toEqual(decision);
	});

	it('approves the rest when some lines are declined', () => {
		expect(decided({ order: finalSaleOf('o2') })).toMatchObject({
			outcome: 'approve',
			reasons: [{ code: 'final_sale', line: 'l2' }],
			lines: [
				{ line: 'l1', quantity: 2 },
				{ line: 'l2', quantity: 0 },
			],
		});
	});

	it('declines when every line is declined, whatever a person might be asked', () => {
		expect(decided({ order: finalSaleOf('o1', 'o2') }, { reviewAbove: 0 })).toMatchObject({
			outcome: 'decline',
			reasons: [{ code: 'final_sale' }, { code: 'final_sale' }],
			lines: [{ quantity: 0 }, { quantity: 0 }],
		});
		expect(decided({}, { windowDays: 3 })).toMatchObject({ outcome: 'decline' });
		const undated = { ...finalSaleOf('o1', 'o2'), placedAt: undefined, deliveredAt: undefined };
		expect(decided({ order: undated })).toMatchObject({
			outcome: 'decline',
			reasons: expect.arrayContaining([expect.objectContaining({ code: 'window_unknown' })]) as object,
		});
	});

	it('lets a doubt beat an approval, and proposes what to approve', () => {
		expect(decided({ order: finalSaleOf('o2') }, { reviewAbove: 100 })).toMatchObject({
			outcome: 'review',
			reasons: [{ code: 'final_sale' }, { code: 'value_above_limit' }],
			lines: [
				{ line: 'l1', quantity: 2 },
				{ line: 'l2', quantity: 0 },
			],
		});
		expect(decided({ order: undefined })).toMatchObject({
			outcome: 'review',
			reasons: [{ code: 'order_unknown' }],
			lines: [{ quantity: 2 }, { quantity: 1 }],
		});
	});

	it('takes a line down to what is left', () => {
		expect(decided({ lines: [{ id: 'l1', orderLineId: 'o1', quantity: 9 }] })).toMatchObject({
			outcome: 'approve',
			lines: [{ line: 'l1', quantity: 2 }],
		});
	});
});

describe('the policy hash', () => {
	it('is twelve hex digits that depend on the content and not on the order of fields', () => {
		expect(policyHash({ a: 1, b: [{ d: 2, c: 'x' }] })).toMatch(/^[0-9a-f]{12}$/);
		expect(policyHash({ b: [{ c: 'x', d: 2 }], a: 1 })).toBe(policyHash({ a: 1, b: [{ d: 2, c: 'x' }] }));
		expect(policyHash(policyOf())).not.toBe(policyHash(policyOf({ windowDays: 31 })));
		expect(canonical({ b: undefined, a: null })).toBe('{"a":null}');
	});
});

describe('the policy that is used', () => {
	it('takes no fee in another currency, and leaves a value in another currency to a person', () => {
		const settings = { policy: { currency: 'EUR', reviewAbove: 50_000, returnFee: 490 } };
		const { policy } = readRules(settings, {}, 'JPY');
		expect(policy).toMatchObject({ currency: 'EUR', returnFee: 0 });
		expect(decided({}, { currency: 'JPY', reviewAbove: 50_000 })).toMatchObject({
			outcome: 'review',
			reasons: [
				{
					code: 'value_limit_currency',
					message: 'The order is in EUR, and the value above which a person decides is set in JPY.',
				},
			],
		});
		expect(readRules(settings, { reviewAbove: '80000' }, 'JPY').policy).toMatchObject({
			currency: undefined,
			reviewAbove: 80_000,
		});
		expect(readRules(settings, {}, 'EUR').policy).toMatchObject({
			currency: 'EUR',
			reviewAbove: 50_000,
			returnFee: 490,
		});
	});

	it("is the settings' own, with the node's overrides over it", () => {
		const settings = { timeZone: 'Europe/Paris', policy: { ...inspectedFirst, windowDays: 14, returnFee: 490 } };
		const overrides = { windowDays: 60, reviewAbove: '250.50', restockingFeePercent: 2.5, returnFee: '' };
		expect(readRules(settings, overrides, 'EUR')).toEqual({
			timeZone: 'Europe/Paris',
			policy: policyOf({ windowDays: 60, returnFee: 490, reviewAbove: 25050, restockingFeeBasisPoints: 250 }),
		});
		expect(readRules(JSON.stringify(settings), { reviewAbove: '500' }, 'JPY').policy.reviewAbove).toBe(500);
		expect(readRules(undefined, {}, 'EUR')).toEqual({ timeZone: 'UTC', policy: PolicySettings.parse({}) });
	});

	it.each([
		[{ timeZone: 'Mars/Olympus' }, {}, 'settings.timeZone'],
		[{ policy: { windowDays: -1 } }, {}, 'settings.policy.windowDays'],
		[{ policy: { winDays: 5 } }, {}, 'settings.policy'],
		['{', {}, 'settings'],
		[{}, { reviewAbove: 'lots' }, 'policyOverrides.reviewAbove'],
		[{}, { returnFee: '1.234' }, 'policyOverrides.returnFee'],
		[{}, { restockingFeePercent: 101 }, 'policyOverrides.restockingFeePercent'],
	])('%j with %j is refused at %s', (settings, overrides, field) => {
		expect(() => readRules(settings, overrides, 'EUR')).toThrow(
			expect.objectContaining({
				category: 'invalid_input',
				details: expect.objectContaining({ field }) as object,
			}) as Error,
		);
	});
});

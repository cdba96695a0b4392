import type { CaseState, RefundLeg } from '../../../nodes/shared/case/caseState';
import { money } from '../../../nodes/shared/model';
import { assertCreditFits, PaidElsewhere } from '../../../nodes/shared/operation';

const euro = (amount: number) => money(amount, 'EUR');
const payment = { id: 'p', captured: euro(10_000), refunded: euro(0), refundable: euro(10_000) };
const caseOf = (refunds: object[], payments: object[] = [payment], currency = 'EUR') =>
	({ refunds, order: { currency, payments } }) as unknown as CaseState;
const leg = (id: string, amount: number, state: RefundLeg['state'] = 'succeeded') => ({
	intent: { id, amount: euro(amount), payment: { id: 'store_credit' } },
	state,
});
const owed = { id: 'R1', amount: euro(4_000) };
/** What is said of a credit of 40.00 for an order of 100.00; undefined: it fits. */
function told(
	state: CaseState,
	sisters: CaseState[] = [],
	gone: { amount?: number; counts?: string[] } = {},
): PaidElsewhere | undefined {
	try {
		assertCreditFits(state, sisters, owed, {
			connection: 'stripe',
			amount: gone.amount ?? 0,
			counts: ({ intent }) => !!gone.counts?.includes(intent.id),
			others: ['re_1'],
		});
		return undefined;
	} catch (error) {
		return error as PaidElsewhere;
	}
}
const own = leg('R1', 4_000, 'due');

describe('a credit beside what has gone back', () => {
	it.each<[string, CaseState, CaseState[], object]>([
		['nothing has', caseOf([own]), [], {}],
		['just enough is left', caseOf([own]), [], { amount: 6_000 }],
		['another refund was dropped', caseOf([own, leg('R2', 9_000, 'dropped')]), [], {}],
		["another return's refund waits for finance", caseOf([own]), [caseOf([leg('S', 9_000, 'held')])], {}],
		['the provider counts a refund of ours', caseOf([own, leg('R2', 6_000)]), [], { amount: 6_000, counts: ['R2'] }],
		['nobody knows what was paid', caseOf([own], []), [], { amount: 9_000 }],
		['the order is in another currency', caseOf([own], [payment], 'USD'), [], { amount: 9_000 }],
	])('fits when %s', (_, state, sisters, gone) => {
		expect(told(state, sisters, gone)).toBeUndefined();
	});

	it.each<[string, string, CaseState, CaseState[], object]>([
		['39.99 EUR', 'a cent too much has', caseOf([own]), [], { amount: 6_001 }],
		['20.00 EUR', 'another refund of the return is due', caseOf([own, leg('R2', 8_000, 'due')]), [], {}],
		['20.00 EUR', 'one of them is held', caseOf([own, leg('R2', 8_000, 'held')]), [], {}],
		['10.00 EUR', 'another return got credit', caseOf([own]), [caseOf([leg('S', 9_000)])], {}],
		['5.00 EUR', 'the bank has paid', caseOf([own], [{ ...payment, chargedBack: euro(9_500) }]), [], {}],
		['0.00 EUR', 'more than all has', caseOf([own]), [], { amount: 12_000 }],
	])('does not fit with %s left, when %s', (left, _, state, sisters, gone) => {
		const error = told(state, sisters, gone)!;
		expect(error).toBeInstanceOf(PaidElsewhere);
		expect(error.message).toContain(`of the 100.00 EUR that was paid only ${left} is left`);
		expect(error.seen).toEqual(['re_1']);
	});

	it('tells finance what is possible, which is not to give it all the same', () => {
		expect(told(caseOf([own]), [], { amount: 7_000 })!.details.advice).toContain(
			'pay another amount, at most 30.00 EUR, or drop it (Return Case: Decide Refund)',
		);
		expect(told(caseOf([own]), [], { amount: 10_000 })!.details.advice).toContain('Then drop it (');
	});
});

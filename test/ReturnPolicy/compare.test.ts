import fc from 'fast-check';
import { comparePolicies } from '../../nodes/shared/policy/compare/compare';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { Policy, RuleBook } from '../../nodes/shared/model';
import { ruleSections } from '../../nodes/shared/policy/ruleFields';
import { policies } from './policies';

const policyOf = (book: object, settings: object = {}) =>
	Policy.parse({ ...settings, book: { currency: 'EUR', ...book } });
const changes = (before: Policy, after: Policy) =>
	comparePolicies(before, after).changes.map(({ what, kind, message }) => `${what} ${kind}: ${message}`);

it('says in words what a policy says otherwise, rule by rule', () => {
	const before = policyOf(
		{
			windows: [
				{ name: 'Shoes', days: 30, categories: ['Shoes'] },
				{ name: 'Others', days: 14 },
			],
			fees: [{ name: 'Mail', kind: 'per_return', amount: 490 }],
			labels: [{ name: 'Ours', payer: 'shop' }],
		},
		{ returnFee: 0, currency: 'EUR', deductions: { scrap: 'all' } },
	);
	const after = policyOf(
		{
			law: { returnCostsTold: true },
			windows: [
				{ name: 'Shoes', days: 60, categories: ['Shoes', 'Boots'] },
				{ name: 'Others', days: 14 },
			],
			fees: [{ name: 'Mail', kind: 'percent', basisPoints: 250 }],
			gates: [{ name: 'Dear', above: 50_000, people: 2 }],
		},
		{ returnFee: 250, currency: 'EUR', deductions: { scrap: '50 %' } },
	);
	expect(comparePolicies(before, after)).toMatchObject({
		before: policyHash(before),
		after: policyHash(after),
		same: false,
	});
	expect(changes(before, after)).toEqual([
		'changed Settings: Return Fee: 0.00 EUR → 2.50 EUR.',
		'changed Settings: Deductions: scrap: all → 50 %.',
		'added Law: Buyers Are Told of the Costs of Return: nothing → yes.',
		'added Approval Gate: "Dear" is new: Above: 500.00 EUR; People: 2.',
		'changed Fee: "Mail": Taken: Per Return → Part of the Value; Amount: 4.90 EUR → nothing; Percent: nothing → 2.5 %.',
		'removed Label: "Ours" is gone (Paid By: Shop).',
		'changed Return Window: "Shoes": Days: 30 → 60; Only Categories: Shoes → Shoes, Boots.',
	]);
});

it('says which rules have moved, and only those', () => {
	const order = (...names: string[]) => policyOf({ windows: names.map((name) => ({ name, days: 30, skus: [name] })) });
	expect(changes(order('a', 'b', 'c', 'd'), order('a', 'c', 'd', 'b'))).toEqual([
		'moved Return Window: "b" now stands last.',
	]);
	expect(changes(order('a', 'b', 'c'), order('c', 'a', 'b'))).toEqual([
		'moved Return Window: "c" now stands before "a".',
	]);
	expect(changes(order('a', 'b'), order('a', 'x', 'b'))).toEqual([
		'added Return Window: "x" is new: Days: 30; Only SKUs: x.',
	]);
});

it('tells two rules of one name apart by their order', () => {
	const two = (days: number) =>
		policyOf({
			windows: [
				{ name: 'x', days: 10, skus: ['A'] },
				{ name: 'x', days },
			],
		});
	expect(changes(two(20), two(30))).toEqual(['changed Return Window: "x": Days: 20 → 30.']);
});

it('policies are the same exactly when nothing has changed', () => {
	let other = 0;
	fc.assert(
		fc.property(policies, policies, (one, two) => {
			expect(comparePolicies(one, one)).toMatchObject({ same: true, changes: [] });
			const found = comparePolicies(one, two);
			const isSame = JSON.stringify(one) === JSON.stringify(two);
			if (!isSame) other++;
			expect([found.same, !found.changes.length]).toEqual([isSame, isSame]);
			const count = (what: string, list = found.changes) => list.filter((change) => change.what === what).length;
			const back = comparePolicies(two, one).changes;
			expect([count('added'), count('removed'), count('changed')]).toEqual([
				count('removed', back),
				count('added', back),
				count('changed', back),
			]);
		}),
		{ numRuns: 300 },
	);
	expect(other).toBeGreaterThan(100);
});

it('every kind of rule of a book can be compared, and every setting of a policy', () => {
	const kinds = Object.keys(RuleBook.shape).filter((kind) => !['currency', 'law', 'publishing'].includes(kind));
	expect(ruleSections.map(({ name }) => name).sort()).toEqual(kinds.sort());
	const every = {
		windowDays: 1,
		reviewAbove: 1,
		refundTiming: 'at_approval',
		refundShipping: false,
		returnFee: 1,
		restockingFeeBasisPoints: 1,
	};
	const more = {
		unrefundable: 'store_credit',
		tenderOrder: 'cards_first',
		deductions: { scrap: 'all' },
		confirmDeductions: true,
		deductFromWithdrawals: true,
		expireAfterDays: 1,
		remindCustomerAfterDays: '1, 2',
		receiveWithinDays: 1,
		remindReviewerAfterHours: 1,
		escalateReviewAfterHours: 1,
		currency: 'EUR',
		sellsTo: ['US'],
	};
	const found = comparePolicies(Policy.parse({}), Policy.parse({ ...every, ...more })).changes;
	expect(found).toHaveLength(Object.keys(Policy.shape).length - 1);
});

import fc from 'fast-check';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { leftToGiveBack } from '../../nodes/shared/case/leftToGiveBack';
import { Decision, RefundIntent, tenderOrders } from '../../nodes/shared/model';
import { eur, inspected, orderOf, payment, policyOf } from './cases';

/* Whatever the rules offer, pieces that come back in any order are paid by parts with names that add up, and never above what was paid. */

const offer = fc.record(
	{
		route: fc.constantFrom('carrier', 'keep'),
		keptBasisPoints: fc.nat(10_000),
		labelPaidBy: fc.constantFrom('shop', 'customer'),
		labelPrice: fc.nat(900).map(eur),
		bonusBasisPoints: fc.nat(3_000),
		resolutions: fc.constantFrom(['money'], ['money', 'store_credit']),
		duties: fc.constantFrom('refunded', 'kept'),
		taxes: fc.constantFrom('refunded', 'kept'),
	},
	{ requiredKeys: ['route'] },
);
const world = fc.record({
	offers: fc.tuple(offer, offer),
	duties: fc.nat(3_000),
	paid: fc.array(
		fc.record({ captured: fc.nat(9_000), processor: fc.constantFrom('stripe', 'store_credit', 'other') }),
		{
			minLength: 1,
			maxLength: 3,
		},
	),
	labels: fc.array(fc.nat(900), { maxLength: 2 }),
	returnFee: fc.constantFrom(0, 490),
	restocking: fc.constantFrom(0, 1_500),
	tenderOrder: fc.constantFrom(...tenderOrders),
	refundTo: fc.constantFrom('original', 'store_credit'),
	/** Pieces that are back, look by look. */
	looks: fc.constantFrom(
		[[2, 1]],
		[
			[1, 0],
			[2, 1],
		],
		[
			[0, 1],
			[1, 1],
			[2, 1],
		],
		[
			[0, 0],
			[2, 0],
			[2, 1],
		],
	),
});

it('every part has a name, the parts add up, and no more goes back than was paid, but for the bonus', () => {
	const seen = { bonus: 0, label: 0, kept: 0, duties: 0, not_paid: 0, tax_kept: 0 };
	fc.assert(
		fc.property(world, (drawn) => {
			const order = orderOf({
				duties: eur(drawn.duties),
				payments: drawn.paid.map(({ captured, processor }, at) => payment(`p${at}`, captured, { processor })),
			});
			const decision = {
				offers: drawn.offers.map((one, at) => ({ line: `l${at + 1}`, rows: [], ...one })) as Decision['offers'],
			};
			const policy = policyOf({
				returnFee: drawn.returnFee,
				restockingFeeBasisPoints: drawn.restocking,
				tenderOrder: drawn.tenderOrder,
				unrefundable: 'by_hand',
			});
			const legs: Array<{ intent: RefundIntent; state: 'succeeded' }> = [];
			for (const pieces of drawn.looks as unknown as Array<[number, number]>) {
				const refund = calculateRefund(
					inspected(pieces, {
						order,
						decision,
						refundTo: drawn.refundTo,
						labels: drawn.labels.map((cost, at) => ({ id: `lb${at}`, cost: eur(cost) })),
						refunds: legs,
					}),
					policy,
				);
				// Storing an intent refuses one whose parts do not add up.
				const intents = refund.intents.map((intent) => RefundIntent.parse(intent));
				for (const { breakdown } of intents)
					for (const { kind, name, amount } of breakdown) {
						expect(name ?? kind).not.toMatch(/^(fee|adjustment)$/);
						if (name && name in seen && amount.amount) seen[name as keyof typeof seen]++;
					}
				const total = intents.reduce((sum, { amount }) => sum + amount.amount, 0);
				expect(total).toBe(refund.total?.amount ?? 0);
				const left = leftToGiveBack(order, legs)!;
				expect(total - (refund.bonus?.amount ?? 0)).toBeLessThanOrEqual(left);
				legs.push(...intents.map((intent) => ({ intent, state: 'succeeded' as const })));
			}
			const all = legs.flatMap(({ intent }) => intent.breakdown);
			const sum = (name: string) => all.reduce((of, part) => of + (part.name === name ? part.amount.amount : 0), 0);
			// Each label once, and no more of the duties than were paid.
			const [one, two] = drawn.offers.map(({ labelPrice }) => labelPrice?.amount);
			const dearest = drawn.labels.map((cost) => Math.max(cost, one ?? 0, two ?? 0)).reduce((of, cost) => of + cost, 0);
			expect(-sum('label')).toBeLessThanOrEqual(dearest);
			expect(sum('duties')).toBeLessThanOrEqual(drawn.duties);
			const paidFor = all.filter(({ kind }) => kind === 'line').reduce((of, { quantity = 0 }) => of + quantity, 0);
			if (paidFor === 3 && drawn.offers.every(({ duties, route }) => duties === 'refunded' && route === 'carrier'))
				expect(sum('duties')).toBe(drawn.duties);
		}),
		{ numRuns: 1_000 },
	);
	expect(Math.min(...Object.values(seen))).toBeGreaterThan(15);
}, 120_000);

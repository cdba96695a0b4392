import fc from 'fast-check';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { worthOf } from '../../nodes/shared/case/worth';
import { destinations, Order, PolicySettings, stockPlaces, type RefundIntent } from '../../nodes/shared/model';
import { inspectedFirst } from './cases';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const amount = fc.integer({ min: 0, max: 50_000 });
const bought = fc.record({
	quantity: fc.integer({ min: 1, max: 6 }),
	subtotal: amount,
	tax: fc.integer({ min: 0, max: 9_000 }),
});
const piece = fc.record({
	line: fc.nat(),
	destination: fc.constantFrom(...destinations),
	condition: fc.constantFrom('as new', 'Worn', 'torn '),
	note: fc.constantFrom(undefined, '', 'scratched'),
	evidence: fc.constantFrom(undefined, 'https://example.com/1'),
	/** Whether a refund is worked out after it. */
	pause: fc.boolean(),
});
const rule = fc.oneof(
	fc.constantFrom('all', 'none', '100 %', '33.3 %', '0.5 %'),
	fc.integer({ min: 0, max: 60_000 }).map((minor) => (minor / 100).toFixed(2)),
);
const key = fc
	.tuple(fc.constantFrom(...stockPlaces), fc.constantFrom('', 'as new', 'worn', 'torn'))
	.map((parts) => parts.filter(Boolean).join(' '));
const shop = fc.record({
	lines: fc.array(bought, { minLength: 1, maxLength: 3 }),
	taxesIncluded: fc.boolean(),
	pieces: fc.array(piece, { minLength: 1, maxLength: 14 }),
	deductions: fc.dictionary(key, rule, { maxKeys: 6 }),
	restocking: fc.constantFrom(0, 0, 500, 10_000),
	withdrawal: fc.boolean(),
	deductFromWithdrawals: fc.boolean(),
});
type Shop = typeof shop extends fc.Arbitrary<infer T> ? T : never;

/** The return after the first `count` pieces were inspected one by one; pieces beyond a line's quantity are left out. */
function after(of: Shop, count: number, intents: RefundIntent[]) {
	const order = Order.parse({
		number: '#1',
		currency: 'EUR',
		taxesIncluded: of.taxesIncluded,
		lines: of.lines.map((line, at) => ({
			id: `o${at}`,
			sku: `S${at}`,
			title: `Thing ${at}`,
			quantity: line.quantity,
			subtotal: eur(line.subtotal),
			tax: eur(of.taxesIncluded ? Math.min(line.tax, line.subtotal) : line.tax),
		})),
		payments: [{ id: 'p', processor: 'stripe', captured: eur(1e9), refunded: eur(0), refundable: eur(1e9) }],
	});
	const looked = of.pieces.slice(0, count).flatMap(({ line: at, ...one }, index) => {
		const line = at % of.lines.length;
		const before = of.pieces.slice(0, index).filter((other) => other.line % of.lines.length === line).length;
		return before < of.lines[line].quantity ? [{ line, ...one }] : [];
	});
	// What goes back to the customer is priced by nobody: kept pieces count from the line's first on.
	const kept = looked.filter(({ destination }) => destination !== 'customer');
	const seen = kept.map((one, index) => ({
		...one,
		before: kept.slice(0, index).filter(({ line }) => line === one.line).length,
	}));
	const found = PolicyCase.parse({
		reference: 'RMA-1',
		authorization: 'approved',
		withdrawal: of.withdrawal,
		order,
		lines: of.lines.map(({ quantity }, at) => ({
			id: `l${at}`,
			orderLineId: `o${at}`,
			quantity,
			quantities: {
				approved: quantity,
				received: quantity,
				inspected: {
					restock: kept.filter(({ line }) => line === at).length,
					customer: looked.filter(({ line, destination }) => line === at && destination === 'customer').length,
				},
			},
		})),
		inspections: looked.map(({ line, destination, condition, note, evidence }, index) => ({
			id: `i${index}`,
			lines: [{ line: `l${line}`, quantity: 1, destination, condition, note, evidence }],
		})),
		refunds: intents.map((intent) => ({ intent, state: 'succeeded' })),
	});
	return { found, order, seen };
}
const policyOf = ({ deductions, restocking, deductFromWithdrawals }: Shop) =>
	PolicySettings.parse({ ...inspectedFirst, deductions, restockingFeeBasisPoints: restocking, deductFromWithdrawals });
const sum = (amounts: number[]) => amounts.reduce((total, one) => total + one, 0);
const parts = (intents: RefundIntent[]) => intents.flatMap(({ breakdown }) => breakdown);

it('deductions never make a refund negative, never take more than the pieces are worth, and parts add up to what was paid for them', () => {
	fc.assert(
		fc.property(shop, (of) => {
			const intents: RefundIntent[] = [];
			of.pieces.forEach(({ pause }, index) => {
				const last = index === of.pieces.length - 1;
				if (!pause && !last) return;
				const { found, order, seen } = after(of, index + 1, intents);
				const result = calculateRefund(found, policyOf(of));
				for (const { amount: taken, quantity, line, note, evidence } of result.deductions ?? []) {
					const at = Number(line.slice(1));
					// The dearest pieces that it can have been taken of.
					const worths = seen
						.filter((one) => one.line === at)
						.map(({ before }) => worthOf(order.lines[at], of.taxesIncluded, before, 1))
						.map(({ net, tax }) => net + tax)
						.sort((a, b) => b - a);
					expect(taken.amount).toBeGreaterThan(0);
					expect(taken.amount).toBeLessThanOrEqual(sum(worths.slice(0, quantity)));
					expect(note && evidence).toBeTruthy();
				}
				if (of.withdrawal && !of.deductFromWithdrawals) expect(result.deductions).toBeUndefined();
				for (const intent of result.intents) {
					expect(intent.amount.amount).toBeGreaterThan(0);
					expect(sum(intent.breakdown.map((part) => part.amount.amount))).toBe(intent.amount.amount);
				}
				intents.push(...result.intents);
			});
			const { found, order, seen } = after(of, of.pieces.length, intents);
			const covered = parts(intents).filter(({ kind }) => kind === 'line');
			for (const [at, line] of order.lines.entries()) {
				const pieces = sum(covered.filter((part) => part.line === `l${at}`).map(({ quantity }) => quantity!));
				const { net, tax } = worthOf(line, of.taxesIncluded, 0, pieces);
				const paid = sum(
					parts(intents)
						.filter(({ kind, line: of }) => (kind === 'line' || kind === 'tax') && of === `l${at}`)
						.map((part) => part.amount.amount),
				);
				expect(paid).toBe(net + tax);
			}
			// What is not covered by now is worth nothing: free, or refused.
			const rest = calculateRefund(found, policyOf(of));
			expect(rest.intents).toEqual([]);
			// By law a withdrawal in time is paid when the goods came, whatever the inspection says later.
			if (!of.withdrawal) expect(sum(covered.map(({ quantity }) => quantity!))).toBeLessThanOrEqual(seen.length);
		}),
		{ numRuns: 1_500 },
	);
}, 300_000);

it('pieces that come one by one cost the customer what they cost all at once', () => {
	fc.assert(
		fc.property(shop, (of) => {
			// A withdrawal in time is paid before the inspection.
			fc.pre(!of.withdrawal);
			const settings = policyOf(of);
			const intents: RefundIntent[] = [];
			of.pieces.forEach(({ pause }, index) => {
				if (!pause && index < of.pieces.length - 1) return;
				intents.push(...calculateRefund(after(of, index + 1, intents).found, settings).intents);
			});
			const whole = calculateRefund(after(of, of.pieces.length, []).found, settings);
			expect(sum(intents.map((one) => one.amount.amount))).toBe(whole.total?.amount ?? 0);
		}),
		{ numRuns: 500 },
	);
}, 300_000);

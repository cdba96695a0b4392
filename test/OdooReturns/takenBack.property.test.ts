import fc from 'fast-check';
import { worthOf } from '../../nodes/shared/case/worth';
import { canonicalOrder } from '../../nodes/OdooReturns/sale/canonicalOrder';
import type { OdooOrder } from '../../nodes/OdooReturns/sale/delivery';
import { asCredited, takenBack } from '../../nodes/OdooReturns/sale/takenBack';
import { invoiceLine, odooOrder, soldLine, type LineSpec } from './orderFixture';

/** What a generated order has: goods that it sells, goods that it takes back (its own or of an earlier order), and a discount. */
interface Spec {
	sold: Array<{ quantity: number; price: number }>;
	back: Array<{ of: number; quantity: number; price: number; own: boolean }>;
	off: number;
	rate: number;
	billed: 'together' | 'apart' | 'not yet';
}

const cents = (value: number) => Math.round(value * 100);
const grossOf = (lines: Array<{ price_total: number }>) =>
	lines.reduce((sum, line) => sum + cents(line.price_total), 0);

/** The order as `readOrder` puts it together, with all its invoice lines. */
function orderOf({ sold, back, off, rate, billed }: Spec): {
	order: OdooOrder;
	bills: ReturnType<typeof invoiceLine>[];
} {
	const lines: LineSpec[] = [
		...sold.map((one, index) => ({ sku: `S${index}`, ...one, price: one.price / 100, rate })),
		...(off ? [{ sku: 'OFF', quantity: 1, price: -off / 100, rate, service: true }] : []),
		...back.map(({ of, quantity, price, own }, index) => ({
			sku: own ? `S${of % sold.length}` : `B${index}`,
			quantity: -quantity,
			price: own ? sold[of % sold.length].price / 100 : price / 100,
			rate,
		})),
	];
	const all = lines.map(soldLine);
	// The same SKU is the same product.
	for (const one of all) one.line.product_id = all.findIndex(({ sku }) => sku === one.sku) + 1;
	const bills = lines.map((spec, index) => ({
		...invoiceLine(index + 101, spec, index + 1),
		product_id: all[index].line.product_id,
	}));
	const isBack = (line: { quantity: number }) => line.quantity < 0;
	const documents =
		billed === 'together'
			? [bills]
			: [bills.filter((one) => !isBack(one)), ...(billed === 'apart' ? [bills.filter(isBack)] : [])];
	const found = takenBack(
		all,
		documents.map((own, id) => ({
			id,
			total: 0,
			inBooks: { total: 0, currency: undefined },
			paidEarly: false,
			company: 1,
			lines: own,
		})),
		{
			moves: [],
			isGoods: (product) => all.some(({ line, service }) => line.product_id === product && !service),
			factor: () => 1,
		},
	);
	return {
		bills: documents.flat(),
		order: {
			...odooOrder([]),
			lines: all.filter(({ line }) => !found.orderLines.includes(line.id)),
			invoices: documents.map((own) => own.filter(({ id }) => !found.billLines.includes(id))),
			credited: asCredited(documents.flat(), found.own),
			takenBack: found,
		},
	};
}

it('goods keep their price, what was taken back is counted once, and all of it comes to the invoices', () => {
	const price = fc.integer({ min: 1, max: 50_000 });
	fc.assert(
		fc.property(
			fc.record({
				sold: fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 5 }), price }), { minLength: 1, maxLength: 4 }),
				back: fc.array(
					fc.record({ of: fc.nat(3), quantity: fc.integer({ min: 1, max: 7 }), price, own: fc.boolean() }),
					{ maxLength: 4 },
				),
				off: fc.constantFrom(0, 0, 1),
				rate: fc.constantFrom(0, 7, 20),
				billed: fc.constantFrom('together' as const, 'apart' as const, 'not yet' as const),
			}),
			(spec) => {
				const { order, bills } = orderOf(spec);
				const { lines, payments, taxesIncluded } = canonicalOrder(order);
				expect(lines.map(({ sku, quantity }) => [sku, quantity])).toEqual(
					spec.sold.map(({ quantity }, index) => [`S${index}`, quantity]),
				);
				const worth = lines.reduce((sum, line) => {
					const { net, tax } = worthOf(line, taxesIncluded, 0, line.quantity);
					return sum + net + tax;
				}, 0);
				const sells = bills.filter(({ quantity }) => quantity > 0);
				expect(worth).toBe(grossOf(sells));
				const { own, worth: others, ownWorth } = order.takenBack!;
				for (const [index, { quantity }] of spec.sold.entries())
					expect(
						own.reduce((sum, one) => sum + (one.orderLine === index + 1 ? one.quantity : 0), 0),
					).toBeLessThanOrEqual(quantity + 1e-6);
				if (spec.billed !== 'not yet') expect(grossOf(bills)).toBe(worth - cents(others + ownWorth));
				// What was paid for the goods, in money or in goods, is what they cost, and none of it twice.
				const captured = payments.reduce((sum, one) => sum + one.captured.amount, 0);
				expect([0, worth]).toContain(captured);
				for (const { captured: all, refunded, refundable } of payments)
					expect([refunded.amount >= 0, refunded.amount + refundable.amount]).toEqual([true, all.amount]);
			},
		),
		{ numRuns: 10_000 },
	);
});

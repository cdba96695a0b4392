import fc from 'fast-check';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { canonicalSale, type RegisterSale } from '../../nodes/OdooReturns/register/posOrder';
import type { PosLine, PosOrder } from '../../nodes/OdooReturns/records/answers';
import type { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import { worthOf } from '../../nodes/shared/case/worth';
import type { Order } from '../../nodes/shared/model';
import { policyOf } from '../ReturnPolicy/cases';

/*
 * Receipts of a register: goods with discounts, goods that were taken back for them, a gift card, money in two ways with change or handed out; and what
 * was given back of them since, in money or in payment for other goods.
 */

const ways = { cash: { id: 1, name: 'Cash' }, card: { id: 2, name: 'Card' } };
const way = fc.constantFrom('cash' as const, 'card' as const);
const goods = fc.record({ quantity: fc.integer({ min: 1, max: 4 }), cents: fc.integer({ min: 1, max: 9_999 }) });
const world = fc.record({
	sold: fc.array(goods, { minLength: 1, maxLength: 3 }),
	/** Percent of all goods that a discount takes off. */
	off: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
	taken: fc.array(fc.record({ cents: fc.integer({ min: 1, max: 20_000 }), named: fc.boolean() }), { maxLength: 2 }),
	/** Percent of what is to be paid that a gift card pays. */
	credit: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 })),
	byCard: fc.integer({ min: 0, max: 100 }),
	/** Given too much, with change in cash. */
	change: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000 })),
	back: fc.array(
		fc.record({ at: fc.nat(2), exchanged: fc.boolean(), others: fc.boolean(), by: way, canceled: fc.boolean() }),
		{
			maxLength: 4,
		},
	),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** A register in which a receipt is made and goods of it are given back. Amounts in cents. */
class Till {
	private id = 0;
	readonly sale: RegisterSale;
	/** Of each line of goods. */
	readonly pieces: number[];
	readonly returned: number[];
	gone = 0;

	constructor(of: World) {
		this.pieces = of.sold.map(({ quantity }) => quantity);
		this.returned = of.sold.map(() => 0);
		const all = of.sold.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0);
		const off = Math.floor((all * of.off) / 100);
		const taken = of.taken.reduce((sum, { cents }) => sum + cents, 0);
		const due = all - off - taken;
		const credit = due > 0 ? Math.floor((due * of.credit) / 100) : 0;
		const money = due - credit;
		const card = money > 0 ? Math.floor((money * of.byCard) / 100) : 0;
		const lines = [
			...of.sold.map(({ quantity, cents }, index) => this.line(1, index, quantity, cents)),
			...(off ? [this.line(1, 90, 1, -off)] : []),
			...of.taken.map(({ cents, named }, index) =>
				this.line(1, 50 + index, -1, cents, named ? { refunded_orderline_id: 900 + index } : {}),
			),
			...(credit ? [this.line(1, 91, 1, -credit)] : []),
		];
		const payments = [
			...(card ? [this.payment(1, 'card', card + of.change)] : []),
			...(money - card ? [this.payment(1, 'cash', money - card)] : []),
			...(card && of.change ? [this.payment(1, 'cash', -of.change)] : []),
		];
		this.sale = {
			order: this.order(1, money),
			config: {} as RegisterSale['config'],
			lines: lines.map((line) => ({
				line,
				sku: line.product_id! < 50 ? `SKU-${line.product_id}` : '',
				...(line.product_id! >= 90 && { service: true }),
			})),
			payments,
			refunds: [],
			refundLines: [],
			refundsBeside: [],
			refundPayments: [],
			...(credit && {
				cardsPaid: [{ line: lines.at(-1)!, kind: 'gift_card' as const, amount: credit, back: 0, points: credit }],
			}),
		};
	}

	/** One piece is given back for what it is worth: in money, or in payment for dearer goods, or with goods of another receipt. */
	give(order: Order, { at, exchanged, others, by, canceled }: World['back'][number]): void {
		const place = at % this.pieces.length;
		if (this.returned[place] === this.pieces[place]) return;
		const sold = this.sale.lines[place].line;
		const found = order.lines.find(({ id }) => id === String(sold.id))!;
		const { net, tax } = worthOf(found, true, this.returned[place], 1);
		const worth = net + tax;
		const id = this.sale.refunds.length + 2;
		this.sale.refunds.push(this.order(id, 0, canceled ? 'cancel' : 'done'));
		this.sale.refundLines.push(
			this.line(id, place, -1, worth, { refunded_orderline_id: sold.id, price_subtotal_incl: -worth / 100 }),
		);
		const more = exchanged ? worth + 500 : 0;
		const old = others ? 300 : 0;
		if (more) this.sale.refundsBeside.push(this.line(id, 70, 1, more));
		if (old) this.sale.refundsBeside.push(this.line(id, 71, -1, old, { refunded_orderline_id: 950 }));
		const paid = more - worth - old;
		if (canceled) return;
		if (paid) this.sale.refundPayments.push(this.payment(id, by, paid));
		sold.refunded_qty++;
		this.returned[place]++;
		this.gone += worth;
	}

	private line(order: number, product: number, qty: number, cents: number, more: Partial<PosLine> = {}): PosLine {
		return {
			id: ++this.id,
			order_id: order,
			product_id: product,
			full_product_name: `Article ${product}`,
			qty,
			refunded_qty: 0,
			price_unit: cents / 100,
			discount: 0,
			price_subtotal: (qty * cents) / 100,
			price_subtotal_incl: (qty * cents) / 100,
			tax_ids: [],
			tax_ids_after_fiscal_position: [],
			refunded_orderline_id: undefined,
			pack_lot_ids: [],
			...more,
		};
	}

	private payment(order: number, by: keyof typeof ways, cents: number) {
		return { id: ++this.id, pos_order_id: order, amount: cents / 100, payment_method_id: ways[by] };
	}

	private order(id: number, cents: number, state = 'done'): PosOrder {
		const currency_id = { id: 1, name: 'EUR' };
		return {
			id,
			name: `Shop - ${id}`,
			state,
			currency_id,
			amount_total: cents / 100,
			amount_paid: cents / 100,
		} as PosOrder;
	}
}

/** What the policy gives for all pieces that are left. */
function owedForRest(order: Order) {
	if (order.lines.every(({ quantity, returnedBefore }) => returnedBefore === quantity)) return 0;
	return calculateRefund(
		readCase({
			reference: 'RMA-1',
			authorization: 'approved',
			refunds: [],
			order,
			lines: order.lines.flatMap(({ id, sku, quantity, returnedBefore = 0 }) => {
				const left = quantity - returnedBefore;
				return left
					? [
							{
								id,
								sku,
								orderLineId: id,
								quantity: left,
								quantities: { approved: left, received: left, inspected: { restock: left } },
							},
						]
					: [];
			}),
		}),
		policyOf(),
	).total?.amount;
}

it('goods of a receipt come to what was paid for it, by whatever way, and what goes back of it is never more', async () => {
	let [exchanges, runs] = [0, 0];
	await fc.assert(
		fc.asyncProperty(world, async (of) => {
			const till = new Till(of);
			const sold = await canonicalSale({} as Odoo, till.sale);
			const total = (amounts: number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
			const worth = total(sold.lines.map(({ subtotal }) => subtotal.amount));
			const captured = (order: Order) => total(order.payments.map((one) => one.captured.amount));
			expect(captured(sold)).toBe(worth);
			if (of.taken.length) exchanges++;
			for (const step of of.back) {
				till.give(sold, step);
				const now = await canonicalSale({} as Odoo, till.sale);
				expect(captured(now)).toBe(worth);
				const refunded = total(now.payments.map((one) => one.refunded.amount));
				expect(refunded).toBe(till.gone);
				for (const { captured: paid, refunded: back, refundable } of now.payments) {
					expect(back.amount).toBeGreaterThanOrEqual(0);
					// A register's own screen gives goods back in money, whatever a gift card paid of them.
					if (!of.credit) expect(back.amount).toBeLessThanOrEqual(paid.amount);
					expect(refundable.amount).toBe(Math.max(0, paid.amount - back.amount));
				}
			}
			const rest = await canonicalSale({} as Odoo, till.sale);
			// The policy takes most of the time.
			if (++runs % 5 === 0) expect(owedForRest(rest) ?? 0).toBe(worth - till.gone);
		}),
		{ numRuns: 10_000 },
	);
	expect(exchanges).toBeGreaterThan(3_000);
}, 300_000);

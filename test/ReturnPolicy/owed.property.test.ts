import fc from 'fast-check';
import { paidOf, paymentsOf } from '../../nodes/ShopifyReturns/orders/payments';
import type { Transaction } from '../../nodes/ShopifyReturns/graphql';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { Order, refundWays, unrefundableWays } from '../../nodes/shared/model';
import { eur, policyOf } from './cases';

const gateways = ['shopify_payments', 'stripe', 'gift_card', 'cash', 'manual', 'paypal'];
const gateway = fc.constantFrom(...gateways);

/** What a shop has taken for an order, and what it has not. */
const sale = fc.record({
	gateway,
	amount: fc.integer({ min: 1, max: 20_000 }),
	how: fc.constantFrom('SALE', 'SALE', 'SALE', 'CAPTURE', 'pending', 'failed', 'authorized'),
	change: fc.integer({ min: 0, max: 50 }),
});
/** What happens one after the other: staff pay something back in the shop, or a piece comes back and the return pays. */
const step = fc.oneof(
	fc.record({
		by: fc.constant('staff' as const),
		percent: fc.integer({ min: 1, max: 100 }),
		named: fc.boolean(),
		gateway,
		at: fc.nat(5),
		status: fc.constantFrom('SUCCESS', 'PENDING', 'FAILURE'),
	}),
	fc.record({
		by: fc.constant('return' as const),
		pieces: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
		fails: fc.boolean(),
	}),
);
const world = fc.record({
	sales: fc.array(sale, { maxLength: 4 }),
	lines: fc.array(
		fc.record({ quantity: fc.integer({ min: 1, max: 4 }), subtotal: fc.nat(20_000), tax: fc.nat(3_000) }),
		{ minLength: 3, maxLength: 3 },
	),
	taxesIncluded: fc.boolean(),
	shipping: fc.nat(1_000),
	refundShipping: fc.boolean(),
	returnFee: fc.oneof(fc.constant(0), fc.nat(500)),
	restockingFee: fc.oneof(fc.constant(0), fc.nat(2_000)),
	refundTo: fc.constantFrom(...refundWays),
	unrefundable: fc.constantFrom(...unrefundableWays),
	steps: fc.array(step, { minLength: 1, maxLength: 6 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** A shop in which an order is paid, staff refund as they like and a return pays what the policy says. All amounts in cents. */
class Shop {
	private readonly transactions: Transaction[] = [];
	private readonly ours: string[] = [];
	private readonly refunds: object[] = [];
	private back = [0, 0, 0];
	/** What has gone back, or is about to, by whatever way. */
	gone = 0;
	readonly paid: number;

	constructor(private readonly of: World) {
		for (const { gateway: at, amount, how, change } of of.sales) {
			const kind = { pending: 'SALE', failed: 'SALE', authorized: 'AUTHORIZATION' }[how as string] ?? how;
			this.add(kind, { pending: 'PENDING', failed: 'FAILURE' }[how as string] ?? 'SUCCESS', at, amount);
			if (at === 'cash' && kind !== 'AUTHORIZATION' && how !== 'pending' && how !== 'failed') {
				const given = Math.floor((amount * change) / 100);
				if (given) this.add('CHANGE', 'SUCCESS', 'cash', given);
			}
		}
		const total = (kinds: string[]) =>
			this.transactions
				.filter(({ kind, status }) => kinds.includes(kind) && status === 'SUCCESS')
				.reduce((sum, one) => sum + centsOf(one), 0);
		this.paid = total(['SALE', 'CAPTURE']) - total(['CHANGE']);
	}

	/** A shop lets staff refund no more than it took; it knows of its own transactions only. */
	staff({ percent, named, gateway: at, at: index, status }: Extract<World['steps'][number], { by: 'staff' }>): void {
		const left = this.payments().reduce((sum, { refundable }) => sum + refundable.amount, 0);
		const payments = this.transactions.filter(
			({ kind, status: is }) => ['SALE', 'CAPTURE'].includes(kind) && is === 'SUCCESS',
		);
		const parent = named ? payments[index % (payments.length || 1)] : undefined;
		const most = parent
			? this.payments().find(({ providerIds }) => providerIds['shopify.transaction'] === parent.id)!.refundable.amount
			: left;
		// Staff see what the return has paid by other ways, and do not pay it again.
		const amount = Math.floor((Math.min(most, this.paid - this.gone) * percent) / 100);
		if (amount <= 0) return;
		this.add('REFUND', status, at, amount, parent && { parentTransaction: { id: parent.id } });
		if (status !== 'FAILURE') this.gone += amount;
	}

	/** More pieces come back, and what the policy says is paid. Gives what it said. */
	return(pieces: number[], fails: boolean) {
		this.back = this.back.map((before, index) => Math.min(this.of.lines[index].quantity, before + pieces[index]));
		const { refundShipping, returnFee, unrefundable, restockingFee } = this.of;
		const result = calculateRefund(
			this.case(),
			policyOf({ refundShipping, returnFee, unrefundable, restockingFeeBasisPoints: restockingFee }),
		);
		for (const intent of result.intents) {
			this.refunds.push({ intent, state: fails ? 'failed' : 'succeeded' });
			// What failed a person pays another way.
			this.gone += intent.amount.amount;
			const parent = this.transactions.find(({ id }) => id === intent.payment.providerIds['shopify.transaction']);
			if (fails || !parent) continue;
			this.add('REFUND', 'SUCCESS', parent.gateway!, intent.amount.amount, { parentTransaction: { id: parent.id } });
			this.ours.push(this.transactions.at(-1)!.id);
		}
		return result;
	}

	private case(): PolicyCase {
		const { lines, shipping, taxesIncluded, refundTo } = this.of;
		return PolicyCase.parse({
			reference: 'RMA-7K2M9QX4TB',
			authorization: 'approved',
			refundTo,
			lines: lines.map(({ quantity }, index) => ({
				id: `l${index}`,
				orderLineId: `o${index}`,
				quantity,
				quantities: { approved: quantity, received: this.back[index], inspected: { restock: this.back[index] } },
			})),
			order: Order.parse({
				number: '#1001',
				currency: 'EUR',
				taxesIncluded,
				lines: lines.map(({ quantity, subtotal, tax }, index) => ({
					id: `o${index}`,
					sku: `S${index}`,
					quantity,
					subtotal: eur(subtotal),
					tax: eur(tax),
				})),
				shipping: { subtotal: eur(shipping), tax: eur(0) },
				payments: this.payments(),
				paid: paidOf({ transactions: this.transactions }, 'EUR'),
			}),
			refunds: this.refunds,
		});
	}

	private payments() {
		const note = 'Return refund [RMA-7K2M9QX4TB/R1]';
		const refunds = [
			{ id: 'r', note, transactions: { nodes: this.transactions.filter(({ id }) => this.ours.includes(id)) } },
		];
		return paymentsOf({ transactions: this.transactions, refunds: refunds as never, customAttributes: [] });
	}

	private add(kind: string, status: string, at: string, cents: number, more: Partial<Transaction> = {}): void {
		this.transactions.push({
			id: `gid://shopify/OrderTransaction/${this.transactions.length + 1}`,
			kind,
			status,
			gateway: at,
			amountSet: { presentmentMoney: { amount: (cents / 100).toFixed(2), currencyCode: 'EUR' } },
			...more,
		});
	}
}

const centsOf = ({ amountSet }: Transaction) => Math.round(Number(amountSet.presentmentMoney.amount) * 100);

it('whatever staff refunded, by whatever way, before, during and after a return, no more goes back than was paid; what is less is named', () => {
	fc.assert(
		fc.property(world, (one) => {
			const shop = new Shop(one);
			for (const now of one.steps) {
				if (now.by === 'staff') {
					shop.staff(now);
					continue;
				}
				const before = shop.gone;
				const { intents, nothingDue, reason } = shop.return(now.pieces, now.fails);
				expect(shop.gone).toBeLessThanOrEqual(shop.paid);
				if (nothingDue) expect(reason).toMatch(/\.$/);
				const parts = intents[0]?.breakdown ?? [];
				if (parts.some(({ description }) => description.startsWith('No more goes back')))
					expect([shop.gone, before < shop.paid]).toEqual([shop.paid, true]);
			}
			expect(shop.gone).toBeLessThanOrEqual(shop.paid);
		}),
		{ numRuns: 10_000 },
	);
}, 600_000);

it('without the staff, an order that comes back whole gives back all that was paid for its goods', () => {
	fc.assert(
		fc.property(world, (one) => {
			const lines = one.lines.map((line) => ({
				...line,
				tax: one.taxesIncluded ? Math.min(line.tax, line.subtotal) : line.tax,
			}));
			const worth = lines.reduce(
				(sum, { subtotal, tax }) => sum + subtotal + (one.taxesIncluded ? 0 : tax),
				one.shipping,
			);
			const free = { refundShipping: true, returnFee: 0, restockingFee: 0 };
			const shop = new Shop({
				...one,
				...free,
				lines,
				sales: [{ gateway: 'stripe', amount: Math.max(1, worth), how: 'SALE', change: 0 }],
			});
			for (const now of one.steps) if (now.by === 'return') shop.return(now.pieces, false);
			shop.return([4, 4, 4], false);
			// Goods that cost nothing end no return, so shipping waits for goods that cost something.
			if (lines.every(({ subtotal, tax }) => subtotal + tax > 0)) expect(shop.gone).toBe(worth);
		}),
		{ numRuns: 2_000 },
	);
}, 600_000);

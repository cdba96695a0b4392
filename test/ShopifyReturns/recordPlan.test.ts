import fc from 'fast-check';
import { onlyRecords, planRecord } from '../../nodes/ShopifyReturns/money/recordPlan';
import { recordInput } from '../../nodes/ShopifyReturns/money/record';
import type { OrderRefundsNode, RefundNode, Transaction } from '../../nodes/ShopifyReturns/graphql';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const bag = (amount: number, currencyCode = 'EUR') => ({
	presentmentMoney: { amount: (amount / 100).toFixed(2), currencyCode },
});
const sale = (id: string, amount: number, more: Partial<Transaction> = {}): Transaction => ({
	id,
	kind: 'SALE',
	status: 'SUCCESS',
	gateway: 'stripe',
	manualPaymentGateway: true,
	amountSet: bag(amount),
	...more,
});
let number = 0;
const refund = (parent: string | undefined, amount: number, note: string | null = null): RefundNode => ({
	id: `gid://shopify/Refund/${++number}`,
	note,
	transactions: {
		nodes: [
			{
				id: `back ${number}`,
				kind: 'REFUND',
				status: 'SUCCESS',
				gateway: 'stripe',
				amountSet: bag(amount),
				parentTransaction: parent ? { id: parent } : null,
			},
		],
	},
});
const order = (sales: Transaction[], refunds: RefundNode[] = []): OrderRefundsNode => ({
	id: 'o',
	name: '#1',
	transactions: [...sales, ...refunds.flatMap(({ transactions }) => transactions.nodes)],
	refunds,
});
const gone = (amount: number, more: object = {}) => ({ intent: 'RMA-1/R1', amount: eur(amount), ...more });

describe('a refund that went back elsewhere, as Shopify is told of it', () => {
	it.each<[string, Partial<Transaction>, string[], boolean]>([
		['a manual payment', { gateway: 'Bank Deposit' }, [], true],
		['cash', { gateway: 'cash', manualPaymentGateway: false }, [], true],
		['an own checkout that was named', { manualPaymentGateway: false }, ['stripe'], true],
		['a gateway that Shopify is connected with', { manualPaymentGateway: false }, [], false],
		['one of which nothing is known', { manualPaymentGateway: null }, [], false],
		['one without a name', { gateway: null }, [], false],
		['Shopify Payments, whoever named it', { gateway: 'shopify_payments' }, ['shopify_payments'], false],
		['a gift card, whoever named it', { gateway: 'gift_card' }, ['gift_card'], false],
	])('%s', (_name, more, named, expected) => {
		expect(onlyRecords(sale('p', 100, more), named)).toBe(expected);
	});

	it('is written on its own payment, and the rest of it where something is left', () => {
		const known = order([sale('p', 1000), sale('q', 3000)], [refund('p', 400, 'Return refund [RMA-2/R1]')]);
		expect(planRecord(known, gone(700, { transaction: 'p' })).parts).toEqual([
			{ parentId: 'p', gateway: 'stripe', amount: eur(600) },
			{ parentId: 'q', gateway: 'stripe', amount: eur(100) },
		]);
		expect(planRecord(known, gone(700)).parts).toEqual([{ parentId: 'q', gateway: 'stripe', amount: eur(700) }]);
	});

	it('is told to finance, and not sent, where Shopify would pay it', () => {
		const known = order([sale('p', 1000, { gateway: 'paypal', manualPaymentGateway: false }), sale('q', 3000)]);
		const { parts, problem } = planRecord(known, gone(700, { transaction: 'p' }));
		expect(parts).toEqual([]);
		expect(problem).toContain('would pay it once more, through paypal');
		expect(planRecord(known, gone(700, { transaction: 'p' }), ['paypal']).parts).toHaveLength(1);
	});

	it('is told to finance as far as Shopify has less left', () => {
		const known = order([sale('p', 1000)], [refund('p', 800)]);
		expect(planRecord(known, gone(500))).toEqual({
			parts: [{ parentId: 'p', gateway: 'stripe', amount: eur(200) }],
			problem: expect.stringMatching(/only 2\.00 EUR left there.*other 3\.00 EUR/) as string,
		});
		expect(planRecord(order([sale('p', 1000)], [refund('p', 1000, 'x')]), gone(500)).problem).toContain('nothing left');
		expect(planRecord(order([sale('p', 1000, { amountSet: bag(1000, 'USD') })]), gone(500)).problem).toContain(
			'was paid in USD',
		);
	});

	it('may be a refund that staff made: the one that finance was told of is it, another of as much is asked about', () => {
		const staff = refund('p', 500);
		const known = order([sale('p', 1000)], [staff]);
		expect(planRecord(known, gone(500, { elsewhere: [staff.id] }))).toEqual({ parts: [], there: staff.id });
		expect(planRecord(known, gone(500))).toMatchObject({ parts: [], problem: expect.stringContaining('as much') });
		expect(planRecord(known, gone(500, { before: [staff.id] })).parts).toHaveLength(1);
		expect(planRecord(known, gone(400)).parts).toHaveLength(1);
		// One that names no payment is of this one as well; one of ours, or a record of ours, is not.
		expect(planRecord(order([sale('p', 1000)], [refund(undefined, 500)]), gone(500)).parts).toEqual([]);
		expect(
			planRecord(order([sale('p', 1000)], [refund('p', 500, 'Return refund [RMA-2/R1]')]), gone(500)).parts,
		).toHaveLength(1);
		expect(
			planRecord(order([sale('p', 1000)], [refund('p', 500, 'Paid back outside Shopify [RMA-2/R1]')]), gone(500)).parts,
		).toHaveLength(1);
	});

	it('never makes Shopify show more than was paid, nor more than went back, in 10,000 orders', () => {
		const amounts = fc.integer({ min: 1, max: 100_000 });
		const payment = fc.record({
			amount: amounts,
			gateway: fc.constantFrom('stripe', 'cash', 'shopify_payments', 'paypal', 'gift_card'),
		});
		fc.assert(
			fc.property(
				fc.array(payment, { minLength: 1, maxLength: 4 }),
				fc.array(fc.record({ of: fc.nat(4), amount: amounts, named: fc.boolean() }), { maxLength: 4 }),
				amounts,
				fc.option(fc.nat(3), { nil: undefined }),
				(paid, back, amount, own) => {
					const sales = paid.map((one, index) =>
						sale(`p${index}`, one.amount, { gateway: one.gateway, manualPaymentGateway: one.gateway === 'stripe' }),
					);
					const refunds = back.map((one) =>
						refund(one.named ? `p${one.of % sales.length}` : undefined, one.amount, 'Return refund [RMA-9/R1]'),
					);
					const known = order(sales, refunds);
					const { parts, problem } = planRecord(
						known,
						gone(amount, own === undefined ? {} : { transaction: `p${own % sales.length}` }),
					);
					const total = parts.reduce((sum, one) => sum + one.amount.amount, 0);
					const before = back.reduce((sum, one) => sum + one.amount, 0);
					const captured = paid.reduce((sum, one) => sum + one.amount, 0);
					expect(total).toBeLessThanOrEqual(amount);
					if (total) expect(before + total).toBeLessThanOrEqual(Math.max(captured, before));
					expect(total === amount).toBe(!problem);
					for (const { parentId, gateway } of parts) {
						expect(['stripe', 'cash']).toContain(gateway);
						expect(sales.find(({ id }) => id === parentId)!.gateway).toBe(gateway);
					}
				},
			),
			{ numRuns: 10_000 },
		);
	});

	it('names no goods, so that nothing is restocked, and tells the customer nothing', () => {
		expect(
			recordInput({ orderId: 'o', gateways: [], ...gone(500) }, [
				{ parentId: 'p', gateway: 'stripe', amount: eur(500) },
			]),
		).toEqual({
			orderId: 'o',
			currency: 'EUR',
			note: 'Paid back outside Shopify [RMA-1/R1]',
			notify: false,
			transactions: [{ orderId: 'o', parentId: 'p', amount: '5.00', gateway: 'stripe', kind: 'REFUND' }],
		});
	});
});

import fc from 'fast-check';
import { catalogue, type CatalogueOrder } from '../sandbox/catalogue';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { orderOf } from '../../nodes/ShopifyReturns/orders/canonicalOrder';
import { refundInput } from '../../nodes/ShopifyReturns/money/refund';
import type { OrderNode } from '../../nodes/ShopifyReturns/graphql';
import { fromDecimal, money, PolicySettings, sum, toDecimal, type Order } from '../../nodes/shared/model';
import { start, type Fixture } from './fixture';
import { lineItem } from './lineItem';

/* The customer paid in another currency than the shop's: all of the order, its refunds and what is asked of Shopify is in what the customer paid. */

/** Currencies of all amounts in a value, wherever they stand. */
function currenciesIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	const { amount, currency } = value as { amount?: unknown; currency?: unknown };
	const own = typeof amount === 'number' && typeof currency === 'string' ? [currency] : [];
	return [...new Set([...own, ...Object.values(value).flatMap(currenciesIn)])];
}

const paidIn = ['USD', 'JPY', 'KWD'] as const;
/** Order #1002 as a customer pays it in another currency. */
const foreign = (currency: string, index: number): CatalogueOrder => {
	const of = (amount: number) => toDecimal(money(amount, currency));
	return {
		...catalogue.find(({ number }) => number === '#1002')!,
		number: `#${7001 + index}`,
		shopifyId: 7001 + index,
		currency,
		taxRate: 20,
		lines: [{ sku: 'TEE', title: 'T-shirt', quantity: 2, price: of(1500), discount: of(0), tax: of(600) }],
		shipping: { price: of(500), tax: of(100) },
		total: of(4200),
	};
};

describe('in a shop of euros', () => {
	let shop: Fixture;
	beforeEach(async () => (shop = await start({ webhooks: false, orders: paidIn.map(foreign) })));
	afterEach(async () => await shop.stop());
	const direct = (index: number, amount: string, currency: string) => ({
		resource: 'refund',
		operation: 'create',
		direct: {
			amount,
			currency,
			order: `gid://shopify/Order/${7001 + index}`,
			transaction: `gid://shopify/OrderTransaction/8${7001 + index}`,
			refundReference: 'RMA-1/R1',
		},
	});

	it.each(paidIn.map((currency, index) => [currency, index] as const))(
		'an order of %s is read, refunded and read again in it',
		async (currency, index) => {
			const [{ order }] = (
				await shop.run({ resource: 'order', operation: 'get', orderId: `gid://shopify/Order/${7001 + index}` })
			).json as Array<{ order: unknown }>;
			const { shopRate, ...read } = order as Order;
			expect(currenciesIn(read)).toEqual([currency]);
			expect(shopRate).toMatchObject({ paid: { currency }, shop: { currency: 'EUR' } });
			const amount = toDecimal(money(1800, currency));
			expect((await shop.run(direct(index, amount, 'EUR'))).error?.message).toContain(
				`was paid in ${currency}, the refund is in EUR`,
			);
			const { json, error } = await shop.run(direct(index, amount, currency));
			expect(error).toBeUndefined();
			expect(json[0].refund).toMatchObject({ amount: money(1800, currency), status: 'succeeded' });
			expect(shop.shopify.state.order(`#${7001 + index}`).refunds[0].transactions).toMatchObject([
				{ amount: money(1800, currency) },
			]);
		},
	);

	it('Shopify refuses a refund that names the currency of the shop, or none', () => {
		const refund = (currency?: string) =>
			shop.shopify.state.refund({
				orderId: 'gid://shopify/Order/7001',
				currency,
				transactions: [
					{
						parentId: 'gid://shopify/OrderTransaction/87001',
						amount: '1.00',
						gateway: 'shopify_payments',
						kind: 'REFUND',
					},
				],
			});
		for (const currency of ['EUR', undefined]) expect(() => refund(currency)).toThrow('presentment currency');
		expect(refund('USD').refund.transactions).toHaveLength(1);
	});
});

it('what an order is worth, owes and sends to Shopify is in what the customer paid, whatever the rate', () => {
	const amount = fc.integer({ min: 0, max: 100_000 });
	fc.assert(
		fc.property(
			fc.constantFrom('USD', 'JPY', 'KWD', 'CHF'),
			fc.array(fc.record({ price: amount, tax: amount, quantity: fc.integer({ min: 1, max: 4 }) }), {
				minLength: 1,
				maxLength: 4,
			}),
			fc.record({ shipping: amount, rate: fc.double({ min: 0.01, max: 200, noNaN: true }), before: fc.nat(100) }),
			(currency, lines, { shipping, rate, before }) => {
				const set = (minor: number) => ({
					presentmentMoney: { amount: toDecimal(money(minor, currency)), currencyCode: currency },
					shopMoney: { amount: (minor * rate).toFixed(2), currencyCode: 'EUR' },
				});
				const paid = lines.reduce((total, one) => total + one.price + one.tax, shipping);
				const gone = Math.floor((paid * before) / 100);
				const sale = { kind: 'SALE', status: 'SUCCESS', gateway: 'shopify_payments' };
				const refunded = {
					...sale,
					id: 'gid://shopify/OrderTransaction/2',
					kind: 'REFUND',
					amountSet: set(gone),
					parentTransaction: { id: 'gid://shopify/OrderTransaction/1' },
				};
				const node = {
					id: 'gid://shopify/Order/1',
					name: '#1',
					createdAt: '2026-11-10T09:00:00Z',
					presentmentCurrencyCode: currency,
					totalPriceSet: set(paid),
					taxesIncluded: false,
					customAttributes: [],
					lineItems: {
						nodes: lines.map(({ price, tax, quantity }, index) =>
							lineItem(index + 1, quantity, { price: set(price), tax: set(tax) }),
						),
					},
					shippingLines: { nodes: [{ discountedPriceSet: set(shipping), taxLines: [] }] },
					transactions: [
						{ ...sale, id: 'gid://shopify/OrderTransaction/1', amountSet: set(paid) },
						...(gone ? [refunded] : []),
					],
					refunds: gone ? [{ id: 'gid://shopify/Refund/1', note: 'staff', transactions: { nodes: [refunded] } }] : [],
					fulfillments: [],
				};
				const { shopRate, ...order } = orderOf(node as unknown as OrderNode, new Map());
				expect(currenciesIn(order)).toEqual([currency]);
				expect(shopRate?.shop.currency ?? 'EUR').toBe('EUR');
				const { intents } = calculateRefund(
					readCase({
						reference: 'RMA-1',
						authorization: 'approved',
						order: { ...order, shopRate },
						lines: order.lines.map(({ id, sku, quantity }, index) => ({
							id: `L${index}`,
							orderLineId: id,
							sku,
							quantity,
							quantities: { approved: quantity, received: quantity, inspected: { restock: quantity } },
						})),
					}),
					PolicySettings.parse({ refundShipping: true }),
				);
				expect(currenciesIn(intents)).toEqual(intents.length ? [currency] : []);
				const owed = sum(
					intents.map((one) => one.amount),
					currency,
				);
				expect(owed.amount).toBeLessThanOrEqual(paid - gone);
				for (const intent of intents) {
					const input = refundInput(intent, node.id, 'gid://shopify/OrderTransaction/1');
					expect([input.currency, fromDecimal(input.transactions[0].amount, currency)]).toEqual([
						currency,
						intent.amount,
					]);
				}
			},
		),
		{ numRuns: 1_000 },
	);
}, 300_000);

import fc from 'fast-check';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { PolicySettings } from '../../nodes/shared/model';

/*
 * A customer paid in another currency than the shop's, and the ERP has the order in the shop's, as many order syncs bring it. A refund is in what the
 * customer paid: no amount of the other currency gets into it, and where one would be needed a person decides.
 */

type Currency = 'USD' | 'JPY' | 'KWD' | 'CHF';
const of = (currency: string) => (amount: number) => ({ amount, currency });
const books = of('EUR');

/** An order of so many pieces that the customer paid in one currency, as shop and ERP have it; all pieces were inspected. */
function found(
	currency: Currency,
	{ pieces, price, tax, step }: { pieces: number; price: number; tax: number; step: number },
	[shop, odoo]: [more?: object, more?: object] = [],
) {
	const paid = of(currency);
	const line = { id: 'A', sku: 'TEE', quantity: pieces, subtotal: paid(price), tax: paid(tax) };
	const order = {
		number: '#1',
		currency,
		lines: [line],
		payments: [
			{
				id: 'p',
				processor: 'shopify_payments',
				captured: paid(price + tax),
				refunded: paid(0),
				refundable: paid(price + tax),
			},
		],
		...shop,
	};
	const erp = {
		number: 'S1',
		channel: 'odoo',
		currency: 'EUR',
		lines: [{ ...line, subtotal: books(price * 3), tax: books(tax * 3), step }],
		...odoo,
	};
	return {
		reference: 'RMA-1',
		authorization: 'approved',
		order,
		orders: { shopify: order, odoo: erp },
		lines: [
			{
				id: 'L1',
				orderLineId: 'A',
				sku: 'TEE',
				quantity: pieces,
				quantities: { approved: pieces, received: pieces, inspected: { restock: pieces } },
			},
		],
	};
}
const calculate = (given: object) => calculateRefund(readCase(given), PolicySettings.parse({}));

it('what the ERP rounds another currency to changes no amount of the refund', () => {
	fc.assert(
		fc.property(
			fc.constantFrom<Currency>('USD', 'JPY', 'KWD', 'CHF'),
			fc.record({
				pieces: fc.integer({ min: 1, max: 5 }),
				price: fc.integer({ min: 1, max: 100_000 }),
				tax: fc.integer({ min: 0, max: 20_000 }),
				step: fc.constantFrom(1, 5, 100),
			}),
			(currency, spec) => {
				const { intents } = calculate(found(currency, spec));
				expect(intents.map(({ amount }) => amount)).toEqual([of(currency)(spec.price + spec.tax)]);
				expect(intents.flatMap(({ breakdown }) => breakdown.map(({ amount }) => amount.currency))).toEqual(
					intents.flatMap(({ breakdown }) => breakdown.map(() => currency)),
				);
			},
		),
		{ numRuns: 10_000 },
	);
});

it('one piece of three is not rounded by it either', () => {
	const spec = { pieces: 3, price: 1001, tax: 0, step: 100 };
	const given = found('USD', spec);
	given.lines[0].quantities = { approved: 3, received: 1, inspected: { restock: 1 } };
	expect(calculate(given).intents.map(({ amount }) => amount)).toEqual([of('USD')(334)]);
});

const spec = { pieces: 1, price: 1000, tax: 0, step: 1 };
const charged = { captured: books(900), refunded: books(0), refundable: books(900) };
it.each<[string, [object?, object?]]>([
	['only the ERP knows the payments', [{ payments: [] }, { payments: [{ id: 'e', processor: 'other', ...charged }] }]],
	['only the ERP knows what was paid in all', [{ payments: [] }, { paid: books(900) }]],
	['only the ERP knows the shipping', [{}, { shipping: { subtotal: books(500), tax: books(0) } }]],
	['only the ERP knows what is still to be paid', [{}, { outstanding: books(300) }]],
	['too much was paid', [{ overpaid: books(300) }]],
	['it was rounded up', [{ roundedUp: books(5) }]],
])('a person decides where %s, in its currency', (_what, more) => {
	const given = found('USD', spec, more);
	const { outcome, reasons } = decide({
		case: readCase(given),
		policy: PolicySettings.parse({}),
		timeZone: 'Europe/Berlin',
		asOf: '2026-11-17T10:00:00Z',
	});
	expect(outcome).toBe('review');
	expect(reasons).toContainEqual(
		expect.objectContaining({ code: 'currencies_mixed', message: 'Order #1 has amounts in USD and EUR.' }),
	);
	expect(() => calculate(given)).toThrow('Order #1 has amounts in USD and EUR');
});

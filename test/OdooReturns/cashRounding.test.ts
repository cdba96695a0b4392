import fc from 'fast-check';
import {
	inCoins,
	portionInCoins,
	stepOfMethod,
	stepOfSale,
	type Coins,
} from '../../nodes/OdooReturns/register/cashRounding';
import type { PlannedBack } from '../../nodes/OdooReturns/register/posRefund';
import { priceGoods, priceRefund } from '../../nodes/OdooReturns/register/priceRefund';
import type { RegisterSale } from '../../nodes/OdooReturns/register/posOrder';
import type { PosLine, PosMethod, PosOrder } from '../../nodes/OdooReturns/records/answers';
import type { Odoo } from '../../nodes/OdooReturns/transport/odoo';

/* Coins of a register, worked out; Odoo's own refunds are compared with in test/odoo/cashRounding.test.ts. */

const cash = { is_cash_count: true } as PosMethod;
const card = { is_cash_count: false } as PosMethod;
const everything: Coins = { step: 5, onlyCash: false };
const onlyCash: Coins = { step: 5, onlyCash: true };
const order = (paid: number) => ({ amount_paid: paid, currency_id: { id: 1, name: 'EUR' } }) as PosOrder;

it.each([
	['a register that does not round', undefined, [cash], 50, 1, 1],
	['all that is paid, by card', everything, [card], 50, 5, 5],
	['only cash, by card', onlyCash, [card], 49.99, 1, 1],
	['only cash, in cash', onlyCash, [cash], 50, 5, 5],
	['only cash, by both', onlyCash, [cash, card], 49.98, 5, 1],
	['a sum that is no number of coins', everything, [cash], 49.99, 5, 1],
])('%s has its step', (_, coins, methods, paid, ofMethod, ofSale) => {
	expect([stepOfMethod(coins, methods[0]), stepOfSale({ order: order(paid), lines: [], coins, methods })]).toEqual([
		ofMethod,
		ofSale,
	]);
});

it('lines make up what was paid, each a number of coins; and so do the pieces of a line, one after the other', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 6 }),
			fc.constantFrom(5, 10, 50),
			fc.integer({ min: 1, max: 7 }),
			(grosses, step, pieces) => {
				const total = Math.round(grosses.reduce((sum, one) => sum + one, 0) / step) * step;
				const lines = inCoins(total, grosses, step);
				expect(lines.reduce((sum, one) => sum + one, 0)).toBe(total);
				const upTo = Array.from({ length: pieces + 1 }, (_x, at) => portionInCoins(lines[0], at, pieces, step));
				expect([upTo[0], upTo[pieces]]).toEqual([0, lines[0]]);
				for (const one of [...lines, ...upTo]) expect(one % step === 0).toBe(true);
				expect(upTo).toEqual([...upTo].sort((a, b) => a - b));
			},
		),
	);
});

describe('all of a receipt of 49.99', () => {
	const line = {
		id: 1,
		qty: 1,
		refunded_qty: 0,
		price_unit: 49.99,
		price_subtotal: 49.99,
		price_subtotal_incl: 49.99,
		tax_ids_after_fiscal_position: [],
	} as unknown as PosLine;
	const planned: PlannedBack[] = [{ line, quantity: 1, serials: [] }];
	/** Prices that stood on the receipt are not asked of Odoo. */
	const nobody = {} as Odoo;
	const sale = (paid: number, methods: PosMethod[], coins?: Coins) =>
		({
			order: order(paid),
			lines: [{ sku: 'A', line }],
			payments: methods.map(({ id, name }) => ({ amount: paid, payment_method_id: { id, name } })),
			refunds: [],
			refundLines: [],
			refundsBeside: [],
			refundPayments: [],
			methods,
			coins,
		}) as unknown as RegisterSale;

	it.each([
		['paid with 50.00 in cash goes back as 50.00', sale(50, [cash], onlyCash), cash, 5_000, 5_000],
		['paid by card goes back by card as it was', sale(49.99, [card], onlyCash), card, 4_999, 4_999],
		['paid by card goes back in cash to the next coin', sale(49.99, [card], onlyCash), cash, 4_999, 5_000],
		['of a register that rounds nothing goes back as it was', sale(49.99, [cash]), cash, 4_999, 4_999],
	])('%s', async (_, sold, method, owed, given) => {
		const goods = await priceGoods(nobody, sold, planned);
		const refund = await priceRefund(nobody, sold, { planned, goods, shares: [], ways: [{ method, amount: 4_999 }] });
		expect(refund).toMatchObject({ owed, given: [{ amount: given }], lines: [{ price: 49.99, gross: 49.99 }] });
	});
});

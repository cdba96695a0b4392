import fc from 'fast-check';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { PolicySettings } from '../../nodes/shared/model';

/* Odoo can be set to round a currency coarser than its cents; the shop knows nothing of it. What goes back must be what can be billed there. */

const currency = 'CHF';
const chf = (amount: number) => ({ amount, currency });

/** A case of an order that the shop told first; all pieces were inspected, `before` of them refunded. */
function refundsOf(pieces: number, price: number, tax: number, cards: number[], step: number) {
	const line = { id: 'A', sku: 'TEE', quantity: pieces, subtotal: chf(price), tax: chf(tax) };
	const payments = cards.map((amount, index) => ({
		id: `p${index}`,
		processor: index ? 'shopify_payments' : 'stripe',
		captured: chf(amount),
		refunded: chf(0),
		refundable: chf(amount),
	}));
	const order = { number: '#1', currency, lines: [line], payments };
	const odoo = { number: 'S1', channel: 'odoo', currency, lines: [{ ...line, id: 'o1', step }] };
	const refunds: Array<{ intent: unknown; state: string }> = [];
	for (let came = 1; came <= pieces; came++) {
		const found = readCase({
			reference: 'RMA-1',
			authorization: 'approved',
			order,
			orders: { shopify: order, odoo },
			lines: [
				{
					id: 'L1',
					orderLineId: 'A',
					sku: 'TEE',
					quantity: pieces,
					quantities: { approved: pieces, received: came, inspected: { restock: came } },
				},
			],
			refunds,
		});
		for (const intent of calculateRefund(found, PolicySettings.parse({})).intents)
			refunds.push({ intent, state: 'succeeded' });
	}
	return refunds.map(({ intent }) => (intent as { amount: { amount: number } }).amount.amount);
}

it('pays back what Odoo can bill, over several payments too', () => {
	// 3 x 55 and 5 %, in a currency that Odoo rounds to whole units: 173; the first piece is worth 58.
	expect(refundsOf(3, 16_500, 800, [17_300], 100)).toEqual([5_800, 5_700, 5_800]);
	expect(refundsOf(2, 700, 60, [460, 300], 5).every((amount) => amount % 5 === 0)).toBe(true);
});

it('is all that was paid in the end, each part a multiple of what Odoo rounds to', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 6 }),
			fc.integer({ min: 6, max: 2_000 }),
			fc.integer({ min: 0, max: 200 }),
			fc.integer({ min: 0, max: 100 }),
			fc.constantFrom(5, 10, 100),
			(pieces, price, tax, share, step) => {
				const total = (price + tax) * step;
				const second = Math.floor(((price + tax) * share) / 100) * step;
				const cards = [total - second, second].filter((amount) => amount > 0);
				const amounts = refundsOf(pieces, price * step, tax * step, cards, step);
				expect(amounts.filter((amount) => amount % step)).toEqual([]);
				expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(total);
			},
		),
		{ numRuns: 300 },
	);
});

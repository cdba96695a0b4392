import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import type { Order } from '../../nodes/shared/model';
import { Journal } from '../sandbox/server';
import { bench } from './setUp';

/* What an order came to in the currency of the books, as Odoo has billed it: limits in the shop's currency are compared by it. */

const pens = { lines: [{ sku: 'PEN', title: 'Pen', quantity: 4, price: '25.00', discount: '0', tax: '0' }] };
const unshipped = { shipping: { price: '0', tax: '0' }, taxRate: 0 };

describe.each(['call by call', 'in batches'])('%s', (way) => {
	const found = async (currency: string, change: (b: Awaited<ReturnType<typeof bench>>) => void = () => undefined) => {
		const b = await bench(new Journal(), { batch: way === 'in batches' });
		b.odoo.addOrder({ number: '#PEN', ...pens, ...unshipped, ...{ currency } });
		change(b);
		const { json, error } = await b.node('order.find', { reference: 'RMA-1', order: '#PEN' });
		await b.server.stop();
		expect(error).toBeUndefined();
		return (json[0] as unknown as { order: Order }).order;
	};

	it('is what the posted invoices came to in both', async () => {
		const { shopRate } = await found('PLN', ({ odoo: { db } }) => {
			const [zloty] = db.where('res.currency', { name: 'PLN' });
			db.update('res.currency', zloty, { rate: 4.2 });
		});
		expect(shopRate).toEqual({
			paid: { amount: 10_000, currency: 'PLN' },
			shop: { amount: 2_381, currency: 'EUR' },
		});
	});

	it('is not said of an order in the currency of the books, nor before it is billed', async () => {
		expect(await found('EUR')).not.toHaveProperty('shopRate');
		const unbilled = await found('PLN', ({ odoo: { db } }) => {
			for (const move of db.where('account.move', { ref: '#PEN' })) db.update('account.move', move, { state: 'draft' });
		});
		expect(unbilled).not.toHaveProperty('shopRate');
	});
});

describe('a case whose shop does not say it', () => {
	const rate = { paid: { amount: 10_000, currency: 'PLN' }, shop: { amount: 2_381, currency: 'EUR' } };
	const read = (shop: object, books: object) =>
		readCase({
			reference: 'RMA-1',
			lines: [{ id: 'l1', quantity: 1, quantities: { approved: 1, received: 0, inspected: {} } }],
			order: { number: '#1', currency: 'PLN', lines: [], ...shop },
			orders: {
				shopify: { number: '#1', currency: 'PLN', lines: [], ...shop },
				odoo: { number: '#1', currency: 'PLN', lines: [], ...books },
			},
		}).order!.shopRate;

	it('goes by the books, and by the shop where that says it', () => {
		expect(read({}, { shopRate: rate })).toEqual(rate);
		const own = { ...rate, shop: { amount: 2_400, currency: 'EUR' } };
		expect(read({ shopRate: own }, { shopRate: rate })).toEqual(own);
		expect(read({}, {})).toBeUndefined();
	});

	it("takes no rate of another currency than the order's", () => {
		expect(read({}, { shopRate: { ...rate, paid: { amount: 10_000, currency: 'CZK' } } })).toBeUndefined();
	});
});

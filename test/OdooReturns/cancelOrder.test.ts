import { bench, type Bench } from './setUp';

let b: Bench;
beforeEach(async () => void (b = await bench()));
afterEach(async () => await b.server.stop());

it('a locked order that Odoo does not let be canceled is locked again', async () => {
	const { db } = b.odoo;
	b.odoo.addOrder({
		number: '#U1',
		lines: [{ sku: 'TEE-BLUE-M', title: '', quantity: 1, price: '18.00', discount: '0.00', tax: '3.60' }],
		shipping: { price: '0.00', tax: '0.00' },
		unsent: true,
	});
	const order = () => db.where('sale.order', { client_order_ref: '#U1' })[0];
	db.update('sale.order', order(), { locked: true });
	// What an app of the shop's own may do: once the order is not locked, it has another reason.
	const answer = b.odoo.answer.bind(b.odoo);
	b.odoo.answer = (request) =>
		b.odoo.operationOf(request) === 'sale.order/action_cancel' && !order().locked
			? {
					status: 422,
					body: { name: 'odoo.exceptions.UserError', message: 'Ask the workshop first.', arguments: [], context: {} },
				}
			: answer(request);
	const { error } = await b.node('order.cancel', { reference: 'RMA-U1', order: '#U1' });
	expect(error?.message).toContain('Ask the workshop first.');
	expect(order()).toMatchObject({ state: 'sale', locked: true });
});

import { bench } from './setUp';

it('works on an Odoo without the app that marks shipping lines', async () => {
	const b = await bench();
	try {
		// Sales, Inventory and Invoicing do not bring Delivery Costs, whose field this is.
		delete (b.odoo.db.fieldsOf('sale.order.line') as Record<string, unknown>).is_delivery;
		const found = await b.done('order.find', { order: '#1001' });
		expect(found.order.lines.map(({ sku }: { sku: string }) => sku)).toEqual(['TEE-BLUE-M', 'MUG-WHITE', 'SHIPPING']);
		expect(found.order.shipping).toBeUndefined();
		const made = await b.done('return.create', {
			reference: 'RMA-1',
			order: '#1001',
			lines: JSON.stringify([{ sku: 'MUG-WHITE', quantity: 1 }]),
		});
		expect(made.return).toMatchObject({ outcome: 'done', state: 'assigned' });
	} finally {
		await b.server.stop();
	}
});

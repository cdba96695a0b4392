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

describe('a user without a group of Sales, who may not see of which program a reward is', () => {
	/** The order with a reward of 20.00 that has cost so many points, as that user reads it. */
	async function found(points: number, taxed = false) {
		const b = await bench();
		try {
			const { db } = b.odoo;
			Object.assign(db.fieldsOf('sale.order.line'), { reward_id: 'm2o:res.partner', points_cost: 'float' });
			const [order] = db.where('sale.order', { client_order_ref: '#1001' });
			const [line] = db.where('sale.order.line', { order_id: order.id });
			db.insert('sale.order.line', {
				order_id: order.id,
				product_id: line.product_id,
				product_uom_id: line.product_uom_id,
				name: 'Reward',
				product_uom_qty: 1,
				price_unit: -20,
				tax_ids: taxed ? line.tax_ids : [],
				reward_id: order.partner_id,
				points_cost: points,
			});
			const answer = b.odoo.answer.bind(b.odoo);
			b.odoo.answer = async (request) =>
				JSON.stringify(request.json()).includes('program_type')
					? { status: 403, body: { name: 'odoo.exceptions.AccessError', message: 'You are not allowed to access' } }
					: await answer(request);
			return (await b.done('order.find', { order: '#1001' })).order;
		} finally {
			await b.server.stop();
		}
	}

	it('sees that a card has paid by the points that it lost', async () => {
		const { payments, lines } = await found(20);
		expect(payments[0]).toMatchObject({ processor: 'store_credit', captured: { amount: 2000 } });
		expect(lines[0].subtotal.amount).toBe(3600);
	});
	it.each([
		['a promotion of one point', 1, false],
		['a promotion with its tax', 20, true],
	])('takes %s for a discount', async (_what, points, taxed) => {
		expect((await found(points, taxed)).payments).toEqual([]);
	});
});

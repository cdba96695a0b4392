import { json, openWorkbench, tee, mug, type Workbench } from './workbench';

/** Finding orders and seeing a customer whole, on a real Odoo, by a user with no more rights than the package asks for. */
let w: Workbench;
const customer = {
	name: 'Alex Example',
	email: 'Alex@Example.com',
	street: 'Main Street 1',
	city: 'Town',
	zip: '12345',
	country: 'DE',
	phone: '',
} as never;
beforeAll(async () => void (w = await openWorkbench()));

const says = async (parameters: object) => (await w.node('order.find', parameters as never)).error?.message;

describe('Order: Find', () => {
	it('finds by number and e-mail address, and says the same for a wrong address as for a wrong number', async () => {
		const { number, id, name } = await w.order({ customer });
		for (const order of [
			number,
			{ __rl: true, mode: 'id', value: String(id) },
			{ __rl: true, mode: 'number', value: name },
		]) {
			expect((await w.done('order.find', { order, email: ' alex@EXAMPLE.com ' } as never)).odooOrder).toEqual({
				id,
				name,
			});
		}
		expect(await says({ order: number, email: 'other@example.com' })).toBe(
			`There is no order ${number} with this e-mail address in Odoo`,
		);
		expect(await says({ order: '#nowhere', email: 'alex@example.com' })).toBe(
			'There is no order #nowhere with this e-mail address in Odoo',
		);
		expect(await says({ order: { __rl: true, mode: 'id', value: String(id) }, email: 'other@example.com' })).toBe(
			`There is no order ${name} with this e-mail address in Odoo`,
		);
	});

	it('says of an order that the sync has not brought, or has not confirmed yet, that it may come; of a canceled one that it will not', async () => {
		const late = async (order: string) => {
			const { error } = await w.node('order.find', { order });
			return [error?.context?.category, error?.context?.notYet];
		};
		const { number, id } = await w.order({ customer });
		await w.rpc('sale.order', 'write', { ids: [id], vals: { client_order_ref: 'not yet' } });
		expect(await late(number)).toEqual(['rejected', true]);
		await w.rpc('sale.order', 'write', { ids: [id], vals: { client_order_ref: number } });
		expect((await w.done('order.find', { order: number })).odooOrder.id).toBe(id);
		const copy = await w.rpc('sale.order', 'copy', {
			ids: [id],
			default: { client_order_ref: `${number}/2` },
		});
		expect(await late(`${number}/2`)).toEqual(['rejected', true]);
		await w.rpc('sale.order', 'action_cancel', { ids: copy });
		expect(await late(`${number}/2`)).toEqual(['rejected', undefined]);
	});

	it('says what a piece weighs, in grams', async () => {
		const { number } = await w.order({ customer });
		const [{ id, weight }] = await w.rpc('product.product', 'search_read', {
			domain: [['default_code', '=', tee.sku]],
			fields: ['weight'],
		});
		await w.rpc('product.product', 'write', { ids: [id], vals: { weight: 0.25 } });
		try {
			const { lines } = (await w.done('order.find', { order: number })).order;
			expect(lines.map(({ sku, weight: grams }: { sku: string; weight?: number }) => [sku, grams])).toEqual(
				expect.arrayContaining([[tee.sku, 250]]),
			);
		} finally {
			await w.rpc('product.product', 'write', { ids: [id], vals: { weight } });
		}
	});

	it("takes a channel's reference for nothing else", async () => {
		const { number, id, name } = await w.order();
		const channel = (value: string) => ({ order: { __rl: true, mode: 'channel', value } });
		expect((await w.done('order.find', channel(number) as never)).odooOrder).toEqual({ id, name });
		expect(await says(channel(name))).toBe(`There is no order ${name} in Odoo`);
		await w.rpc('sale.order', 'write', { ids: [id], vals: { origin: `shop/${number}` } });
		expect((await w.done('order.find', channel(`shop/${number}`) as never)).odooOrder).toEqual({ id, name });
	});

	it("tells two shops' orders of one number apart by the address", async () => {
		const mine = await w.order({ customer });
		const other = await w.order();
		await w.rpc('sale.order', 'write', { ids: [other.id], vals: { client_order_ref: mine.number } });
		expect(await says({ order: mine.number })).toContain(`Several orders in Odoo are called ${mine.number}`);
		expect((await w.done('order.find', { order: mine.number, email: 'alex@example.com' })).odooOrder.id).toBe(mine.id);
	});
});

describe('Order: Get Customer View', () => {
	it("shows orders, invoices, payments, deliveries, returns and notes, and nobody else's", async () => {
		const someone = { ...(customer as object), name: 'Kim Example', email: 'kim@example.com' } as never;
		const first = await w.order({ customer: someone });
		const second = await w.order({ customer: someone, lines: [mug], shipping: { price: '0', tax: '0' } });
		await w.order({ customer });
		const { reference, number } = first;
		const made = (
			await w.done('return.create', { reference, order: number, lines: json([{ sku: tee.sku, quantity: 1 }]) })
		).return;
		await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }) });
		const amount = { amount: 2160, currency: w.odoo.currency };
		const intent = {
			id: `${reference}/R1`,
			amount,
			payment: { id: 'p', processor: 'stripe' },
			breakdown: [
				{ kind: 'line', line: tee.sku, quantity: 1, amount: { ...amount, amount: 1800 } },
				{ kind: 'tax', line: tee.sku, amount: { ...amount, amount: 360 } },
			],
		};
		await w.done('creditNote.issue', { reference, order: number, intent: json(intent) });
		await w.done('note.add', { reference, document: 'order', order: number, text: 'Customer said: "blue < red".' });

		const { customerView: view } = await w.done('order.getCustomerView', { email: 'KIM@example.com' });
		expect(view.customer).toMatchObject({ name: 'Kim Example', email: 'kim@example.com', ids: [expect.any(Number)] });
		expect(view.orders.map((one: { id: number }) => one.id)).toEqual([second.id, first.id]);
		// 64.20 were sold; what was credited is no longer ordered.
		expect(view.orders[1]).toMatchObject({
			name: first.name,
			title: expect.stringContaining(`(${number})`),
			reference: number,
			state: 'sale',
			total: { amount: 4260, currency: w.odoo.currency },
		});
		expect(view.invoices).toHaveLength(2);
		expect(view.invoices[0]).toMatchObject({
			state: 'posted',
			paymentState: expect.stringMatching(/paid|in_payment/),
			open: { amount: 0 },
		});
		expect(view.creditNotes).toMatchObject([{ state: 'posted', reference, total: amount, open: amount }]);
		expect(view.payments.map((one: { direction: string }) => one.direction)).toEqual(['in', 'in']);
		expect(view.deliveries).toHaveLength(2);
		expect(view.returns).toMatchObject([
			{ id: Number(made.id), origin: reference, state: 'done', doneAt: expect.any(String) },
		]);
		expect(view.notes).toMatchObject([
			{ about: first.name, text: expect.stringContaining('Customer said: "blue < red".') },
		]);
		expect(view.truncated).toEqual([]);

		expect((await w.done('order.getCustomerView', { order: number })).customerView).toEqual(view);
		const short = (await w.done('order.getCustomerView', { order: number, limit: 1 })).customerView;
		expect(short.orders.map((one: { id: number }) => one.id)).toEqual([second.id]);
		expect(short.truncated.sort()).toEqual(['deliveries', 'invoices', 'orders', 'payments']);
	});

	it('says when nobody has the address, or nothing is given', async () => {
		expect((await w.node('order.getCustomerView', { email: 'nobody@example.com' })).error?.message).toBe(
			'There is no customer with this e-mail address in Odoo',
		);
		expect((await w.node('order.getCustomerView', {})).error?.message).toBe(
			'It is not known which customer this is about',
		);
	});
});

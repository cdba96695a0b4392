import { withCase, type CaseBench } from './caseBench';
import { eur, intentOf } from './setUp';

let c: CaseBench;
beforeEach(async () => (c = await withCase()));
afterEach(async () => await c.stop());

/** One T-shirt of 21.60 is approved, and its credit note issued. Its payment has no more than that to pay back. */
async function credited() {
	const intent = intentOf(c.reference, 'L1');
	await c.record('order.found', {
		system: 'shopify',
		order: {
			number: '#1001',
			currency: 'EUR',
			lines: [],
			payments: [{ id: 'p1', processor: 'stripe', captured: eur(2160), refunded: eur(0), refundable: eur(2160) }],
		},
	});
	await c.record('return.approved', { lines: [{ line: 'L1', quantity: 1 }] });
	await c.step('creditNote.issue', { intent });
	return intent;
}
const exchange = async (parameters: object, event?: object) => await c.step('exchange.create', event, parameters);
const newOrder = () => c.b.odoo.db.where('sale.order', { client_order_ref: c.reference });

it('gives the same goods again: nothing to pay, nothing to refund, the refund of the case is settled', async () => {
	const intent = await credited();
	const made = await exchange({}, { intent });
	expect(made.exchange).toMatchObject({
		state: 'settled',
		outcome: 'done',
		total: eur(2160),
		toPay: eur(0),
		toRefund: eur(0),
		intent: intent.id,
		warnings: [],
	});
	expect(made.exchange.rest).toBeUndefined();
	expect(made.case).toMatchObject({
		settlement: 'settled',
		refunds: [{ intent: { id: intent.id }, state: 'succeeded', exchange: { id: made.exchange.id } }],
		ids: { 'odoo.exchange': made.exchange.id },
	});
	expect(newOrder()).toMatchObject([{ state: 'sale', origin: expect.stringMatching(/^S/) }]);
	const before = c.b.writes().length;
	expect((await exchange({}, { intent })).exchange).toMatchObject({ outcome: 'already_done', id: made.exchange.id });
	expect(c.b.writes()).toHaveLength(before);
});

it('leaves the customer to pay what the new goods cost more', async () => {
	const intent = await credited();
	const { exchange: made, case: after } = await exchange(
		{ lines: [{ sku: 'MUG-WHITE', quantity: 1, price: '20.00' }] },
		{ intent },
	);
	expect(made).toMatchObject({ total: eur(2400), toPay: eur(240), toRefund: eur(0) });
	expect(after.settlement).toBe('settled');
});

it('makes the rest a refund of its own when they cost less, paid on the same credit note', async () => {
	const intent = await credited();
	const { exchange: made, case: after } = await exchange(
		{ lines: [{ sku: 'MUG-WHITE', quantity: 1, price: '10.00' }] },
		{ intent },
	);
	expect(made).toMatchObject({
		total: eur(1200),
		toPay: eur(0),
		toRefund: eur(960),
		rest: { id: `${intent.id}.rest`, amount: eur(960), payment: { id: 'p1' } },
	});
	expect(after).toMatchObject({
		settlement: 'part_settled',
		refunds: [{ state: 'succeeded' }, { intent: { id: `${intent.id}.rest` }, state: 'due' }],
	});
	// The lane that settles goes its usual way: the credit note is there, the payment goes on it.
	const refund = { id: 're_rest', intent: `${intent.id}.rest`, amount: eur(960), status: 'succeeded' };
	await c.record('refund.succeeded', { refund });
	const note = await c.step('creditNote.issue', { intent: made.rest });
	expect(note.creditNote).toMatchObject({ outcome: 'done', intent: `${intent.id}.rest`, amount: eur(960) });
	const booked = await c.step('creditNote.recordPayment', { refund });
	expect(booked.case).toMatchObject({
		settlement: 'settled',
		refunds: [{}, { state: 'succeeded', creditNote: { id: note.creditNote.id }, payment: { refund: 're_rest' } }],
	});
	expect(c.b.odoo.db.where('account.move', { move_type: 'out_refund' })).toHaveLength(1);
	expect(c.b.odoo.db.all('account.payment')).toMatchObject([{ amount: 9.6, state: 'paid' }]);
});

it('gives the rest as store credit when asked', async () => {
	const intent = await credited();
	const { exchange: made, case: after } = await exchange(
		{ lines: [{ sku: 'MUG-WHITE', quantity: 1, price: '10.00' }], rest: 'store_credit' },
		{ intent },
	);
	expect(after.refunds).toMatchObject([
		{ state: 'succeeded', exchange: { rest: eur(960) } },
		{ state: 'due', intent: { payment: { processor: 'store_credit' } } },
	]);
	await c.step('creditNote.issue', { intent: made.rest });
	const given = await c.step('storeCredit.issue', { intent: made.rest }, { kind: 'gift_card' });
	expect(given.storeCredit).toMatchObject({ outcome: 'done', amount: eur(960) });
	expect(given.case).toMatchObject({ settlement: 'settled', exceptions: [] });
});

it('leaves the rest open when asked', async () => {
	const intent = await credited();
	const { exchange: made, case: after } = await exchange(
		{ lines: [{ sku: 'MUG-WHITE', quantity: 1, price: '10.00' }], rest: 'leave' },
		{ intent },
	);
	expect(made.toRefund).toEqual(eur(960));
	expect(after).toMatchObject({ settlement: 'settled', refunds: [{ exchange: { rest: eur(960) } }] });
});

it('exchanges nothing that is due as a refund', async () => {
	const intent = await credited();
	await c.record('refund.due', { intent });
	expect(await c.fails('exchange.create', { intent: intent.id })).toMatchObject({
		message: `Refund ${intent.id} is due and paid back by stripe`,
	});
	expect(newOrder()).toEqual([]);
});

it('holds the new order back until the goods are here', async () => {
	const intent = await credited();
	await c.step('return.create');
	const held = await exchange({ confirm: 'received' }, { intent });
	expect(held.exchange).toMatchObject({ state: 'held', outcome: 'done' });
	expect(held.case.refunds).toEqual([]);
	expect(newOrder()).toMatchObject([{ state: 'draft' }]);
	expect((await exchange({ confirm: 'received' }, { intent })).exchange).toMatchObject({
		state: 'held',
		outcome: 'already_done',
	});
	await c.record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 1 }] } });
	await c.step('goods.receive');
	const made = await exchange({ confirm: 'received' }, { intent });
	expect(made.exchange).toMatchObject({ state: 'settled', outcome: 'done', id: held.exchange.id, toPay: eur(0) });
	expect(newOrder()).toMatchObject([{ state: 'sale' }]);
	expect(
		(await c.store.cases.timeline(c.reference))
			.filter(({ type }) => type === 'exchange.created')
			.map(({ data }) => (data as unknown as { state: string }).state),
	).toEqual(['held', 'settled']);
});

it('shows in a test run what would be sent, and says what is missing', async () => {
	const intent = await credited();
	const before = c.b.writes().length;
	const ask = { reference: c.reference, order: '#1001', intent: JSON.stringify(intent) };
	expect(
		(await c.b.done('exchange.create', { ...ask, lines: '[{"sku":"TEE-BLUE-M","quantity":1}]' }, { mode: 'manual' }))
			.exchange,
	).toEqual({ outcome: 'dry_run', state: 'settled', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] });
	const say = async (parameters: object) =>
		(await c.b.node('exchange.create', { ...ask, ...parameters } as never)).error?.message;
	expect(await say({ lines: '[{"sku":"NOPE","quantity":1}]' })).toBe('Odoo has no product with the SKU NOPE');
	expect(await say({ lines: '[{"sku":"SOCKS-GREY","quantity":1}]' })).toMatch(
		/^SOCKS-GREY was not sold with order S\d+, so it is not known what was paid for it$/,
	);
	expect(
		await say({ lines: '[{"sku":"MUG-WHITE","quantity":1,"price":"1.00"},{"sku":"TEE-BLUE-M","quantity":1}]' }),
	).toBe('Some lines have a price and some have none');
	expect(await say({ lines: '[{"sku":"MUG-WHITE","quantity":1,"price":"a"}]' })).toBe(
		'lines.0.price: must be a price such as 12.50',
	);
	expect(
		await say({
			reference: 'RMA-9',
			lines: '[{"sku":"TEE-BLUE-M","quantity":1}]',
			intent: JSON.stringify(intentOf('RMA-9')),
		}),
	).toBe('Refund RMA-9/R1 has no posted credit note in Odoo');
	expect(c.b.writes()).toHaveLength(before);
});

import { randomUUID } from 'node:crypto';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { Policy, ReturnRequest, type Order } from '../../nodes/shared/model';
import { install, userWith } from './apps';
import { audit } from './audit';
import { lineTo } from './line';
import { changesOf } from './others';
import { openRegister, type Register, type Sold } from './register';
import { journalEntries } from './tables';
import { json, openWorkbench, type Workbench } from './workbench';
import { openOwnStore, removeOwnStores } from '../support/ownStore';

/**
 * Receipts of two T-shirts of 60.00 with tax, of which a gift card or an eWallet paid a part: the goods keep their price, what the card paid goes
 * back on the card, and only the rest is handed out. Cards are sold and spent as the register's own screen does it.
 */
let w: Workbench;
let register: Register;
let credentials: Awaited<ReturnType<typeof userWith>>;
let liability: number;
let tax: number;
let shirt: number;
type Kind = 'gift_card' | 'ewallet';
const programs = {} as Record<Kind, { id: number; reward: number; product: number; sold: number }>;

beforeAll(async () => {
	w = await openWorkbench('register');
	register = await openRegister(w.rpc, w.odoo.settings, { goods: [['CARD-TEE', 50, 20]] });
	await install(w, 'pos_loyalty');
	[liability] = await w.rpc('account.account', 'create', {
		vals_list: [{ name: 'Store credit', code: '215900', account_type: 'liability_current', reconcile: true }],
	});
	[
		{
			id: shirt,
			taxes_id: [tax],
		},
	] = await w.rpc('product.product', 'search_read', {
		domain: [['default_code', '=', 'CARD-TEE']],
		fields: ['taxes_id'],
	});
	for (const kind of ['gift_card', 'ewallet'] as const) {
		await w.rpc('loyalty.program', 'create_from_template', { template_id: kind });
		const [{ id, reward_ids, trigger_product_ids }] = await w.rpc('loyalty.program', 'search_read', {
			domain: [['program_type', '=', kind]],
			fields: ['reward_ids', 'trigger_product_ids'],
			order: 'id desc',
			limit: 1,
		});
		const [{ discount_line_product_id: product }] = await w.rpc('loyalty.reward', 'read', {
			ids: reward_ids,
			fields: ['discount_line_product_id'],
		});
		await w.rpc('product.product', 'write', {
			ids: [product[0], trigger_product_ids[0]],
			vals: { property_account_income_id: liability, taxes_id: [[6, 0, []]] },
		});
		programs[kind] = { id, reward: reward_ids[0], product: product[0], sold: trigger_product_ids[0] };
	}
	credentials = await userWith(w, 'point_of_sale.group_pos_user');
}, 300_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
let count = 0;
const reference = () => `RMA-CARD${++count}`;

async function cardOf(kind: Kind, points = 200, more: object = {}): Promise<number> {
	const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Card Example' }] });
	const [id] = await w.rpc('loyalty.card', 'create', {
		vals_list: [{ program_id: programs[kind].id, partner_id: partner, points, ...more }],
		context: { loyalty_no_mail: true },
	});
	return id;
}
async function pointsOf(card: number): Promise<number> {
	const [{ points }] = await w.rpc('loyalty.card', 'read', { ids: [card], fields: ['points'] });
	return Math.round(points * 100);
}

/** Two T-shirts, 120.00, of which cards pay so much each and the rest is paid by card. Sold as the register's screen does it. */
async function sold(cards: Array<{ kind: Kind; card: number; pays: number }>): Promise<Sold> {
	const line = (product: number, name: string, qty: number, price: number, more: object) => [
		0,
		0,
		{ uuid: randomUUID(), product_id: product, qty, price_unit: price, full_product_name: name, ...more },
	];
	const rest = 120 - cards.reduce((sum, { pays }) => sum + pays, 0);
	const sale = await register.sell('CARD-TEE', 2, {
		lines: [
			line(shirt, 'CARD-TEE', 2, 50, { price_subtotal: 100, price_subtotal_incl: 120, tax_ids: [[6, 0, [tax]]] }),
			...cards.map(({ kind, card, pays }) =>
				line(programs[kind].product, 'Gift Card', 1, -pays, {
					price_subtotal: -pays,
					price_subtotal_incl: -pays,
					tax_ids: [[6, 0, []]],
					is_reward_line: true,
					reward_id: programs[kind].reward,
					coupon_id: card,
					reward_identifier_code: String(card),
					points_cost: pays,
				}),
			),
		],
		amount_total: rest,
		amount_tax: 20,
		amount_paid: rest,
		payment_ids: rest ? [[0, 0, { amount: rest, payment_method_id: register.card }]] : [],
	});
	await w.rpc('pos.order', 'confirm_coupon_programs', {
		ids: [sale.id],
		coupon_data: Object.fromEntries(
			cards.map(({ kind, card, pays }) => [
				card,
				{ points: -pays, program_id: programs[kind].id, coupon_id: card, line_codes: [String(card)] },
			]),
		),
	});
	return sale;
}
const done = async (operation: string, parameters: object) =>
	await w.done(operation, parameters as never, { credentials });
const giveBack = async ({ number }: Sold, quantity: number, more: object = {}) =>
	(
		await done('posOrder.refund', {
			reference: reference(),
			receipt: number,
			lines: json([{ sku: 'CARD-TEE', quantity }]),
			...more,
		})
	).posRefund;
async function booked(order: string) {
	const [{ state, amount_total, amount_paid }] = await w.rpc('pos.order', 'read', {
		ids: [Number(order)],
		fields: ['state', 'amount_total', 'amount_paid'],
	});
	return { state, total: Math.round(amount_total * 100), paid: Math.round(amount_paid * 100) };
}

describe.each(['gift_card', 'ewallet'] as const)('%s', (kind) => {
	it('is how the receipt was paid, no discount; what it paid goes back on it, piece by piece or all at once', async () => {
		const card = await cardOf(kind);
		const receipt = await sold([{ kind, card, pays: 60 }]);
		expect(await pointsOf(card)).toBe(14000);
		const { order } = await done('posOrder.find', { receipt: receipt.number });
		expect(order.lines).toMatchObject([{ sku: 'CARD-TEE', quantity: 2, subtotal: money(12000), tax: money(2000) }]);
		expect(order.payments).toMatchObject([
			{ processor: 'other', method: 'Card', captured: money(6000), refundable: money(6000) },
			{ processor: 'store_credit', method: kind, captured: money(6000), refundable: money(6000) },
		]);
		const first = await giveBack(receipt, 1);
		expect(first).toMatchObject({ amount: money(3000), method: 'Card', lines: [{ sku: 'CARD-TEE', quantity: 1 }] });
		expect(first.credits).toEqual([{ kind, card: String(card), amount: money(3000) }]);
		expect(await booked(first.id)).toEqual({ state: 'paid', total: -3000, paid: -3000 });
		expect(await pointsOf(card)).toBe(17000);
		expect((await done('posOrder.find', { receipt: receipt.number })).order.payments).toMatchObject([
			{ refunded: money(3000), refundable: money(3000) },
			{ refunded: money(3000), refundable: money(3000) },
		]);
		expect(await giveBack(receipt, 1)).toMatchObject({ amount: money(3000), credits: [{ amount: money(3000) }] });
		expect(await pointsOf(card)).toBe(20000);
		const whole = await sold([{ kind, card, pays: 45.01 }]);
		expect(await giveBack(whole, 2)).toMatchObject({ amount: money(7499), credits: [{ amount: money(4501) }] });
		expect(await pointsOf(card)).toBe(20000);
	}, 180_000);

	it('that paid all of it gets all of it back, and nothing is handed out', async () => {
		const card = await cardOf(kind);
		const receipt = await sold([{ kind, card, pays: 120 }]);
		const made = await giveBack(receipt, 1);
		expect(made).toMatchObject({ amount: money(0), credits: [{ amount: money(6000) }] });
		expect(made.method).toBeUndefined();
		expect(await booked(made.id)).toEqual({ state: 'paid', total: 0, paid: 0 });
		expect(await pointsOf(card)).toBe(14000);
	}, 120_000);

	it('gets it once, run twice, five times at once, or cut off after any call, also where it has just as much left', async () => {
		// What is left on it is what goes back: Odoo's own way for gift cards would then add nothing.
		const card = await cardOf(kind, 90);
		const receipt = await sold([{ kind, card, pays: 60 }]);
		const again = {
			reference: reference(),
			receipt: receipt.number,
			lines: json([{ sku: 'CARD-TEE', quantity: 1 }]),
		};
		const all = await Promise.all(
			Array.from({ length: 5 }, async () => (await done('posOrder.refund', again)).posRefund),
		);
		expect(new Set(all.map(({ id }) => id)).size).toBe(1);
		expect(await pointsOf(card)).toBe(6000);
		expect((await done('posOrder.refund', again)).posRefund).toMatchObject({
			outcome: 'already_done',
			amount: money(3000),
			credits: [{ kind, card: String(card), amount: money(3000) }],
		});
		expect(await pointsOf(card)).toBe(6000);
		const line = await lineTo(w.odoo.url);
		const cut = { ...again, reference: reference() };
		const through = { odooApiKeyApi: { ...credentials.odooApiKeyApi, url: line.url } };
		for (let left = 0, failed = true; failed; left++) {
			Object.assign(line, { left, calls: [] });
			failed = (await w.node('posOrder.refund', cut, { credentials: through })).error !== undefined;
		}
		await line.stop();
		expect(await pointsOf(card)).toBe(9000);
	}, 240_000);
});

it('two cards and money each get their share; a card that has expired gets nothing, and neither does anybody else', async () => {
	const [one, two] = [await cardOf('gift_card'), await cardOf('gift_card')];
	const receipt = await sold([
		{ kind: 'gift_card', card: one, pays: 20 },
		{ kind: 'gift_card', card: two, pays: 40 },
	]);
	expect(await giveBack(receipt, 1)).toMatchObject({
		amount: money(3000),
		credits: [{ amount: money(1000) }, { amount: money(2000) }],
	});
	expect([await pointsOf(one), await pointsOf(two)]).toEqual([19000, 18000]);
	await w.rpc('loyalty.card', 'write', { ids: [two], vals: { expiration_date: '2020-01-31' } });
	const { error } = await w.node(
		'posOrder.refund',
		{ reference: reference(), receipt: receipt.number, lines: json([{ sku: 'CARD-TEE', quantity: 1 }]) },
		{ credentials },
	);
	expect(error?.message).toMatch(/has expired/);
	expect([await pointsOf(one), await pointsOf(two)]).toEqual([19000, 18000]);
	expect((await done('posOrder.find', { receipt: receipt.number })).order.lines).toMatchObject([{ returnedBefore: 1 }]);
}, 180_000);

it.each(['gift_card', 'ewallet'] as const)(
	'a %s that was sold is no goods: it does not come back at a register',
	async (kind) => {
		const receipt = await register.sell('CARD-TEE', 1, {
			lines: [
				[
					0,
					0,
					{
						uuid: randomUUID(),
						product_id: programs[kind].sold,
						qty: 1,
						price_unit: 50,
						price_subtotal: 50,
						price_subtotal_incl: 50,
						tax_ids: [[6, 0, []]],
						full_product_name: 'Card of 50.00',
					},
				],
			],
			amount_total: 50,
			amount_tax: 0,
			amount_paid: 50,
			payment_ids: [[0, 0, { amount: 50, payment_method_id: register.card }]],
		});
		const { order } = (await done('posOrder.find', { receipt: receipt.number })) as { order: Order };
		expect(order.lines).toMatchObject([{ comesBack: false }]);
		const { error } = await w.node(
			'posOrder.refund',
			{ reference: reference(), receipt: receipt.number, lines: json([{ line: order.lines[0].id, quantity: 1 }]) },
			{ credentials },
		);
		expect(error?.message).toMatch(/Card of 50.00 is a card or credit that was sold/);
	},
);

it('what goes back on a card changes its points, and nothing else of the card or the receipt', async () => {
	const receipt = await sold([{ kind: 'gift_card', card: await cardOf('gift_card'), pays: 40 }]);
	expect(await changesOf(w.database, async () => await giveBack(receipt, 1))).toEqual([
		'loyalty_card.points',
		'stock_quant.quantity',
	]);
});

it('the refunds of a case, part money and part credit, are paid with one document, each once', async () => {
	const { credential: returnCaseApi, store } = await openOwnStore();
	const card = await cardOf('gift_card');
	const { number } = await sold([{ kind: 'gift_card', card, pays: 80 }]);
	const request = ReturnRequest.parse({
		channel: 'store',
		orderNumber: number,
		lines: [{ id: 'L1', sku: 'CARD-TEE', quantity: 1 }],
	});
	const { reference: ours } = await store.cases.open({ request, source: 'store', sourceId: '1' });
	const step = async (operation: string, parameters: object = {}) =>
		await w.node(operation, parameters as never, {
			input: [{ reference: ours }],
			credentials: { ...credentials, returnCaseApi },
		});
	const [{ order }] = (await step('posOrder.find')).json as unknown as Array<{ order: Order }>;
	const quantities = { approved: 1, received: 1, inspected: { restock: 1 } };
	const [{ id: line }] = order.lines;
	const { intents } = calculateRefund(
		readCase({
			reference: ours,
			authorization: 'approved',
			lines: [{ id: 'L1', sku: 'CARD-TEE', quantity: 1, orderLineId: line, quantities }],
			order,
			refunds: [],
		}),
		Policy.parse({}),
	);
	// The card paid more, so the refund on it has the goods, and the other is a part of it.
	expect(intents.map(({ amount, payment }) => [amount.amount, payment.processor])).toEqual([
		[4000, 'store_credit'],
		[2000, 'other'],
	]);
	let events = 0;
	const record = async (type: 'return.approved' | 'refund.due', data: object) =>
		await store.cases.record({
			reference: ours,
			events: [{ source: 'test', id: String(++events), type, data: data as Record<string, unknown> }],
		});
	await record('return.approved', {});
	for (const intent of intents) await record('refund.due', { intent });
	expect((await step('posOrder.refund', { intent: intents[1].id })).error?.message).toMatch(
		new RegExp(`is a part of refund ${intents[0].id}`),
	);
	const paid = await step('posOrder.refund', { intent: intents[0].id });
	expect(paid.error?.message).toBeUndefined();
	expect(paid.json[0]).toMatchObject({
		posRefund: { outcome: 'done', amount: money(2000), credits: [{ amount: money(4000) }] },
		case: {
			settlement: 'settled',
			refunds: [
				{ state: 'succeeded', storeCredit: { kind: 'gift_card', amount: money(4000) } },
				{ state: 'succeeded', refund: { amount: money(2000) } },
			],
		},
	});
	expect((await step('posOrder.refund', { intent: intents[0].id })).json[0]).toMatchObject({
		posRefund: { outcome: 'already_done' },
	});
	expect(await pointsOf(card)).toBe(16000);
	await removeOwnStores();
});

it('the register closes with the money and the credit where they belong', async () => {
	const orders = await w.rpc('pos.order', 'search_read', {
		domain: [['session_id', '=', register.session]],
		fields: ['lines'],
	});
	const lines = await w.rpc('pos.order.line', 'search_read', {
		domain: [['order_id', 'in', orders.map(({ id }: { id: number }) => id)]],
		fields: ['product_id', 'price_subtotal'],
	});
	const cards = Object.values(programs).flatMap(({ product, sold: top }) => [product, top]);
	const credit = lines
		.filter(({ product_id }: { product_id: [number] }) => cards.includes(product_id[0]))
		.reduce((sum: number, { price_subtotal }: { price_subtotal: number }) => sum + price_subtotal, 0);
	await w.rpc('pos.session', 'post_closing_cash_details', { ids: [register.session], counted_cash: 0 });
	expect(await w.rpc('pos.session', 'close_session_from_ui', { ids: [register.session] })).toMatchObject({
		successful: true,
	});
	const entries = await w.rpc('account.move.line', 'search_read', {
		domain: [['account_id', '=', liability]],
		fields: ['balance'],
	});
	const balance = entries.reduce((sum: number, one: { balance: number }) => sum + one.balance, 0);
	expect(Math.round(balance * 100)).toBe(Math.round(-credit * 100));
});

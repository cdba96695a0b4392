import { worthOf } from '../../nodes/shared/case/worth';
import type { Order } from '../../nodes/shared/model';
import { audit } from './audit';
import { openRegister, type Register, type Sold } from './register';
import { userWith } from './apps';
import { journalEntries } from './tables';
import { json, openWorkbench, type Workbench } from './workbench';

/** A register that rounds what is paid in cash to 0.05. Odoo's own refund of the same sale is the oracle. */
let w: Workbench;
let register: Register;
let credentials: Awaited<ReturnType<typeof userWith>>;
let accounts: { profit: number; loss: number };
beforeAll(async () => {
	w = await openWorkbench('register');
	const [profit, loss] = await w.rpc('account.account', 'create', {
		vals_list: [
			{ name: 'Rounding gained', code: '488001', account_type: 'income_other' },
			{ name: 'Rounding lost', code: '658001', account_type: 'expense' },
		],
	});
	accounts = { profit, loss };
	const [rounding] = await w.rpc('account.cash.rounding', 'create', {
		vals_list: [
			{
				name: 'To 0.05',
				rounding: 0.05,
				rounding_method: 'HALF-UP',
				strategy: 'add_invoice_line',
				profit_account_id: profit,
				loss_account_id: loss,
			},
		],
	});
	const more = { cash_rounding: true, only_round_cash_method: true, rounding_method: rounding };
	const goods = [
		['POS-ODD', 42.01, 19], // 49.99
		['POS-PIN', 13.9, 20], // 16.68
		['POS-NUT', 15.58, 7], // 16.67
	] as const;
	register = await openRegister(w.rpc, w.odoo.settings, { goods: [...goods], config: more });
	credentials = await userWith(w, 'point_of_sale.group_pos_user');
}, 240_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
const cents = (value: number) => Math.round(value * 100);
let count = 0;

/** A sale that was paid so, `paid` of it. */
async function sale(sku: string, quantity: number, paid: number, method: 'cash' | 'card' = 'cash'): Promise<Sold> {
	return await register.sell(sku, quantity, {
		amount_paid: paid,
		payment_ids: [[0, 0, { amount: paid, payment_method_id: register[method] }]],
	});
}
const find = async ({ number }: Sold): Promise<{ order: Order }> =>
	await w.done('posOrder.find', { receipt: number }, { credentials });
/** Gives pieces back by the node; the way it was paid, or another. */
async function giveBack({ number }: Sold, sku: string, quantity: number, method?: 'cash' | 'card') {
	const { posRefund } = await w.done(
		'posOrder.refund',
		{
			reference: `RMA-CASH${++count}`,
			receipt: number,
			lines: json([{ sku, quantity }]),
			...(method && { method: { __rl: true, mode: 'id', value: String(register[method]) } }),
		},
		{ credentials },
	);
	return { ...posRefund, booked: await booked(Number(posRefund.id)) };
}
/** Odoo's own refund of a whole receipt, as its screens make it. */
async function odooGivesBack({ id }: Sold, method: 'cash' | 'card') {
	const { res_id: refund } = await w.rpc('pos.order', 'refund', { ids: [id] });
	const context = { active_id: refund, active_ids: [refund], active_model: 'pos.order' };
	const [payment] = await w.rpc('pos.make.payment', 'create', {
		vals_list: [{ payment_method_id: register[method] }],
		context,
	});
	await w.rpc('pos.make.payment', 'check', { ids: [payment], context });
	return await booked(refund);
}
async function booked(order: number) {
	const [{ state, amount_total, amount_paid }] = await w.rpc('pos.order', 'read', {
		ids: [order],
		fields: ['state', 'amount_total', 'amount_paid'],
	});
	return { state, goods: cents(amount_total), money: cents(amount_paid) };
}

it.each([
	['POS-ODD', 1, 50, 'cash', 'cash', -4999, -5000],
	['POS-PIN', 3, 50.05, 'cash', 'cash', -5004, -5005],
	['POS-NUT', 3, 50, 'cash', 'cash', -5001, -5000],
	// What was paid in cash goes back by card: what was paid. And the other way round: there is no coin for less.
	['POS-ODD', 1, 50, 'cash', 'card', -4999, -5000],
	['POS-ODD', 1, 49.99, 'card', 'cash', -4999, -5000],
	['POS-ODD', 1, 49.99, 'card', 'card', -4999, -4999],
] as const)(
	'%s x %s, %s paid by %s and given back by %s, as Odoo does it',
	async (sku, quantity, paid, by, back, goods, given) => {
		const oracle = await odooGivesBack(await sale(sku, quantity, paid, by), back);
		expect(oracle).toEqual({ state: 'paid', goods, money: given });
		const sold = await sale(sku, quantity, paid, by);
		const refund = await giveBack(sold, sku, quantity, back);
		expect(refund).toMatchObject({ amount: money(-given), booked: oracle });
		const { order } = await find(sold);
		expect(order.payments).toMatchObject([{ captured: money(cents(paid)) }]);
		expect(order.lines).toMatchObject([{ subtotal: money(cents(paid)), returnedBefore: quantity }]);
	},
	120_000,
);

it.each([
	['POS-PIN', 3, 50.05, [1670, 1665, 1670]],
	['POS-NUT', 3, 50, [1665, 1670, 1665]],
	['POS-PIN', 10, 166.8, [1670, 1665, 1670, 1665, 1670, 1670, 1665, 1670, 1665, 1670]],
] as const)(
	'%s x %s for %s, one by one: coins that there are, together what was paid, and what the policy says of each',
	async (sku, quantity, paid, pieces) => {
		const sold = await sale(sku, quantity, paid);
		const { order } = await find(sold);
		const worth = Array.from({ length: quantity }, (_, from) => worthOf(order.lines[0], order.taxesIncluded, from, 1));
		expect(worth.map(({ net, tax }) => net + tax)).toEqual(pieces);
		const given: number[] = [];
		for (let piece = 0; piece < quantity; piece++) {
			const { amount, booked: books } = await giveBack(sold, sku, 1);
			expect(books.money).toBe(-amount.amount);
			given.push(amount.amount);
		}
		expect(given).toEqual(pieces);
		expect(given.reduce((sum, one) => sum + one)).toBe(cents(paid));
	},
	180_000,
);

it('cash that is rounded away stands on the accounts of rounding when the register is closed', async () => {
	const payments = await w.rpc('pos.payment', 'search_read', {
		domain: [
			['session_id', '=', register.session],
			['payment_method_id', '=', register.cash],
		],
		fields: ['amount'],
	});
	const cash = payments.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0);
	const orders = await w.rpc('pos.order', 'search_read', {
		domain: [['session_id', '=', register.session]],
		fields: ['amount_total', 'amount_paid'],
	});
	await w.rpc('pos.session', 'post_closing_cash_details', { ids: [register.session], counted_cash: cash });
	expect(await w.rpc('pos.session', 'close_session_from_ui', { ids: [register.session] })).toMatchObject({
		successful: true,
	});
	const lines = await w.rpc('account.move.line', 'search_read', {
		domain: [['account_id', 'in', [accounts.profit, accounts.loss]]],
		fields: ['balance'],
	});
	const rounded = orders.reduce(
		(sum: number, one: { amount_total: number; amount_paid: number }) =>
			sum + cents(one.amount_paid) - cents(one.amount_total),
		0,
	);
	expect(lines.reduce((sum: number, { balance }: { balance: number }) => sum - cents(balance), 0)).toBe(rounded);
});

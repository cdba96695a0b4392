import { receivedFor, type Booked } from '../../nodes/OdooReturns/sale/received';
import { isReference } from '../../nodes/shared/model';
import { bench, type Bench } from './setUp';

/** What an order that only Odoo knows can give back: what was paid for it, less what somebody has credited. */
const invoice = (amount_total: number, amount_residual: number): Booked => ({
	move_type: 'out_invoice',
	amount_total,
	amount_residual,
});
const note = (amount_total: number, ref?: string, amount_residual = 0): Booked => ({
	move_type: 'out_refund',
	ref,
	amount_total,
	amount_residual,
});

it.each<[string, Booked[], number | undefined]>([
	['nothing was billed', [], undefined],
	['paid', [invoice(100, 0)], 10000],
	['nothing was paid', [invoice(100, 100)], 0],
	['a part was paid', [invoice(100, 60)], 4000],
	['two invoices, one paid', [invoice(100, 0), invoice(50, 50)], 10000],
	['paid, a part credited by hand and paid back', [invoice(100, 0), note(40)], 6000],
	['the same before that is paid back', [invoice(100, 0), note(40, 'By hand', 40)], 6000],
	['not paid, a credit note settles a part', [invoice(100, 60), note(40)], 0],
	['not paid, a credit note settles all', [invoice(100, 0), note(100)], 0],
	['not paid, and a credit note beside it', [invoice(100, 100), note(40, '', 40)], 0],
	['reversed and billed anew, then paid', [invoice(100, 0), note(100, 'Reversal of: INV/1'), invoice(90, 0)], 9000],
	['a refund of a return, which that counts', [invoice(100, 0), note(40, 'RMA-7K2M9QX4TB')], 10000],
])('%s', (_what, documents, left) => {
	expect(receivedFor(documents, 'EUR', isReference)).toBe(left);
});

describe('Find', () => {
	let b: Bench;
	beforeEach(async () => (b = await bench()));
	afterEach(async () => await b.server.stop());

	it('says it of an order that no shop has told of', async () => {
		const { db } = b.odoo;
		const [order] = db.where('sale.order', { client_order_ref: '#1001' });
		const [line] = db.where('sale.order.line', { order_id: order.id });
		const [bill] = db
			.all('account.move.line')
			.filter(({ sale_line_ids }) => ((sale_line_ids ?? []) as number[]).includes(line.id));
		const paid = async () => (await b.done('order.find', { order: '#1001' })).order.paid;
		const whole = Number(db.get('account.move', db.one('account.move', bill.move_id as number), 'amount_total'));
		for (const settled of [0, 10, whole]) {
			db.update('account.move', db.one('account.move', bill.move_id as number), { settled });
			expect(await paid()).toEqual({ amount: Math.round(settled * 100), currency: 'EUR' });
		}
	});
});

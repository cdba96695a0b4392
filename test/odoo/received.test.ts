import { draftInvoice, json, openWorkbench, type Workbench } from './workbench';

/** What a real Odoo says was paid for an order that no shop knows, less what somebody has credited. */
let w: Workbench;
beforeAll(async () => {
	w = await openWorkbench();
}, 180_000);

let count = 0;
/** A delivered order of two pieces at 50.00 without tax, billed and not paid. */
async function billed(): Promise<{ number: string; invoice: number }> {
	const sku = `RECEIVED${++count}`;
	const number = `#${sku}`;
	const line = { product_uom_qty: 2, price_unit: 50, tax_ids: [[6, 0, []]] };
	const { order } = await w.deliver({ number, sku, line });
	const invoice = await draftInvoice(w, order);
	return { number, invoice };
}
const post = async (move: number) => await w.rpc('account.move', 'action_post', { ids: [move] });
async function pay(move: number, amount: number): Promise<void> {
	const context = { active_model: 'account.move', active_ids: [move] };
	const wizard = await w.rpc('account.payment.register', 'create', {
		vals_list: [{ communication: 'paid', amount, journal_id: w.odoo.settings.paymentJournal }],
		context,
	});
	await w.rpc('account.payment.register', 'action_create_payments', { ids: wizard, context });
}
/** Odoo's own reversal, posted; of a paid invoice it stays open, of an open one it settles it. */
async function reverse(invoice: number): Promise<void> {
	const [{ journal_id: journal }] = await w.rpc('account.move', 'read', { ids: [invoice], fields: ['journal_id'] });
	const context = { active_model: 'account.move', active_ids: [invoice] };
	const wizard = await w.rpc('account.move.reversal', 'create', {
		vals_list: [{ reason: 'By hand', journal_id: journal[0] }],
		context,
	});
	await w.rpc('account.move.reversal', 'refund_moves', { ids: wizard, context });
	const notes = await w.rpc('account.move', 'search', { domain: [['reversed_entry_id', '=', invoice]] });
	await post(notes[0]);
}
const paid = async (number: string) => (await w.done('order.find', { order: number } as never)).order.paid;
const money = (amount: number) => ({ amount, currency: w.odoo.currency });

it('follows the payments of the invoice', async () => {
	const { number, invoice } = await billed();
	expect(await paid(number)).toBeUndefined();
	await post(invoice);
	expect(await paid(number)).toEqual(money(0));
	await pay(invoice, 40);
	expect(await paid(number)).toEqual(money(4000));
	await pay(invoice, 60);
	expect(await paid(number)).toEqual(money(10000));
});

it.each([
	['that was paid', 100],
	['that was not', 0],
])('is nothing once somebody has credited all of an invoice %s', async (_what, amount) => {
	const { number, invoice } = await billed();
	await post(invoice);
	if (amount) await pay(invoice, amount);
	await reverse(invoice);
	expect([json(await paid(number))]).toEqual([json(money(0))]);
});

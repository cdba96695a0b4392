import { fromNumber, type RefundIntent } from '../../nodes/shared/model';
import { json, openWorkbench, type Sold, type Workbench } from './workbench';

/** What is said of a credit note before money moves, on a real Odoo: it is what Odoo makes then, and what people did meanwhile is seen. */
let w: Workbench;
let sold: Sold;
beforeAll(async () => {
	w = await openWorkbench();
}, 180_000);
beforeEach(async () => {
	sold = await w.order();
});

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
const teeBack = (pieces: number, id = 'R1'): RefundIntent => ({
	id: `${sold.reference}/${id}`,
	amount: money(pieces * 2160),
	payment: { id: 'p1', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line: 'TEE-BLUE-M', quantity: pieces, amount: money(pieces * 1800), description: '' },
		{ kind: 'tax', line: 'TEE-BLUE-M', amount: money(pieces * 360), description: '' },
	],
});

const check = async (...intents: RefundIntent[]) =>
	(
		await w.done('creditNote.check', {
			reference: sold.reference,
			order: sold.number,
			intents: json(intents),
		} as never)
	).creditNotes;
const issue = async (intent: RefundIntent) =>
	await w.node('creditNote.issue', {
		reference: sold.reference,
		order: sold.number,
		intent: json(intent),
	} as never);
/** Documents that were made or changed. */
const written = async () => [
	...(await w.database.sql('select count(*), max(write_date) from account_move')),
	...(await w.database.sql('select count(*), max(write_date) from account_move_line')),
	...(await w.database.sql('select count(*), max(write_date) from sale_order_line')),
];
const invoicesOf = async () =>
	(await w.rpc('sale.order', 'read', { ids: [sold.id], fields: ['invoice_ids'] }))[0].invoice_ids as number[];
/** Odoo's own reversal of the whole invoice, posted: somebody has credited it by hand. */
async function creditByHand(): Promise<void> {
	const [invoice] = await invoicesOf();
	const [{ journal_id: journal }] = await w.rpc('account.move', 'read', { ids: [invoice], fields: ['journal_id'] });
	const context = { active_model: 'account.move', active_ids: [invoice] };
	const wizard = await w.rpc('account.move.reversal', 'create', {
		vals_list: [{ reason: 'By hand', journal_id: journal[0] }],
		context,
	});
	await w.rpc('account.move.reversal', 'refund_moves', { ids: wizard, context });
	const notes = await w.rpc('account.move', 'search', { domain: [['reversed_entry_id', '=', invoice]] });
	await w.rpc('account.move', 'action_post', { ids: notes });
}

it('is what Odoo makes of it then, and reading writes nothing', async () => {
	const before = await written();
	const { fit, refunds } = await check(teeBack(1));
	expect(await written()).toEqual(before);
	expect([fit, refunds[0].outcome]).toEqual([true, 'fits']);
	const { json: items } = await issue(teeBack(1));
	const { id } = (items[0] as { creditNote: { id: string } }).creditNote;
	const [{ amount_total: total }] = await w.rpc('account.move', 'read', {
		ids: [Number(id)],
		fields: ['amount_total'],
	});
	expect(refunds[0].expected).toEqual(fromNumber(total, w.odoo.currency));
});

it('sees what somebody has credited by hand: what Issue would refuse after the money has gone', async () => {
	await creditByHand();
	const { fit, refunds } = await check(teeBack(1));
	expect([fit, refunds[0].outcome]).toEqual([false, 'misfit']);
	const { error } = await issue(teeBack(1));
	expect(error).toBeDefined();
	expect(refunds[0].message).toContain('2 of the 2 invoiced already are');
	expect(refunds[0].message).toContain(error!.message);
});

it('sees that two refunds fit only one after the other', async () => {
	expect(await check(teeBack(2), teeBack(2, 'R2'))).toMatchObject({
		fit: false,
		refunds: [{ outcome: 'fits' }, { outcome: 'misfit' }],
	});
});

it('has nothing to check where no invoice stands, or no order', async () => {
	const [invoice] = await invoicesOf();
	await w.rpc('account.move', 'button_draft', { ids: [invoice] });
	expect((await check(teeBack(1))).refunds).toMatchObject([{ outcome: 'nothing_to_check' }]);
	sold = { ...sold, number: '#NOWHERE' };
	expect(await check(teeBack(1))).toMatchObject({ fit: true, refunds: [{ outcome: 'nothing_to_check' }] });
});

import { refundedElsewhere } from '../../nodes/shared/operation';
import { ReturnRequest, type NewEvent } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store';
import { everyEvent, TriggerFixture } from '../OdooReturns/triggerFixture';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';
import { odooApiKeyApi } from './target';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/** What a person gives back with Odoo's own windows, while a return of the same order is open. */
let w: Workbench;
let store: CaseStore;
let returnCaseApi: StoreCredential;
let trigger: TriggerFixture;
beforeAll(async () => {
	w = await openWorkbench();
	({ store, credential: returnCaseApi } = await openOwnStore());
	await store.settings.save('default', { odoo: w.odoo.settings });
	trigger = await listen(everyEvent, 'all');
}, 180_000);
afterAll(async () => {
	await trigger.running.stop();
	await removeOwnStores();
});

/** A trigger that polls, as the user that the package asks for; what was there before is not told. */
async function listen(events: string[], workflowId: string): Promise<TriggerFixture> {
	const one = await new TriggerFixture({
		credentials: {
			odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey: w.odoo.nodeKey },
			returnCaseApi: { ...returnCaseApi },
		},
		extraTypes: [odooApiKeyApi],
		parameters: { notice: 'poll', events },
		workflowId,
	}).start();
	expect(await one.poll()).toEqual([]);
	return one;
}
const money = (amount: number) => ({ amount, currency: w.odoo.currency });
const cents = (amount: number) => Math.round(amount * 100);

/** An approved return of one T-shirt (21.60) of a new order; `owes`: its refund is due. */
class OpenReturn {
	static async begin({ owes = true } = {}): Promise<OpenReturn> {
		const { number, id, name } = await w.order();
		const request = ReturnRequest.parse({
			channel: 'portal',
			orderNumber: number,
			lines: [{ id: 'L1', sku: tee.sku, quantity: 1 }],
		});
		const { reference } = await store.cases.open({ source: 'test', sourceId: number, request });
		await w.done(
			'order.find',
			{ reference, order: number },
			{
				credentials: { returnCaseApi },
				input: [{ reference, settings: { odoo: w.odoo.settings } } as never],
			},
		);
		const [{ id: invoice, name: billed }] = await w.rpc('account.move', 'search_read', {
			domain: [['line_ids.sale_line_ids.order_id', '=', id]],
			fields: ['name'],
		});
		const one = new OpenReturn(reference, name, invoice, billed);
		await one.record('return.approved', {});
		if (owes) await one.record('refund.due', { intent: one.intent });
		return one;
	}

	private constructor(
		readonly reference: string,
		readonly order: string,
		readonly invoice: number,
		readonly billed: string,
	) {}

	get intent() {
		return {
			id: `${this.reference}/R1`,
			amount: money(2160),
			payment: { id: 'p1', processor: 'stripe', providerIds: {} },
			reason: 'return',
			breakdown: [
				{ kind: 'line', line: 'L1', quantity: 1, amount: money(1800), description: '' },
				{ kind: 'tax', line: 'L1', amount: money(360), description: '' },
			],
		};
	}

	private events = 0;
	async record(type: NewEvent['type'], data: NewEvent['data']): Promise<void> {
		const id = `${this.reference}/${++this.events}`;
		await store.cases.record({ reference: this.reference, events: [{ source: 'test', id, type, data } as NewEvent] });
	}

	/** The states of its refunds, and what finance is asked. */
	async asks() {
		const { refunds, exceptions } = (await store.cases.get(this.reference))!;
		return {
			refunds: refunds.map(({ state }) => state),
			questions: exceptions.filter(({ code, resolved }) => code === refundedElsewhere && !resolved),
		};
	}
}

/** Odoo's window "Credit Note" on an invoice, of which the person keeps one T-shirt. */
async function reverse({ invoice }: OpenReturn, values: object = {}): Promise<{ id: number; name: string }> {
	const [{ journal_id }] = await w.rpc('account.move', 'read', { ids: [invoice], fields: ['journal_id'] });
	const wizard = await w.rpc('account.move.reversal', 'create', {
		vals_list: [{ reason: 'broken', journal_id: journal_id[0], ...values }],
		context: { active_model: 'account.move', active_ids: [invoice] },
	});
	const { res_id: id } = await w.rpc('account.move.reversal', 'refund_moves', { ids: wizard });
	const lines = await w.rpc('account.move.line', 'search_read', {
		domain: [
			['move_id', '=', id],
			['display_type', '=', 'product'],
		],
		fields: ['product_id'],
	});
	await w.rpc('account.move', 'write', {
		ids: [id],
		vals: {
			invoice_line_ids: lines.map(({ id: line, product_id }: { id: number; product_id: [number, string] }) =>
				product_id[1].includes(tee.sku) ? [1, line, { quantity: 1 }] : [2, line, 0],
			),
		},
	});
	await w.rpc('account.move', 'action_post', { ids: [id] });
	const [{ name, amount_total }] = await w.rpc('account.move', 'read', { ids: [id], fields: ['name', 'amount_total'] });
	expect(cents(amount_total)).toBe(2160);
	return { id, name };
}

/** Odoo's window "Register Payment" on a credit note, as it comes. */
async function pay(note: number): Promise<{ memo: string; state: string }> {
	const context = { active_model: 'account.move', active_ids: [note] };
	const wizard = await w.rpc('account.payment.register', 'create', {
		vals_list: [{ journal_id: w.odoo.settings.paymentJournal }],
		context,
	});
	const { res_id } = await w.rpc('account.payment.register', 'action_create_payments', { ids: wizard, context });
	const [payment] = await w.rpc('account.payment', 'read', {
		ids: [res_id],
		fields: ['memo', 'state', 'payment_type', 'partner_type', 'amount'],
	});
	expect(payment).toMatchObject({ payment_type: 'outbound', partner_type: 'customer', amount: 21.6 });
	return payment;
}

/** Accounting, Customers, Payments, New, Send. */
async function payByHand({ invoice }: OpenReturn, memo: string | false, amount: number): Promise<void> {
	const [{ partner_id }] = await w.rpc('account.move', 'read', { ids: [invoice], fields: ['partner_id'] });
	const [payment] = await w.rpc('account.payment', 'create', {
		vals_list: [
			{
				payment_type: 'outbound',
				partner_type: 'customer',
				partner_id: partner_id[0],
				amount,
				memo,
				journal_id: w.odoo.settings.paymentJournal,
			},
		],
	});
	await w.rpc('account.payment', 'action_post', { ids: [payment] });
}

it("a credit note of Odoo's own window holds what is due, its payment is the same question, and both are told", async () => {
	const one = await OpenReturn.begin();
	const note = await reverse(one);
	expect(await trigger.poll()).toMatchObject([
		{
			reference: one.reference,
			creditNote: { id: String(note.id), number: note.name, amount: money(2160) },
			case: { refunds: [{ state: 'held' }] },
		},
	]);
	const asked = await one.asks();
	expect(asked).toMatchObject({
		refunds: ['held'],
		questions: [{ owner: 'finance', intent: one.intent.id, message: expect.stringContaining(note.name) }],
	});
	expect(asked.questions[0].message).toContain(one.order);
	const { memo } = await pay(note.id);
	expect(memo).not.toBe(''); // what Odoo writes there by itself leads to the order
	expect(await trigger.poll()).toMatchObject([{ reference: one.reference, payment: { amount: money(2160) } }]);
	expect(await one.asks()).toEqual(asked);
	expect(await trigger.poll()).toEqual([]);
	expect(await one.asks()).toEqual(asked);
});

it('so does one that says nothing but which invoice it reverses, and of another order none', async () => {
	const [one, other] = [await OpenReturn.begin(), await OpenReturn.begin()];
	const note = await reverse(one);
	await w.rpc('account.move', 'write', { ids: [note.id], vals: { ref: false, invoice_origin: false } });
	await trigger.poll();
	expect(await one.asks()).toMatchObject({ refunds: ['held'], questions: [{ intent: one.intent.id }] });
	expect(await other.asks()).toEqual({ refunds: ['due'], questions: [] });
});

it('a trigger of payments alone asks the same question as one of credit notes, and both together ask it once', async () => {
	const ofPayments = await listen(['payment.registered'], 'payments');
	const one = await OpenReturn.begin();
	const note = await reverse(one);
	expect(await ofPayments.poll()).toEqual([]);
	expect(await one.asks()).toEqual({ refunds: ['due'], questions: [] });
	await pay(note.id);
	await ofPayments.poll();
	const asked = await one.asks();
	expect(asked).toMatchObject({
		refunds: ['held'],
		questions: [{ intent: one.intent.id, message: expect.stringContaining(`${note.name}, which is paid`) }],
	});
	await trigger.poll();
	expect(await one.asks()).toEqual(asked);
	await ofPayments.running.stop();
});

it('of a return that owes nothing yet finance is asked once, and the payment is the same question', async () => {
	const one = await OpenReturn.begin({ owes: false });
	const note = await reverse(one);
	await trigger.poll();
	const asked = await one.asks();
	expect(asked).toMatchObject({ refunds: [], questions: [{ message: expect.stringContaining('Compare it') }] });
	await pay(note.id);
	await trigger.poll();
	expect(await one.asks()).toEqual(asked);
});

it.each([
	['its invoice', ({ billed }: OpenReturn) => `Refund ${billed}`],
	['its order', ({ order }: OpenReturn) => `goodwill, ${order}`],
	['the return', ({ reference }: OpenReturn) => `${reference} goodwill`],
])('a payment to the customer by hand that names %s holds what is due, once', async (_, memo) => {
	const one = await OpenReturn.begin();
	await payByHand(one, memo(one), 5);
	expect(await trigger.poll()).toMatchObject([{ reference: one.reference, payment: { amount: money(500) } }]);
	const asked = await one.asks();
	expect(asked).toMatchObject({
		refunds: ['held'],
		questions: [{ owner: 'finance', intent: one.intent.id, message: expect.stringContaining('5.00') }],
	});
	await trigger.poll();
	expect(await one.asks()).toEqual(asked);
});

it("a payment that names nothing, and the package's own credit note and payment, ask nobody", async () => {
	const one = await OpenReturn.begin();
	await payByHand(one, false, 5);
	expect(await trigger.poll()).toMatchObject([{ payment: { amount: money(500) } }]);
	expect(await one.asks()).toEqual({ refunds: ['due'], questions: [] });
	const refund = { id: `re_${one.reference}`, intent: one.intent.id, amount: money(2160), status: 'succeeded' };
	await one.record('refund.succeeded', { refund });
	const intent = json({ ...one.intent, breakdown: one.intent.breakdown.map((part) => ({ ...part, line: tee.sku })) });
	const { creditNote } = await w.done('creditNote.issue', { reference: one.reference, order: one.order, intent });
	await w.done('creditNote.recordPayment', { reference: one.reference, refund: json(refund) });
	expect(await trigger.poll()).toMatchObject([
		{ creditNote: { id: creditNote.id } },
		{ payment: { refund: refund.id } },
	]);
	expect(await one.asks()).toEqual({ refunds: ['succeeded'], questions: [] });
});

import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { runNode } from '../support/harness';
import { withCase, type CaseBench } from './caseBench';
import { eur, intentOf } from './setUp';

/** Whether the credit note of a refund fits is found out before the refund is released, and a refund whose does not waits for finance. */
let c: CaseBench;
let intent: ReturnType<typeof intentOf>;
beforeEach(async () => {
	c = await withCase();
	intent = intentOf(c.reference, 'L1');
	const payment = { id: 'p1', processor: 'stripe', captured: eur(9000), refunded: eur(0), refundable: eur(9000) };
	const line = { id: 'O1', sku: 'TEE-BLUE-M', title: 'T-shirt', quantity: 2, subtotal: eur(3600), tax: eur(720) };
	await c.record('order.found', {
		system: 'shopify',
		lineLinks: { L1: 'O1' },
		order: { number: '#1001', currency: 'EUR', lines: [line], payments: [payment] },
	});
	await c.record('return.approved', {});
});
afterEach(async () => await c.stop());

const itemOf = (intents: object[]) => c.inputOf({ refund: { intents, deductions: [] } }) as never;
const check = async (intents: object[] = [intent]) => await c.b.done('creditNote.check', {}, itemOf(intents));
/** What Check gives goes on to Release. */
async function release(item: IDataObject) {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'releaseRefund' },
		credentials: c.credentials,
		input: [item],
	});
	if (error) throw new Error(error.message);
	return json[0];
}
async function decide(decision: string, amount = '') {
	const { error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'decideRefund', intent: '', decision, amount },
		credentials: c.credentials,
		input: [{ reference: c.reference }],
	});
	if (error) throw new Error(error.message);
}
/** Somebody has credited this many of the two T-shirts in Odoo by hand. */
async function creditByHand(pieces: number): Promise<void> {
	for (let piece = 1; piece <= pieces; piece++) {
		const own = { ...intentOf(`RMA-BYHAND000${piece}`), id: `RMA-BYHAND000${piece}/R1` };
		await c.b.done('creditNote.issue', {
			reference: `RMA-BYHAND000${piece}`,
			order: '#1001',
			intent: JSON.stringify(own),
		});
	}
}
const standing = async () => {
	const { refunds, exceptions } = (await c.store.cases.get(c.reference))!;
	return [
		refunds.map(({ state, intent: { amount } }) => [state, amount.amount]),
		exceptions.map(({ code, owner, resolved }) => [code, owner, resolved ?? false]),
	];
};
const asksOdoo = async (work: () => Promise<unknown>) => {
	const before = c.b.journal.calls.length;
	await work();
	return c.b.journal.calls.length - before;
};

it('says what the credit note would be, writes nothing, and the refund is due', async () => {
	const item = await check();
	expect(item.creditNotes).toEqual({
		fit: true,
		refunds: [
			{
				intent: intent.id,
				outcome: 'fits',
				amount: eur(2160),
				expected: eur(2160),
				lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }],
				others: [],
			},
		],
	});
	expect(c.b.writes()).toEqual([]);
	expect(await release(item)).toMatchObject({ released: [intent.id], held: [] });
	const { creditNote } = await c.b.done('creditNote.issue', { intent: intent.id }, itemOf([intent]));
	expect(creditNote.amount).toEqual(eur(2160));
});

describe('a credit note that does not fit', () => {
	it('holds the refund and asks finance, with the reason, once', async () => {
		await creditByHand(2);
		const before = c.b.writes();
		const item = await check();
		expect(c.b.writes()).toEqual(before);
		expect(item.creditNotes).toMatchObject({ fit: false, refunds: [{ intent: intent.id, outcome: 'misfit' }] });
		expect(await release(item)).toMatchObject({ released: [], held: [intent.id] });
		await release(item); // the step may come again
		expect(await standing()).toEqual([[['held', 2160]], [['credit_note_misfit', 'finance', false]]]);
		const [{ message }] = (await c.store.cases.get(c.reference))!.exceptions;
		expect(message).toContain('2 of the 2 invoiced already are');
		expect(message).toContain('Decide Refund');
	});

	it.each([
		['pay', '', [['due', 2160]]],
		['drop', '', [['dropped', 2160]]],
		[
			'other',
			'10.00',
			[
				['dropped', 2160],
				['due', 1000],
			],
		],
	])('finance decides: %s %s', async (decision, amount, after) => {
		await creditByHand(2);
		await release(await check());
		await decide(decision, amount);
		expect(await standing()).toEqual([after, [['credit_note_misfit', 'finance', true]]]);
	});

	it('is also one of prices that the invoice does not have, and of another currency', async () => {
		const dear = intentOf(c.reference, 'L1', 2800, 560);
		const usd = (amount: number) => ({ amount, currency: 'USD' });
		const dollars = {
			...intent,
			amount: usd(2160),
			breakdown: intent.breakdown.map((part) => ({ ...part, amount: usd(part.amount.amount) })),
		};
		for (const [one, why] of [
			[dear, 'would be 21.60 EUR, but it is 33.60 EUR'],
			[dollars, 'is in EUR, the refund in USD'],
		] as const)
			expect((await check([one])).creditNotes).toMatchObject({
				fit: false,
				refunds: [{ outcome: 'misfit', message: expect.stringContaining(why) }],
			});
	});

	it('is the second of two that fit only alone; the first is due', async () => {
		await creditByHand(1);
		const part = (id: string) => ({
			...intent,
			id: `${c.reference}/${id}`,
			amount: eur(4000),
			breakdown: [{ kind: 'adjustment', amount: eur(4000), description: 'Part' }],
		});
		const [first, second] = [part('R1'), part('R2')];
		for (const alone of [first, second]) expect((await check([alone])).creditNotes.fit).toBe(true);
		const item = await check([first, second]);
		expect(item.creditNotes).toMatchObject({ fit: false, refunds: [{ outcome: 'fits' }, { outcome: 'misfit' }] });
		expect(await release(item)).toMatchObject({ released: [first.id], held: [second.id] });
	});

	it('is told with what inspection takes off: one question', async () => {
		await creditByHand(2);
		const item = await check();
		const refund = { ...item.refund, confirm: true, deductions: [{ inspection: 'i1', reason: 'Worn' }] };
		await release({ ...item, refund });
		expect(await standing()).toEqual([[['held', 2160]], [['deduction_to_confirm', 'finance', false]]]);
		expect((await c.store.cases.get(c.reference))!.exceptions[0].message).toContain('2 of the 2 invoiced already are');
	});

	it('is none when it is the credit note of this very refund, issued before', async () => {
		await creditByHand(1);
		await release(await check());
		await c.b.done('creditNote.issue', { intent: intent.id }, itemOf([intent]));
		expect((await check()).creditNotes).toMatchObject({ fit: true, refunds: [{ outcome: 'fits' }] });
	});

	it('is one of another amount that was issued for this very refund, of which a restored case knows nothing', async () => {
		await release(await check());
		await c.b.done('creditNote.issue', { intent: intent.id }, itemOf([intent]));
		const [line, tax] = intent.breakdown;
		const goods = { ...line, quantity: 2, amount: eur(3600) };
		const whole = { ...intent, amount: eur(4320), breakdown: [goods, { ...tax, amount: eur(720) }] };
		const { creditNotes } = await check([whole]);
		expect(creditNotes).toMatchObject({
			fit: false,
			refunds: [
				{ outcome: 'misfit', message: expect.stringContaining('of 21.60 EUR was issued for this refund before') },
			],
		});
	});
});

describe('a withdrawal by law', () => {
	const statement = {
		id: 's1',
		channel: 'page',
		name: 'Ann',
		contract: '#1001',
		email: 'ann@example.com',
		toldAt: '2026-11-20T10:00:00Z',
		timeZone: 'Europe/Berlin',
		lines: [],
	};
	const withdraw = async () =>
		await c.record('withdrawal.declared', { statement, receipt: { subject: 's', text: 't', toldAt: 'day' } });

	it('is not asked about, and a credit note that does not fit does not hold it back', async () => {
		await creditByHand(2);
		const misfit = await check();
		await withdraw();
		expect(
			await asksOdoo(async () =>
				expect((await check()).creditNotes).toMatchObject({ fit: true, refunds: [{ outcome: 'nothing_to_check' }] }),
			),
		).toBe(0);
		expect(await release(misfit)).toMatchObject({ released: [intent.id], held: [] });
		expect(await standing()).toEqual([[['due', 2160]], []]);
	});
});

describe('what cannot be checked goes on', () => {
	it('an order that is not in Odoo', async () => {
		const { db } = c.b.odoo;
		for (const order of db.where('sale.order', { client_order_ref: '#1001' }))
			db.update('sale.order', order, { client_order_ref: '#9999' });
		const { creditNotes } = await check();
		expect(creditNotes).toEqual({
			fit: true,
			refunds: [{ intent: intent.id, outcome: 'nothing_to_check', message: 'There is no order #1001 in Odoo.' }],
		});
	});

	it('an order that is not billed yet', async () => {
		for (const move of c.b.odoo.db.all('account.move')) c.b.odoo.db.update('account.move', move, { state: 'draft' });
		expect((await check()).creditNotes).toMatchObject({
			fit: true,
			refunds: [{ outcome: 'nothing_to_check', message: expect.stringContaining('has no posted invoice') }],
		});
	});

	it('a canceled order', async () => {
		for (const order of c.b.odoo.db.all('sale.order')) c.b.odoo.db.update('sale.order', order, { state: 'cancel' });
		expect((await check()).creditNotes).toMatchObject({ fit: true, refunds: [{ outcome: 'nothing_to_check' }] });
	});

	it('nothing that is owed: Odoo is not asked', async () => {
		expect(await asksOdoo(async () => expect((await check([])).creditNotes).toEqual({ fit: true, refunds: [] }))).toBe(
			0,
		);
	});
});

it('an Odoo that does not answer is no misfit: the step is tried again', async () => {
	await c.b.server.stop();
	const { error } = await c.b.node('creditNote.check', {}, itemOf([intent]));
	expect(error?.message).not.toMatch(/credit/i);
	expect((await standing())[1]).toEqual([]);
});

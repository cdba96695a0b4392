import { withCase, type CaseBench } from './caseBench';
import { eur, intentOf } from './setUp';

let c: CaseBench;
beforeEach(async () => (c = await withCase()));
afterEach(async () => await c.stop());

async function creditedRefund() {
	const intent = {
		...intentOf(c.reference, 'L1'),
		payment: { id: 'store_credit', processor: 'store_credit', providerIds: {} },
	};
	await c.record('return.approved', { refundTo: 'store_credit' });
	await c.record('refund.due', { intent });
	await c.step('creditNote.issue');
	return intent;
}

it('gives the refund of a case as store credit; the case takes it as settled, and keeps no code', async () => {
	const intent = await creditedRefund();
	const given = await c.step('storeCredit.issue', undefined, { kind: 'gift_card', intent: '' });
	expect(given.storeCredit).toMatchObject({
		outcome: 'done',
		kind: 'gift_card',
		amount: eur(2160),
		intent: intent.id,
		code: expect.stringContaining('0440-'),
	});
	expect(given.case).toMatchObject({
		settlement: 'settled',
		refunds: [{ state: 'succeeded', storeCredit: { id: given.storeCredit.id, kind: 'gift_card', amount: eur(2160) } }],
		exceptions: [],
	});
	expect((await c.store.cases.findByReference('odoo.loyalty_card', given.storeCredit.id))?.reference).toBe(c.reference);
	expect(JSON.stringify([await c.store.cases.timeline(c.reference), given.case])).not.toContain(given.storeCredit.code);
	expect((await c.step('storeCredit.issue', { intent })).storeCredit).toEqual({
		...given.storeCredit,
		outcome: 'already_done',
	});
	expect(c.b.odoo.db.all('loyalty.card')).toMatchObject([{ points: 21.6 }]);
	// Nothing of the case is left to be booked as money.
	expect((await c.fails('creditNote.recordPayment'))?.message).toBe('No refund of this return waits to be booked');
	// It was paid all the same: finance hears of it.
	const { exceptions } = await c.record('refund.succeeded', {
		refund: { id: 're_1', intent: intent.id, amount: intent.amount, status: 'succeeded' },
	});
	expect(exceptions).toMatchObject([{ code: 'paid_twice', owner: 'finance' }]);
});

it('gives nothing for a refund that somebody else pays', async () => {
	const intent = intentOf(c.reference, 'L1');
	await c.record('return.approved', {});
	await c.record('refund.due', { intent });
	await c.step('creditNote.issue');
	expect(await c.fails('storeCredit.issue', { intent: '' })).toMatchObject({
		message: `No refund of ${c.reference} waits to be given as store credit`,
	});
	expect(await c.fails('storeCredit.issue', { intent: intent.id })).toMatchObject({
		message: `Refund ${intent.id} is not store credit but paid back by stripe`,
	});
	await c.record('refund.succeeded', {
		refund: { id: 're_1', intent: intent.id, amount: intent.amount, status: 'succeeded' },
	});
	expect(await c.fails('storeCredit.issue', { intent: intent.id })).toMatchObject({
		message: `Refund ${intent.id} was settled by re_1 already`,
	});
	expect(c.b.odoo.db.all('loyalty.card')).toEqual([]);
});

it('gives what the payment provider could not pay', async () => {
	const intent = intentOf(c.reference, 'L1');
	await c.record('return.approved', {});
	await c.record('refund.due', { intent });
	await c.step('creditNote.issue');
	await c.record('refund.failed', {
		refund: { id: 're_1', intent: intent.id, amount: intent.amount, status: 'failed' },
	});
	expect((await c.step('storeCredit.issue', { intent }, { kind: 'gift_card' })).case).toMatchObject({
		settlement: 'settled',
		refunds: [{ storeCredit: { amount: eur(2160) } }],
	});
});

it('shows in a test run what would be given', async () => {
	const intent = await creditedRefund();
	const before = c.b.writes().length;
	expect(
		(
			await c.b.done(
				'storeCredit.issue',
				{ reference: c.reference, kind: 'ewallet', intent: JSON.stringify(intent) },
				{ mode: 'manual' },
			)
		).storeCredit,
	).toEqual({ outcome: 'dry_run', kind: 'ewallet', amount: eur(2160), intent: intent.id, program: 'eWallet' });
	expect(c.b.writes()).toHaveLength(before);
});

it('needs the credit note first', async () => {
	expect(
		(
			await c.b.node('storeCredit.issue', {
				reference: 'RMA-9',
				kind: 'gift_card',
				intent: JSON.stringify(intentOf('RMA-9')),
			})
		).error?.message,
	).toBe('Refund RMA-9/R1 has no posted credit note in Odoo');
});

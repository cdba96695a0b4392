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
	// The credit note is settled with it: booking it again finds that entry, and makes none.
	expect((await c.step('creditNote.recordPayment', undefined, { refund: '' })).payment).toMatchObject({
		refund: given.storeCredit.id,
		amount: eur(2160),
	});
	expect(c.b.odoo.db.all('account.payment')).toHaveLength(1);
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

describe('store credit that the shop has given', () => {
	const shopCredit = { id: 'gid://shopify/StoreCreditAccountTransaction/7', kind: 'store_credit' };
	const event = (data: object) => ({ type: 'store_credit.issued', data });
	const liability = () => c.b.odoo.db.where('account.journal', { name: 'Store Credit' })[0].id;
	/** As the template's lane does, started by the event. */
	async function booked(data: object) {
		const input = (operation: string) => c.b.done(operation, {} as never, c.inputOf({ event: event(data) }) as never);
		return [await input('creditNote.issue'), await input('creditNote.recordPayment')];
	}
	async function given(more: object = {}) {
		const intent = {
			...intentOf(c.reference, 'L1'),
			payment: { id: 'store_credit', processor: 'store_credit', providerIds: {} },
		};
		await c.record('return.approved', { refundTo: 'store_credit' });
		await c.record('refund.due', { intent });
		const data = { ...shopCredit, amount: eur(2160), intent: intent.id, ...more };
		await c.record('store_credit.issued', data);
		return { intent, data };
	}

	it('is booked as a liability, and its credit note is paid; once, however often it is run', async () => {
		const { intent, data } = await given();
		const [, first] = await booked(data);
		expect(first).toMatchObject({
			payment: { outcome: 'done', refund: shopCredit.id, amount: eur(2160), intent: intent.id },
			case: {
				settlement: 'settled',
				refunds: [{ creditNote: {}, storeCredit: {}, payment: { refund: shopCredit.id } }],
			},
		});
		expect(c.b.odoo.db.all('account.payment')).toMatchObject([{ journal_id: liability(), amount: 21.6 }]);
		const [, again] = await booked(data);
		expect(again.payment).toMatchObject({ outcome: 'already_done', id: first.payment.id });
		expect(c.b.odoo.db.all('account.payment')).toHaveLength(1);
	});

	it('that says no amount is booked as the refund has it', async () => {
		const { data } = await given({ amount: undefined });
		expect((await booked(data))[1].payment).toMatchObject({ outcome: 'done', amount: eur(2160) });
	});

	it('is no refund of another payer: a journal that is set for those does not get it', async () => {
		await c.store.settings.save('default', {
			odoo: { ...c.b.odoo.settings(), refundJournals: { other: c.b.odoo.settings().paymentJournal! } },
		});
		const { data } = await given();
		await booked(data);
		expect(c.b.odoo.db.all('account.payment')).toMatchObject([{ journal_id: liability() }]);
	});

	it('that settles no refund has nothing to credit or to book', async () => {
		await c.record('return.approved', {});
		await c.record('refund.due', { intent: intentOf(c.reference, 'L1') });
		const gift = { ...shopCredit, amount: eur(500) };
		await c.record('store_credit.issued', gift);
		expect(await booked(gift)).toMatchObject([
			{ creditNote: { outcome: 'nothing_to_do', message: expect.stringContaining('settles no refund') } },
			{ payment: { outcome: 'nothing_to_do' } },
		]);
		expect(c.b.odoo.db.where('account.move', { move_type: 'out_refund' })).toEqual([]);
	});

	it.each(['account.payment/load', 'account.payment/action_post', 'account.move.line/reconcile'])(
		'cut off after %s, it is taken up and not booked a second time',
		async (operation) => {
			const { data } = await given();
			await c.b.done('creditNote.issue', {} as never, c.inputOf({ event: event(data) }) as never);
			c.b.journal.inject({ provider: 'odoo', operation, kind: 'drop_after_commit', times: 9 });
			const cut = await c.b.node('creditNote.recordPayment', {} as never, c.inputOf({ event: event(data) }) as never);
			expect(cut.error).toBeDefined();
			c.b.journal.faults.splice(0);
			const [, after] = await booked(data);
			expect(after.payment.refund).toBe(shopCredit.id);
			expect(c.b.odoo.db.all('account.payment')).toMatchObject([{ journal_id: liability(), amount: 21.6 }]);
		},
	);
});

it('books a voucher that finance has given as a liability too', async () => {
	const intent = intentOf(c.reference, 'L1');
	await c.record('return.approved', {});
	await c.record('refund.due', { intent });
	const refund = {
		id: `${intent.id} voucher 7`,
		intent: intent.id,
		amount: eur(2160),
		status: 'succeeded',
		providerStatus: 'voucher',
	};
	await c.record('refund.succeeded', { refund });
	await c.step('creditNote.issue', { intent });
	await c.step('creditNote.recordPayment', { refund });
	const [journal] = c.b.odoo.db.where('account.journal', { name: 'Store Credit' });
	expect(c.b.odoo.db.all('account.payment')).toMatchObject([{ journal_id: journal.id }]);
});

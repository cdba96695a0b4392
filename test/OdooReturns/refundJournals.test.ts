import { bench, eur, intentOf, type Bench } from './setUp';
import { withCase } from './caseBench';

let b: Bench;
beforeEach(async () => (b = await bench()));
afterEach(async () => await b.server.stop());

/** A bank journal that can pay out. */
function journalOf(odoo: Bench['odoo'], name: string, more: object = {}): number {
	const { db } = odoo;
	const { id } = db.insert('account.journal', { name, code: name, type: 'bank', company_id: 1, ...more });
	db.insert('account.payment.method.line', {
		name: 'Manual Payment',
		code: 'manual',
		payment_type: 'outbound',
		journal_id: id,
		payment_account_id: db.all('account.account')[0].id,
	});
	return id;
}
const bookedIn = (odoo: Bench['odoo']) =>
	odoo.db.all('account.payment').map(({ journal_id }) => odoo.db.one('account.journal', journal_id as number).name);

it.each([
	['re_1', 'Stripe EUR'],
	['pyr_1', 'Stripe EUR'],
	['gid://shopify/Refund/1', 'Shopify'],
	['RMA-1/R1 transfer 7', 'By hand'],
	['a bank', 'Bank'],
])('books refund %s without a case in journal %s', async (id, name) => {
	const refundJournals = {
		'stripe EUR': journalOf(b.odoo, 'Stripe EUR'),
		stripe: journalOf(b.odoo, 'Stripe'),
		'stripe USD': journalOf(b.odoo, 'Stripe USD'),
		shopify_payments: journalOf(b.odoo, 'Shopify'),
		other: journalOf(b.odoo, 'By hand'),
	};
	const input = [{ settings: { odoo: { ...b.odoo.settings(), refundJournals } } }] as never;
	await b.done(
		'creditNote.issue',
		{ reference: 'RMA-1', order: '#1001', intent: JSON.stringify(intentOf('RMA-1')) },
		{ input },
	);
	const refund = JSON.stringify({ id, intent: 'RMA-1/R1', amount: eur(2160), status: 'succeeded' });
	await b.done('creditNote.recordPayment', { reference: 'RMA-1', refund }, { input });
	expect(bookedIn(b.odoo)).toEqual([name]);
});

it.each([
	['shopify_payments', '1234', 'Shopify'],
	['odoo_stripe', '1234', 'Bank'],
	['shopify_payments', '%/R1 transfer 7', 'By hand'],
])('goes by the payment of the case: %s, refund %s in journal %s', async (processor, id, name) => {
	const c = await withCase();
	try {
		await c.store.settings.save('default', {
			odoo: {
				...c.b.odoo.settings(),
				refundJournals: {
					shopify_payments: journalOf(c.b.odoo, 'Shopify'),
					other: journalOf(c.b.odoo, 'By hand'),
				},
			},
		});
		const intent = { ...intentOf(c.reference), payment: { id: 'p1', processor, providerIds: {} } };
		await c.step('order.find');
		await c.record('return.approved', {});
		await c.record('refund.held', { intent, until: 'received' });
		const refund = { id: id.replace('%', c.reference), intent: intent.id, amount: eur(2160), status: 'succeeded' };
		await c.record('refund.succeeded', { refund });
		await c.step('creditNote.issue', { intent });
		await c.step('creditNote.recordPayment', { refund });
		expect(bookedIn(c.b.odoo)).toEqual([name]);
	} finally {
		await c.stop();
	}
});

it('says which journal cannot pay out, and where it stands', async () => {
	const empty = b.odoo.db.insert('account.journal', { name: 'Empty', code: 'E', type: 'bank', company_id: 1 }).id;
	const input = [{ settings: { odoo: { ...b.odoo.settings(), refundJournals: { stripe: empty } } } }] as never;
	await b.done(
		'creditNote.issue',
		{ reference: 'RMA-1', order: '#1001', intent: JSON.stringify(intentOf('RMA-1')) },
		{ input },
	);
	const refund = JSON.stringify({ id: 're_1', intent: 'RMA-1/R1', amount: eur(2160), status: 'succeeded' });
	const { error } = await b.node('creditNote.recordPayment', { reference: 'RMA-1', refund }, { input });
	expect(error).toMatchObject({
		description: expect.stringContaining('odoo.refundJournals, "stripe"'),
		context: { category: 'configuration' },
	});
});

it.each([
	[[{ payer: 'stripe', currency: 'euro', journal: '1' }], '"EURO" is no currency'],
	[[{ payer: 'stripe', currency: '', journal: '' }], 'No journal is chosen for refunds of "stripe"'],
	[
		[
			{ payer: 'stripe', currency: 'EUR', journal: '1' },
			{ payer: 'stripe', currency: ' eur ', journal: '2' },
		],
		'Refunds of "stripe EUR" have two rows',
	],
])('refuses rows of Set-Up: Install that say nothing or twice: %j', async (rows, message) => {
	const { error } = await b.node('setUp.install', { refundJournals: { rows } } as never);
	expect(error?.message).toBe(message);
	expect(b.writes()).toEqual([]);
});

it.each([
	['an outstanding account', {}, true, undefined],
	['none', { payment_account_id: false }, true, /^The outgoing payment method of Bank has no outstanding account/],
	// Odoo without its app Accounting takes the company's own.
	['none, which only the app Accounting needs', { payment_account_id: false }, false, undefined],
	['no way to pay out', { payment_type: 'inbound' }, false, /^Bank has no outgoing payment method/],
])('Set-Up: Check says what is wrong with the journal of all refunds: %s', async (_what, change, accounting, todo) => {
	const { odoo } = b;
	odoo.openToAdministrator();
	if (accounting) odoo.db.models['account.change.lock.date'] = { name: 'char' };
	const journal = odoo.settings().paymentJournal!;
	const [line] = odoo.db.where('account.payment.method.line', { journal_id: journal, payment_type: 'outbound' });
	odoo.db.update('account.payment.method.line', line, change);
	const { setUp } = await b.done('setUp.check', { settings: '' });
	const piece = setUp.pieces.find(({ key }: { key: string }) => key === 'paymentJournal');
	expect(piece).toMatchObject({ state: todo ? 'by_hand' : 'present', id: journal });
	if (todo) expect(piece.todo).toMatch(todo);
	expect(setUp.missing.includes('Journal of refund payments')).toBe(Boolean(todo));
});

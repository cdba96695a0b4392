import fc from 'fast-check';
import { applied, opened } from '../../nodes/shared/case/apply';
import type { CaseDispute, CaseState } from '../../nodes/shared/case/caseState';
import { disputeEvents, parseNewEvent, ReturnRequest, type CaseEvent, type NewEvent } from '../../nodes/shared/model';
import { accounts, booksOf, type DisputeEntry } from '../../nodes/ReturnCase/dispute/books';
import { evidenceOf } from '../../nodes/ReturnCase/dispute/evidence';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const address = {
	name: 'Alex Example',
	street1: '1 Sample Street',
	postalCode: '62701',
	city: 'Springfield',
	country: 'US',
};
const order = {
	number: '#1001',
	currency: 'EUR',
	placedAt: '2026-10-01T08:00:00.000Z',
	fulfilledAt: '2026-10-02T08:00:00.000Z',
	deliveredAt: '2026-10-05T08:00:00.000Z',
	customer: { name: 'Alex Example', email: 'alex@example.com', address },
	lines: [{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 2, subtotal: eur(4000), tax: eur(0) }],
	payments: [{ id: 'pi_1', processor: 'stripe', captured: eur(4000), refunded: eur(0), refundable: eur(4000) }],
};
const request = ReturnRequest.parse({
	channel: 'portal',
	orderNumber: '#1001',
	lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 1, reason: 'TOO_SMALL', note: 'Too <small> & tight' }],
});
const intent = { id: 'RMA-1/R1', amount: eur(2000), payment: { id: 'pi_1', processor: 'stripe' } };
const refund = { id: 're_1', intent: 'RMA-1/R1', amount: eur(2000), status: 'succeeded' };
const found: [CaseEvent['type'], object] = ['order.found', { order, system: 'shopify', lineLinks: { L1: 'o1' } }];
const label = { id: 'lb1', carrier: 'UPS', trackingNumber: '1Z9', labelUrl: 'https://labels.example/1.pdf' };
const news = {
	source: 'stripe',
	id: 'du_1',
	amount: eur(4000),
	reason: 'credit_not_processed',
	outcome: 'open' as const,
	dueAt: '2026-12-10T22:59:59.000Z',
	providerIds: { 'stripe.payment_intent': 'pi_1' },
};

/** A case and its time line after these events and what is said of the dispute. */
function told(
	events: Array<[CaseEvent['type'], object]>,
	...said: object[]
): { state: CaseState; timeline: CaseEvent[] } {
	const timeline: CaseEvent[] = [];
	const envelope = (event: NewEvent) =>
		({
			specversion: '1.0',
			subject: 'RMA-1',
			time: `2026-11-0${Math.min(9, timeline.length + 1)}T10:00:00.000Z`,
			...parseNewEvent(event),
			position: timeline.length + 1,
		}) as CaseEvent;
	timeline.push(envelope({ id: 'e', source: 'test', type: 'return.requested', data: { request } }));
	let state = opened(timeline[0] as CaseEvent<'return.requested'>);
	const tell = (event: NewEvent): void => {
		const stored = envelope(event);
		timeline.push(stored);
		const after = applied(state, stored);
		({ state } = after);
		for (const follow of after.follows) tell(follow);
	};
	for (const [type, data] of [found, ['return.approved', {}] as [CaseEvent['type'], object], ...events])
		tell({ id: `e${timeline.length}`, source: 'test', type, data: data as NewEvent['data'] });
	for (const more of said)
		for (const event of disputeEvents({ ...news, ...more }))
			if (!timeline.some(({ id, type }) => id === event.id && type === event.type)) tell(event);
	return { state, timeline };
}
const evidence = (...args: Parameters<typeof told>) => {
	const { state, timeline } = told(...args);
	return evidenceOf(state, state.disputes![0], timeline, 'Europe/Berlin');
};

describe('the evidence about a dispute', () => {
	it('holds the order, its delivery, the parcels, the policy and the time line, in the time zone of the shop', () => {
		const { text, ...fields } = evidence([['label.issued', { label }]], {});
		for (const part of [
			'Dispute du_1 of 40.00 EUR, reason: credit_not_processed',
			'Evidence until 10 Dec 2026, 23:59',
			'Order #1001 of 1 Oct 2026, 10:00',
			'Delivered on 5 Oct 2026, 10:00',
			'2 x T-shirt (TEE), 40.00 EUR',
			'1 x T-shirt, reason: too small; 1 approved, 0 came back',
			'The customer wrote: Too <small> & tight',
			'No carrier has reported a parcel of this return',
			'the goods have not come back: 0 of 1 x T-shirt',
			'The customer got a return label (UPS 1Z9)',
		])
			expect(text).toContain(part);
		expect(fields).toMatchObject({
			customerName: 'Alex Example',
			customerEmail: 'alex@example.com',
			shippingAddress: 'Alex Example, 1 Sample Street, 62701 Springfield, US',
			shippingDate: '2 Oct 2026, 10:00',
			productDescription: '2 x T-shirt (TEE), 40.00 EUR',
			fileName: 'evidence-du_1.html',
		});
	});

	it('names what has gone back: the answer to "credit not processed"', () => {
		const { text, refundRefusal } = evidence(
			[
				['refund.due', { intent }],
				['refund.succeeded', { refund }],
			],
			{},
		);
		expect(text).toContain('20.00 EUR by stripe, refund re_1');
		expect(refundRefusal).toContain('refund re_1 of 20.00 EUR');
	});

	it('says nothing that staff say among themselves', () => {
		const exception = { code: 'x', owner: 'service', message: 'SECRET question' };
		const { text, html } = evidence(
			[
				['note.added', { note: 'SECRET note' }],
				['exception.opened', { exception }],
			],
			{},
		);
		expect(text + html).not.toContain('SECRET');
	});

	it('as a document shows what customers wrote, and does nothing else with it', () => {
		const { html } = evidence([], {});
		expect(html).toContain('Too &#60;small&#62; &#38; tight');
		expect(html).not.toContain('<small>');
	});

	it('of a case of which hardly anything is known is there as well', () => {
		const { state, timeline } = told([], {});
		const bare = { ...state, order: undefined, orders: {}, customer: undefined } as CaseState;
		const { text, ...fields } = evidenceOf(bare, state.disputes![0], timeline, 'UTC');
		expect(text).toContain('Order #1001');
		expect(fields).not.toHaveProperty('customerName');
	});
});

/** What an account holds after these entries, in minor units. */
const balance = (entries: DisputeEntry[], account: string) =>
	entries.reduce(
		(sum, { debit, credit, amount }) =>
			sum + (debit === account ? amount.amount : 0) - (credit === account ? amount.amount : 0),
		0,
	);

describe('what finance books for a dispute', () => {
	const taken = { id: 'txn_1', amount: eur(-4000), fee: eur(1500) };
	const back = { id: 'txn_2', amount: eur(4000) };
	const books = (events: Parameters<typeof told>[0], ...said: object[]) => {
		const { state } = told(events, ...said);
		return booksOf(state, state.disputes![0]);
	};

	it('is what the provider took, and its fee', () => {
		expect(books([], { movements: [taken] })).toMatchObject([
			{ debit: accounts.disputed, credit: 'Clearing account of Stripe', amount: eur(4000) },
			{ debit: accounts.fees, credit: 'Clearing account of Stripe', amount: eur(1500) },
		]);
	});

	it('comes back when it is won: only the fee stays', () => {
		const entries = books([], { movements: [taken] }, { movements: [taken, back], outcome: 'over' });
		expect([balance(entries, accounts.disputed), balance(entries, accounts.fees)]).toEqual([0, 1500]);
	});

	it('when it is lost is a credit note for what was owed, and a loss for the rest', () => {
		const entries = books(
			[['refund.due', { intent }]],
			{ movements: [taken] },
			{ movements: [taken], outcome: 'lost' },
		);
		expect(balance(entries, accounts.disputed)).toBe(0);
		expect([balance(entries, accounts.returns), balance(entries, accounts.losses)]).toEqual([2000, 2000]);
	});

	it('of Shopify, which does not tell what it took, is said to be expected', () => {
		const [entry] = books([], { source: 'shopify', outcome: 'lost' });
		expect(entry).toMatchObject({ credit: 'Clearing account of Shopify Payments', expected: true, amount: eur(4000) });
	});

	it('of an inquiry is nothing', () => {
		expect(books([], { phase: 'inquiry' })).toEqual([]);
	});

	it('leaves nothing on the account of disputed payments once it is decided, whatever was taken and owed', () => {
		const amount = fc.integer({ min: 1, max: 100_000 });
		fc.assert(
			fc.property(amount, amount, fc.constantFrom('lost', 'over'), fc.boolean(), (disputed, owed, state, told) => {
				const movements = [
					{ id: 't1', amount: eur(-disputed) },
					...(state === 'over' ? [{ id: 't2', amount: eur(disputed) }] : []),
				];
				const dispute = {
					...{ id: 'du_1', provider: 'stripe', phase: 'dispute', amount: eur(disputed), reason: '', providerIds: {} },
					...{ state, openedAt: '', ...(told && { movements }) },
				} as CaseDispute;
				const leg = { intent: { ...intent, amount: eur(owed) }, state: 'dropped', dispute: 'du_1' };
				const entries = booksOf({ refunds: [leg] } as never, dispute);
				expect(balance(entries, accounts.disputed)).toBe(0);
				expect(entries.every((entry) => entry.amount.amount > 0)).toBe(true);
			}),
		);
	});

	it('over several returns of the order is the same in the letter of each: credits of all together no more than the bank has paid', () => {
		const dispute = {
			...{ id: 'du_1', provider: 'stripe', phase: 'dispute', amount: eur(5000), reason: '', providerIds: {} },
			...{ state: 'lost', openedAt: '', movements: [{ id: 't1', amount: eur(-5000) }] },
		} as CaseDispute;
		const returned = (reference: string, owed: number, of = 'du_1') =>
			({ reference, refunds: [{ intent: { ...intent, amount: eur(owed) }, state: 'dropped', dispute: of }] }) as never;
		const [one, two, other] = [returned('RMA-1', 4000), returned('RMA-2', 3000), returned('RMA-3', 900, 'du_9')];
		const entries = booksOf(one, dispute, [two, other]);
		expect(entries).toEqual(booksOf(two, dispute, [other, one]));
		expect(entries.slice(1)).toMatchObject([
			{ debit: accounts.returns, amount: eur(4000), says: expect.stringContaining('RMA-1') },
			{ debit: accounts.returns, amount: eur(1000), says: expect.stringContaining('RMA-2') },
		]);
		expect([balance(entries, accounts.disputed), balance(entries, accounts.losses)]).toEqual([0, 0]);
		// A return that was owed nothing calls no credit of its sisters a loss.
		const none = booksOf({ reference: 'RMA-0', refunds: [] } as never, dispute, [one]);
		expect([balance(none, accounts.returns), balance(none, accounts.losses)]).toEqual([4000, 1000]);
	});
});

import fc from 'fast-check';
import { applied, opened } from '../../../nodes/shared/case/apply';
import type { CaseState } from '../../../nodes/shared/case/caseState';
import { assertAllowed, Refused } from '../../../nodes/shared/case/commands';
import { disputesOfSisters } from '../../../nodes/shared/case/disputesOfSisters';
import { leftToGiveBack } from '../../../nodes/shared/case/leftToGiveBack';
import { nextReminderAt, reminderEvent } from '../../../nodes/shared/case/reminders';
import {
	disputeEvents,
	parseNewEvent,
	ReturnRequest,
	type CaseEvent,
	type DisputeNews,
	type NewEvent,
} from '../../../nodes/shared/model';

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const paid = (id: string, captured: number, processor = 'stripe') => ({
	id,
	processor,
	providerIds: processor === 'stripe' ? { 'stripe.payment_intent': id, 'stripe.charge': `ch_${id}` } : {},
	captured: euro(captured),
	refunded: euro(0),
	refundable: euro(captured),
});
const order = (payments = [paid('pi_1', 4000), paid('pi_2', 2000)]) => ({
	system: 'shopify',
	order: { number: '#1', currency: 'EUR', lines: [], payments },
});
const intent = (id: string, amount: number, payment = 'pi_1', processor = 'stripe') => ({
	id,
	amount: euro(amount),
	payment: { id: payment, processor },
});
const refunded = (id: string, amount: number) => ({
	refund: { id: `re_${id}`, intent: id, amount: euro(amount), status: 'succeeded' },
});
const dueBy = '2026-12-10T22:59:59.000Z';
const news = (more: Partial<DisputeNews> = {}): DisputeNews => ({
	source: 'stripe',
	id: 'du_1',
	amount: euro(4000),
	reason: 'product_not_received',
	outcome: 'open',
	dueAt: dueBy,
	providerIds: { 'stripe.charge': 'ch_pi_1', 'stripe.payment_intent': 'pi_1' },
	...more,
});

/** A case whose events are told as a store does it: each once, with what follows from it. */
class Case {
	state: CaseState;
	readonly told: Array<Pick<CaseEvent, 'id' | 'type' | 'data'>> = [];
	constructor(payments?: ReturnType<typeof paid>[]) {
		const request = ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', quantity: 1 }] });
		this.state = opened(this.envelope({ id: 'e1', source: 'test', type: 'return.requested', data: { request } }, 1));
		this.tell('order.found', order(payments));
		this.tell('return.approved', {});
	}
	private envelope<T extends CaseEvent['type']>(event: NewEvent, position: number): CaseEvent<T> {
		const time = '2026-12-01T10:00:00.000Z';
		return { specversion: '1.0', subject: 'RMA-1', time, ...event, position } as CaseEvent<T>;
	}
	tell(type: CaseEvent['type'], data: object, id = `e${this.told.length}`): this {
		return this.append({ id, source: 'test', type, data: data as Record<string, unknown> });
	}
	dispute(more: Partial<DisputeNews> = {}): this {
		const known = this.state.disputes?.find(({ id }) => id === (more.id ?? 'du_1'));
		for (const event of disputeEvents(news(more), known)) this.append(event);
		return this;
	}
	private append(event: NewEvent): this {
		const parsed = parseNewEvent(event);
		if (this.told.some(({ id, type }) => id === parsed.id && type === parsed.type)) return this;
		const stored = this.envelope(parsed, this.state.version + 1);
		assertAllowed(this.state, stored);
		const after = applied(this.state, stored);
		this.state = after.state;
		this.told.push(stored);
		for (const [index, exception] of after.exceptions.entries())
			this.append({ id: `${event.id}/${index}`, source: 'case', type: 'exception.opened', data: { exception } });
		for (const follow of after.follows) this.append(follow);
		return this;
	}
	legs() {
		return this.state.refunds.map(({ intent: { id }, state }) => `${id} ${state}`);
	}
	open() {
		return this.state.exceptions.filter(({ resolved }) => !resolved).map(({ code }) => code);
	}
	dues() {
		return this.told.filter(({ type }) => type === 'refund.due').map(({ id }) => id);
	}
}

describe('a payment that is disputed at the bank', () => {
	it('stops the refunds that are due on it, and no others', () => {
		const one = new Case();
		one.tell('refund.due', { intent: intent('R1', 1000) }).tell('refund.due', { intent: intent('R2', 500, 'pi_2') });
		one.dispute();
		expect(one.legs()).toEqual(['R1 held', 'R2 due']);
		expect(one.state.refunds[0]).toMatchObject({ dispute: 'du_1' });
		expect(one.state.disputes).toMatchObject([{ id: 'du_1', state: 'open', phase: 'dispute', dueAt: dueBy }]);
		expect(one.open()).toEqual(['dispute']);
		expect(one.state.exceptions[0].message).toMatch(/until it is decided\. Send the evidence.*or accept/);
	});

	it.each([
		['on it', intent('R1', 1000)],
		['as store credit', intent('R1', 1000, 'store_credit', 'store_credit')],
		['by hand', intent('R1', 1000, 'by_hand', 'other')],
	])('lets no refund become due %s', (_how, owed) => {
		const one = new Case().dispute();
		expect(() => one.tell('refund.due', { intent: owed })).toThrow(Refused);
		expect(() => one.tell('refund.due', { intent: owed })).toThrow(/du_1 of 40\.00 EUR/);
		one.tell('refund.due', { intent: intent('R2', 500, 'pi_2') });
		expect(one.legs()).toEqual(['R2 due']);
	});

	it('stops one that waits for a day, which the bank then decides, and no day', () => {
		const held = { intent: intent('R1', 1000), until: 'a day', releaseAt: '2026-12-05T10:00:00.000Z' };
		const one = new Case().tell('refund.held', held);
		expect(one.state.refunds).toMatchObject([{ releaseAt: held.releaseAt }]);
		one.tell('refund.held', { intent: held.intent, until: 'the bank has decided', dispute: 'du_1' });
		expect(one.state.refunds).toMatchObject([{ state: 'held', dispute: 'du_1' }]);
		expect(one.state.refunds[0]).not.toHaveProperty('releaseAt');
	});

	it('releases them once when the bank decides for the shop', () => {
		const one = new Case().tell('refund.due', { intent: intent('R1', 1000) }).dispute();
		one.dispute({ outcome: 'over' }).dispute({ outcome: 'over' });
		expect(one.legs()).toEqual(['R1 due']);
		expect(one.dues()).toHaveLength(2);
		expect(one.open()).toEqual([]);
	});

	it('cancels them when it is lost, so that nobody is paid twice', () => {
		const one = new Case()
			.tell('refund.due', { intent: intent('R1', 1000) })
			.dispute()
			.dispute({ outcome: 'lost' });
		expect(one.legs()).toEqual(['R1 dropped']);
		expect(one.open()).toEqual(['dispute_lost']);
		for (const [payment, processor] of [
			['pi_1', 'stripe'],
			['store_credit', 'store_credit'],
		])
			expect(() => one.tell('refund.due', { intent: intent('R9', 2001, payment, processor) })).toThrow(Refused);
		expect(leftToGiveBack(one.state.order!, one.state.refunds)).toBe(2000);
	});

	it('of which a part was lost pays back what is left, as far as it fits', () => {
		const one = new Case();
		for (const [id, amount] of [
			['R1', 2500],
			['R2', 1000],
		] as const)
			one.tell('refund.due', { intent: intent(id, amount) });
		one.dispute({ amount: euro(2000) }).dispute({ amount: euro(2000), outcome: 'lost' });
		expect(one.legs()).toEqual(['R1 dropped', 'R2 due']);
	});

	it('that is lost cancels them too when nobody knows how the order was paid', () => {
		const one = new Case([]).tell('refund.due', {
			intent: { ...intent('R1', 1000), payment: { id: 'pi_1', processor: 'stripe' } },
		});
		one.dispute().dispute({ outcome: 'lost' });
		expect(one.legs()).toEqual(['R1 dropped']);
		for (const [payment, processor] of [
			['pi_1', 'stripe'],
			['by_hand', 'other'],
		])
			expect(() => one.tell('refund.due', { intent: intent('R2', 1, payment, processor) })).toThrow(/not known/);
	});

	it('that is prevented is for finance to decide: the customer may have the money already', () => {
		const one = new Case()
			.tell('refund.due', { intent: intent('R1', 1000) })
			.dispute()
			.dispute({ outcome: 'prevented' });
		expect(one.legs()).toEqual(['R1 held']);
		expect(one.state.exceptions.filter(({ resolved }) => !resolved)).toMatchObject([
			{ code: 'dispute_decided', owner: 'finance', intent: 'R1' },
		]);
	});

	it('and is found again with the order is still charged back', () => {
		const one = new Case().dispute().dispute({ outcome: 'lost' }).tell('order.found', order());
		expect(leftToGiveBack(one.state.order!, [])).toBe(2000);
	});

	it('that is lost already is known as such to a return that is opened afterwards', () => {
		const [one, later] = [new Case().dispute().dispute({ outcome: 'lost' }), new Case()];
		for (const { type, data, id } of disputesOfSisters(later.state, [one.state])) later.tell(type, data, id);
		expect(later.state.disputes).toMatchObject([{ id: 'du_1', state: 'lost' }]);
		expect(leftToGiveBack(later.state.order!, [])).toBe(2000);
	});

	it('in another currency takes all of the payment', () => {
		const usd = { amount: { amount: 100, currency: 'USD' } };
		const one = new Case().dispute(usd).dispute({ ...usd, outcome: 'lost' });
		expect(leftToGiveBack(one.state.order!, [])).toBe(2000);
	});

	it('of an order that was paid in two parts takes its amount once', () => {
		const of = { source: 'shopify', amount: euro(2000), providerIds: {} };
		const one = new Case([paid('t1', 1000, 'shopify_payments'), paid('t2', 3000, 'shopify_payments')]);
		one.dispute(of).dispute({ ...of, outcome: 'lost' });
		expect(leftToGiveBack(one.state.order!, [])).toBe(2000);
	});

	it('that is prevented is told to finance also when no refund waits for it', () => {
		expect(new Case().dispute().dispute({ outcome: 'prevented' }).open()).toEqual(['dispute_decided']);
	});

	it('is decided once: what is said otherwise later changes nothing', () => {
		const one = new Case()
			.tell('refund.due', { intent: intent('R1', 1000) })
			.dispute()
			.dispute({ outcome: 'over' });
		const resolved = () => one.told.filter(({ type }) => type === 'exception.resolved').length;
		expect(resolved()).toBe(1);
		one.dispute({ outcome: 'lost' });
		expect(resolved()).toBe(1);
		expect(one.legs()).toEqual(['R1 due']);
		expect(one.state.disputes).toMatchObject([{ state: 'over' }]);
	});

	it('names a refund that is on its way', () => {
		const one = new Case().tell('refund.due', { intent: intent('R1', 1000) });
		one.tell('refund.submitted', { refund: { ...refunded('R1', 1000).refund, status: 'pending' } }).dispute();
		expect(one.state.exceptions[0].message).toMatch(/re_R1.*10\.00 EUR/);
	});

	it('says so when a refund reaches the customer besides', () => {
		const one = new Case().tell('refund.due', { intent: intent('R1', 1000) });
		one.tell('refund.submitted', { refund: { ...refunded('R1', 1000).refund, status: 'pending' } });
		one.dispute().tell('refund.succeeded', refunded('R1', 1000));
		expect(one.open()).toEqual(['dispute', 'refund_beside_dispute']);
	});

	it('names what has gone back on it before: evidence for the bank, and double when it is lost', () => {
		const one = new Case().tell('refund.due', { intent: intent('R1', 1000) });
		one.tell('refund.succeeded', refunded('R1', 1000)).dispute();
		expect(one.state.exceptions[0].message).toMatch(/re_R1.*10\.00 EUR/);
		one.dispute({ outcome: 'lost' });
		expect(one.state.exceptions.at(-1)).toMatchObject({
			code: 'dispute_lost',
			message: expect.stringMatching(/re_R1/),
		});
	});

	it('of two disputes waits for both', () => {
		const one = new Case().tell('refund.due', { intent: intent('R1', 1000) });
		one
			.dispute({ amount: euro(1000) })
			.dispute({ id: 'du_2', amount: euro(1000) })
			.dispute({ outcome: 'over' });
		expect(one.legs()).toEqual(['R1 held']);
		expect(one.open()).toEqual(['dispute']);
		one.dispute({ id: 'du_2', outcome: 'over' });
		expect(one.legs()).toEqual(['R1 due']);
		expect(one.open()).toEqual([]);
	});

	it.each<[string, (one: Case) => Case, string]>([
		[
			'is paid',
			(one) => one.dispute({ outcome: 'over' }).tell('refund.succeeded', refunded('R1', 1000)),
			'R1 succeeded',
		],
		['was canceled', (one) => one.dispute({ outcome: 'lost' }), 'R1 dropped'],
	])(
		'does not hold a refund again that %s, when it is released once more during the next dispute',
		(_how, end, legs) => {
			const one = end(new Case().tell('refund.due', { intent: intent('R1', 1000) }).dispute());
			one.dispute({ id: 'du_2', amount: euro(1000) });
			one.tell('refund.held', { intent: intent('R1', 1000), until: 'dispute du_2 is decided', dispute: 'du_2' });
			expect(one.legs()).toEqual([legs]);
		},
	);

	it('leaves a refund to finance that may not become due any more', () => {
		const one = new Case().tell('refund.due', { intent: intent('R1', 1000) }).dispute();
		one.tell('return.canceled', {}).dispute({ outcome: 'over' });
		expect(one.legs()).toEqual(['R1 held']);
		expect(one.open()).toEqual(['dispute_decided']);
	});

	it('keeps what moved on the balance', () => {
		const movements = [{ id: 'txn_1', amount: euro(-4000), fee: euro(2000) }];
		const one = new Case().dispute({ movements }).dispute({ movements });
		expect(one.state.disputes).toMatchObject([{ movements }]);
	});

	it('of Shopify is any payment of Shopify Payments', () => {
		const one = new Case([paid('t1', 4000, 'shopify_payments'), paid('pi_2', 2000)]);
		one.tell('refund.due', { intent: intent('R1', 100, 't1', 'shopify_payments') });
		one.tell('refund.due', { intent: intent('R2', 100, 'pi_2') });
		one.dispute({ source: 'shopify', id: 'gid://shopify/ShopifyPaymentsDispute/1', providerIds: {} });
		expect(one.legs()).toEqual(['R1 held', 'R2 due']);
	});
});

describe('an inquiry', () => {
	const inquiry: Partial<DisputeNews> = { phase: 'inquiry' };

	it('stops nothing: a refund ends it', () => {
		const one = new Case().tell('refund.due', { intent: intent('R1', 1000) }).dispute(inquiry);
		one.tell('refund.due', { intent: intent('R2', 1000) });
		expect(one.legs()).toEqual(['R1 due', 'R2 due']);
		expect(one.state.exceptions).toMatchObject([
			{ code: 'dispute', message: expect.stringContaining('still possible') },
		]);
	});

	it('that becomes a dispute does, and what is told late changes nothing', () => {
		const one = new Case()
			.tell('refund.due', { intent: intent('R1', 1000) })
			.dispute(inquiry)
			.dispute()
			.dispute(inquiry);
		expect(one.legs()).toEqual(['R1 held']);
		expect(one.state.disputes).toMatchObject([{ phase: 'dispute' }]);
	});

	it('of which one hears only when the dispute is over opens nothing again', () => {
		const one = new Case().dispute().dispute({ outcome: 'over' }).dispute(inquiry);
		expect(one.state.disputes).toMatchObject([{ phase: 'dispute', state: 'over' }]);
		expect(one.open()).toEqual([]);
	});

	it('that becomes a dispute keeps what has moved', () => {
		const movements = [{ id: 'txn_1', amount: euro(-4000) }];
		expect(new Case().dispute({ ...inquiry, movements }).dispute().state.disputes).toMatchObject([{ movements }]);
	});
});

describe('an appeal against a lost dispute', () => {
	it('is open again, and what was canceled is for finance when it is won', () => {
		const one = new Case()
			.tell('refund.due', { intent: intent('R1', 1000) })
			.dispute()
			.dispute({ outcome: 'lost' });
		one.dispute({ phase: 'appeal' });
		expect(one.state.disputes).toMatchObject([{ phase: 'appeal', state: 'open' }]);
		expect(() => one.tell('refund.due', { intent: intent('R2', 100) })).toThrow(Refused);
		expect(leftToGiveBack(one.state.order!, [])).toBe(2000);
		one.dispute({ outcome: 'over' });
		expect(one.state.disputes).toMatchObject([{ state: 'over' }]);
		expect(one.legs()).toEqual(['R1 dropped']);
		expect(one.open()).toEqual(['dispute_decided']);
		expect(leftToGiveBack(one.state.order!, [])).toBe(6000);
	});
});

describe('what people reported of disputes elsewhere', () => {
	const failed = (failureReason: string) => ({
		refund: { id: 're_R1', intent: 'R1', amount: euro(1000), status: 'failed', failureReason },
	});
	const told = (one: Case) => one.state.exceptions.find(({ code }) => code === 'refund_failed')!.message;
	const paying = () =>
		new Case().tell('refund.due', { intent: intent('R1', 1000) }).tell('refund.succeeded', refunded('R1', 1000));

	it('a dispute that was lost and is won without an appeal: the money can go back again', () => {
		const one = new Case().dispute().dispute({ outcome: 'lost' });
		expect(leftToGiveBack(one.state.order!, [])).toBe(2000);
		one.dispute({ outcome: 'over' });
		expect(one.state.disputes).toMatchObject([{ state: 'over' }]);
		expect(one.open()).toEqual([]);
		expect(leftToGiveBack(one.state.order!, [])).toBe(6000);
		// What is told late changes nothing.
		one.dispute({ outcome: 'lost' });
		expect(one.state.disputes).toMatchObject([{ state: 'over' }]);
	});

	it.each([
		['that is open', (one: Case) => one.dispute(), /du_1.*not decided/],
		['that is lost', (one: Case) => one.dispute().dispute({ outcome: 'lost' }), /du_1.*is lost/],
		['that was prevented', (one: Case) => one.dispute().dispute({ outcome: 'prevented' }), /du_1.*is prevented/],
		['of which only the refund tells', (one: Case) => one, /disputed at the bank/],
	])('a refund that fails for a dispute %s is not to be paid another way at once', (_what, dispute, says) => {
		const one = dispute(paying()).tell('refund.failed', failed('charge_for_pending_refund_disputed'));
		expect(told(one)).toMatch(says);
		expect(told(one)).not.toContain('. Pay it another way');
	});

	it.each([
		['of another payment', (one: Case) => one.dispute({ providerIds: { 'stripe.payment_intent': 'pi_2' } })],
		['that is over', (one: Case) => one.dispute().dispute({ outcome: 'over' })],
		['none', (one: Case) => one],
	])('a refund that fails beside a dispute %s is paid another way', (_what, dispute) => {
		expect(told(dispute(paying()).tell('refund.failed', failed('expired_or_canceled_card')))).toContain(
			'. Pay it another way',
		);
	});

	it.each([
		['of a part of the payment', euro(1500), 4500],
		['of more than was paid, for the rate of exchange moved', euro(9000), 2000],
		['in another currency', { amount: 100, currency: 'USD' }, 2000],
	])('a lost dispute %s leaves the rest', (_what, amount, left) => {
		expect(leftToGiveBack(new Case().dispute({ amount }).dispute({ amount, outcome: 'lost' }).state.order!, [])).toBe(
			left,
		);
	});
});

describe('the day until which evidence can be sent', () => {
	const day = 86_400_000;
	const until = Date.parse(dueBy);
	/** Disputes come when a return is closed, too. */
	const closed = () => new Case().tell('return.closed', {});
	function reminders(one: Case, now: number): string[] {
		const event = reminderEvent(one.state, now);
		if (!event) return [];
		const { owner, message } = event.data as { owner: string; message: string };
		one.tell(event.type, event.data, event.id);
		return [`${owner}: ${message}`, ...reminders(one, now)];
	}

	it('is told to finance 7, 3 and 1 days before, and when it is over', () => {
		const one = closed().dispute();
		expect(nextReminderAt(one.state)).toBe(until - 7 * day);
		expect(reminders(one, until - 8 * day)).toEqual([]);
		expect(reminders(one, until - 7 * day)).toEqual([expect.stringMatching(/^finance: .*du_1.*7 days/)]);
		expect(reminders(one, until - 2 * day)).toEqual([expect.stringMatching(/3 days/)]);
		expect(reminders(one, until - day)).toEqual([expect.stringMatching(/tomorrow/)]);
		expect(reminders(one, until + 1)).toEqual([expect.stringMatching(/over/)]);
		expect(nextReminderAt(one.state)).toBeNull();
	});

	it('of several that were missed only the newest is told', () => {
		expect(reminders(closed().dispute(), until - day)).toHaveLength(1);
	});

	it.each<[string, (one: Case) => unknown]>([
		['evidence was sent', (one) => one.dispute({ answered: true })],
		['the bank has decided', (one) => one.dispute({ outcome: 'lost' })],
	])('is watched no more when %s', (_what, end) => {
		const one = closed().dispute();
		end(one);
		expect(nextReminderAt(one.state)).toBeNull();
	});

	it('is watched no more either by a return that is opened after evidence was sent', () => {
		const [one, later] = [new Case().dispute({ answered: true }), closed()];
		for (const { type, data, id } of disputesOfSisters(later.state, [one.state])) later.tell(type, data, id);
		expect(later.state.disputes).toMatchObject([{ id: 'du_1', state: 'open' }]);
		expect(nextReminderAt(later.state)).toBeNull();
	});

	it('is watched anew when an inquiry that was answered becomes a dispute', () => {
		const one = closed().dispute({ phase: 'inquiry', answered: true });
		expect(nextReminderAt(one.state)).toBeNull();
		one.dispute();
		expect(nextReminderAt(one.state)).not.toBeNull();
	});
});

describe('whatever is told in whatever order', () => {
	const tellings = ['inquiry', 'dispute', 'over', 'lost', 'prevented', 'due', 'due2', 'paid'] as const;

	it('never pays more than was paid: what the bank has given and what is due or paid is at most the payment', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(...tellings), { maxLength: 12 }),
				fc.integer({ min: 1, max: 4000 }),
				(order, amount) => {
					const one = new Case();
					for (const what of order)
						try {
							if (what === 'due') one.tell('refund.due', { intent: intent('R1', amount) }, 'due R1');
							else if (what === 'due2') one.tell('refund.due', { intent: intent('R2', 4000 - amount || 1) }, 'due R2');
							else if (what === 'paid') {
								const due = one.state.refunds.find(({ state }) => state === 'due');
								if (due) one.tell('refund.succeeded', refunded(due.intent.id, due.intent.amount.amount));
							} else if (what === 'inquiry' || what === 'dispute') one.dispute({ phase: what });
							else one.dispute({ outcome: what });
						} catch (error) {
							if (!(error instanceof Refused)) throw error;
						}
					const [dispute] = one.state.disputes ?? [];
					const taken = dispute && dispute.phase !== 'inquiry' && ['open', 'lost'].includes(dispute.state);
					const due = one.state.refunds.filter(({ state }) => state === 'due');
					if (taken) expect(due).toEqual([]);
					if (dispute?.state === 'over') expect(one.state.refunds.filter(({ state }) => state === 'held')).toEqual([]);
				},
			),
			{ numRuns: 300 },
		);
	});
});

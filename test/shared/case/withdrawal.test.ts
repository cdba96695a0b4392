import { assertAllowed } from '../../../nodes/shared/case/commands';
import { applied, opened } from '../../../nodes/shared/case/apply';
import type { CaseState } from '../../../nodes/shared/case/caseState';
import { declaredEvent } from '../../../nodes/shared/case/declared';
import { lateSurcharge } from '../../../nodes/shared/case/lateSurcharge';
import { latenessOf, nextReminderAt, reminderEvent } from '../../../nodes/shared/case/reminders';
import { nextSendReminderAt } from '../../../nodes/shared/case/sendReminders';
import { receiptOf } from '../../../nodes/shared/case/withdrawalReceipt';
import { parseNewEvent, ReturnRequest, Statement, type CaseEvent, type NewEvent } from '../../../nodes/shared/model';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const dayMs = 24 * 3_600_000;
const toldAt = '2026-11-20T22:59:59.000Z'; // 23:59:59 on the 20th in Berlin
const at = (days: number) => Date.parse(toldAt) + days * dayMs;
const iso = (days: number) => new Date(at(days)).toISOString();
const statement = (more: object = {}) =>
	Statement.parse({
		id: 's1',
		toldAt,
		timeZone: 'Europe/Berlin',
		channel: 'phone',
		name: 'Alex Example',
		contract: '#1001',
		email: 'alex@example.com',
		lines: [],
		...more,
	});
const order = (more: object = {}) => ({
	number: '#1001',
	currency: 'EUR',
	lines: [
		{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 3, returnedBefore: 1, subtotal: eur(3000), tax: eur(0) },
		{ id: 'o2', sku: 'TIP', quantity: 1, subtotal: eur(100), tax: eur(0), comesBack: false },
		{ id: 'o3', sku: 'HAT', quantity: 1, subtotal: eur(500), tax: eur(0) },
	],
	payments: [{ id: 'p1', processor: 'stripe', captured: eur(3600), refunded: eur(0), refundable: eur(3600) }],
	...more,
});
const found = (more: object = {}) => ({ type: 'order.found', data: { system: 'shopify', order: order(more) } });
const sent = { fulfilledAt: '2026-11-18T10:00:00Z' };
const parcel = {
	type: 'shipment.in_transit',
	data: { tracking: { trackingNumber: 'T1', status: 'in_transit', time: iso(3) } },
};
const livesIn = (country: string) => ({
	customer: { address: { name: 'A', street1: 'S 1', city: 'C', postalCode: '1', country } },
});
const livesInFrance = livesIn('FR');
type Told = Omit<NewEvent, 'id' | 'source'> & { id?: string };

function caseOf(request: object, ...told: Told[]): CaseState {
	const envelope = (event: NewEvent, index: number): CaseEvent =>
		({ time: iso(0), ...parseNewEvent(event), specversion: '1.0', subject: 'RMA-1', position: index + 1 }) as CaseEvent;
	const asked = ReturnRequest.parse({ channel: 'withdrawal', withdrawal: true, lines: [], ...request });
	const first = envelope({ id: 'r', source: 'case', type: 'return.requested', data: { request: asked } }, 0);
	return told.reduce(
		(state, event, index) => {
			const one = envelope({ id: `e${index}`, source: 'test', ...event } as NewEvent, index + 1);
			assertAllowed(state, one);
			return applied(state, one).state;
		},
		opened(first as CaseEvent<'return.requested'>),
	);
}
const declared = (more: object = {}, time = iso(0)): Told => ({ ...declaredEvent('RMA-1', statement(more)), time });
const withdrawn = (...told: Told[]) => caseOf({}, declared(), ...told);
const approve: Told = { type: 'return.approved', data: {} };
const acknowledged: Told = { type: 'withdrawal.acknowledged', data: { statement: 's1' } };
const reminders = (state: CaseState, until: number) => {
	const days: Array<[string, number]> = [];
	let now = state;
	for (let position = 50; ; position++) {
		const next = nextReminderAt(now);
		if (next === null || next > until) return days;
		const event = reminderEvent(now, next)!;
		days.push([event.data.about as string, event.data.day as number]);
		now = applied(now, { ...event, specversion: '1.0', subject: 'RMA-1', position, time: iso(0) } as never).state;
	}
};

describe('a declared withdrawal', () => {
	it('has a clock that begins when it was sent, in days of the shop', () => {
		const { kind, clock, statements } = withdrawn();
		expect({ kind, clock }).toMatchObject({
			kind: 'withdrawal',
			clock: {
				toldAt,
				refundDueBy: '2026-12-04',
				sendBackBy: '2026-12-04',
				remindOn: ['2026-11-30', '2026-12-02', '2026-12-03'],
				held: true,
			},
		});
		expect(statements).toEqual([{ id: 's1', channel: 'phone', email: 'alex@example.com', toldAt, recordedAt: iso(0) }]);
	});

	it('goes by the first of several statements, in whatever order they are read', () => {
		const earlier = declared({ id: 's2', toldAt: iso(-2), channel: 'post' }, iso(5));
		const later = declared({ id: 's3', toldAt: iso(2) }, iso(5));
		const { clock, statements } = withdrawn(earlier, later);
		expect([clock!.toldAt, clock!.refundDueBy, statements!.length]).toEqual([iso(-2), '2026-12-02', 3]);
	});

	it('makes a return that is under way a withdrawal', () => {
		const lines = [{ id: 'L1', sku: 'TEE', quantity: 1 }];
		const state = caseOf({ withdrawal: undefined, lines }, approve, parcel as Told, declared());
		expect(state).toMatchObject({
			kind: 'withdrawal',
			withdrawal: true,
			clock: { held: false, releasedBy: 'carrier' },
		});
	});

	it('from a whole contract is about the goods of its order that are not back', () => {
		const state = withdrawn(found() as Told);
		expect(state.lines.map(({ id, sku, quantity, orderLineId }) => [id, sku, quantity, orderLineId])).toEqual([
			['L1', 'TEE', 2, 'o1'],
			['L2', 'HAT', 1, 'o3'],
		]);
		const again = withdrawn(found() as Told, found({ lines: order().lines.slice(2) }) as Told);
		expect(again.lines).toEqual(state.lines);
	});

	it.each<[string, Told, string, string]>([
		["a carrier's first scan", parcel as Told, 'carrier', iso(3)],
		[
			'goods',
			{ type: 'return.received', data: { receipt: { id: 'G', lines: [{ sku: 'TEE', quantity: 1 }] } }, time: iso(3) },
			'goods',
			iso(3),
		],
		[
			'proof of sending',
			{ type: 'withdrawal.proof_given', data: { proof: 'Slip of the post office', sentAt: iso(2) } },
			'proof',
			iso(2),
		],
		[
			'that nothing was ever sent',
			{ type: 'order.canceled', data: { id: '1', system: 'shopify' }, time: iso(1) },
			'never_shipped',
			iso(1),
		],
	])('is held until %s', (_what, event, releasedBy, releasedAt) => {
		expect(withdrawn(found(sent) as Told, approve).clock!.held).toBe(true);
		expect(withdrawn(found(sent) as Told, approve, event).clock).toMatchObject({ held: false, releasedBy, releasedAt });
	});

	it('is due when goods come that come late: until then it could be withheld', () => {
		const late = { ...parcel, data: { tracking: { trackingNumber: 'T1', status: 'x', time: iso(20) } } };
		expect(withdrawn(found(sent) as Told, approve, late as Told).clock!.refundDueBy).toBe('2026-12-10');
	});

	it('opens an exception when the receipt cannot be mailed, and when the return has ended', () => {
		const codes = (state: CaseState, event: Told) =>
			applied(state, {
				...parseNewEvent({ id: 'x', source: 'test', ...event }),
				time: iso(1),
				specversion: '1.0',
				subject: 'RMA-1',
				position: 9,
			} as CaseEvent).exceptions.map(({ code, owner }) => `${code} ${owner}`);
		expect(codes(withdrawn(), declared({ id: 's2', email: undefined }))).toEqual([
			'withdrawal_without_address service',
		]);
		const canceled = withdrawn({ type: 'return.canceled', data: {} });
		expect(codes(canceled, declared({ id: 's2' }))).toEqual(['withdrawal_of_ended_return service']);
	});

	const credit: Told = {
		type: 'refund.due',
		data: { intent: { id: 'R1', amount: eur(500), payment: { id: 'store_credit', processor: 'store_credit' } } },
	};
	it('goes back the way it was paid, unless consent is recorded', () => {
		const consent: Told = {
			type: 'withdrawal.consent_given',
			data: { refundTo: 'store_credit', consent: 'E-mail of 22 November' },
		};
		expect(() => withdrawn(found() as Told, approve, credit)).toThrow('needs their consent');
		const agreed = withdrawn(found() as Told, consent, approve, credit);
		expect(agreed).toMatchObject({ refundTo: 'store_credit', consent: { refundTo: 'store_credit' } });
		const outOfTime = {
			outcome: 'review',
			reasons: [],
			lines: [{ line: 'L1', quantity: 1 }],
			law: { protected: false, refundDueBy: 'x', sendBackBy: 'x', remindOn: [], clauses: [] },
		};
		const late = withdrawn(found() as Told, { type: 'return.approved', data: { decision: outOfTime } }, credit);
		expect(late.settlement).toBe('due');
	});

	it.each([
		['nowhere that anybody knows', undefined, true],
		['in France', livesInFrance, true],
		['overseas, where this law does not hold', livesIn('US'), false],
	])(
		'also of a return that was decided before the customer withdrew, of who lives %s',
		(_where, lives, needsConsent) => {
			const before = {
				outcome: 'approve',
				reasons: [],
				lines: [{ line: 'L1', quantity: 1 }],
				refundTiming: 'at_receipt',
			};
			const release = () =>
				caseOf(
					{ withdrawal: undefined, lines: [{ id: 'L1', quantity: 1 }] },
					found(lives) as Told,
					{ type: 'return.approved', data: { decision: before } },
					declared() as Told,
					credit,
				);
			if (needsConsent) expect(release).toThrow('needs their consent');
			else expect(release().settlement).toBe('due');
		},
	);
});

describe('reminders', () => {
	const due = withdrawn(acknowledged, found(sent) as Told, approve, parcel as Told);
	it('are on days 10, 12 and 13 after the statement, and once when it is late', () => {
		expect(reminders(due, at(400))).toEqual([
			['refund', 10],
			['refund', 12],
			['refund', 13],
			['refund', 1],
		]);
		expect(nextReminderAt(due)).toBe(at(10));
		expect(reminderEvent(due, at(10) - 1)).toBeUndefined();
	});
	it('do not come while the refund may be withheld, after it was paid, or when the return has ended', () => {
		const held = withdrawn(acknowledged, found(sent) as Told, approve);
		const intent = { id: 'R1', amount: eur(3600), payment: { id: 'p1', processor: 'stripe' } };
		const paid = withdrawn(
			acknowledged,
			found(sent) as Told,
			approve,
			parcel as Told,
			{ type: 'refund.due', data: { intent } },
			{
				type: 'refund.succeeded',
				data: { refund: { id: 're', intent: 'R1', amount: eur(3600), status: 'succeeded' } },
			},
		);
		const ended = withdrawn(acknowledged, found(sent) as Told, parcel as Told, { type: 'return.canceled', data: {} });
		for (const state of [paid, ended]) expect(nextReminderAt(state)).toBeNull();
		// Nobody but the customer, to send the goods.
		expect(nextReminderAt(held)).toBe(nextSendReminderAt(held));
	});
	it('come of an order of which nothing was sent, although it is not canceled yet', () => {
		expect(nextReminderAt(withdrawn(acknowledged, found() as Told, approve))).toBe(at(10));
	});
	it('are told once each; of those that were missed the newest', () => {
		const event = reminderEvent(due, at(12.5))!;
		expect(event.data).toMatchObject({ about: 'refund', day: 12, owner: 'finance' });
		const after = applied(due, {
			...event,
			specversion: '1.0',
			subject: 'RMA-1',
			position: 9,
			time: iso(12.5),
		} as never).state;
		expect(reminderEvent(after, at(12.9))).toBeUndefined();
		expect(nextReminderAt(after)).toBe(at(13));
	});
	it('give what becomes due late a day', () => {
		const late = { ...parcel, data: { tracking: { trackingNumber: 'T1', status: 'x', time: iso(20) } } };
		const state = withdrawn(acknowledged, found(sent) as Told, approve, late as Told);
		expect(nextReminderAt(state)).toBe(at(21));
		expect(reminderEvent(state, at(21))!.data.message).toContain('is late: it was due by 2026-12-10');
	});
	it('are of a receipt that was not sent for a day, to customer service', () => {
		const state = caseOf({}, declared({}, iso(3)));
		expect(nextReminderAt(state)).toBe(at(4));
		expect(reminderEvent(state, at(4))!.data).toMatchObject({ about: 'receipt', owner: 'service' });
		expect(nextReminderAt(caseOf({}, declared(), acknowledged))).toBeNull();
		expect(JSON.stringify(reminderEvent(state, at(4)))).not.toContain('alex@example.com');
	});
	it('show in France what a late refund costs, when it rises', () => {
		const intent = { id: 'R1', amount: eur(3600), payment: { id: 'p1', processor: 'stripe' } };
		const state = withdrawn(acknowledged, found({ ...sent, ...livesInFrance }) as Told, approve, parcel as Told, {
			type: 'refund.due',
			data: { intent },
		});
		expect(reminders(state, at(200)).map(([, day]) => day)).toEqual([10, 12, 13, 1, 11, 21, 31, 61, 91]);
		expect(reminderEvent(state, at(25))!.data.message).toBe(
			'The refund of 36.00 EUR of a withdrawal is late: it was due by 2026-12-04. The customer is owed besides: 1.80 EUR, 5 % of what is owed (L.242-4 of the French Code de la consommation).',
		);
		expect(latenessOf(state, at(14))).toEqual({ days: 0 });
		expect(latenessOf(state, at(25))).toMatchObject({ days: 11, surcharge: { basisPoints: 500, amount: eur(180) } });
		expect(latenessOf(due, at(25))).toEqual({ days: 11 });
	});
});

it.each([
	[0, undefined, undefined],
	[1, undefined, undefined],
	[10, undefined, undefined],
	[11, 500, 500],
	[20, 500, 500],
	[21, 1000, 1000],
	[30, 1000, 1000],
	[31, 2000, 2000],
	[60, 2000, 2000],
	[61, 5000, 5000],
	[90, 5000, 5000],
	[91, 5500, 5500],
	[120, 5500, 5500],
	[121, 6000, 6000],
	[500, 10_000, 10_000],
])('L.242-4: %s days late', (days, basisPoints, amount) => {
	const surcharge = lateSurcharge(days, eur(10_000));
	expect(surcharge?.basisPoints).toBe(basisPoints);
	expect(surcharge?.amount?.amount).toBe(amount);
	if (days > 0 && days <= 10) expect(surcharge!.says).toContain('interest at the legal rate');
});

describe('the receipt', () => {
	it('repeats the statement, with the time to the second, and says received, not accepted', () => {
		const { subject, text } = receiptOf(
			'RMA-1',
			statement({ text: 'I withdraw.\nBoth shirts.', lines: [{ sku: 'TEE', title: 'T-shirt', quantity: 2 }] }),
		);
		expect(subject).toBe('We have received your withdrawal (RMA-1)');
		for (const part of [
			'whether it was in time is not said by that',
			'Name: Alex Example',
			'Contract: #1001',
			'Withdrawn from: 2 x T-shirt (TEE)',
			'Received on: 20 November 2026, 23:59:59 Europe/Berlin (2026-11-20 22:59:59 UTC)',
			'Reference: RMA-1',
			'Your statement:\nI withdraw.\nBoth shirts.',
		])
			expect(text).toContain(part);
		expect(text).not.toMatch(/accepted|approved/i);
		expect(receiptOf('RMA-1', statement()).text).toContain('the whole contract');
	});
	it('lets nobody write a line of ours', () => {
		const { text } = receiptOf('RMA-1', statement({ name: 'Alex\nReceived on: 1 January 2020' }));
		expect(text.match(/^Received on:/gm)).toHaveLength(1);
	});
});

import { abuseByCustomer, abuseSigns } from '../../nodes/ReturnPages/reports/abuse';
import { accuracy, differences, differencesByWeek } from '../../nodes/ReturnPages/reports/accuracy';
import { costs } from '../../nodes/ReturnPages/reports/cost';
import { eventsOfReports, type Told } from '../../nodes/ReturnPages/reports/report';
import { articles, categories } from '../../nodes/ReturnPages/reports/returns';
import { decisionTimes, exceptionTimes, refundTimes } from '../../nodes/ReturnPages/reports/speed';
import { unsoldGoods } from '../../nodes/ReturnPages/reports/unsold';
import { applied, opened } from '../../nodes/shared/case/apply';
import type { CaseState } from '../../nodes/shared/case/caseState';
import { heldByHand } from '../../nodes/shared/case/exceptionOf';
import { KeptDrift, parseNewEvent, type CaseEvent, type NewEvent } from '../../nodes/shared/model';
import { decideRefund } from '../../nodes/shared/operation/byHand/decideRefund';
import { paidByHand } from '../../nodes/shared/operation/byHand/paidByHand';
import { payByHand } from '../../nodes/shared/operation/byHand/requestToFinance';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const day = (number: number, hour = 0) =>
	`2026-11-${String(number).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** A return, event by event, as the store would make it. */
class Made {
	state: CaseState;
	readonly events: CaseEvent[] = [];

	constructor(
		readonly reference: string,
		private at = day(1),
		lines: object[] = [{ id: 'L1', sku: 'TEE', quantity: 1 }],
		email?: string,
	) {
		const customer = email && { email, providerIds: {} };
		const data = { request: { channel: 'portal', brand: 'default', customer, lines, providerIds: {} } };
		this.state = opened(this.envelope({ type: 'return.requested', data }) as CaseEvent<'return.requested'>);
	}

	/** `at`: when; absent: as before. */
	tell(type: NewEvent['type'], data: object, at = this.at, source = 'test'): this {
		this.at = at;
		const event = this.envelope({ type, data: { ...data }, source });
		this.events.push(event);
		const { state, exceptions, follows } = applied(this.state, event);
		this.state = state;
		for (const exception of exceptions) this.tell('exception.opened', { exception });
		for (const one of follows) this.tell(one.type, one.data, at, one.source);
		return this;
	}

	tellAll(events: NewEvent[]): this {
		for (const { type, data, source } of events) this.tell(type, data, this.at, source);
		return this;
	}

	/** A refund that is due, with what it is made of; of a return that is approved. */
	due(number: number, amount: number, breakdown: object[] = []): this {
		if (this.state.verdict === 'requested') this.tell('return.approved', {});
		return this.tell('refund.due', { intent: { ...this.intent(number, eur(amount)), breakdown } });
	}

	paid(number: number, at?: string): this {
		const intent = `${this.reference}/R${number}`;
		const { amount } = this.state.refunds.find((leg) => leg.intent.id === intent)!.intent;
		return this.tell(
			'refund.succeeded',
			{ refund: { id: `re_${intent}`, intent, amount, status: 'succeeded' } },
			at,
			'stripe',
		);
	}

	intent(number: number, amount: object) {
		return { id: `${this.reference}/R${number}`, amount, payment: { id: 'p', processor: 'stripe' } };
	}

	private envelope({ type, data, source = 'test' }: Partial<NewEvent>): CaseEvent {
		const parsed = parseNewEvent({ id: 'e', source, type, data });
		return {
			specversion: '1.0',
			id: `e${this.events.length}`,
			source,
			type: parsed.type,
			subject: this.reference,
			time: this.at,
			position: this.events.length + 1,
			data: parsed.data as never,
		};
	}
}

function told(returns: Made[], drifts: Told['drifts'] = []): Told {
	return {
		states: returns.map(({ state }) => state),
		events: returns.flatMap(({ events }) => events.filter(({ type }) => eventsOfReports.includes(type))),
		drifts,
	};
}

describe('refund accuracy', () => {
	const asked = (intent: string, code: string) => ({
		exception: { code, owner: 'finance', message: 'm', intent },
	});

	it('counts each refund that is over once, and in every row that is true of it', async () => {
		const right = ['A', 'B', 'C', 'D', 'E'].map((name) => new Made(name).due(1, 1000).paid(1));
		const held = new Made('H').due(1, 2000);
		held
			.tell('refund.held', { intent: held.intent(1, eur(2000)), until: 'decided', elsewhere: [] })
			.tell('exception.opened', asked('H/R1', heldByHand));
		held.tellAll(decideRefund(held.state, { intent: 'H/R1', decision: 'other', typed: '15' }).events).paid(2);
		const dropped = new Made('D1').due(1, 3000);
		dropped
			.tell('refund.held', { intent: dropped.intent(1, eur(3000)), until: 'decided', elsewhere: [] })
			.tell('exception.opened', asked('D1/R1', 'refunded_elsewhere'));
		dropped.tellAll(decideRefund(dropped.state, { intent: 'D1/R1', decision: 'drop' }).events);
		const byHand = new Made('P').due(1, 4000).tell('exception.opened', asked('P/R1', payByHand));
		byHand.tellAll(
			(await paidByHand(byHand.state, { intent: 'P/R1', how: 'cash', proof: '7' }, async () => [])).events,
		);
		const refund = { id: 're_1', intent: 'F/R1', amount: eur(5000), status: 'failed' };
		const failed = new Made('F').due(1, 5000).tell('refund.failed', { refund });
		const twice = new Made('T').due(1, 6000).paid(1);
		twice.tell('refund.succeeded', {
			refund: { id: 're_other', intent: 'T/R1', amount: eur(6000), status: 'succeeded' },
		});
		// Neither is over.
		const open = [new Made('O').due(1, 9900), new Made('N')];

		expect(accuracy(told([...right, held, dropped, byHand, failed, twice, ...open])).rows).toEqual([
			['Paid as it was worked out', 5, '50 %', '50.00 EUR'],
			['Held by a person', 1, '10 %', '20.00 EUR'],
			['Finance was asked about it', 1, '10 %', '30.00 EUR'],
			['Paid with another amount', 1, '10 %', '20.00 EUR'],
			['Not paid, by a person', 1, '10 %', '30.00 EUR'],
			['Not paid, since the bank had paid', 0, '0 %', ''],
			['Paid by hand', 1, '10 %', '40.00 EUR'],
			['Failed on the way', 1, '10 %', '50.00 EUR'],
			['Paid twice', 1, '10 %', '60.00 EUR'],
		]);
	});

	it('a refund that the case dropped itself, since the bank had paid, is no correction by a person', () => {
		const one = new Made('B').due(1, 1000).tell('refund.dropped', { intent: 'B/R1' }, day(2), 'case');
		const count = (title: string) => accuracy(told([one])).rows.find(([row]) => row === title)?.[1];
		expect([count('Not paid, since the bank had paid'), count('Not paid, by a person')]).toEqual([1, 0]);
	});

	it('without refunds there is no share of them', () => {
		expect(accuracy(told([new Made('A')])).rows).toEqual([]);
	});

	it('what reconciliation found, and who let it be', () => {
		const drift = (id: string, state: string, acceptedBy?: string) => ({
			drift: KeptDrift.parse({ id, class: 'refund_missing', owner: 'finance', message: 'm', state, amount: eur(500) }),
			...(acceptedBy && { acceptedBy }),
		});
		const found = [
			drift('1', 'open'),
			drift('2', 'healed'),
			drift('3', 'accepted', 'kim@example.com'),
			drift('4', 'accepted', 'kim@example.com'),
			drift('5', 'accepted'),
		];
		expect(differences(told([], found)).rows).toEqual([
			['refund missing', 5, 1, 1, 3, 'kim@example.com (2), not known (1)', '20.00 EUR'],
		]);
	});

	it('the trend of what it found: each week from the first to the last, one in which nothing happened too', () => {
		const drift = (id: string, firstFound: string | undefined, healedAt?: string) => ({
			drift: KeptDrift.parse({ id, class: 'late', owner: 'finance', message: 'm', amount: eur(500), firstFound }),
			...(healedAt && { healedAt }),
		});
		const found = [
			// Sunday, the end of a week; and Monday, the begin of the next.
			drift('1', '2026-11-01T23:59:59.000Z', day(2)),
			drift('2', day(2)),
			drift('3', day(4), day(17)),
			drift('4', undefined),
		];
		expect(differencesByWeek(told([], found)).rows).toEqual([
			['2026-10-26', 1, 1, 0, '5.00 EUR'],
			['2026-11-02', 2, 2, 1, '10.00 EUR'],
			['2026-11-09', 2, 0, 0, '10.00 EUR'],
			['2026-11-16', 1, 0, 1, '5.00 EUR'],
		]);
		expect(differencesByWeek(told([], [])).rows).toEqual([]);
	});
});

describe('cost per return', () => {
	const label = (id: string, more: object = {}) => ({
		label: { id, carrier: 'UPS', trackingNumber: id, labelUrl: '', cost: eur(500), ...more },
	});
	const part = (kind: string, amount: number, more: object = {}) => ({ kind, amount: eur(amount), ...more });

	it('labels, bonus and kept goods are costs; fees and what carriers pay come back; each currency for itself', () => {
		const returned = new Made('A')
			.tell('label.issued', label('1'))
			.tell('label.issued', label('2'))
			.tell('label.voided', { label: '2' })
			.tell('label.refund_decided', { label: '2', refund: 'paid' })
			.tell('label.issued', label('3', { testMode: true }))
			.due(1, 8700, [
				part('line', 10000, { line: 'L1' }),
				part('fee', -1500, { name: 'restocking_fee', line: 'L1' }),
				part('fee', -300, { name: 'label' }),
				part('adjustment', 500, { name: 'bonus' }),
			])
			.paid(1)
			// Not paid: no cost.
			.due(2, 700, [part('adjustment', 700, { name: 'bonus' })])
			.tell('return.inspected', {
				inspection: {
					id: 'i',
					lines: [
						{ line: 'L1', quantity: 1, destination: 'restock', recovery: eur(7000) },
						{ line: 'L1', quantity: 1, destination: 'scrap' },
					],
				},
			});
		const decision = {
			outcome: 'approve',
			reasons: [],
			lines: [],
			offers: [{ line: 'L1', rows: [], route: 'keep', keptBasisPoints: 5000 }],
		};
		const kept = new Made('B')
			.tell('return.approved', { decision })
			.due(1, 1000, [part('line', 2000, { line: 'L1' }), part('adjustment', -1000, { name: 'kept', line: 'L1' })])
			.paid(1);
		const abroad = new Made('C').tell('label.issued', label('4', { cost: { amount: 900, currency: 'SEK' } }));
		const unknown = new Made('D').tell('label.issued', label('5', { cost: undefined }));
		const second = new Made('E').tell('label.issued', label('6', { cost: eur(800) }));

		const [inEuro, inKrona, ...none] = costs([returned, kept, abroad, unknown, second].map(({ state }) => state));
		expect([inEuro.name, inKrona.name, none]).toEqual(['cost-EUR', 'cost-SEK', []]);
		expect(inEuro.rows).toEqual([
			// 5.00 + 8.00; the voided one was given back, the other was a test.
			['Labels', '13.00', 'cost', 2, '6.50', 1],
			['Bonus for store credit', '5.00', 'cost', 1, '5.00', 0],
			['Paid back for goods that customers keep', '10.00', 'cost', 1, '10.00', 0],
			['Labels that customers paid', '3.00', 'comes back', 1, '3.00', 0],
			['Restocking fees kept', '15.00', 'comes back', 1, '15.00', 0],
			['Expected of goods: Back on the shelf', '70.00', 'expected, not counted', 1, '70.00', 0],
			[expect.stringContaining('Expected of goods: '), 'not known', 'expected, not counted', 0, 'not known', 1],
			// 13 + 5 + 10 - 3 - 15, of three returns.
			['What is left as cost', '10.00', '', 3, '3.33', ''],
		]);
		expect(inKrona.rows[0]).toEqual(['Labels', '9.00', 'cost', 1, '9.00', 1]);
		expect(inEuro.chart).toEqual(inEuro.rows.slice(0, 6).map(([title, amount]) => [title, Number(amount)]));
	});

	it('of an amount that a person gave instead it is said that nobody knows what it is made of', () => {
		const one = new Made('A').tell('label.issued', label('1')).due(1, 1000, [part('line', 1000, { line: 'L1' })]);
		one.tell('refund.held', { intent: one.intent(1, eur(1000)), until: 'decided', elsewhere: [] });
		one.tellAll(decideRefund(one.state, { intent: 'A/R1', decision: 'other', typed: '7' }).events).paid(2);
		expect(costs([one.state])[0].rows).toContainEqual([
			'Restocking fees kept',
			'not known',
			'comes back',
			0,
			'not known',
			1,
		]);
	});

	it('a label without price is said where no amount is known at all', () => {
		const one = new Made('A').tell('label.issued', label('1', { cost: undefined }));
		expect(costs([one.state])).toMatchObject([
			{ name: 'cost', rows: [['Labels', 'not known', 'cost', 0, 'not known', 1]], chart: [] },
		]);
	});
});

describe('how fast', () => {
	it('from the request to the decision, by month', () => {
		// 2, 4 and 10 hours: the median is 4, and 9 of 10 are within 10.
		const decided = [2, 4, 10].map((hours) => new Made(`A${hours}`).tell('return.approved', {}, day(1, hours)));
		const declined = new Made('D', '2026-10-31T20:00:00.000Z').tell('return.declined', { reason: 'late' }, day(1));
		const waits = new Made('W');
		const canceled = new Made('C').tell('return.canceled', {}, day(2));
		expect(decisionTimes(told([...decided, declined, waits, canceled]))).toMatchObject({
			rows: [
				['2026-11', 4, 10, 3, 1],
				['2026-10', 4, 4, 1, 0],
			],
			chart: [
				['2026-11', 4],
				['2026-10', 4],
			],
		});
	});

	it('from the first goods that came, and were not taken back, to the first money after them', () => {
		const receipt = (id: string) => ({ receipt: { id, lines: [{ line: 'L1', quantity: 1 }] } });
		const came = (name: string, at: string) =>
			new Made(name).tell('return.approved', {}).tell('return.received', receipt('r'), at);
		const two = came('A', day(5)).due(1, 100).paid(1, day(7)).due(2, 100).paid(2, day(20));
		const again = came('B', day(5))
			.tell('receipt.canceled', { receipt: 'r' }, day(6))
			.tell('return.received', receipt('r2'), day(8))
			.due(1, 100)
			.paid(1, day(12));
		const before = new Made('C').tell('return.approved', {}).due(1, 100).paid(1, day(2));
		before.tell('return.received', receipt('r'), day(5));
		const credit = came('D', day(5)).due(1, 100);
		credit.tell('store_credit.issued', { id: 'g', kind: 'gift_card', amount: eur(100), intent: 'D/R1' }, day(5, 12));
		const waits = came('E', day(5));
		const refused = came('F', day(5)).tell('return.closed', {}, day(9));
		// 0.5, 2 and 4 days.
		expect(refundTimes(told([two, again, before, credit, waits, refused])).rows).toEqual([['2026-11', 2, 4, 3, 1]]);
	});

	it('exceptions by who had to see to them', () => {
		const open = (code: string, owner: string, intent?: string) => ({
			exception: { code, owner, message: 'm', ...(intent && { intent }) },
		});
		const one = new Made('A')
			.tell('exception.opened', open('x', 'finance', 'R1'), day(2))
			.tell('exception.opened', open('x', 'finance', 'R2'), day(2, 1))
			.tell('exception.resolved', { code: 'x', intent: 'R1' }, day(2, 3))
			.tell('exception.resolved', { code: 'x' }, day(2, 6))
			.tell('exception.opened', open('x', 'finance'), day(3))
			.tell('exception.opened', open('y', 'warehouse'), day(3));
		// Of finance 3 and 5 hours, and one that is open.
		expect(exceptionTimes(told([one]))).toMatchObject({
			rows: [
				['2026-11', 'finance', 3, 5, 2, 1],
				['2026-11', 'warehouse', '', '', 0, 1],
			],
			chart: [['2026-11 finance', 3]],
		});
	});
});

/** An order with goods of three kinds. */
const soldOrder = {
	number: '#7',
	currency: 'EUR',
	taxesIncluded: true,
	payments: [],
	providerIds: {},
	lines: [
		{ id: 'O1', sku: 'TEE', title: 'T-shirt', quantity: 4, category: 'Apparel / Tops', weight: 180 },
		{ id: 'O2', sku: 'CAP', title: 'Cap', quantity: 2, category: 'Apparel / Hats', weight: 90 },
		{ id: 'O3', sku: 'MUG', title: 'Mug', quantity: 1 },
	].map((line) => ({ ...line, subtotal: eur(1000), tax: eur(0), providerIds: {} })),
};

describe('the return rate', () => {
	it('is told by article and by category, of what the orders of these returns bought', () => {
		const one = new Made('A', day(1), [
			{ id: 'L1', orderLineId: 'O1', sku: 'TEE', quantity: 3 },
			{ id: 'L2', orderLineId: 'O3', sku: 'MUG', quantity: 1 },
		]).tell('order.found', { order: soldOrder, system: 'odoo' });
		const two = new Made('B', day(2), [{ id: 'L1', sku: 'CAP', quantity: 1 }]).tell('order.found', {
			order: soldOrder,
			system: 'odoo',
		});
		const unknown = new Made('C', day(3), [{ id: 'L1', sku: 'VASE', quantity: 1 }]);
		one
			.tell('return.approved', {})
			.tell('return.received', { receipt: { id: 'r', lines: [{ line: 'L1', quantity: 2 }] } });
		const { states } = told([one, two, unknown]);
		expect(articles(states).rows).toEqual([
			['TEE', 3, 2, 4, '75 %'],
			['CAP', 1, 0, 2, '50 %'],
			['MUG', 1, 0, 1, '100 %'],
			['VASE', 1, 0, 'not known', 'not known'],
		]);
		expect(categories(states).rows).toEqual([
			['Apparel / Tops', 3, 2, 4, '75 %'],
			// The mug, and what no order is known of.
			['not known', 2, 0, 1, '100 %'],
			['Apparel / Hats', 1, 0, 2, '50 %'],
		]);
	});
});

describe('the sheet of unsold goods', () => {
	it('has pieces and weight by place, reason and customs heading; a weight of the inspection goes before that of the article', () => {
		const one = new Made('A', day(1), [
			{ id: 'L1', orderLineId: 'O1', sku: 'TEE', quantity: 4 },
			{ id: 'L2', orderLineId: 'O2', sku: 'CAP', quantity: 2 },
			{ id: 'L3', orderLineId: 'O3', sku: 'MUG', quantity: 1 },
		])
			.tell('order.found', { order: soldOrder, system: 'odoo' })
			.tell('return.approved', {})
			.tell('return.received', {
				receipt: {
					id: 'r',
					lines: [
						{ line: 'L1', quantity: 4 },
						{ line: 'L2', quantity: 2 },
						{ line: 'L3', quantity: 1 },
					],
				},
			})
			.tell('return.inspected', {
				inspection: {
					id: 'i',
					lines: [
						{ line: 'L1', quantity: 2, destination: 'recycle', reason: 'damaged', cn: '6109', weight: 350 },
						{ line: 'L1', quantity: 1, destination: 'recycle', reason: 'damaged', cn: '6109' },
						{ line: 'L1', quantity: 1, destination: 'customer' },
						{ sku: 'CAP', quantity: 2, destination: 'scrap', reason: 'hygiene', cn: '6505' },
						{ line: 'L3', quantity: 1, destination: 'restock' },
					],
				},
			});
		expect(unsoldGoods(told([one]).states).rows).toEqual([
			['Recycle', 'damaged', '6109', 3, 0.53, 0],
			['Scrap', 'hygiene', '6505', 2, 0.18, 0],
			['Back on the shelf', 'not said', 'not known', 1, 0, 1],
		]);
		expect(unsoldGoods([]).rows).toEqual([]);
	});
});

describe('signs of abuse', () => {
	const judged = (made: Made, score: number, codes: string[] = []) =>
		made.tell('return.review_required', {
			decision: {
				outcome: 'review',
				reasons: codes.map((code) => ({ code, message: 'm' })),
				lines: [{ line: 'L1', quantity: 1 }],
				given: { score, asOf: day(1), timeZone: 'UTC' },
			},
		});
	const opened = (made: Made, code: string) =>
		made.tell('exception.opened', { exception: { code, owner: 'service', message: 'm' } });

	it('are counted by return and by customer, with what was paid back', () => {
		const lines = [{ id: 'L1', sku: 'TEE', quantity: 1 }];
		const kim = 'kim@example.com';
		const first = judged(new Made('A', day(1), lines, kim), 85, ['customer_listed'])
			.due(1, 2000)
			.paid(1);
		const second = opened(new Made('B', day(2), lines, 'Kim@Example.com').due(1, 500).paid(1), 'wrong_serial');
		const third = judged(new Made('C', day(3), lines, 'lee@example.com'), 20);
		const fine = [
			judged(new Made('D', day(4), lines, 'lee@example.com'), 0),
			new Made('E', day(4), lines, 'ann@example.com'),
		];
		const nobody = opened(new Made('F', day(5)), 'unknown_item');
		const { states } = told([first, second, third, ...fine, nobody]);
		expect(abuseSigns(states).rows).toEqual([
			['Score of abuse 80 to 100', 1, '16.7 %', 1, '20.00 EUR'],
			['Score of abuse 1 to 49', 1, '16.7 %', 1, ''],
			['The customer is on a list', 1, '16.7 %', 1, '20.00 EUR'],
			['A serial number that was not sold', 1, '16.7 %', 1, '5.00 EUR'],
			['Goods that are not of the return', 1, '16.7 %', 1, ''],
		]);
		expect(abuseByCustomer(states).rows).toEqual([
			[
				kim,
				2,
				2,
				'Score of abuse 80 to 100, The customer is on a list, A serial number that was not sold',
				'25.00 EUR',
			],
			['lee@example.com', 2, 1, 'Score of abuse 1 to 49', ''],
			['F', 1, 1, 'Goods that are not of the return', ''],
		]);
	});
});

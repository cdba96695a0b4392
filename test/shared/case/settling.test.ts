import { assertAllowed } from '../../../nodes/shared/case/commands';
import { applied, opened } from '../../../nodes/shared/case/apply';
import type { CaseState } from '../../../nodes/shared/case/caseState';
import { parseNewEvent, ReturnRequest, type CaseEvent } from '../../../nodes/shared/model';

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const payment = (id: string, captured: number, refunded = 0) => ({
	id,
	processor: 'stripe',
	captured: euro(captured),
	refunded: euro(refunded),
	refundable: euro(captured - refunded),
});
const order = { number: '#1', currency: 'EUR', lines: [], payments: [payment('p1', 4000), payment('p2', 2000, 500)] };
const due = (id: string, amount: number, paymentId = 'p1', processor = 'stripe') =>
	['refund.due', { intent: { id, amount: euro(amount), payment: { id: paymentId, processor } } }] as const;
const refund = (intent: string, id: string, status = 'succeeded') =>
	[`refund.${status}`, { refund: { id, intent, amount: euro(1000), status } }] as const;
const credit = (intent: string | undefined, id: string) =>
	['store_credit.issued', { id, kind: 'store_credit', amount: euro(1000), ...(intent && { intent }) }] as const;
const approved = ['return.approved', {}] as const;

/** A case after these events, commands checked; and the codes of the exceptions that they opened. */
function caseAfter(
	events: ReadonlyArray<readonly [string, object]>,
	request: object = {},
	before: ReadonlyArray<readonly [string, object]> = [['order.found', { order, system: 'shopify' }]],
): { state: CaseState; codes: string[] } {
	const envelope = (type: string, data: unknown, position: number) =>
		({
			specversion: '1.0',
			id: `e${position}`,
			source: 'test',
			type,
			subject: 'RMA-1',
			time: '2026-11-21T10:00:00.000Z',
			position,
			data,
		}) as CaseEvent;
	let state = opened(
		envelope(
			'return.requested',
			{ request: ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', quantity: 1 }], ...request }) },
			1,
		) as CaseEvent<'return.requested'>,
	);
	const codes: string[] = [];
	for (const [index, [type, data]] of [...before, approved, ...events].entries()) {
		const event = envelope(type, parseNewEvent({ id: 'e', source: 'test', type, data }).data, index + 2);
		assertAllowed(state, event);
		const after = applied(state, event);
		state = after.state;
		codes.push(...after.exceptions.map(({ code }) => code));
	}
	return { state, codes };
}

describe('the settlement of a case', () => {
	it('is done when every refund is, whoever pays it: money or store credit', () => {
		const legs = [due('R1', 1000), due('R2', 500, 'gift', 'store_credit')];
		expect(caseAfter(legs).state.settlement).toBe('due');
		expect(caseAfter([...legs, credit('R2', 'c1')]).state).toMatchObject({
			settlement: 'part_settled',
			refunds: [{ state: 'due' }, { state: 'succeeded', storeCredit: { id: 'c1' } }],
		});
		expect(caseAfter([...legs, credit('R2', 'c1'), refund('R1', 're_1')]).state.settlement).toBe('settled');
		expect(caseAfter([due('R1', 1000, 'store_credit', 'store_credit'), credit('R1', 'c1')]).state.settlement).toBe(
			'settled',
		);
	});

	it('is not touched by credit that was given besides', () => {
		expect(caseAfter([due('R1', 1000), credit(undefined, 'c1')])).toMatchObject({
			state: { settlement: 'due' },
			codes: [],
		});
		expect(caseAfter([credit('R7', 'c1')]).codes).toEqual(['unknown_refund']);
	});

	it('tells finance of a refund that reached the customer twice, and keeps the first', () => {
		const twice = caseAfter([due('R1', 1000), credit('R1', 'c1'), refund('R1', 're_1')]);
		expect(twice).toMatchObject({
			codes: ['paid_twice'],
			state: { refunds: [{ state: 'succeeded', storeCredit: { id: 'c1' } }] },
		});
		expect(twice.state.refunds[0].refund).toBeUndefined();
		expect(caseAfter([due('R1', 1000), refund('R1', 're_1'), refund('R1', 're_2')]).codes).toEqual(['paid_twice']);
		expect(caseAfter([due('R1', 1000), refund('R1', 're_1'), refund('R1', 're_1')]).codes).toEqual([]);
	});

	it('stays settled when the first way fails after another one has worked', () => {
		const events = [
			due('R1', 1000),
			refund('R1', 're_1', 'failed'),
			refund('R1', 'R1 transfer 7'),
			refund('R1', 're_1', 'failed'),
		];
		expect(caseAfter(events)).toMatchObject({ codes: ['refund_failed'], state: { settlement: 'settled' } });
		expect(caseAfter([due('R1', 1000), refund('R1', 're_1'), refund('R1', 're_1', 'failed')])).toMatchObject({
			codes: ['refund_failed'],
			state: { settlement: 'failed' },
		});
	});

	it('resolves the exception of one refund and leaves those of others', () => {
		const open = (intent: string) =>
			['exception.opened', { exception: { code: 'pay_by_hand', owner: 'finance', message: 'Pay.', intent } }] as const;
		const resolved = (data: object) =>
			caseAfter([open('R1'), open('R2'), ['exception.resolved', data]]).state.exceptions.map((one) => !!one.resolved);
		expect(resolved({ code: 'pay_by_hand', intent: 'R2' })).toEqual([false, true]);
		expect(resolved({ code: 'pay_by_hand' })).toEqual([true, true]);
	});

	it('knows what the customer asked for, and that a reviewer decided otherwise', () => {
		expect(caseAfter([]).state.refundTo).toBeUndefined();
		expect(caseAfter([], { refundTo: 'store_credit' }).state.refundTo).toBe('store_credit');
		expect(
			caseAfter([['return.approved', { refundTo: 'original' }]], { refundTo: 'store_credit' }).state.refundTo,
		).toBe('original');
	});
});

describe('a refund that becomes due', () => {
	it.each([
		['more than is left of its payment', [due('R1', 3000), due('R2', 1001)], 'that can be paid back on payment p1'],
		[
			'store credit of more than was paid',
			[due('R1', 5501, 'store_credit', 'store_credit')],
			'more than the 55.00 EUR that the customer paid',
		],
		[
			'store credit that with the refunds is more than was paid',
			[due('R1', 3000), due('R2', 2501, 'store_credit', 'store_credit')],
			'more than the 25.00 EUR that the customer paid and has not got back',
		],
		[
			'by hand, more than was paid and has not gone back',
			[due('R1', 3000), due('R2', 2000, 'store_credit', 'store_credit'), due('R3', 501, 'by_hand', 'other')],
			'more than the 5.00 EUR that the customer paid and has not got back',
		],
	])('is refused when it is %s', (_what, events, message) => {
		expect(() => caseAfter(events)).toThrow(message);
	});

	describe('of an order that the customer paid in another currency than that of the books', () => {
		const dollars = (amount: number) => ({ amount, currency: 'USD' });
		const inBooks = { number: 'S1', currency: 'USD', lines: [], payments: [] };
		const inDollars = (amount: number, processor = 'other', id = processor === 'other' ? 'by_hand' : processor) =>
			['refund.due', { intent: { id: 'R1', amount: dollars(amount), payment: { id, processor } } }] as const;
		const found = ['order.found', { order: inBooks, system: 'odoo' }] as const;

		it.each(['other', 'store_credit'])('may not be in that of the books: %s', (processor) => {
			expect(() => caseAfter([found, inDollars(100, processor)])).toThrow(
				'1.00 USD is not in the currency of order #1 (EUR)',
			);
		});
		it('is in the currency that was paid, whichever system was asked first, up to what was paid', () => {
			const first = [['order.found', { order: inBooks, system: 'odoo' }]] as const;
			const then = [['order.found', { order, system: 'shopify' }]] as const;
			expect(caseAfter([...then, due('R1', 5500, 'by_hand', 'other')], {}, first).state.refunds).toHaveLength(1);
			expect(() => caseAfter([...then, due('R1', 5501, 'by_hand', 'other')], {}, first)).toThrow(
				'more than the 55.00 EUR that the customer paid',
			);
			expect(() => caseAfter([...then, inDollars(100)], {}, first)).toThrow(
				'1.00 USD is not in the currency of order #1 (EUR)',
			);
		});
	});

	it('may be by hand up to what was paid, whatever its payments can take', () => {
		expect(
			caseAfter([due('R1', 2500, 'by_hand', 'other'), due('R2', 3000, 'store_credit', 'store_credit')]).state.refunds,
		).toHaveLength(2);
	});
});

describe('an order that was read again', () => {
	const ours = (read: ReturnType<typeof payment>, refundedByUs: number) => ({
		...read,
		refundedByUs: euro(refundedByUs),
	});
	/** The order, read by the shop that was asked first, or by another system. */
	const read = (payments: object[], system = 'shopify') =>
		['order.found', { order: { ...order, payments }, system }] as const;
	const p1 = ({ state }: { state: CaseState }) => state.order!.payments.find(({ id }) => id === 'p1')!;

	it('is the order of the case from then on, when the system that was asked first has read it', () => {
		const again = caseAfter([read([ours(payment('p1', 4000, 1500), 0)])]);
		expect(p1(again).refundable).toEqual(euro(2500));
		expect(again.state.order).toEqual(again.state.orders.shopify);
		const byOther = caseAfter([read([payment('p1', 4000, 1500)], 'odoo')]);
		expect(p1(byOther).refundable).toEqual(euro(4000));
		expect(Object.keys(byOther.state.orders)).toEqual(['shopify', 'odoo']);
	});

	it('lets no refund become due that is more than staff have left of a payment since', () => {
		const staff = read([ours(payment('p1', 4000, 1500), 0), ours(payment('p2', 2000, 500), 0)]);
		expect(() => caseAfter([staff, due('R1', 2501)])).toThrow('the 25.00 EUR that can be paid back on payment p1');
		expect(() => caseAfter([due('R1', 1000), staff, due('R2', 1501)])).toThrow('that can be paid back on payment p1');
		expect(() => caseAfter([staff, due('R1', 4001, 'by_hand', 'other')])).toThrow('more than the 40.00 EUR');
		expect(caseAfter([staff, due('R1', 2500), due('R2', 1500, 'by_hand', 'other')]).state.refunds).toHaveLength(2);
	});

	it('counts a refund of ours once, whether the shop has learnt of it or not', () => {
		const paid = [due('R1', 1000), refund('R1', 're_1')] as const;
		for (const [gone, byUs] of [
			[0, 0],
			[1000, 1000],
		]) {
			const seen = read([ours(payment('p1', 4000, gone), byUs), payment('p2', 2000, 2000)]);
			expect(caseAfter([...paid, seen, due('R2', 3000)]).state.refunds).toHaveLength(2);
			expect(() => caseAfter([...paid, seen, due('R2', 3001)])).toThrow('that can be paid back on payment p1');
			expect(caseAfter([...paid, seen, due('R2', 3000, 'by_hand', 'other')]).state.refunds).toHaveLength(2);
			expect(() => caseAfter([...paid, seen, due('R2', 3001, 'by_hand', 'other')])).toThrow('more than the 30.00 EUR');
		}
	});

	it('counts what another return of the order has got as gone', () => {
		const seen = read([ours(payment('p1', 4000, 3000), 3000)]);
		expect(() => caseAfter([seen, due('R1', 1001)])).toThrow('the 10.00 EUR that can be paid back on payment p1');
		expect(() => caseAfter([seen, due('R1', 1001, 'by_hand', 'other')])).toThrow('more than the 10.00 EUR');
		// Ours of 5.00 is among it, or is not yet: only what is told apart can be too much.
		expect(() => caseAfter([due('R1', 500), seen, due('R2', 1001)])).toThrow('that can be paid back on payment p1');
	});

	it('of a system that does not tell which refunds are ours takes as ours as much as ours have paid since', () => {
		const paid = [due('R1', 1000), refund('R1', 're_1')] as const;
		for (const [gone, left] of [
			[0, 3000],
			[1000, 3000],
			[1700, 2300],
		]) {
			const seen = read([payment('p1', 4000, gone), payment('p2', 2000, 2000)]);
			expect(caseAfter([...paid, seen, due('R2', left)]).state.refunds).toHaveLength(2);
			expect(() => caseAfter([...paid, seen, due('R2', left + 1)])).toThrow('that can be paid back on payment p1');
			// Read once more, it is the same.
			expect(caseAfter([...paid, seen, seen, due('R2', left)]).state.refunds).toHaveLength(2);
			expect(() => caseAfter([...paid, seen, seen, due('R2', left + 1)])).toThrow('that can be paid back on');
		}
	});
});

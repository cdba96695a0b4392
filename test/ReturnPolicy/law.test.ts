import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { clauses } from '../../nodes/shared/policy/clauses';
import { lastDayOf } from '../../nodes/ReturnPolicy/law/period';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { dateOf, dayOfDate, Decision, Policy } from '../../nodes/shared/model';
import { caseOf, eur, inspected, orderOf } from './cases';

const withdrawn = (changes: object = {}, policy: object = {}, timeZone = 'Europe/Berlin') =>
	decide({
		case: caseOf({ withdrawal: true, ...changes }),
		policy: Policy.parse(policy),
		timeZone,
		asOf: '2027-01-01T00:00:00.000Z',
	});
const livesIn = (country: string) => ({
	customer: { address: { name: 'A', street1: 'S 1', city: 'C', postalCode: '1', country } },
});

describe('Art. 9: fourteen days from the last goods of the order', () => {
	const parcels = orderOf({
		lines: orderOf().lines.map((line, at) => ({
			...line,
			deliveredAt: at ? '2026-11-12T12:00:00Z' : '2026-11-02T12:00:00Z',
		})),
	});
	it.each([
		['2026-11-26T22:59:59Z', true],
		['2026-11-26T23:00:00Z', false],
	])('two parcels, on the 2nd and the 12th: sent at %s, in time %s', (openedAt, inTime) => {
		const decision = withdrawn({ openedAt, order: parcels });
		expect(decision.law).toMatchObject({ protected: inTime, lastDay: '2026-11-26' });
		expect(decision.outcome).toBe(inTime ? 'approve' : 'review');
		expect(decision.reasons[0].code).toBe(inTime ? 'withdrawal' : 'withdrawal_late');
	});

	it('has not begun while a parcel has not arrived, and counts before anything was sent', () => {
		const half = orderOf({
			lines: orderOf().lines.map((line, at) =>
				at ? { ...line, fulfilledAt: '2026-11-12T12:00:00Z' } : { ...line, deliveredAt: '2026-11-02T12:00:00Z' },
			),
		});
		expect(withdrawn({ openedAt: '2026-11-20T00:00:00Z', order: half })).toMatchObject({
			outcome: 'approve',
			law: { protected: true },
		});
		expect(withdrawn({ openedAt: '2027-02-01T00:00:00Z', order: half })).toMatchObject({
			outcome: 'review',
			reasons: [{ code: 'withdrawal_unproven' }],
			law: { protected: true },
		});
	});

	it('ends on a working day (Regulation 1182/71)', () => {
		const last = (arrival: string) => dateOf(lastDayOf(dayOfDate(arrival), false));
		expect(['2026-11-05', '2026-11-06', '2026-11-07', '2026-11-08'].map(last)).toEqual([
			'2026-11-19',
			'2026-11-20',
			'2026-11-23',
			'2026-11-23',
		]);
	});

	it('Art. 10: lasts twelve months longer for buyers who were not told', () => {
		const uninformed = { book: { law: { uninformed: true } } };
		expect(withdrawn({ openedAt: '2027-11-19T12:00:00Z' }, uninformed)).toMatchObject({
			outcome: 'approve',
			law: { lastDay: '2027-11-19' },
		});
		expect(withdrawn({ openedAt: '2027-11-20T12:00:00Z' }, uninformed).law).toMatchObject({ protected: false });
	});
});

it('Art. 11a(5): the time at which it was sent counts, however late it is judged', () => {
	expect(withdrawn({ openedAt: '2026-11-19T22:00:00Z' }).law!.protected).toBe(true);
});

it('Art. 11(1): the same answer by whatever way it came', () => {
	const ways = ['shopify', 'phone', 'post', 'mail'].map((channel) =>
		withdrawn(
			{ channel },
			{ book: { exclusions: [{ name: 'x', channels: [channel], kind: 'other', effect: 'decline' }] } },
		),
	);
	for (const decision of ways) expect(decision.outcome).toBe('review');
});

it('an order that is not found is taken in all the same', () => {
	expect(withdrawn({ order: undefined })).toMatchObject({
		outcome: 'review',
		reasons: [{ code: 'order_unknown' }],
		lines: [{ quantity: 2 }, { quantity: 1 }],
		law: { protected: true },
	});
});

describe('Art. 13: everything, within fourteen days, as it was paid', () => {
	const policy = Policy.parse({ returnFee: 490, restockingFeeBasisPoints: 1_000, unrefundable: 'store_credit' });
	it('no fee, the delivery included, and no waiting for the inspection', () => {
		const received = inspected([2, 1], { withdrawal: true, refundTiming: 'after_inspection' });
		for (const line of received.lines) line.quantities.inspected = {};
		expect(calculateRefund(received, policy)).toMatchObject({ timing: 'at_receipt', total: eur(6420) });
		expect(calculateRefund({ ...received, withdrawal: undefined }, policy).nothingDue).toBe(true);
	});
	it('Art. 13(3): proof of sending, a carrier that has seen the parcel, is enough', () => {
		const sent = inspected([0, 0], { withdrawal: true, logistics: 'in_transit' });
		expect(calculateRefund(sent, policy)).toMatchObject({ timing: 'at_approval', total: eur(6420) });
		expect(calculateRefund({ ...sent, logistics: 'label_issued' }, policy).nothingDue).toBe(true);
	});
	it('no store credit without consent', () => {
		const received = inspected([2, 1], { withdrawal: true, refundTo: 'store_credit' });
		expect(calculateRefund(received, policy).intent!.payment.id).toBe('p1');
		expect(withdrawn({ refundTo: 'store_credit' }).reasons.map(({ code }) => code)).toEqual(['consent_needed']);
	});
	it('store credit with consent that is recorded', () => {
		const consent = { refundTo: 'store_credit' };
		const received = inspected([2, 1], { withdrawal: true, refundTo: 'store_credit', consent });
		expect(calculateRefund(received, policy).intent!.payment.id).toBe('store_credit');
		expect(withdrawn({ refundTo: 'store_credit', consent }).reasons.map(({ code }) => code)).toEqual(['withdrawal']);
	});
	it('Art. 13(3): proof that a person recorded, or that nothing was ever sent, is enough as well', () => {
		const clock = { toldAt: '2026-11-17T10:00:00Z', held: false };
		const away = inspected([0, 0], { withdrawal: true, clock });
		expect(calculateRefund(away, policy)).toMatchObject({ timing: 'at_approval', total: eur(6420) });
		expect(calculateRefund({ ...away, clock: { ...clock, held: true } }, policy).nothingDue).toBe(true);
	});
	it('in France what a late refund costs is shown, when nothing may be waited for', () => {
		const inFrance = { ...livesIn('FR'), openedAt: '2026-12-01T12:00:00Z', order: undefined };
		const sent = { ...inFrance, logistics: 'in_transit' };
		const late = (changes: object) => withdrawn(changes).law!.surcharge; // judged on 1 January, 17 days late
		expect(late({ ...sent, clock: { toldAt: '2026-12-01T12:00:00Z', held: true } })).toMatchObject({
			basisPoints: 500,
		});
		expect(late(inFrance)).toBeUndefined();
		expect(late({ ...sent, ...livesIn('DE') })).toBeUndefined();
	});
	it('the days are told', () => {
		expect(withdrawn().law).toMatchObject({
			refundDueBy: '2026-12-01',
			sendBackBy: '2026-12-01',
			remindOn: ['2026-11-27', '2026-11-29', '2026-11-30'],
		});
	});
});

it('Art. 14(1): the customer pays the way back only when told so', () => {
	const labels = [{ name: 'you pay', payer: 'customer' }];
	const payer = (law?: object) =>
		withdrawn({}, { book: { labels, law } }).offers!.map(({ labelPaidBy }) => labelPaidBy);
	expect([payer(), payer({ returnCostsTold: true })]).toEqual([
		['shop', 'shop'],
		['customer', 'customer'],
	]);
});

it('Art. 16: a person says whether goods are on the list; final sale is no exception', () => {
	const order = orderOf({ lines: orderOf().lines.map((line) => ({ ...line, finalSale: true })) });
	expect(withdrawn({ order }).outcome).toBe('approve');
	const exclusions = [{ name: 'underwear', kind: 'hygiene', effect: 'decline' }];
	expect(withdrawn({}, { book: { exclusions } })).toMatchObject({
		outcome: 'review',
		lines: [{ quantity: 2 }, { quantity: 1 }],
	});
});

it('holds in the union and the economic area, and where nobody knows the country; not in Britain or Switzerland', () => {
	const has = (country: string) => !!withdrawn(livesIn(country)).law;
	expect(['DE', 'NO', 'GB', 'CH', 'US'].map(has)).toEqual([true, true, false, false, false]);
	expect(!!withdrawn().law).toBe(true);
	expect(withdrawn({ withdrawal: undefined }).law).toBeUndefined();
});

it('a whole contract whose order is not found is for a person, and nothing is approved of it', () => {
	expect(withdrawn({ order: undefined, lines: [] })).toMatchObject({
		outcome: 'review',
		reasons: [{ code: 'order_unknown' }, { code: 'lines_unknown' }],
		lines: [],
	});
});

it('the time of the statement counts, also of a return that was opened before it', () => {
	const clock = { toldAt: '2026-11-25T10:00:00Z', held: true };
	expect(withdrawn({ openedAt: '2026-11-10T10:00:00Z', clock }).law).toMatchObject({
		protected: false,
		refundDueBy: '2026-12-09',
	});
});

it('a decision over a withdrawal is kept whole', () => {
	const decision = withdrawn();
	expect(Decision.parse(decision)).toEqual(decision);
});

describe('docs/guides/withdrawal.md', () => {
	const page = readFileSync(join(__dirname, '../../docs/guides/withdrawal.md'), 'utf8');
	const rows = page.split('\n').filter((line) => /^\| (Art\.|L\.)/.test(line));
	it('names every clause that decisions name', () => {
		for (const clause of Object.keys(clauses)) expect(rows.some((row) => row.includes(clause))).toBe(true);
	});
	it.each(rows)('%s', (row) => {
		const [, , , , test] = row.split('|').map((cell) => cell.trim());
		if (test === 'not built') return;
		const [, file, title] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
		expect(readFileSync(join(__dirname, '../..', file), 'utf8')).toContain(title);
	});
});

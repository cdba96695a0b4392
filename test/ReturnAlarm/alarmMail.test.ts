import { composeAlarmMails } from '../../nodes/ReturnAlarm/alarmMail';
import type { Alarm } from '../../nodes/shared/store';
import { Settings } from '../../nodes/shared/model';

const settings = Settings.parse({
	timeZone: 'Europe/Berlin',
	sender: 'returns@example.com',
	operator: 'operator@example.com',
	owners: { finance: 'finance@example.com' },
});
const leg = {
	intent: {
		id: 'RMA-1/R1',
		amount: { amount: 1250, currency: 'EUR' },
		payment: { id: 'p1', processor: 'stripe', method: 'visa', providerIds: { 'stripe.payment_intent': 'pi_7' } },
	},
	state: 'due',
};
const alarm = (extra: Partial<Alarm> = {}): Alarm => ({
	id: 1,
	kind: 'stuck',
	owner: 'operator',
	brand: 'default',
	raisedAt: '2026-11-28T14:30:00.000Z',
	told: 0,
	reference: 'RMA-1',
	stepId: 17,
	case: { orderNumber: '#1001', customer: { name: 'Avery Example' }, refunds: [leg] } as never,
	facts: {
		subject: 'Settle',
		reason: 'The charge is disputed',
		advice: 'Look at Stripe.',
		execution: 'http://n8n.test/e/1',
		intent: 'RMA-1/R1',
	},
	...extra,
});
const links = { replay: 'http://n8n.test/form/returns/replay', paid: 'http://n8n.test/form/returns/paid-by-hand' };
const compose = (alarms: Alarm[], of: (brand: string) => Settings = () => settings) =>
	composeAlarmMails(alarms, of, links);

describe('the e-mail about alarms', () => {
	it("says which return, whose, how much, since when in the shop's time, why, what to do, and where", () => {
		const {
			mails: [mail],
		} = compose([alarm()]);
		expect(mail).toMatchObject({
			to: 'operator@example.com',
			from: 'returns@example.com',
			subject: 'Step "Settle" is stuck (RMA-1, order #1001)',
			owners: ['operator'],
			brand: 'default',
			alarms: [1],
		});
		expect(mail.text).toBe(
			[
				'NEW',
				'',
				'Step "Settle" is stuck',
				'  Why: The charge is disputed',
				'  What to do: Look at Stripe.',
				'  - RMA-1, order #1001, Avery Example, 12.50 EUR, since 28 Nov 2026, 15:30',
				'    Refund RMA-1/R1, payment visa (stripe, stripe.payment_intent pi_7)',
				'    Execution: http://n8n.test/e/1',
				'    Replay it: http://n8n.test/form/returns/replay?what=17',
				'',
				'What is not dealt with is told again once a day.',
			].join('\n'),
		);
	});
	it('goes to the owner, and gives finance the payment and the form to say what was paid', () => {
		const { mails } = compose([
			alarm({
				kind: 'exception',
				owner: 'finance',
				stepId: undefined,
				facts: { subject: 'pay_by_hand', reason: 'Pay 12.50 EUR back.', intent: 'RMA-1/R1' },
			}),
			alarm({ id: 2 }),
		]);
		expect(mails.map(({ to, alarms }) => [to, alarms])).toEqual([
			['finance@example.com', [1]],
			['operator@example.com', [2]],
		]);
		expect(mails[0].text).toContain('Avery Example, 12.50 EUR');
		expect(mails[0].text).toContain('stripe.payment_intent pi_7');
		expect(mails[0].text).toContain(
			'Paid by hand? http://n8n.test/form/returns/paid-by-hand?reference=RMA-1&refund=RMA-1%2FR1',
		);
		expect(mails[0].text).toContain('Say that it is dealt with: http://n8n.test/form/returns/replay?what=alarm+1');
	});
	it('tells one cause once, with its cases below, and counts what there is too much of', () => {
		const {
			mails: [mail],
		} = compose([
			...Array.from({ length: 25 }, (_, i) => alarm({ id: i + 1, reference: `RMA-${i}` })),
			alarm({
				id: 99,
				kind: 'paused',
				reference: undefined,
				case: undefined,
				stepId: undefined,
				facts: { subject: 'odoo', reason: 'no answer' },
			}),
		]);
		expect(mail.subject).toBe('26 things need you: 25 stuck steps, 1 paused connection');
		expect(mail.text.match(/The charge is disputed/g)).toHaveLength(1);
		expect(mail.text).toContain('Step "Settle" is stuck, 25 times');
		expect(mail.text).toContain('and 5 more of the same');
		expect(mail.text).toContain('Connection Paused: odoo');
		expect(mail.alarms).toHaveLength(26);
	});
	it('tells what is new before what is still open', () => {
		const {
			mails: [mail],
		} = compose([alarm({ told: 2 }), alarm({ id: 2, reference: 'RMA-2', facts: { subject: 'Book', reason: 'no' } })]);
		expect(mail.text.indexOf('RMA-2')).toBeLessThan(mail.text.indexOf('STILL OPEN'));
		expect(compose([alarm({ told: 1 })]).mails[0].subject).toBe(
			'Still open: Step "Settle" is stuck (RMA-1, order #1001)',
		);
	});
	it('keeps brands apart, and uses the addresses of the default brand where one has none', () => {
		const nord = Settings.parse({ brand: 'nord', timeZone: 'America/New_York' });
		const { mails } = compose([alarm({ brand: 'nord' }), alarm({ id: 2 })], (brand) =>
			brand === 'nord' ? nord : settings,
		);
		expect(mails.map(({ to, from, brand }) => [to, from, brand])).toEqual([
			['operator@example.com', 'returns@example.com', 'nord'],
			['operator@example.com', 'returns@example.com', 'default'],
		]);
		expect(mails[0].text).toContain('since 28 Nov 2026, 09:30');
	});
	it('says which alarms have no address', () => {
		expect(compose([alarm()], () => Settings.parse({ sender: 'a@example.com' }))).toMatchObject({
			mails: [],
			nowhere: [{ id: 1 }],
		});
	});
	it.each(['\n', '\r\n', '\u2028'])('takes no line breaks from outside (%j)', (break_) => {
		const {
			mails: [mail],
		} = compose([
			alarm({ case: { orderNumber: `#1${break_}Bcc: x`, customer: { name: `A${break_}NEW` }, refunds: [] } as never }),
		]);
		expect(mail.subject).not.toMatch(/[\r\n\u2028]/);
		expect(mail.text.split(/[\r\n\u2028]/).filter((line) => line.startsWith('NEW') || line.startsWith('Bcc'))).toEqual([
			'NEW',
		]);
	});
});

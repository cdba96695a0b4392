import { assertAllowed, Refused } from '../../../nodes/shared/case/commands';
import { applied, opened } from '../../../nodes/shared/case/apply';
import { toApprove } from '../../../nodes/shared/case/approvals';
import type { CaseState } from '../../../nodes/shared/case/caseState';
import { nextReminderAt, reminderEvent } from '../../../nodes/shared/case/reminders';
import { nextReviewReminderAt } from '../../../nodes/shared/case/reviewReminders';
import { parseNewEvent, ReturnRequest, type CaseEvent, type EventType } from '../../../nodes/shared/model';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const start = Date.parse('2026-11-21T10:00:00.000Z');
const hour = 3_600_000;
const order = (price = 60_000) => ({
	number: '#1',
	currency: 'EUR',
	lines: [{ id: 'o1', sku: 'TV', quantity: 2, subtotal: eur(price), tax: eur(price / 5) }],
});
const decision = (more: object = {}) => ({
	outcome: 'review',
	reasons: [],
	lines: [{ line: 'L1', quantity: 1 }],
	approvals: { people: 2, rows: ['Dear'] },
	...more,
});

/** A case to which things happen, an hour after each other. */
class Story {
	state: CaseState;
	voided: string[] = [];
	private position = 1;
	constructor() {
		const request = ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', sku: 'TV', quantity: 1 }] });
		this.state = opened(this.envelope('return.requested', { request }) as CaseEvent<'return.requested'>);
	}
	private envelope(type: EventType, data: object): CaseEvent {
		const time = new Date(start + this.position * hour).toISOString();
		return {
			...{ specversion: '1.0', id: `e${this.position}`, source: 'test', type, subject: 'RMA-1', time },
			position: this.position++,
			data: parseNewEvent({ id: 'e', source: 'test', type, data }).data,
		} as CaseEvent;
	}
	tell(type: EventType, data: object): this {
		const event = this.envelope(type, data);
		assertAllowed(this.state, event);
		const after = applied(this.state, event);
		this.state = after.state;
		if (!after.voided) return this;
		this.voided.push(after.voided);
		return this.tell('return.approval_voided', { reason: after.voided, asks: 'service' });
	}
	approve(by: string, more: object = {}): this {
		return this.tell('return.approval_given', { by, ...toApprove(this.state), ...more });
	}
}
const reviewed = (more: object = {}) =>
	new Story()
		.tell('order.found', { order: order(), system: 'shopify' })
		.tell('return.review_required', { decision: decision(more) });
const why = (act: () => unknown) => {
	try {
		act();
	} catch (error) {
		if (error instanceof Refused) return error.message;
		throw error;
	}
	return 'allowed';
};

describe('a return that two people must approve', () => {
	it('is approved only after two, and never by one of them twice', () => {
		const story = reviewed();
		expect(story.state.can).toMatchObject({ approve: false, giveApproval: true });
		expect(why(() => story.tell('return.approved', {}))).toContain('Two people must approve this return');
		story.approve('ann@shop.example');
		expect(why(() => story.tell('return.approved', {}))).toContain(
			'ann@shop.example has approved this return, and a second',
		);
		expect(why(() => story.approve(' ANN@shop.example'))).toContain('never the first');
		story.approve('bert@shop.example');
		expect(story.state.can).toMatchObject({ approve: true, giveApproval: false });
		expect(story.tell('return.approved', {}).state.verdict).toBe('approved');
		expect(story.state.review?.approvals.map(({ by, value }) => [by, value])).toEqual([
			['ann@shop.example', eur(36_000)],
			['bert@shop.example', eur(36_000)],
		]);
	});

	it('is not approved for other pieces than the two have approved, also later', () => {
		const story = reviewed().approve('ann').approve('bert');
		const more = { lines: [{ line: 'L1', quantity: 2 }] };
		expect(why(() => story.tell('return.approved', more))).toContain('other pieces than these');
		story.tell('return.approved', { lines: [{ line: 'L1', quantity: 1 }] });
		expect(why(() => story.tell('return.approved', more))).toContain('other pieces than these');
	});

	it('whose goods are worth another amount than the first approved is approved anew by both', () => {
		const story = reviewed().approve('ann');
		story.tell('order.found', { order: order(80_000), system: 'shopify' });
		expect(story.voided).toEqual(['The goods are worth 480.00 EUR now; ann has approved 360.00 EUR.']);
		expect(story.state.review?.approvals).toMatchObject([{ by: 'ann', void: story.voided[0] }]);
		expect(story.state.can).toMatchObject({ approve: false, giveApproval: true });
		story.approve('bert');
		expect(why(() => story.tell('return.approved', {}))).toContain('bert has approved this return, and a second');
		expect(story.approve('ann').tell('return.approved', {}).state.verdict).toBe('approved');
	});

	it('of which other pieces are proposed later is approved anew; the same news again changes nothing', () => {
		const story = reviewed().approve('ann');
		story.tell('order.found', { order: order(), system: 'shopify' });
		story.tell('return.review_required', { decision: decision() });
		expect(story.voided).toEqual([]);
		story.tell('return.review_required', { decision: decision({ lines: [{ line: 'L1', quantity: 0 }] }) });
		expect(story.voided).toHaveLength(1);
	});

	it('is not approved by somebody who saw another amount', () => {
		const story = reviewed();
		const { lines } = toApprove(story.state);
		expect(why(() => story.tell('return.approval_given', { by: 'ann', lines, value: eur(1) }))).toContain(
			'Look at it again',
		);
		expect(why(() => story.approve('ann', { lines: [{ line: 'L1', quantity: 9 }] }))).toContain('Look at it again');
	});

	it('may be declined by one', () => {
		expect(reviewed().approve('ann').tell('return.declined', { reason: 'x' }).state.verdict).toBe('declined');
	});

	it('is asked of by the decision that comes with the approval, too', () => {
		const story = new Story();
		expect(why(() => story.tell('return.approved', { decision: decision() }))).toContain('Two people must approve');
	});
});

it('one person is enough where the policy does not ask for two', () => {
	const story = reviewed({ approvals: { people: 1, rows: ['Dear'] } });
	expect(story.state.can).toMatchObject({ approve: true, giveApproval: true });
	expect(story.tell('return.approved', {}).state.verdict).toBe('approved');
});

describe('a return that waits for a person', () => {
	const at = (hours: number) => start + hours * hour;
	const remind = (story: Story, hours: number) => {
		const event = reminderEvent(story.state, at(hours));
		if (event) story.tell(event.type, event.data);
		return event?.data;
	};

	it('reminds them once, then asks somebody else again and again, and is never approved by that', () => {
		const story = reviewed({ rules: { windowDays: 30, remindReviewerAfterHours: 4, escalateReviewAfterHours: 10 } });
		const begun = 3;
		expect(nextReminderAt(story.state)).toBe(at(begun + 4));
		expect(remind(story, begun + 3)).toBeUndefined();
		expect(remind(story, begun + 4)).toMatchObject({ reminder: 1, escalated: false, asks: 'service' });
		expect(nextReminderAt(story.state)).toBe(at(begun + 14));
		expect(remind(story, begun + 14)).toMatchObject({ reminder: 2, escalated: true, asks: 'reviewEscalation' });
		expect(remind(story, begun + 54)).toMatchObject({ reminder: 6, escalated: true });
		expect(remind(story, begun + 60)).toBeUndefined();
		expect(story.state.verdict).toBe('in_review');
	});

	it('begins anew for the second person, and ends with the decision', () => {
		const story = reviewed().approve('ann');
		expect(remind(story, 4 + 24)).toMatchObject({
			reminder: 1,
			asks: 'secondApprover',
			message: expect.stringContaining('a second person to approve it; ann has') as string,
		});
		story.approve('bert').tell('return.approved', {});
		expect(nextReviewReminderAt(story.state)).toBeUndefined();
	});

	it('of a policy with 0 hours is not reminded of', () => {
		expect(nextReminderAt(reviewed({ rules: { remindReviewerAfterHours: 0 } }).state)).toBeNull();
		const once = reviewed({ rules: { remindReviewerAfterHours: 1, escalateReviewAfterHours: 0 } });
		remind(once, 5);
		expect(nextReminderAt(once.state)).toBeNull();
	});
});

import { eventTypes, InvalidEvent, parseNewEvent } from '../../../nodes/shared/model';
import { eur, eventExamples, intent } from './eventExamples';

const event = (type: string, data: object) => ({ id: 'e1', source: 'test', type, data });

describe('parseNewEvent', () => {
	it('knows an example of every event type', () => {
		expect(Object.keys(eventExamples).sort()).toEqual([...eventTypes].sort());
	});

	it.each(Object.entries(eventExamples))('%s: takes what fits', (type, [good]) => {
		expect(parseNewEvent(event(type, good))).toMatchObject({ id: 'e1', source: 'test', type, data: good });
	});

	it.each(Object.entries(eventExamples))('%s: refuses what does not, and names the field', (type, [, bad, field]) => {
		const failure = failureOf(event(type, bad));
		expect(failure).toBeInstanceOf(InvalidEvent);
		expect(failure.issues.map((issue) => issue.field)).toContain(field);
		expect(failure.message).toContain(field);
	});

	it('keeps what a sender adds, and fills in defaults', () => {
		expect(parseNewEvent(event('return.canceled', { by: 'customer' })).data).toEqual({ by: 'customer' });
		expect(parseNewEvent(event('refund.due', { intent })).data).toMatchObject({
			intent: { reason: 'return', payment: { providerIds: {} } },
		});
	});

	it('brings times to UTC', () => {
		expect(parseNewEvent({ ...event('return.expired', {}), time: '2026-11-21T10:00:00+01:00' }).time).toBe(
			'2026-11-21T09:00:00.000Z',
		);
	});

	it.each([
		[{ ...event('return.lost', {}) }, 'type'],
		[{ ...event('return.expired', {}), id: '' }, 'id'],
		[{ ...event('return.expired', {}), source: undefined }, 'source'],
		[{ ...event('return.expired', {}), time: '21.11.2026' }, 'time'],
		[{ ...event('return.expired', {}), references: { 'odoo.return': 17 } }, 'references.odoo.return'],
		[null, ''],
	])('refuses the envelope %j', (input, field) => {
		expect(failureOf(input).issues.map((issue) => issue.field)).toContain(field);
	});

	it('refuses a refund intent that mixes currencies', () => {
		const mixed = { ...intent, breakdown: [{ kind: 'line', amount: { amount: 500, currency: 'USD' } }] };
		expect(failureOf(event('refund.due', { intent: mixed })).message).toBe(
			'refund.due: intent.breakdown mixes USD with EUR',
		);
		expect(parseNewEvent(event('refund.due', { intent: { ...intent, breakdown: [] } })).data).toMatchObject({
			intent: { amount: eur(500) },
		});
	});
});

function failureOf(input: unknown): InvalidEvent {
	try {
		parseNewEvent(input);
	} catch (error) {
		return error as InvalidEvent;
	}
	throw new Error('it was taken');
}

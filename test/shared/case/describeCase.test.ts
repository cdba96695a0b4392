import { describeCase } from '../../../nodes/shared/case/describeCase';
import { standingOf } from '../../../nodes/shared/case/standing';
import { applied, opened } from '../../../nodes/shared/case/apply';
import type { CaseState } from '../../../nodes/shared/case/caseState';
import { parseNewEvent, type CaseEvent, type EventType } from '../../../nodes/shared/model';

const live = '<a href="https://evil.example">SKU</a>';
const money = (amount: number) => ({ amount, currency: 'EUR' });
const order = {
	number: '#1003',
	currency: 'EUR',
	lines: [
		{
			id: 'O1',
			sku: 'CAMERA-X',
			title: 'Camera',
			quantity: 2,
			subtotal: money(240_000),
			tax: money(60_000),
			providerIds: {},
		},
	],
	payments: [
		{
			id: 'p1',
			processor: 'stripe',
			providerIds: {},
			captured: money(300_000),
			refunded: money(0),
			refundable: money(300_000),
		},
	],
	providerIds: {},
};
const decision = {
	outcome: 'review',
	reasons: [{ code: 'value_above_limit', message: 'The goods are worth 1500.00 EUR.' }],
	lines: [{ line: 'L1', quantity: 1 }],
};

/** A case after these events, and its timeline. */
function told(
	request: object,
	...events: Array<{ type: EventType; data: object; actor?: string; time?: string }>
): [CaseState, CaseEvent[]] {
	const first = {
		id: '1',
		source: 'portal',
		type: 'return.requested' as const,
		data: {
			request: {
				brand: 'default',
				channel: 'shopify',
				orderNumber: '#1003',
				customer: { name: 'Robin', email: 'robin@example.com', providerIds: {} },
				lines: [
					{ id: 'L1', sku: 'CAMERA-X', title: 'Camera', quantity: 1, reason: 'NOT_AS_DESCRIBED', providerIds: {} },
				],
				providerIds: {},
				...request,
			},
		},
		time: '2026-11-20T09:00:00.000Z',
	};
	const timeline = [first, ...events].map((one, index) => {
		const { id, source, type, data, time, actor } = parseNewEvent({
			id: String(index),
			source: 'test',
			time: '2026-11-21T09:00:00.000Z',
			...one,
		});
		return {
			specversion: '1.0',
			id,
			source,
			type,
			subject: 'RMA-1',
			time: time!,
			actor,
			position: index + 1,
			data,
		} as unknown as CaseEvent;
	});
	const [requested, ...more] = timeline;
	return [
		more.reduce((state, event) => applied(state, event).state, opened(requested as CaseEvent<'return.requested'>)),
		timeline,
	];
}
const review = { type: 'return.review_required' as const, data: { decision } };
const found = { type: 'order.found' as const, data: { order, system: 'shopify', lineLinks: { L1: 'O1' } } };

describe('a case described for a person', () => {
	it('has all that is needed to decide', () => {
		const { text, waitsForDecision, standing } = describeCase(
			...told({ note: 'It blinks' }, found, review),
			'Europe/Berlin',
		);
		expect([waitsForDecision, standing]).toEqual([true, 'Waits for a reviewer.']);
		for (const part of [
			'Order: #1003',
			'Robin, robin@example.com',
			'20 Nov 2026, 10:00',
			'1 x Camera (CAMERA-X), 1500.00 EUR, reason: not as described',
			'It blinks',
			'3000.00 EUR by stripe',
			'The goods are worth 1500.00 EUR.',
		])
			expect(text).toContain(part);
	});
	it.each([
		['an order number', { orderNumber: live }],
		["a customer's name", { customer: { name: live, providerIds: {} } }],
		["a customer's note", { note: live }],
		[
			'a title, a SKU and a reason',
			{ lines: [{ id: 'L1', sku: live, title: `${live}!`, quantity: 1, reason: live, note: live, providerIds: {} }] },
		],
	])('shows %s as it is written, without a live link', (_what, request) => {
		const { html, text } = describeCase(...told(request, review), 'UTC');
		expect(html).not.toMatch(/<(?!\/?(table|tr|td|b)>|br>)/);
		expect(html.toLowerCase()).toContain('&#60;a href=');
		expect(text.toLowerCase()).toContain('<a href=');
	});
	it('knows nothing of an order that was not found, and says so', () => {
		expect(describeCase(...told({ orderNumber: undefined, customer: undefined }), 'UTC').text).toMatch(
			/Order: unknown[^]*Customer: unknown/,
		);
	});
});

describe('how a return stands', () => {
	const at = (...events: Array<{ type: EventType; data: object; actor?: string; time?: string }>) =>
		standingOf(...told({}, ...events), 'Europe/Berlin');
	it.each([
		['a reviewer', 'ann@example.com', 'Approved on 21 Nov 2026, 10:00 by ann@example.com.'],
		['our own node', 'n8n: Approve in Shopify', 'Approved on 21 Nov 2026, 10:00 by the policy.'],
		['Shopify', 'Shopify', 'Approved on 21 Nov 2026, 10:00 in Shopify.'],
		['nobody named', undefined, 'Approved on 21 Nov 2026, 10:00 by the policy.'],
	])('names who approved: %s', (_who, actor, said) => {
		expect(at(review, { type: 'return.approved', data: {}, actor })).toBe(said);
	});
	it('goes by the decision that counted, also when another came before it', () => {
		expect(
			at(
				{ type: 'return.approved', data: {}, actor: 'ann@example.com' },
				{ type: 'return.canceled', data: {}, actor: 'Shopify' },
			),
		).toBe('Canceled on 21 Nov 2026, 10:00 in Shopify.');
		expect(at(review, { type: 'return.declined', data: { reason: 'other' }, actor: 'ann@example.com' })).toBe(
			'Declined on 21 Nov 2026, 10:00 by ann@example.com.',
		);
	});
	it('waits before anybody has decided', () => {
		expect(at()).toContain('the policy has not decided yet');
	});
});

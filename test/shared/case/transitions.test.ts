import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { assertAllowed, Refused } from '../../../nodes/shared/case/commands';
import { applied, opened } from '../../../nodes/shared/case/apply';
import type { CaseState } from '../../../nodes/shared/case/caseState';
import { exceptionOwners, transitions, type Transition } from '../../../nodes/shared/case/transitions';
import {
	eventTypes,
	owners,
	parseNewEvent,
	ReturnRequest,
	type CaseEvent,
	type CaseException,
	type EventType,
} from '../../../nodes/shared/model';
import { eventExamples } from '../model/eventExamples';

type Told = readonly [EventType, object];
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const money = {
	stripe: { id: 'p1', processor: 'stripe', captured: eur(4000), refunded: eur(0), refundable: eur(4000) },
};
const found: Told = [
	'order.found',
	{ system: 'shopify', order: { number: '#1', currency: 'EUR', lines: [], payments: [money.stripe] } },
];
const approve: Told = ['return.approved', {}];
const intent = (id: string, amount = 1000, payment = 'p1') => ({
	id,
	amount: eur(amount),
	payment: { id: payment, processor: 'stripe' },
});
const due = (id: string): Told => ['refund.due', { intent: intent(id) }];
const refund = (id: string, status: 'pending' | 'succeeded' | 'failed', amount = 1000): Told => [
	`refund.${status === 'pending' ? 'submitted' : status}` as EventType,
	{ refund: { id: `re_${id}`, intent: id, amount: eur(amount), status } },
];
const received = (quantity = 1): Told => [
	'return.received',
	{ receipt: { id: 'G', lines: [{ line: 'L1', quantity }] } },
];
const inspected = (quantity = 1): Told => [
	'return.inspected',
	{ inspection: { id: 'I', lines: [{ line: 'L1', quantity, destination: 'restock' }] } },
];
const label: Told = [
	'label.issued',
	{ label: { id: 'lb1', carrier: 'UPS', trackingNumber: 'T1', labelUrl: 'https://labels.example/1.pdf' } },
];
const inTransit: Told = ['shipment.in_transit', { tracking: { trackingNumber: 'T1', status: 'in_transit' } }];
const end = {
	declined: ['return.declined', { reason: 'x' }],
	canceled: ['return.canceled', {}],
	expired: ['return.expired', {}],
} as const satisfies Record<string, Told>;
const close: Told = ['return.closed', {}];

function envelope([type, data]: Told, position: number): CaseEvent {
	return {
		specversion: '1.0',
		id: `e${position}`,
		source: 'test',
		type,
		subject: 'RMA-1',
		time: '2026-11-21T10:00:00.000Z',
		position,
		data: parseNewEvent({ id: 'e', source: 'test', type, data }).data,
	} as CaseEvent;
}

const newCase = () =>
	opened(
		envelope(
			[
				'return.requested',
				{ request: ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', sku: 'TEE', quantity: 2 }] }) },
			],
			1,
		) as CaseEvent<'return.requested'>,
	);

/** What each event opened, in a case that begins with a request. Throws Refused for a command that does not fit. */
function play(...told: Told[]): { state: CaseState; opened: CaseException[][] } {
	let state = newCase();
	const all = told.map((one, index) => {
		const event = envelope(one, index + 2);
		assertAllowed(state, event);
		const after = applied(state, event);
		({ state } = after);
		return after.exceptions;
	});
	return { state, opened: all };
}
const codes = (told: Told[]) => play(...told).opened.map((one) => one.map(({ code }) => code));
const last = (told: Told[]) => codes(told).at(-1);

describe('a fact that does not fit opens an exception', () => {
	it.each<[string, Told[], string]>([
		['goods of a canceled return', [approve, end.canceled, received()], 'goods_of_ended_return'],
		['goods of a return that was declined after all', [approve, end.declined, received()], 'goods_of_ended_return'],
		['goods of a return that was declined at once', [end.declined, received()], 'goods_of_ended_return'],
		['goods of an expired return', [approve, end.expired, received()], 'goods_of_ended_return'],
		['goods of a return nobody has approved', [received()], 'over_receipt'],
		['goods that are inspected and were not received', [approve, inspected()], 'over_inspection'],
		['goods that are inspected after the end', [approve, end.canceled, inspected()], 'goods_of_ended_return'],
		['a cancellation when the goods are here', [approve, received(), end.canceled], 'goods_of_ended_return'],
		['a parcel of a canceled return', [approve, label, end.canceled, inTransit], 'parcel_of_ended_return'],
		['a label for a canceled return', [approve, end.canceled, label], 'label_of_ended_return'],
		[
			'a document for a canceled return',
			[approve, end.canceled, ['return_document.created', { id: '1', system: 'odoo' }]],
			'document_of_ended_return',
		],
		['an expiry when a refund is due', [found, approve, due('R1'), end.expired], 'expired_late'],
		['an expiry when goods have arrived', [approve, received(), end.expired], 'expired_late'],
		['an expiry of a closed return', [approve, close, end.expired], 'expired_late'],
		['an expiry of a declined return', [end.declined, end.expired], 'expired_late'],
		[
			'a refund that is paid after the return expired',
			[found, approve, due('R1'), close, end.expired, refund('R1', 'succeeded')],
			'refund_of_ended_return',
		],
		[
			'a refund that is paid for a canceled return',
			[['refund.held', { intent: intent('R1'), until: 'x' }], end.canceled, refund('R1', 'succeeded')],
			'refund_of_ended_return',
		],
		[
			'a refund that is sent for a canceled return',
			[['refund.held', { intent: intent('R1'), until: 'x' }], end.canceled, refund('R1', 'pending')],
			'refund_of_ended_return',
		],
		[
			'store credit for a declined return',
			[
				['refund.held', { intent: intent('R1'), until: 'x' }],
				end.declined,
				['store_credit.issued', { id: 'c1', intent: 'R1' }],
			],
			'refund_of_ended_return',
		],
		[
			'new goods for a declined return',
			[end.declined, ['exchange.created', { id: 'x', intent: intent('R1') }]],
			'refund_of_ended_return',
		],
		[
			'a refund that is planned on a payment of another order',
			[found, ['refund.held', { intent: intent('R1', 100, 'p9'), until: 'x' }]],
			'foreign_payment',
		],
		[
			'a refund that is paid although it is held',
			[approve, ['refund.held', { intent: intent('R1'), until: 'x' }], refund('R1', 'succeeded')],
			'refund_not_due',
		],
		['a refund of another amount', [found, approve, due('R1'), refund('R1', 'succeeded', 900)], 'refund_differs'],
		['a refund that nobody owes', [approve, refund('R7', 'pending')], 'unknown_refund'],
		[
			'the same request in the case that it opened',
			[['return.requested', { request: { channel: 'portal', lines: [{ id: 'L1', quantity: 1 }] } }]],
			'requested_again',
		],
	])('%s', (_what, told, code) => {
		expect(last(told)).toContain(code);
		const exception = play(...told)
			.opened.at(-1)!
			.find((one) => one.code === code)!;
		expect(exception.message).toMatch(/then resolve this exception\.$|Then resolve this exception\.$/);
	});

	it('says nothing of the normal course of a return', () => {
		const story: Told[] = [
			found,
			['return.review_required', { decision: { outcome: 'review', reasons: [], lines: [] } }],
			['return.approved', { lines: [{ line: 'L1', quantity: 2 }] }],
			label,
			inTransit,
			['shipment.delivered', { tracking: { trackingNumber: 'T1', status: 'delivered' } }],
			received(),
			inspected(),
			due('R1'),
			refund('R1', 'pending'),
			refund('R1', 'succeeded'),
			received(),
			inspected(),
			due('R2'),
			close,
			refund('R2', 'failed'),
			['return.reopened', {}],
			refund('R2', 'succeeded'),
			close,
		];
		expect(codes(story).flat()).toEqual(['refund_failed']);
		expect(
			codes([
				['return.canceled', {}],
				['return.review_required', { decision: { outcome: 'review', reasons: [], lines: [] } }],
			]).flat(),
		).toEqual([]);
		expect(
			codes([
				approve,
				end.canceled,
				['store_credit.issued', { id: 'goodwill' }],
				['label.voided', { label: 'lb1' }],
				['return_document.canceled', { id: '1', system: 'odoo' }],
				close,
			]).flat(),
		).toEqual([]);
	});

	it('tells of one parcel once while it is open, however many stops the carrier reports', () => {
		expect(codes([approve, end.canceled, inTransit]).at(-1)).toEqual(['parcel_of_ended_return']);
		const { state } = play(approve, end.canceled, inTransit);
		const open = { ...state, exceptions: play(approve, end.canceled, inTransit).opened.flat() };
		expect(applied(open, envelope(inTransit, 9)).exceptions).toEqual([]);
		expect(applied({ ...open, exceptions: [] }, envelope(inTransit, 9)).exceptions).toHaveLength(1);
	});
});

describe('a command that does not fit is refused, with the reason', () => {
	it.each<[string, Told[], RegExp]>([
		['approval after expiry', [approve, end.expired, approve], /expired.*Open a new case/],
		['approval after the customer canceled', [end.canceled, approve], /canceled/],
		['a refund that becomes due after expiry', [found, approve, end.expired, due('R1')], /only an approved return/],
		['a cancellation once a refund is due', [found, approve, due('R1'), end.canceled], /already due or paid/],
	])('%s', (_what, told, message) => {
		expect(() => play(...told)).toThrow(message);
		expect(() => play(...told)).toThrow(Refused);
	});
});

/** Events as they may come: any type with data that fits it, and those that matter to this case in several forms. */
const anything: Told[] = [
	...eventTypes.map((type): Told => [type, eventExamples[type][0]]),
	found,
	approve,
	label,
	inTransit,
	close,
	...Object.values(end),
	received(1),
	received(5),
	inspected(1),
	inspected(9),
	due('R1'),
	due('R2'),
	...(['pending', 'succeeded', 'failed'] as const).flatMap((status) => [
		refund('R1', status),
		refund('R2', status),
		refund('R9', status),
	]),
	['refund.held', { intent: intent('R2'), until: 'x' }],
	['store_credit.issued', { id: 'c', intent: 'R2' }],
	['exchange.created', { id: 'x', intent: intent('R2') }],
];

it('from any state, any fact is recorded and fits or opens an exception with an owner; a command fits or is refused', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...anything), { minLength: 1, maxLength: 14 }), (told) => {
			let state = newCase();
			for (const [index, one] of told.entries()) {
				const event = envelope(one, index + 2);
				const { kind, from, otherwise, opens = [] } = transitions[event.type];
				const fits = from.includes(state.verdict);
				if (kind === 'command') {
					let refused = false;
					try {
						assertAllowed(state, event);
					} catch (error) {
						expect(error).toBeInstanceOf(Refused);
						refused = true;
					}
					if (!fits) expect(refused).toBe(true);
					if (refused) continue;
				} else expect(() => assertAllowed(state, event)).not.toThrow();
				const after = applied(state, event);
				expect(after.state.version).toBe(event.position);
				for (const { code, owner, message } of after.exceptions) {
					expect([otherwise, ...opens]).toContain(code);
					expect(owner).toBe(exceptionOwners[code as keyof typeof exceptionOwners]);
					expect(owners).toContain(owner);
					expect(message.length).toBeGreaterThan(20);
				}
				if (!fits && otherwise) {
					const open = [...state.exceptions, ...after.exceptions].some(({ code }) => code === otherwise);
					const besides =
						otherwise === 'refund_of_ended_return' &&
						!(event.data as { intent?: unknown; refund?: unknown }).intent &&
						!(event.data as { refund?: unknown }).refund;
					expect(open || besides).toBe(true);
				}
				// What a case opens by itself is an event of its own in the store.
				({ state } = after);
				for (const exception of after.exceptions)
					({ state } = applied(state, envelope(['exception.opened', { exception }], index + 2)));
			}
		}),
		{ numRuns: 400 },
	);
});

it('what a person may still do is what the commands take', () => {
	const isTaken = (state: CaseState, told: Told) => {
		try {
			assertAllowed(state, envelope(told, state.version + 1));
			return true;
		} catch (error) {
			expect(error).toBeInstanceOf(Refused);
			return false;
		}
	};
	const seen = new Set<string>();
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...anything), { minLength: 1, maxLength: 14 }), (told) => {
			let state = newCase();
			for (const one of told) {
				if (isTaken(state, one)) ({ state } = applied(state, envelope(one, state.version + 1)));
				const { can, verdict, refunds } = state;
				expect(can.approve).toBe(isTaken(state, approve));
				expect(can.decline).toBe(verdict !== 'declined' && isTaken(state, end.declined));
				expect(can.cancel).toBe(verdict !== 'canceled' && isTaken(state, end.canceled));
				const held = refunds.filter((leg) => leg.state === 'held').map((leg) => ({ intent: leg.intent }));
				if (!can.release) expect(held.some((data) => isTaken(state, ['refund.due', data]))).toBe(false);
				const droppable = refunds.filter((leg) => leg.state !== 'dropped').map((leg) => ({ intent: leg.intent.id }));
				expect(can.drop).toBe(droppable.some((data) => isTaken(state, ['refund.dropped', data])));
				expect(can.reopen).toBe(!!state.closedAt);
				seen.add(JSON.stringify(can));
			}
		}),
		{ numRuns: 400 },
	);
	expect(seen.size).toBeGreaterThan(5);
});

describe('docs/events.md', () => {
	const page = readFileSync(join(__dirname, '../../../docs/events.md'), 'utf8');
	const quoted = (list: readonly string[]) => list.map((one) => `\`${one}\``).join(', ');
	const row = (type: string, { kind, from, unless, otherwise, opens = [] }: Transition) =>
		`| \`${type}\` | ${kind} | ${from.length === 6 ? 'any' : quoted(from) || 'none'}${unless ? `, unless ${unless}` : ''} | ${kind === 'command' ? 'refused' : otherwise ? `\`${otherwise}\`` : '-'} | ${quoted(opens.filter((code) => code !== otherwise)) || '-'} |`;

	it.each(
		Object.entries(transitions).filter(
			([, one]) => one.kind === 'command' || one.from.length < 6 || one.unless || one.opens?.length,
		),
	)('shows when %s fits', (type, transition) => {
		expect(page).toContain(row(type, transition));
	});
	it('shows no event there that always fits', () => {
		const section = page.split('## When an event fits')[1].split('\n## ')[0];
		const shown = [...section.matchAll(/^\| `([\w.]+)` \| (?:fact|command) \|/gm)].map(([, type]) => type);
		expect(shown.sort()).toEqual(
			Object.entries(transitions)
				.filter(([, one]) => one.kind === 'command' || one.from.length < 6 || one.unless || one.opens?.length)
				.map(([type]) => type)
				.sort(),
		);
	});
	it.each(Object.entries(transitions))('says what kind %s is', (type, { kind }) => {
		expect(page).toMatch(new RegExp(`^\\| \`${type.replace('.', '\\.')}\` \\| ${kind} \\|`, 'm'));
	});
	it.each(Object.entries(exceptionOwners))('says who looks after %s', (code, owner) => {
		expect(page).toMatch(new RegExp(`^\\| \`${code}\` \\| ${owner} \\|`, 'm'));
	});
});

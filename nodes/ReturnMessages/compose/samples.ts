import { applied, opened, type CaseState } from '../../shared/case';
import {
	eventData,
	type CaseEvent,
	type EventType,
	type Language,
	type MessageName,
	type Money,
	type Settings,
} from '../../shared/model';
import type { About } from './about';
import { countriesOf } from './language';

/*
 * An invented return that goes through all that can be told, so that every message can be looked at before a customer gets one.
 */

const reference = 'RMA-7K2M9QX4TB';
const placed = '2026-03-02T09:30:00.000Z';

/** What each message is told by, in an order in which it can happen. */
const told: Array<[MessageName, EventType, (amount: (minor: number) => Money) => object]> = [
	['withdrawal_received', 'withdrawal.declared', () => ({ statement, receipt: { subject: '', text: '' } })],
	['requested', 'return.requested', () => ({ request: {} })],
	['question', 'note.added', () => ({ note: 'Please send us a photo of the damage.' })],
	['review', 'return.review_required', () => ({ decision: { ...decision, outcome: 'review', reasons } })],
	['approved', 'return.approved', () => ({ decision })],
	['label', 'label.issued', () => ({ label })],
	['reminder', 'label.issued', () => ({ label })],
	['part_received', 'return.received', () => ({ receipt: { id: 'r1', lines: [{ line: 'L1', quantity: 1 }] } })],
	['received', 'return.received', () => ({ receipt: { id: 'r2', lines: [{ line: 'L1', quantity: 1 }] } })],
	['inspected', 'return.inspected', () => ({ inspection: inspection('i1', 'quarantine') })],
	['refund_paid', 'refund.succeeded', (amount) => ({ refund: refund(amount, 'succeeded') })],
	['refund_failed', 'refund.failed', (amount) => ({ refund: refund(amount, 'failed') })],
	['credit_issued', 'store_credit.issued', (amount) => ({ id: 'c1', amount: amount(4490), intent: `${reference}/R1` })],
	['exchange', 'exchange.created', (amount) => ({ id: 'x1', state: 'settled', rest: amount(500) })],
	['sent_back', 'return.inspected', () => ({ inspection: inspection('i2', 'customer') })],
	[
		'exception',
		'exception.opened',
		() => ({ exception: { code: 'over_receipt', owner: 'warehouse', message: tooMuch } }),
	],
	['declined', 'return.declined', () => ({ reason: 'RETURN_PERIOD_ENDED', note: 'The goods were bought in 2024.' })],
	['canceled', 'return.canceled', () => ({})],
	['expired', 'return.expired', () => ({})],
	['claim', 'claim.opened', (amount) => ({ claim: claim(amount) })],
	['not_expected', 'return_document.canceled', () => ({ id: '7', system: 'odoo', name: 'WH/RET/00007' })],
];

const tooMuch = '3 x TEE-BLUE-M arrived, 2 were approved. Set aside what is too much, then resolve this exception.';
const reasons = [{ code: 'value_above_limit', message: 'The goods are worth more than a person need not look at.' }];
const decision = { outcome: 'approve', reasons: [], lines: [{ line: 'L1', quantity: 2 }] };
const label = {
	id: 'lb1',
	carrier: 'Example Parcels',
	trackingNumber: 'EX0000000001',
	trackingUrl: 'https://parcels.example/track/EX0000000001',
	labelUrl: 'https://labels.example/EX0000000001.pdf',
};
const claim = (amount: (minor: number) => Money) => ({
	id: `${reference}/claim/${label.trackingNumber}`,
	trackingNumber: label.trackingNumber,
	carrier: label.carrier,
	reason: 'lost',
	said: 'Lost in the sorting centre',
	acceptedAt: placed,
	label: { id: label.id, providerIds: {} },
	goods: [{ line: 'L1', sku: 'TEE-BLUE-M', title: 'Blue Tee', quantity: 2 }],
	value: amount(4490),
});
const inspection = (id: string, destination: string) => ({
	id,
	lines: [
		{ line: 'L1', quantity: 1, condition: 'worn', destination, note: 'A stain on the sleeve.', evidence: 'photo 1' },
	],
});
const refund = (amount: (minor: number) => Money, status: string) => ({
	id: 're_1',
	intent: `${reference}/R1`,
	amount: amount(4490),
	status,
});
const statement = {
	id: 's1',
	toldAt: placed,
	timeZone: 'UTC',
	name: 'Kim Example',
	contract: 'Order #1001 of 20 February',
	email: 'kim@example.com',
	channel: 'page',
	lines: [{ sku: 'TEE-BLUE-M', title: 'Blue Tee', quantity: 2 }],
	text: 'I withdraw from the contract.',
};

/** What a message would be about, of the invented return. */
export function sampleOf(name: MessageName, settings: Settings, language: Language, reviewPage: string): About {
	const common = { reference, settings, reviewPage, now: placed };
	if (name === 'stuck') return { ...common, stuck: stuckSample };
	if (name === 'connection')
		return { ...common, news: { connection: 'odoo', paused: true, reason: 'Odoo does not answer.' } };
	const currency = settings.policy.currency ?? 'EUR';
	const amount = (minor: number): Money => ({ amount: minor, currency });
	let state = opened(requested(settings, language));
	const events = eventsUpTo(name, amount);
	for (const event of events)
		if (event.type in eventData && event.type !== 'return.requested') state = after(state, event);
	return { ...common, state, event: events.at(-1) };
}

const stuckSample = {
	id: 1,
	name: 'Settle',
	reference,
	attempts: 5,
	what: 'Odoo does not answer.',
	advice: 'Look whether Odoo runs, then replay the step.',
	execution: 'https://n8n.example/workflow/1/executions/2',
};

function after(state: CaseState, event: CaseEvent): CaseState {
	return applied(state, event).state;
}

/** Only what this message needs to have happened: each stands for itself. */
function eventsUpTo(name: MessageName, amount: (minor: number) => Money): CaseEvent[] {
	const needed: Partial<Record<MessageName, MessageName[]>> = {
		label: ['approved'],
		reminder: ['approved'],
		part_received: ['approved'],
		received: ['approved', 'part_received'],
		inspected: ['approved', 'part_received', 'received'],
		sent_back: ['approved', 'part_received', 'received'],
		refund_paid: ['approved', 'part_received', 'received', 'inspected'],
		refund_failed: ['approved', 'part_received', 'received', 'inspected'],
		credit_issued: ['approved', 'part_received', 'received', 'inspected'],
		exchange: ['approved'],
		exception: ['approved'],
		not_expected: ['approved', 'canceled'],
		canceled: ['approved'],
		expired: ['approved'],
	};
	const names = [...(needed[name] ?? []), name];
	const events = names.map((one) => {
		const [, type, data] = told.find(([message]) => message === one)!;
		return eventOf(type, data(amount), one);
	});
	if (!['refund_paid', 'refund_failed', 'credit_issued'].includes(name)) return events;
	events.splice(-1, 0, eventOf('refund.due', { intent: intentOf(amount) }, 'due'));
	return events;
}

const intentOf = (amount: (minor: number) => Money) => ({
	id: `${reference}/R1`,
	amount: amount(4490),
	breakdown: [
		{ kind: 'line', line: 'L1', quantity: 2, amount: amount(5000), description: '2 x Blue Tee' },
		{ kind: 'tax', line: 'L1', amount: amount(980), description: 'Tax on Blue Tee' },
		{
			kind: 'fee',
			name: 'deduction',
			line: 'L1',
			amount: amount(-1000),
			description: 'Deduction: A stain on the sleeve. See photo 1',
		},
		{ kind: 'fee', name: 'return_fee', amount: amount(-490), description: 'Return fee' },
	],
	payment: { id: 'p1', processor: 'stripe', providerIds: {} },
	reason: 'return',
});

function requested(settings: Settings, language: Language): CaseEvent<'return.requested'> {
	const [country] = countriesOf[language];
	const address = { name: 'Kim Example', street1: '1 Sample Street', city: 'Sampleton', postalCode: '10000', country };
	return eventOf(
		'return.requested',
		{
			request: {
				brand: settings.brand,
				channel: 'sample',
				orderNumber: '#1001',
				customer: { name: 'Kim Example', email: 'kim@example.com', address, providerIds: {} },
				lines: [{ id: 'L1', sku: 'TEE-BLUE-M', title: 'Blue Tee', quantity: 2, reason: 'too_small', providerIds: {} }],
				providerIds: {},
			},
		},
		'opening',
	) as CaseEvent<'return.requested'>;
}

function eventOf(type: EventType, data: object, id: string): CaseEvent {
	const schema = eventData[type] as (typeof eventData)[EventType] | undefined;
	const parsed = schema?.passthrough().safeParse(data);
	return {
		specversion: '1.0',
		id,
		source: 'sample',
		type,
		subject: reference,
		time: placed,
		position: 1,
		data: (parsed?.success ? parsed.data : data) as CaseEvent['data'],
	};
}

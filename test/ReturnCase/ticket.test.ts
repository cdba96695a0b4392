import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ticketMessage } from '../../nodes/ReturnCase/channel/ticket';
import { ticketIn } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';
import { replayMessages } from './replayMessages';

/* A ticket of a helpdesk becomes a return, or finds the one that it is about. */

let credential: StoreCredential;
let store: CaseStore;
beforeEach(async () => void ({ credential, store } = await openOwnStore()));
afterEach(removeOwnStores);

const ticket = {
	id: '4711',
	channel: 'helpdesk',
	sender: 'zendesk',
	orderNumber: '1001',
	customer: { email: 'alex@example.com' },
	lines: '2 x MUG',
	reason: 'damaged',
};

async function tell(request: unknown, parameters: IDataObject = {}) {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: {
			resource: 'case',
			operation: 'takeInRequest',
			channels: 'helpdesk',
			payBack: '',
			proof: 'checked',
			tickets: true,
			...(parameters as object),
		},
		credentials: { returnCaseApi: credential },
		input: [{ body: request } as IDataObject],
	});
	expect(error).toBeUndefined();
	return json[0].answer as { outcome: string; status: number; reference: string; field?: string; message: string };
}
const open = async (sourceId: string, more: object = {}) =>
	await store.cases.open({
		request: {
			brand: 'default',
			channel: 'shopify',
			orderNumber: '#1001',
			customer: { email: 'Alex@Example.com', providerIds: {} },
			lines: [{ id: 'L1', sku: 'MUG', quantity: 1, reason: 'OTHER', providerIds: {} }],
			providerIds: {},
			...more,
		} as never,
		source: 'shopify',
		sourceId,
	});
const record = async (reference: string, type: string) =>
	await store.cases.record({
		reference,
		events: [
			{
				source: 'flow:test',
				id: type,
				type,
				data: { reason: 'x', decision: { outcome: 'review', lines: [], reasons: [] } },
			} as never,
		],
	});
const count = async () => (await store.cases.getMany({ limit: 50 })).length;
const ticketOf = async (reference: string) => ticketIn((await store.cases.get(reference))!.ids);
const notes = async (reference: string) =>
	(await store.cases.timeline(reference))
		.filter(({ type }) => type === 'note.added')
		.map(({ data }) => (data as { note: string }).note);

it('opens one return of a ticket, however often it comes, and keeps whose ticket it is', async () => {
	const first = await tell(ticket);
	expect(first).toMatchObject({ outcome: 'opened', status: 200 });
	expect(await tell(ticket)).toMatchObject({ outcome: 'duplicate', reference: first.reference });
	expect(await count()).toBe(1);
	expect(await ticketOf(first.reference)).toEqual({ helpdesk: 'zendesk', id: '4711' });
	expect(await store.cases.get(first.reference)).toMatchObject({
		channel: 'helpdesk',
		orderNumber: '1001',
		lines: [{ sku: 'MUG', quantity: 2, reason: 'damaged' }],
	});
});

it('finds the open return of the same goods, and adds the ticket to it once', async () => {
	const { reference } = await open('1');
	expect(await tell(ticket)).toMatchObject({ outcome: 'found', status: 200, reference });
	expect(await tell(ticket)).toMatchObject({ outcome: 'found', status: 200, reference });
	expect(await count()).toBe(1);
	expect(await ticketOf(reference)).toEqual({ helpdesk: 'zendesk', id: '4711' });
	expect(await notes(reference)).toEqual(['Ticket 4711 of zendesk is about this return.']);
	await tell({ ...ticket, sender: 'freshdesk' });
	expect(await ticketOf(reference)).toEqual({ helpdesk: 'freshdesk', id: '4711' });
});

it.each([ticket.lines, ''])(
	'keeps its own return when it comes again with articles "%s" beside a newer one',
	async (lines) => {
		const first = await tell(ticket);
		await record(first.reference, 'return.declined');
		const other = await open('1');
		expect(await tell({ ...ticket, lines })).toMatchObject({
			outcome: 'duplicate',
			status: 200,
			reference: first.reference,
		});
		expect([await notes(first.reference), await notes(other.reference)]).toEqual([[], []]);
	},
);

it.each<[string, object]>([
	['other goods', { lines: 'TEE' }],
	["another customer's", { customer: { email: 'kim@example.com' } }],
	['another order', { orderNumber: '1002' }],
	['no order', { orderNumber: '' }],
	['another brand', { brand: 'nord' }],
])('opens a return of its own for %s', async (_what, more) => {
	await open('1');
	expect(await tell({ ...ticket, ...more })).toMatchObject({ outcome: 'opened' });
	expect(await count()).toBe(2);
});

it.each(['return.review_required', 'return.approved'])('finds the open return after %s', async (type) => {
	const { reference } = await open('1');
	await record(reference, type);
	expect(await tell(ticket)).toMatchObject({ outcome: 'found', reference });
	expect(await count()).toBe(1);
});

it('finds the newest of several open returns of the order, and one only with all its articles', async () => {
	await open('1');
	const { reference } = await open('2');
	expect(await tell(ticket)).toMatchObject({ outcome: 'found', reference });
	expect(await tell({ ...ticket, id: '4712', lines: 'MUG, TEE' })).toMatchObject({ outcome: 'opened' });
});

it('finds an article by the id of its line in the order, where the helpdesk knows that', async () => {
	const { reference } = await open('1', {
		lines: [{ id: 'L1', sku: 'MUG', orderLineId: '11', quantity: 1, reason: 'OTHER', providerIds: {} }],
	});
	expect(await tell({ ...ticket, lines: [{ orderLineId: '11', quantity: 1 }] })).toMatchObject({
		outcome: 'found',
		reference,
	});
	const other = { ...ticket, id: '4712', lines: [{ orderLineId: '12', quantity: 1 }] };
	expect(await tell(other)).toMatchObject({ outcome: 'opened' });
});

it.each(['return.declined', 'return.canceled', 'return.closed'])('opens another return after %s', async (type) => {
	const { reference } = await open('1');
	await record(reference, type);
	expect(await tell(ticket)).toMatchObject({ outcome: 'opened' });
});

it('without articles finds the newest return of the order, also a closed one, else says what is missing', async () => {
	const asks = { ...ticket, lines: '' };
	expect(await tell(asks)).toMatchObject({ outcome: 'refused', status: 422, field: 'lines' });
	const { reference } = await open('1');
	await record(reference, 'return.declined');
	expect(await tell(asks)).toMatchObject({ outcome: 'found', reference });
	const second = await open('2');
	expect(await tell(asks)).toMatchObject({ outcome: 'found', reference: second.reference });
});

it('finds a return whatever signs its number has in the shop and in the ticket', async () => {
	const { reference } = await open('1', { orderNumber: '1001' });
	for (const orderNumber of ['#1001', '1001', ' #1001 '])
		expect(await tell({ ...ticket, orderNumber })).toMatchObject({ outcome: 'found', reference });
});

it.each<[string, object, object]>([
	['by its channel where the sender is not named', { sender: undefined }, { helpdesk: 'helpdesk', id: '4711' }],
	['by a number with strokes in it', { id: 'a/47/11' }, { helpdesk: 'zendesk', id: 'a/47/11' }],
])('knows a ticket %s', async (_what, more, known) => {
	const { reference } = await tell({ ...ticket, ...more });
	expect(await ticketOf(reference)).toEqual(known);
});

it('does not look for open returns where it is not said that they are tickets', async () => {
	await open('1');
	const lines = [{ sku: 'MUG', quantity: 1 }];
	expect(await tell({ ...ticket, lines }, { tickets: false })).toMatchObject({ outcome: 'opened' });
});

it('is taken in again as a ticket when an operator replays it', async () => {
	expect(await tell({ ...ticket, lines: '' })).toMatchObject({ outcome: 'refused' });
	const { reference } = await open('1');
	await replayMessages(credential, 'channel');
	expect(await ticketOf(reference)).toEqual({ helpdesk: 'zendesk', id: '4711' });
});

describe('what placeholders leave', () => {
	it.each<[unknown, unknown, unknown]>([
		['MUG', undefined, [{ sku: 'MUG', quantity: 1 }]],
		[
			' 2 x MUG,TEE-BLUE-M ; 3×X-1\n4 * Y',
			undefined,
			[
				{ sku: 'MUG', quantity: 2 },
				{ sku: 'TEE-BLUE-M', quantity: 1 },
				{ sku: 'X-1', quantity: 3 },
				{ sku: 'Y', quantity: 4 },
			],
		],
		['MUG', 'size', [{ sku: 'MUG', quantity: 1, reason: 'size' }]],
		['2 x', undefined, [{ sku: '2 x', quantity: 1 }]],
		[' ', 'size', []],
		[
			[
				{ sku: 'MUG', quantity: '2', note: '' },
				{ sku: '', quantity: '' },
			],
			undefined,
			[{ sku: 'MUG', quantity: 2 }],
		],
		[[{ orderLineId: '11', quantity: 1 }], 'size', [{ orderLineId: '11', quantity: 1, reason: 'size' }]],
		[[{ sku: 'MUG', quantity: '1.5' }], undefined, [{ sku: 'MUG', quantity: 1.5 }]],
		[null, undefined, []],
	])('%j and reason %j are lines %j', (lines, reason, expected) => {
		expect(ticketMessage({ lines, reason })).toMatchObject({ lines: expected });
	});
	it('is left out where it is blank', () => {
		expect(ticketMessage({ id: 5, orderNumber: ' ', customer: { email: '', name: 'Kim' } })).toEqual({
			id: 5,
			customer: { name: 'Kim' },
			lines: [],
		});
	});
	it.each([null, 'text', 5, []])('passes on %j, which is no ticket', (given) => {
		expect(ticketMessage(given)).toEqual(given);
	});
});

import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { recordOf } from '../../nodes/ReturnPages/customer/record';
import { parseNewEvent, type NewEvent } from '../../nodes/shared/model';
import { outputOf } from '../../gulp/outputSchema';
import { runNode } from '../support/harness';
import { useDesk } from './useDesk';

/* What is told of a customer in the systems where service and sales work. */

const desk = useDesk();
const customer = { name: 'Alex Moss', email: 'alex@example.com', providerIds: {} };
const open = async (sourceId: string, more: object = {}) =>
	(await desk.open(sourceId, { orderNumber: '#1001', customer, ...more })).reference;
const tell = async (reference: string, ...events: object[]) =>
	await desk.store.cases.record({
		reference,
		events: events.map((event, index) =>
			parseNewEvent({ id: `${index} ${Math.random()}`, source: 'test', ...event } as Partial<NewEvent>),
		),
	});
const approved = { type: 'return.approved', data: {} };
const received = { type: 'return.received', data: { receipt: { id: 'A', lines: [{ sku: 'TEE', quantity: 1 }] } } };
const secret = 'a long secret';

/** A return of one piece that has come back, and whose refund has reached the customer. */
async function paid(sourceId: string, amount: { amount: number; currency: string }, more: object = {}) {
	const reference = await open(sourceId, more);
	const intent = {
		id: `${reference}/R1`,
		amount,
		lines: [],
		payment: { id: 'p', processor: 'other', providerIds: {} },
	};
	const refund = { id: `r ${sourceId}`, intent: intent.id, amount, status: 'succeeded', providerIds: {} };
	await tell(
		reference,
		approved,
		received,
		{ type: 'refund.due', data: { intent } },
		{ type: 'refund.succeeded', data: { refund } },
	);
	return reference;
}

async function compose(item: IDataObject, { more = {}, credential = { secret } } = {}) {
	const { json, error } = await runNode(new ReturnDesk(), {
		parameters: { resource: 'customer', operation: 'composeRecord', ...more },
		credentials: { returnCaseApi: desk.credential, returnsSignedWebhookApi: credential },
		input: [item],
	});
	if (error) return { error, record: undefined as never };
	const { record } = json[0] as unknown as {
		record: ReturnType<typeof recordOf> & { id: string; text: string; body: string; signature?: string };
	};
	outputOf({ node: 'ReturnPages', resource: 'customer', operation: 'composeRecord' }).strict().parse({ record });
	return { record, error };
}

describe('Customer: Compose Record', () => {
	it('adds up the returns of the customer, with what has happened first', async () => {
		await paid('1', { amount: 1500, currency: 'EUR' });
		await paid('2', { amount: 2000, currency: 'EUR' });
		await paid('3', { amount: 500, currency: 'CHF' });
		await open('of somebody else', { customer: { ...customer, email: 'kim@example.com' } });
		await open('of another brand', { brand: 'nord' });
		const last = await open('4', { orderNumber: '#1004' });
		const { record } = await compose({ reference: last, event: { type: 'return.requested', position: 1 } });
		expect(record).toMatchObject({
			id: `${last}/1`,
			customer: { name: 'Alex Moss', email: 'alex@example.com' },
			returns: 4,
			pieces: 3,
			givenBack: [
				{ amount: 500, currency: 'CHF' },
				{ amount: 3500, currency: 'EUR' },
			],
			last: { reference: last, orderNumber: '#1004' },
			flags: [],
		});
		expect(record.open).toContain(last);
		expect(record.text.split('\n')).toEqual([
			`Return ${last} of order #1004: return requested. Asked for; the policy has not decided yet.`,
			expect.stringContaining('Returns of this customer: 4, open: '),
			'Pieces that came back: 3',
			'Given back: 5.00 CHF, 35.00 EUR',
			expect.stringMatching(new RegExp(`^Last asked for: ${last} on 20`)),
		]);
		expect(record.text).not.toContain('Alex');
		expect(JSON.parse(record.body)).toMatchObject({
			id: record.id,
			reference: last,
			event: 'return.requested',
			returns: 4,
		});
	});

	it('has flags for who is on a list, who is protected, and what waits for a person', async () => {
		const reference = await open('1', { withdrawal: true });
		const reasons = [{ code: 'customer_listed', message: 'The customer is on the list "Held" (email).' }];
		await tell(reference, {
			type: 'return.review_required',
			data: { decision: { outcome: 'review', reasons, lines: [] } },
		});
		await tell(reference, {
			type: 'exception.opened',
			data: { exception: { code: 'missing', message: 'Where is it?', owner: 'service' } },
		});
		const { record } = await compose({ reference });
		expect(record.flags).toEqual(['blocked', 'protected', 'exception']);
		expect(record.text).toContain('Note: on a list of customers to hold\nNote: an open return that the law protects\n');
	});

	it('is named by what it says where no event has started the flow', async () => {
		const reference = await open('1');
		const { id } = (await compose({ reference })).record;
		expect((await compose({ reference })).record.id).toBe(id);
		await tell(reference, approved);
		expect((await compose({ reference })).record.id).not.toBe(id);
	});

	it('knows the returns of the order where no e-mail address is known', async () => {
		const reference = await open('1', { customer: undefined });
		await open('2', { customer: undefined });
		expect((await compose({ reference })).record).toMatchObject({ returns: 2, customer: { email: '' } });
	});

	it('signs the body for a webhook, and wants a secret for it', async () => {
		const reference = await open('1');
		const more = { sign: true };
		const { record } = await compose({ reference }, { more });
		expect(record.signature).toBe(`sha256=${createHmac('sha256', secret).update(record.body).digest('hex')}`);
		expect((await compose({ reference })).record.signature).toBeUndefined();
		expect((await compose({ reference }, { more, credential: { secret: ' ' } })).error?.message).toContain(
			'has no secret',
		);
	});

	it('says that there are more returns than were read', async () => {
		const reference = await open('1');
		const state = (await desk.store.cases.get(reference))!;
		expect(recordOf([state, state, state], 2)).toMatchObject({ returns: 2, more: true });
	});
});

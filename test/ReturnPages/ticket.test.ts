import { setTimeout } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { ticketStatusOf } from '../../nodes/ReturnPages/ticket/status';
import type { CaseState } from '../../nodes/shared/case/caseState';
import { shownTime } from '../../nodes/shared/case/standing';
import { languages, parseNewEvent, ticketReference, type NewEvent } from '../../nodes/shared/model';
import { outputOf } from '../../gulp/outputSchema';
import { runNode } from '../support/harness';
import { attack, useDesk } from './useDesk';

/* What agents of a helpdesk read: the private note of a ticket, and the answer for its customer. */

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const desk = useDesk();
const ticket = ticketReference({ helpdesk: 'zendesk', id: '4711' });
const customer = { name: 'Alex Moss', email: 'alex@example.com', providerIds: {} };

const open = async (sourceId: string, more: object = {}) =>
	await desk.open(sourceId, { orderNumber: '#1001', customer, providerIds: ticket, ...more });
const tell = async (reference: string, ...events: Array<Partial<NewEvent>>) =>
	await desk.store.cases.record({
		reference,
		events: events.map((event, index) => parseNewEvent({ id: `${index} ${Math.random()}`, source: 'test', ...event })),
	});
const approved = { type: 'return.approved', data: {} } as const;

/** A return whose refund has reached the customer. */
const paid = async (sourceId: string, more: object = {}) => {
	const { reference } = await open(sourceId, more);
	const intent = {
		id: `${reference}/R1`,
		amount: eur(1500),
		lines: [],
		payment: { id: 'p', processor: 'other', providerIds: {} },
	};
	await tell(
		reference,
		approved,
		{ type: 'refund.due', data: { intent } } as never,
		{
			type: 'refund.succeeded',
			data: { refund: { id: 'r', intent: intent.id, amount: eur(1500), status: 'succeeded', providerIds: {} } },
		} as never,
	);
	return reference;
};

async function run(operation: string, item: IDataObject, { mode = 'trigger' as 'trigger' | 'manual', more = {} } = {}) {
	const { json, error } = await runNode(new ReturnDesk(), {
		parameters: { resource: 'ticket', operation, ...more },
		credentials: { returnCaseApi: desk.credential },
		input: [item],
		mode,
	});
	expect(error).toBeUndefined();
	const own = Object.fromEntries(Object.entries(json[0]).filter(([name]) => !(name in item)));
	outputOf({ node: 'ReturnPages', resource: 'ticket', operation }).strict().parse(own);
	return json[0] as {
		tell: boolean;
		why?: string;
		ticket?: { helpdesk: string; id: string; status: string };
		note?: { text: string; html: string; link: string };
		answer?: { status: number; text: string; language: string; returns: Array<{ reference: string; link: string }> };
	};
}

describe('Ticket: Compose Note', () => {
	const event = (position = 2) => ({ type: 'return.approved', position });
	it('tells how the return stands, what happened last, and where it is on the desk', async () => {
		const { reference } = await open('1');
		await tell(reference, approved);
		const { ticket: found, note, tell: tells } = await run('composeNote', { reference, event: event() });
		expect(tells).toBe(true);
		expect(found).toEqual({ helpdesk: 'zendesk', id: '4711', status: 'pending' });
		expect(note!.link).toMatch(new RegExp(`/webhook/returns/desk\\?page=case&case=${reference}$`));
		for (const text of [
			`Return ${reference} of order #1001: return approved\n`,
			'State: Approved on ',
			'Goods: 1 x T-shirt',
			'Parcel: not begun',
			'return approved',
			'return requested',
			note!.link,
		])
			expect(note!.text).toContain(text);
		expect(note!.html).toContain(`href="${note!.link.replace('&', '&amp;')}"`);
	});
	it('has as many of the newest entries as are asked for', async () => {
		const { reference } = await open('1');
		await tell(reference, approved, { type: 'note.added', data: { note: 'The box is wet.' } });
		const text = async (entries: number) =>
			(await run('composeNote', { reference, event: event(entries) }, { more: { entries } })).note!.text;
		expect((await text(1)).match(/^- .*$/gm)).toEqual([expect.stringContaining('note added: The box is wet.')]);
		expect(await text(0)).not.toMatch(/^- /m);
	});
	it('is told once for each event and ticket, and always where no event is named', async () => {
		const { reference } = await open('1');
		const once = async (position: number) => await run('composeNote', { reference, event: event(position) });
		expect(await once(2)).toMatchObject({ tell: true });
		expect(await once(2)).toMatchObject({ tell: false, why: 'told_before' });
		expect(await once(3)).toMatchObject({ tell: true });
		await tell(reference, {
			type: 'note.added',
			data: { note: 'x' },
			references: ticketReference({ helpdesk: 'gorgias', id: '9' }),
		});
		expect(await once(2)).toMatchObject({ tell: true, ticket: { helpdesk: 'gorgias', id: '9' } });
		expect(await run('composeNote', { reference })).toMatchObject({ tell: true });
	});
	it('is not sent for a return without a ticket, in a test run, or in shadow mode', async () => {
		const { reference } = await open('1', { providerIds: {} });
		const without = await run('composeNote', { reference, event: event() });
		expect([without.tell, without.why, without.note]).toEqual([false, 'no_ticket', undefined]);
		const second = (await open('2')).reference;
		const item = { reference: second, event: event() };
		expect(await run('composeNote', item, { mode: 'manual' })).toMatchObject({ tell: false, why: 'test_run' });
		await desk.store.settings.save('default', { shadow: true });
		expect(await run('composeNote', item)).toMatchObject({ tell: false, why: 'shadow_mode' });
		const types = (await desk.store.cases.timeline(second)).map(({ type }) => type);
		expect(types).toContain('shadow.withheld');
	});
	it('is told again where Tell Once is off', async () => {
		const { reference } = await open('1');
		const told = async () => (await run('composeNote', { reference, event: event() }, { more: { once: false } })).tell;
		expect([await told(), await told()]).toEqual([true, true]);
	});
	it("has times of the brand's zone, and a link to the path of its desk", async () => {
		const { reference } = await open('1', { brand: 'nord' });
		await desk.store.settings.save('nord', { timeZone: 'Pacific/Kiritimati' });
		const [{ time }] = await desk.store.cases.timeline(reference);
		const { note } = await run('composeNote', { reference }, { more: { path: '/webhook/my/desk' } });
		expect(note!.text).toContain(`- ${shownTime(time, 'Pacific/Kiritimati')}, return requested`);
		expect(note!.link).toMatch(new RegExp(`[^/]/webhook/my/desk\\?page=case&case=${reference}$`));
	});
	it('says what is paid back, and what still needs a person', async () => {
		const reference = await paid('1');
		const opened = (code: string) =>
			({
				type: 'exception.opened',
				data: { exception: { code, owner: 'service', message: `It is ${code}.` } },
			}) as never;
		await tell(reference, opened('damaged'), opened('missing'));
		await tell(reference, { type: 'exception.resolved', data: { code: 'damaged', note: 'seen' } } as never);
		const { note } = await run('composeNote', { reference }, { more: { entries: 0 } });
		expect(note!.text).toContain('\nNeeds a person: It is missing.\n');
		expect(note!.text).toMatch(/\nMoney: .*15\.00 EUR/);
	});
	it('says why a person is asked', async () => {
		const { reference } = await open('1');
		const reasons = [{ code: 'value_high', message: 'It is dear.' }];
		const decision = { outcome: 'review', lines: [], reasons };
		await tell(reference, { type: 'return.review_required', data: { reason: 'value_high', decision } } as never);
		const { note } = await run('composeNote', { reference }, { more: { entries: 0 } });
		expect(note!.text).toContain('\nWhy: It is dear.');
	});
	it.each(['composeNote', 'describeStatus'])('%s ends no step: what it writes is sent after it', async (operation) => {
		await desk.store.steps.subscribe('Tell', ['return.requested']);
		const { reference } = await open('1');
		const [{ id, token }] = await desk.store.steps.claim('Tell', { limit: 1, leaseMs: 60_000, maxAttempts: 3 });
		await run(operation, { reference, step: { id, token }, event: event(1), body: { orderNumber: '1001' } });
		expect((await desk.store.steps.of(reference)).map(({ state }) => state)).toEqual(['leased']);
	});
	it('shows what customers write as text', async () => {
		const { reference } = await open('1', {
			lines: [{ id: 'L1', sku: 'TEE', title: attack, quantity: 1, reason: 'OTHER', providerIds: {} }],
		});
		await tell(reference, { type: 'note.added', data: { note: attack } });
		const { note } = await run('composeNote', { reference, event: event() });
		expect(note!.html).not.toMatch(/<script|<img/);
		expect(note!.text).toContain(attack);
	});
});

describe('the status of a ticket', () => {
	const state = { verdict: 'approved', exceptions: [], refunds: [] as unknown[] };
	it.each<[string, string, object]>([
		['waits for the policy', 'pending', { verdict: 'requested' }],
		['waits for a person', 'open', { verdict: 'in_review' }],
		['is approved', 'pending', {}],
		['was declined', 'open', { verdict: 'declined', closedAt: 'x' }],
		['was canceled', 'solved', { verdict: 'canceled' }],
		['has expired', 'solved', { verdict: 'expired' }],
		['is closed', 'solved', { closedAt: 'x' }],
		['has something open', 'open', { closedAt: 'x', exceptions: [{}] }],
		['has something resolved', 'solved', { closedAt: 'x', exceptions: [{ resolved: true }] }],
		['has a refund that failed', 'open', { refunds: [{ state: 'failed' }] }],
	])('of a return that %s is %s', (_what, status, more) => {
		expect(ticketStatusOf({ ...state, ...more } as unknown as CaseState)).toBe(status);
	});
});

describe('Ticket: Describe Status', () => {
	const ask = async (body: object, more: object = {}) => await run('describeStatus', { body } as IDataObject, { more });
	it.each(['#1001', '1001', 'the reference'])('answers by %s, in plain words', async (text) => {
		const reference = await paid('1');
		const { answer, tell: tells } = await ask({ orderNumber: text === 'the reference' ? reference : text });
		expect(answer).toMatchObject({ status: 200, language: 'en', returns: [{ reference, orderNumber: '#1001' }] });
		expect(answer!.text).toBe(
			[
				`${reference} (#1001)`,
				'Goods: 1 × T-shirt',
				'Decision: Approved',
				'Parcel: Nothing was sent yet',
				'Refund: Paid, €15.00',
			].join('\n'),
		);
		expect(tells).toBe(false);
	});
	it.each<[string, string, object, object]>([
		['the customer’s', 'de', { customer: { ...customer, language: 'de-AT' } }, {}],
		['the one that is asked for', 'fr', { customer: { ...customer, language: 'de' } }, { language: 'fr' }],
		['the brand’s', 'nl', {}, {}],
	])('is in %s language', async (_whose, language, more, asked) => {
		await desk.store.settings.save('default', { messages: { language: 'nl' } });
		await open('1', more);
		expect((await ask({ orderNumber: '1001', ...asked })).answer!.language).toBe(language);
	});
	it("speaks the language of the return's brand", async () => {
		await desk.store.settings.save('nord', { messages: { language: 'fr' } });
		await open('1', { brand: 'nord' });
		expect((await ask({ orderNumber: '1001' })).answer!.language).toBe('fr');
	});
	it('says on which day the carrier means to bring the parcel, while it is on its way', async () => {
		const { reference } = await open('1');
		const label = { id: 'l', carrier: 'UPS', trackingNumber: 'T1', labelUrl: '' };
		const tracking = { trackingNumber: 'T1', status: 'in_transit', estimatedDelivery: '2026-11-24T00:00:00Z' };
		await tell(reference, approved, { type: 'label.issued', data: { label } } as never);
		await tell(reference, { type: 'shipment.in_transit', data: { tracking } } as never);
		const parcel = async (language: string) =>
			(await ask({ orderNumber: '1001', language }, { language })).answer!.text.split('\n')[3];
		expect(await parcel('en')).toBe('Parcel: On its way to us, expected on November 24, 2026');
		expect(await parcel('de')).toMatch(/^Paket: .*, erwartet am 24\. November 2026$/);
		await tell(reference, {
			type: 'shipment.in_transit',
			data: { tracking: { ...tracking, status: 'out_for_delivery', estimatedDelivery: 'soon' } },
		} as never);
		expect(await parcel('en')).toBe('Parcel: On its way to us');
		await tell(reference, {
			type: 'shipment.delivered',
			data: { tracking: { ...tracking, status: 'delivered' } },
		} as never);
		expect(await parcel('en')).toBe('Parcel: Delivered to us');
	});
	it('names no amount that was not paid, and no parcel of a return that was declined', async () => {
		const { reference } = await open('1');
		const intent = {
			id: `${reference}/R1`,
			amount: eur(1500),
			lines: [],
			payment: { id: 'p', processor: 'other', providerIds: {} },
		};
		await tell(reference, approved, { type: 'refund.due', data: { intent } } as never);
		expect((await ask({ orderNumber: '1001' })).answer!.text).not.toContain('15.00');
		const other = await open('2', { orderNumber: '#1002' });
		await tell(other.reference, { type: 'return.declined', data: { reason: 'window_over' } } as never);
		expect((await ask({ orderNumber: '1002' })).answer!.text.split('\n').slice(2)).toEqual(['Decision: Declined']);
	});
	it('is in every language', async () => {
		await paid('1');
		const texts = await Promise.all(
			languages.map(async (language) => (await ask({ orderNumber: '1001', language })).answer!.text),
		);
		expect(new Set(texts).size).toBe(languages.length);
		expect(texts[1]).toContain('Entscheidung: Genehmigt');
	});
	it('by e-mail tells of all returns of the customer, the newest first, at most five', async () => {
		const references: string[] = [];
		for (const id of ['1', '2', '3', '4', '5', '6']) {
			references.push((await open(id)).reference);
			await setTimeout(2); // which of two in one millisecond is newer, nobody can say
		}
		await open('other', { customer: { ...customer, email: 'kim@example.com' } });
		const { answer } = await ask({ email: ' Alex@Example.com' });
		expect(answer!.returns.map(({ reference }) => reference)).toEqual(references.reverse().slice(0, 5));
		const byOrder = await ask({ orderNumber: '1001', email: 'alex@example.com' });
		expect(byOrder.answer!.returns).toEqual(answer!.returns);
	});
	it("does not tell of somebody else's return, nor by anything but order and e-mail", async () => {
		const { reference } = await open('1');
		expect((await ask({ orderNumber: '1001', email: 'kim@example.com' })).answer!.returns).toEqual([]);
		expect((await ask({ orderNumber: reference, email: 'kim@example.com' })).answer!.returns).toEqual([]);
		expect((await ask({ orderNumber: 'TEE' })).answer!.returns).toEqual([]);
		const { answer } = await ask({ orderNumber: '9999' });
		expect(answer!.text).toMatch(/^We know of no return/);
	});
	it('with both tells of no return whose customer is unknown', async () => {
		await open('1', { customer: undefined });
		expect((await ask({ orderNumber: '1001', email: 'alex@example.com' })).answer!.returns).toEqual([]);
		expect((await ask({ orderNumber: '1001' })).answer!.returns).toHaveLength(1);
	});
	it('by a number that several customers have asks for the e-mail address, and tells of nobody', async () => {
		const { reference } = await open('1');
		await open('2', { brand: 'nord', orderNumber: '1001', customer: { ...customer, email: 'kim@example.com' } });
		const asked = await ask({ orderNumber: '1001', sender: 'zendesk', ticket: '4711' });
		expect(asked).toMatchObject({ tell: false, answer: { status: 422, returns: [] } });
		expect(asked.answer!.text).toContain('email');
		expect(asked.note).toBeUndefined();
		expect((await ask({ orderNumber: '1001', email: 'Alex@Example.com' })).answer!.returns).toMatchObject([
			{ reference },
		]);
		expect((await ask({ orderNumber: reference })).answer!.returns).toHaveLength(1);
	});
	it('says what is missing', async () => {
		expect((await ask({})).answer).toMatchObject({
			status: 422,
			text: expect.stringContaining('orderNumber') as string,
		});
	});
	it('is a note for the ticket that asks, but not in a test run', async () => {
		await open('1', { customer: { ...customer, language: 'de' } });
		const body = { orderNumber: '1001', sender: 'Zendesk', ticket: 4711 };
		const { ticket: told, note, tell: tells, answer } = await ask(body);
		expect([told, tells]).toEqual([{ helpdesk: 'zendesk', id: '4711', status: 'open' }, true]);
		expect(note!.text).toBe(answer!.text);
		expect(note!.html).toContain('<br>');
		expect(await run('describeStatus', { body } as IDataObject, { mode: 'manual' })).toMatchObject({ tell: false });
	});
	it('is text for a note, whatever an article is called', async () => {
		await open('1', { lines: [{ id: 'L1', sku: attack, quantity: 1, reason: 'OTHER', providerIds: {} }] });
		expect((await ask({ orderNumber: '1001' })).note!.html).not.toMatch(/<script|<img/);
	});
});

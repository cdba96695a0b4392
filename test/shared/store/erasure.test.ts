import { Order, parseNewEvent, ReturnRequest, type NewEvent } from '../../../nodes/shared/model';
import { CaseNotFound, type CaseStore } from '../../../nodes/shared/store';
import { verifyStore } from '../../../nodes/shared/store/cli/verifyStore';
import { engines, type OwnDatabase } from './stores';

/*
 * Personal data is erased, and nothing else: every text that a customer could be known by is planted, and looked for in every table afterwards. The history stays
 * verifiable, also against somebody who has the database and not the audit key.
 */

const auditKey = 'test';
const day = 86_400_000;
const planted = /jordan|mapleton|0170 ?55|secret garden|hidden lane|doorbell/i;
const by = { actor: 'ann@example.com', reason: 'asked by letter' };
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const address = {
	name: 'Jordan Mapleton',
	street1: '7 Hidden Lane',
	city: 'Mapleton',
	postalCode: '12345',
	country: 'FR',
	phone: '0170 5550',
	email: 'jordan@example.com',
};
const customer = {
	name: 'Jordan Mapleton',
	email: 'Jordan@example.com',
	phone: '0170 5550',
	language: 'fr',
	address,
	providerIds: { 'shopify.customer': 'jordan-1' },
};
const order = Order.parse({
	number: '#1001',
	currency: 'EUR',
	customer,
	lines: [{ id: 'O1', sku: 'TEE', title: 'Tee', quantity: 2, subtotal: eur(4000), tax: eur(760) }],
	payments: [
		{
			id: 'P1',
			processor: 'stripe',
			providerIds: { 'stripe.payment_intent': 'pi_1' },
			captured: eur(4760),
			refunded: eur(0),
			refundable: eur(4760),
		},
	],
});
const payment = { id: 'P1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_1' } };
const intent = (reference: string) => ({ id: `${reference}/R1`, amount: eur(2380), payment });
const refund = (reference: string) => ({
	id: 're_1',
	intent: `${reference}/R1`,
	amount: eur(2380),
	status: 'succeeded',
});

const one = (type: NewEvent['type'], data: object, more: Partial<NewEvent> = {}) =>
	parseNewEvent({ id: `${type}-1`, source: 'test', type, data: data as Record<string, unknown>, ...more });

/** A return from its request to its end, with what people wrote in every place where they can. */
const story = (reference: string): NewEvent[] => [
	one('order.found', { order, system: 'shopify', lineLinks: { L1: 'O1' } }),
	one('note.added', { note: 'Jordan called: the doorbell is broken' }),
	one(
		'return.proof_given',
		{ proof: { keptAt: 'https://example.com/jordan.jpg', fileName: 'jordan.jpg' } },
		{ actor: 'jordan@example.com' },
	),
	one('return.approved', { note: 'For Jordan', lines: [{ line: 'L1', quantity: 1 }] }, { actor: 'kim@example.com' }),
	one('label.issued', {
		label: { id: 'shp_1', carrier: 'ups', trackingNumber: '1Z1', labelUrl: 'https://example.com/Jordan-Mapleton.pdf' },
	}),
	one('shipment.delivered', {
		tracking: { trackingNumber: '1Z1', status: 'delivered', detail: 'Left at Hidden Lane' },
	}),
	one('return.received', { receipt: { id: 'W1', lines: [{ line: 'L1', quantity: 1 }] } }),
	one('return.inspected', {
		inspection: {
			id: 'I1',
			lines: [
				{
					line: 'L1',
					quantity: 1,
					destination: 'restock',
					note: 'As Jordan said',
					evidence: 'https://example.com/jordan',
				},
			],
		},
	}),
	one('refund.due', { intent: intent(reference) }),
	one('refund.submitted', { refund: { ...refund(reference), status: 'pending' } }),
	one('refund.succeeded', { refund: refund(reference) }),
	one('exception.opened', { exception: { code: 'x', owner: 'service', message: 'Jordan Mapleton asks' } }),
	one('exception.resolved', { code: 'x', note: 'Told Jordan' }),
	one('return.closed', { reason: 'Jordan is happy', said: 'Jordan Mapleton' }),
];

async function openReturn(store: CaseStore, id: string): Promise<string> {
	const { reference } = await store.cases.open({
		request: ReturnRequest.parse({
			channel: 'portal',
			orderNumber: '#1001',
			customer,
			note: 'Please ring the doorbell in the secret garden',
			lines: [
				{
					id: 'L1',
					sku: 'TEE',
					title: 'Tee',
					quantity: 1,
					reason: 'my cat Mapleton',
					note: 'for Jordan',
					photos: ['https://example.com/jordan'],
				},
			],
			providerIds: { 'shopify.return': id },
		}),
		source: 'portal',
		sourceId: id,
		actor: 'jordan@example.com',
	});
	return reference;
}

/** What every table says, but for the settings and the log of what people did. */
async function everything(own: OwnDatabase): Promise<string> {
	const database = own.connect();
	try {
		const texts = await database.read(function* () {
			const found: unknown[] = [];
			for (const table of [
				'cases',
				'events',
				'case_words',
				'case_references',
				'claims',
				'files',
				'notices',
				'alarms',
				'drifts',
				'steps',
			])
				found.push(
					yield database.db
						.selectFrom(table as 'cases')
						.selectAll()
						.compile(),
				);
			return found;
		});
		return JSON.stringify(texts);
	} finally {
		await database.close();
	}
}

describe.each(engines)('personal data on $name', (engine) => {
	let own: OwnDatabase;
	let store: CaseStore;
	let now = Date.parse('2026-12-01T10:00:00Z');
	beforeAll(async () => await engine.start(), 120_000);
	beforeEach(async () => {
		own = await engine.create();
		now = Date.parse('2026-12-01T10:00:00Z');
		store = await own.open({ auditKey, clock: { now: () => now } });
	});
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);

	const closed = async (id = 'r1') => {
		const reference = await openReturn(store, id);
		await store.cases.record({ reference, events: story(reference) });
		await store.files.put({ reference, name: 'label' }, { mimeType: 'text/plain', content: Buffer.from('Jordan') });
		const claim = await store.claims.begin(`label:${reference}`, { reference, kind: 'label', leaseMs: 1_000 });
		await store.claims.settle({
			key: claim.key,
			token: claim.token,
			state: 'done',
			result: { id: 'shp_1', to: address },
		});
		await store.notices.put({ key: reference, owner: 'service', message: 'Jordan asks', advice: '', reference });
		await store.notices.told([reference]);
		return reference;
	};
	/** A photo that the customer sent with the request, before there was a case. */
	const photographed = async (reference: string) => {
		const hash = 'ab'.repeat(16);
		const place = { reference: 'portal/visit1', name: `photo-${hash}` };
		await store.files.put(place, { mimeType: 'text/plain', content: Buffer.from('the face of Jordan') });
		const proof = { keptAt: 'https://example.com/?token=jordan', sha256: 'ab'.repeat(32) };
		const told = one('return.proof_given', { proof }, { source: 'portal', id: `photo/portal/visit1/${hash}/L1` });
		await store.cases.record({ reference, events: [told] });
		return async () => await store.files.get(place);
	};
	const verified = async () => {
		const database = own.connect();
		const { flaws } = await verifyStore(database, auditKey);
		await database.close();
		return flaws;
	};

	it('is gone from every table, and what is left is as it was and can be verified', async () => {
		const reference = await closed();
		const photo = await photographed(reference);
		expect(await photo()).toBeDefined();
		const before = (await store.cases.get(reference))!;
		expect(await everything(own)).toMatch(planted);
		expect(await store.people.erase(reference, by)).toEqual({ reference, erased: true });
		expect(await everything(own)).not.toMatch(planted);
		expect(await photo()).toBeUndefined();
		expect(await verified()).toEqual([]);

		const after = (await store.cases.get(reference))!;
		for (const key of [
			'reference',
			'orderNumber',
			'version',
			'ids',
			'settlement',
			'authorization',
			'logistics',
			'closedAt',
		] as const)
			expect(after[key]).toEqual(before[key]);
		expect(after.customer).toEqual({
			language: 'fr',
			address: expect.objectContaining({ country: 'FR' }),
			providerIds: {},
		});
		expect(after.refunds).toEqual(before.refunds);
		expect(after.orders.shopify.payments).toEqual(before.orders.shopify.payments);
		expect(after.lines[0]).toMatchObject({ sku: 'TEE', title: 'Tee', quantities: before.lines[0].quantities });
		const timeline = await store.cases.timeline(reference);
		expect(timeline.map(({ type, time, position }) => [type, time, position])).toHaveLength(before.version);
		expect(timeline.find(({ type }) => type === 'return.approved')!.actor).toBe('kim@example.com');
		expect(timeline[0].actor).toBe('customer');
		expect(await store.cases.foundBy('email', 'jordan@example.com', 10)).toEqual([]);
		expect(await store.cases.foundBy('tracking', '1Z1', 10)).toHaveLength(1);
		expect(await store.claims.get(`label:${reference}`)).toMatchObject({ state: 'done', result: { id: 'shp_1' } });
		expect(await store.operators.log({ reference, limit: 5 })).toMatchObject([
			{ action: 'erasure_asked', actor: by.actor, details: { reason: by.reason } },
		]);
		// Again it is the same.
		expect(await store.people.erase(reference, by)).toEqual({ reference, erased: true });
		expect(await store.cases.get(reference)).toEqual(after);
		expect(await verified()).toEqual([]);
	});

	it.each([
		['what is left of an event', `update events set data = replace(data, 'TEE', 'COAT') where position = 1`, 1],
		['who did it', `update events set actor = 'somebody' where position = 5`, 5],
		['the mark that it was erased', `update events set erased = null where position = 1`, 1],
		['the hash of what it said', `update events set hash = 'x' where position = 3`, 3],
		['an event that nothing was erased of', `update events set data = '{}' where type = 'return.received'`, 8],
		['the case', `update cases set state = replace(state, 'TEE', 'COAT')`, 15],
	])('and whoever changes %s afterwards is found out', async (_, change, position) => {
		const reference = await closed();
		await store.people.erase(reference, by);
		await own.tamper(change);
		expect(await verified()).toMatchObject([{ reference, position }]);
	});

	it('does not seal anew what somebody has changed before', async () => {
		const reference = await closed();
		await own.tamper(`update events set actor = 'somebody' where position = 5`);
		expect(await store.people.erase(reference, by)).toMatchObject({
			erased: false,
			kept: expect.stringContaining('not intact'),
		});
		expect(await verified()).toHaveLength(1);
	});

	it('stays while a return needs it, and goes when it does not any more', async () => {
		const reference = await openReturn(store, 'open');
		await store.cases.record({ reference, events: [one('return.approved', {})] });
		const kept = { reference, erased: false, kept: 'The return is not closed.' };
		expect(await store.people.erase(reference, by)).toEqual(kept);
		expect(await store.people.erase(reference, by)).toEqual(kept);
		expect(await store.operators.log({ reference, limit: 5 })).toHaveLength(1);
		expect(await store.people.eraseDue(10)).toBe(0);
		await store.cases.record({ reference, events: [one('return.closed', {})] });
		expect(await store.people.eraseDue(10)).toBe(1);
		expect(await everything(own)).not.toMatch(planted);
		expect(await store.people.eraseDue(10)).toBe(0);
	});

	it.each<[what: string, begin: (reference: string) => Promise<unknown>, kept: string]>([
		[
			'a step',
			async (reference) =>
				await store.cases.record({ reference, events: [one('note.added', { note: 'x' }, { id: 'work' })] }),
			'Step "Work" is not done.',
		],
		[
			'an effect',
			async (reference) => await store.claims.begin('open', { reference, kind: 'label', leaseMs: 1_000 }),
			'It is not known yet how label ended.',
		],
	])('stays while %s of it is not over', async (_what, begin, kept) => {
		const reference = await closed();
		await store.steps.subscribe('Work', ['note.added']);
		await begin(reference);
		expect(await store.people.erase(reference, by)).toEqual({ reference, erased: false, kept });
		expect(await everything(own)).toMatch(planted);
	});

	it('goes again when something brings it back', async () => {
		const reference = await closed();
		await store.people.erase(reference, by);
		await store.cases.record({ reference, events: [one('note.added', { note: 'Jordan wrote' }, { id: 'late' })] });
		expect(await store.people.eraseDue(10)).toBe(1);
		expect(await everything(own)).not.toMatch(planted);
		expect(await verified()).toEqual([]);
	});

	it('a sender who says again what was erased opens no question', async () => {
		const reference = await closed();
		await store.people.erase(reference, by);
		const again = { reference, events: [{ ...story(reference)[1], source: 'test' }] };
		expect((await store.cases.record(again)).events).toMatchObject([{ duplicate: true }]);
		expect((await store.cases.get(reference))!.exceptions.filter(({ resolved }) => !resolved)).toEqual([]);
		expect(await openReturn(store, 'r1')).toBe(reference);
	});

	it('is kept for as long as the brand says, past those that still need it', async () => {
		const references = [];
		for (let i = 0; i < 5; i++) references.push(await closed(`r${i}`));
		const photo = await photographed(references[1]);
		const waiting = references[0];
		await store.cases.record({
			reference: waiting,
			events: [one('exception.opened', { exception: { code: 'y', owner: 'service', message: 'm' } }, { id: 'y' })],
		});
		now += 100 * day;
		expect(await store.people.eraseDue(10)).toBe(0);
		await store.settings.save('default', { retention: { personalDays: 101 } });
		expect(await store.people.eraseDue(10)).toBe(0);
		await store.settings.save('default', { retention: { personalDays: 99, caseDays: 730 } });
		expect(await store.people.eraseDue(3)).toBe(3);
		expect(await store.people.eraseDue(3)).toBe(1);
		expect((await store.cases.get(waiting))!.customer!.name).toBe('Jordan Mapleton');
		expect(await verified()).toEqual([]);

		expect(await store.people.deleteDue(10)).toBe(0);
		now += 700 * day;
		expect(await store.people.deleteDue(3)).toBe(3);
		expect(await store.people.deleteDue(3)).toBe(1);
		expect((await store.cases.getMany({ limit: 10 })).map(({ reference }) => reference)).toEqual([waiting]);
		expect(await verified()).toEqual([]);
		expect(await photo()).toBeUndefined();
		for (const gone of references.slice(1)) expect(await everything(own)).not.toContain(gone);
	}, 60_000);

	it('of no case is not there', async () => {
		await expect(store.people.erase('RMA-NONE', by)).rejects.toBeInstanceOf(CaseNotFound);
	});
});

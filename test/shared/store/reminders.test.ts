import { remindAll } from '../../../nodes/ReturnCase/trigger/overdueWatch';
import { ReturnRequest, Statement, type EventType, type NewEvent } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import { engines } from './stores';

const day = 24 * 3_600_000;

describe.each(engines)('reminders of a withdrawal, on $name', (engine) => {
	let store: CaseStore;
	let other: CaseStore;
	let now: number;
	let count = 0;
	const clock = { now: () => now };
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.parse('2026-11-20T10:00:00Z');
		const database = await engine.create();
		[store, other] = [await database.open({ clock }), await database.open({ clock })];
	}, 60_000);

	const tell = async (reference: string, type: EventType, data: object = {}) =>
		await store.cases.record({ reference, events: [{ id: `e${++count}`, source: 'test', type, data } as NewEvent] });
	const declared = async () =>
		await store.cases.declare({
			request: ReturnRequest.parse({ channel: 'withdrawal', withdrawal: true, lines: [] }),
			sourceId: `w${++count}`,
			statement: Statement.parse({
				id: 's',
				toldAt: new Date(now).toISOString(),
				timeZone: 'UTC',
				channel: 'page',
				email: 'alex@example.com',
				lines: [],
			}),
		});
	const look = async () => await Promise.all([remindAll(store, () => undefined), remindAll(other, () => undefined)]);
	const told = async () => {
		const alarms = await store.alarms.take({ limit: 50 });
		await store.alarms.told(alarms.map(({ id }) => id));
		return alarms.map(({ kind, owner, facts }) => `${kind} ${owner}: ${facts.subject}`);
	};

	it('are told to their owners on their days, once each, by whichever process looks', async () => {
		const { reference } = await declared();
		await tell(reference, 'shipment.in_transit', { tracking: { trackingNumber: 'T', status: 'x' } });
		const heard: Record<number, string[]> = {};
		for (let passed = 0; passed <= 16 * 4; passed++) {
			await look();
			await look();
			const news = await told();
			if (news.length) heard[passed / 4] = news;
			now += day / 4;
		}
		const refund = 'notice finance: The refund of a withdrawal';
		expect(heard).toEqual({
			1: ['notice service: The customer has not got a receipt of the withdrawal that came by page.'],
			10: [`${refund} has not been paid on day 10: it is due by 2026-12-04.`],
			12: [`${refund} has not been paid on day 12: it is due by 2026-12-04.`],
			13: [`${refund} has not been paid on day 13: it is due by 2026-12-04.`],
			15: [`${refund} is late: it was due by 2026-12-04.`],
		});
		expect(await store.cases.findFlaw(reference)).toBeUndefined();
	});

	it('come late when nobody looked, and only the newest', async () => {
		const { reference } = await declared();
		await tell(reference, 'withdrawal.acknowledged', { statement: 's' });
		await tell(reference, 'shipment.in_transit', { tracking: { trackingNumber: 'T', status: 'x' } });
		now += 12.5 * day;
		await look();
		expect(await told()).toHaveLength(1);
		await tell(reference, 'customer.notified', { about: 'x' });
		await look();
		expect([await told(), await store.cases.reminders(5)]).toEqual([[], []]);
	});

	it('do not come once it is settled', async () => {
		const { reference } = await declared();
		expect(await store.cases.reminders(5)).toEqual([]);
		now += 2 * day;
		expect(await store.cases.reminders(5)).toEqual([reference]);
		await tell(reference, 'withdrawal.acknowledged', { statement: 's' });
		expect([await store.cases.reminders(5), await store.cases.remind(reference)]).toEqual([[], false]);
	});
});

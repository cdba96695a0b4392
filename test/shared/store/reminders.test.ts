import { remindAll } from '../../../nodes/ReturnCase/trigger/overdueWatch';
import { ReturnRequest, Statement } from '../../../nodes/shared/model';
import { storeInTime } from './storeInTime';
import { engines } from './stores';

const day = 24 * 3_600_000;

describe.each(engines)('reminders of a withdrawal, on $name', (engine) => {
	const world = storeInTime(engine, '2026-11-20T10:00:00Z');
	const { tell } = world;
	let count = 0;

	const declared = async () =>
		await world.store.cases.declare({
			request: ReturnRequest.parse({ channel: 'withdrawal', withdrawal: true, lines: [] }),
			sourceId: `w${++count}`,
			statement: Statement.parse({
				id: 's',
				toldAt: new Date(world.now).toISOString(),
				timeZone: 'UTC',
				channel: 'page',
				email: 'alex@example.com',
				lines: [],
			}),
		});
	const look = async () =>
		await Promise.all([remindAll(world.store, () => undefined), remindAll(world.other, () => undefined)]);
	const told = async () => {
		const alarms = await world.store.alarms.take({ limit: 50 });
		await world.store.alarms.told(alarms.map(({ id }) => id));
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
			world.now += day / 4;
		}
		const refund = 'notice finance: The refund of a withdrawal';
		expect(heard).toEqual({
			1: ['notice service: The customer has not got a receipt of the withdrawal that came by page.'],
			10: [`${refund} has not been paid on day 10: it is due by 2026-12-04.`],
			12: [`${refund} has not been paid on day 12: it is due by 2026-12-04.`],
			13: [`${refund} has not been paid on day 13: it is due by 2026-12-04.`],
			15: [`${refund} is late: it was due by 2026-12-04.`],
		});
		expect(await world.store.cases.findFlaw(reference)).toBeUndefined();
	});

	it('come late when nobody looked, and only the newest', async () => {
		const { reference } = await declared();
		await tell(reference, 'withdrawal.acknowledged', { statement: 's' });
		await tell(reference, 'shipment.in_transit', { tracking: { trackingNumber: 'T', status: 'x' } });
		world.now += 12.5 * day;
		await look();
		expect(await told()).toHaveLength(1);
		await tell(reference, 'customer.notified', { about: 'x' });
		await look();
		expect([await told(), await world.store.cases.reminders(5)]).toEqual([[], []]);
	});

	it('do not come once it is settled', async () => {
		const { reference } = await declared();
		expect(await world.store.cases.reminders(5)).toEqual([]);
		world.now += 2 * day;
		expect(await world.store.cases.reminders(5)).toEqual([reference]);
		await tell(reference, 'withdrawal.acknowledged', { statement: 's' });
		expect([await world.store.cases.reminders(5), await world.store.cases.remind(reference)]).toEqual([[], false]);
	});
});

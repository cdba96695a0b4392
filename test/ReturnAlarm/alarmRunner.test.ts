import type { IRun } from 'n8n-workflow';
import type { AlarmMail } from '../../nodes/ReturnAlarm/alarmMail';
import { AlarmRunner } from '../../nodes/ReturnAlarm/alarmRunner';
import type { CaseStore } from '../../nodes/shared/store';
import { openOwnStore, removeOwnStores } from '../support/ownStore';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('AlarmRunner', () => {
	let store: CaseStore;
	let runner: AlarmRunner;
	let mails: AlarmMail[];
	beforeEach(async () => {
		({ store } = await openOwnStore());
		await store.settings.save('default', { sender: 'returns@example.com', operator: 'operator@example.com' });
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
		mails = [];
	});
	afterEach(async () => {
		runner.close();
		jest.useRealTimers();
		await removeOwnStores();
	});

	function open(end: () => Promise<IRun | undefined>): void {
		const start = async (mail: AlarmMail) => {
			mails.push(mail);
			return await end();
		};
		runner = new AlarmRunner({ store, start, log: () => undefined }, { gatherMs: 0, links: {} });
		runner.open();
	}
	const subjects = () => mails.map(({ subject }) => subject);
	const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

	it('tells what comes after an e-mail whose execution never ends, and tells that e-mail again', async () => {
		await store.connections.pause('odoo', 'why');
		open(async () => await new Promise<never>(() => undefined));
		await pass(1_000);
		expect(subjects()).toEqual(['Connection Paused: odoo']);
		await store.connections.pause('stripe', 'why');
		await pass(minute);
		expect(subjects()).toEqual(['Connection Paused: odoo', 'Connection Paused: stripe']);
		await pass(6 * minute);
		expect(subjects().length).toBeGreaterThan(2);
	});

	it('tells what comes after the clock was set back by a day at once, not at the next look', async () => {
		open(async () => ({ status: 'success' }) as IRun);
		await pass(3.5 * minute); // the next look is 45 seconds away
		jest.setSystemTime(Date.now() - day);
		await store.connections.pause('odoo', 'why');
		await pass(1_000);
		expect(subjects()).toEqual(['Connection Paused: odoo']);
	});
});

import { engines } from '../../shared/store/stores';
import { playFlood } from './flood';

/** As many, and more of them, by `npm run bench -- flood`. */
describe.each(engines)('a flood of withdrawals, on $name', (engine) => {
	beforeAll(async () => await engine.start(), 120_000);
	afterAll(async () => await engine.stop(), 60_000);

	it('each is one record with one receipt and its own time, while the mail is down and n8n is restarted; forged ones mail within the budgets', async () => {
		const { credential } = await engine.create();
		const report = await playFlood({ ...credential, auditKey: 'k' }, { customers: 400, forged: 100 });
		expect(report.broken).toEqual([]);
		expect(report).toMatchObject({ records: 500, customersMailed: 400 });
		expect(report.refusedMails).toBeGreaterThan(0);
		expect(report.failedExecutions).toBeGreaterThan(0);
	}, 300_000);
});

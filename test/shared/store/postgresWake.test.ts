import { createCaseStore, type CaseStore } from '../../../nodes/shared/store';
import { openPostgres } from '../../../nodes/shared/store/postgres';
import { wakeByPostgres } from '../../../nodes/shared/store/postgresWake';
import { startFrozenProxy, type FrozenProxy } from '../../support/frozenProxy';
import { freePort } from '../../support/ports';
import { startPostgres, type Postgres } from '../../support/postgres';

const request = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};
const until = async (condition: () => boolean) => {
	for (const started = Date.now(); !condition(); await new Promise((resolve) => setTimeout(resolve, 20)))
		if (Date.now() - started > 20_000) throw new Error('waited in vain');
};

it('troubles nobody when PostgreSQL is not there', async () => {
	const heard = jest.fn();
	const wake = wakeByPostgres({ host: '127.0.0.1', port: await freePort(), user: 'returns', database: 'x' }, heard);
	wake.tell();
	await new Promise((resolve) => setTimeout(resolve, 200));
	wake.close();
	expect(heard).not.toHaveBeenCalled();
});

// Needs PostgreSQL: npm run test:postgres.
if (process.env.CASE_STORE_POSTGRES) {
	describe('processes on one PostgreSQL', () => {
		let server: Postgres;
		let proxy: FrozenProxy;
		const stores: CaseStore[] = [];
		beforeAll(async () => {
			server = await startPostgres();
			proxy = await startFrozenProxy(server.port);
		}, 120_000);
		afterAll(async () => {
			for (const store of stores) await store.close();
			await proxy.stop();
			await server.stop();
		}, 60_000);
		// Stores of one process wake each other by their name: each has its own here, as if it were alone in its process.
		const open = async (database: string, name: string, port = server.port) => {
			const store = await createCaseStore(openPostgres({ host: '127.0.0.1', port, user: server.user, database }), {
				name,
			});
			stores.push(store);
			return store;
		};

		it("hear of each other's changes, and not of their own a second time", async () => {
			const database = await server.createDatabase('wake_1');
			const [one, other] = [await open(database, 'one'), await open(database, 'other')];
			await new Promise((resolve) => setTimeout(resolve, 1_000)); // both listen
			const [own, heard] = [jest.fn(), jest.fn()];
			one.onChange(own);
			other.onChange(heard);
			await one.cases.open({ request, source: 'portal', sourceId: '1' });
			await until(() => heard.mock.calls.length > 0);
			await new Promise((resolve) => setTimeout(resolve, 300));
			expect([own.mock.calls.length, heard.mock.calls.length]).toEqual([1, 1]);
		}, 60_000);

		it('listen again after their connection broke, and look at once for what they missed', async () => {
			const database = await server.createDatabase('wake_2');
			const [one, behind] = [await open(database, 'three'), await open(database, 'four', proxy.port)];
			await new Promise((resolve) => setTimeout(resolve, 1_000));
			const heard = jest.fn();
			behind.onChange(heard);
			proxy.cut();
			await until(() => heard.mock.calls.length > 0);
			const before = heard.mock.calls.length;
			await one.cases.open({ request, source: 'portal', sourceId: '1' });
			await until(() => heard.mock.calls.length > before);
		}, 60_000);
	});
}

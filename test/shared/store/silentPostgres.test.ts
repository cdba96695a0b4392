import { createServer, type AddressInfo } from 'node:net';
import { StepRunner } from '../../../nodes/ReturnCase/trigger/stepRunner';
import { sql } from 'kysely';
import { createCaseStore, type CaseStore } from '../../../nodes/shared/store';
import { openPostgres } from '../../../nodes/shared/store/postgres';
import { ConnectionLost } from '../../../nodes/shared/store/postgresPool';
import { startFrozenProxy, type FrozenProxy } from '../../support/frozenProxy';
import { startPostgres, type Postgres } from '../../support/postgres';

const patience = { connectMs: 1_500, beginMs: 700, answerMs: 1_500, tryMs: 2_500 };
const request = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));
/** How something ended, and after how many milliseconds; `hangs` when it has not after 20 seconds. */
async function ending(work: Promise<unknown>): Promise<{ how: string; ms: number }> {
	const started = Date.now();
	let timer: NodeJS.Timeout | undefined;
	const hangs = new Promise<string>((resolve) => (timer = setTimeout(() => resolve('hangs'), 20_000)));
	const how = await Promise.race([
		work.then(
			() => 'done',
			(error: Error) => error.message,
		),
		hangs,
	]);
	clearTimeout(timer);
	return { how, ms: Date.now() - started };
}

it('waits for a server that takes connections and says nothing only as long as it should', async () => {
	const server = createServer(() => undefined).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const database = openPostgres(
		{ host: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'returns', database: 'x' },
		patience,
	);
	const { how, ms } = await ending(createCaseStore(database, { name: 'silent' }));
	expect(how).toMatch(/timeout/);
	expect(ms).toBeLessThan(6_000);
	await database.close();
	server.close();
});

// Needs PostgreSQL: npm run test:postgres.
if (process.env.CASE_STORE_POSTGRES) {
	describe('PostgreSQL that goes silent', () => {
		let server: Postgres;
		let proxy: FrozenProxy;
		let store: CaseStore;
		let direct: CaseStore;
		let count = 0;
		let runner: StepRunner | undefined;
		const uncaught: Error[] = [];
		const note = (error: Error) => void uncaught.push(error);

		beforeAll(async () => {
			server = await startPostgres();
			process.on('uncaughtException', note);
		}, 120_000);
		afterAll(async () => {
			process.off('uncaughtException', note);
			await server.stop();
		}, 60_000);
		beforeEach(async () => {
			const database = await server.createDatabase(`silent_${++count}`);
			proxy = await startFrozenProxy(server.port);
			direct = await createCaseStore(
				openPostgres({ host: server.host, port: server.port, user: server.user, database }),
				{ name: `${database} direct` },
			);
			store = await createCaseStore(
				openPostgres({ host: '127.0.0.1', port: proxy.port, user: server.user, database }, patience),
				{ name: database },
			);
		}, 60_000);
		afterEach(async () => {
			runner?.close();
			runner = undefined;
			await store.close();
			await direct.close();
			await proxy.stop();
			expect(uncaught).toEqual([]);
		}, 30_000);

		const open = async (id: string | number) =>
			await store.cases.open({ request, source: 'portal', sourceId: `${id}` });
		const warm = async () => await Promise.all(Array.from({ length: 30 }, async (_, i) => await open(`warm ${i}`)));
		const serve = () => {
			const served: string[] = [];
			runner = new StepRunner(
				{
					store,
					workflow: 'flow',
					start: async (items) => {
						for (const { reference, step } of items) {
							served.push(reference as string);
							await direct.steps.finish([step as never]);
						}
						return { status: 'success' } as never;
					},
					log: () => undefined,
				},
				{
					stepName: 'Settle',
					batch: 1,
					atOnce: 5,
					leaseMs: 60_000,
					holdMs: 3_600_000,
					maxAttempts: 3,
					pollMs: 50,
					doneWhenFlowEnds: false,
				},
			);
			runner.open();
			return served;
		};
		const until = async (condition: () => boolean, ms = 15_000) => {
			for (const started = Date.now(); !condition() && Date.now() - started < ms;) await sleep(20);
			return condition();
		};

		it('tries again for a while when all connections are taken, and says then that the case store is meant', async () => {
			const few = openPostgres(
				{ host: '127.0.0.1', port: proxy.port, user: server.user, database: `silent_${count}`, max: 2 },
				{ ...patience, connectMs: 400, tryMs: 5_000, answerMs: 20_000 },
			);
			const sleepFor = async (seconds: number) =>
				await few.read(function* () {
					yield sql`select pg_sleep(${seconds})`.compile(few.db);
				});
			const hold = async (seconds: number) => {
				const holding = [sleepFor(seconds), sleepFor(seconds)];
				await sleep(100);
				return holding;
			};
			const short = await hold(0.8);
			expect(await ending(sleepFor(0))).toMatchObject({ how: 'done' });
			await Promise.all(short);
			const long = await hold(3);
			const refused = await sleepFor(0).catch((error: unknown) => error);
			expect(refused).toBeInstanceOf(ConnectionLost);
			expect(refused).toMatchObject({ message: expect.stringContaining('timeout') as string, committing: false });
			await Promise.all(long);
			await few.close();
		}, 30_000);

		it('answers every caller in bounded time, and works again with whoever answers next', async () => {
			await warm();
			proxy.freeze();
			const during = await Promise.all(Array.from({ length: 20 }, async (_, i) => await ending(open(`during ${i}`))));
			for (const { how, ms } of during) {
				expect(how).not.toBe('hangs');
				expect(how).not.toBe('done');
				expect(ms).toBeLessThan(9_000);
			}
			proxy.failOver();
			const after = await ending(open('after'));
			expect(after.how).toBe('done');
			// What was not stored is stored when it is sent again, once.
			const again = await Promise.all(Array.from({ length: 20 }, async (_, i) => await open(`during ${i}`)));
			expect(new Set(again.map(({ reference }) => reference)).size).toBe(20);
		}, 60_000);

		it('stores what comes after the fail-over though all its old connections are dead', async () => {
			await warm();
			proxy.freeze();
			proxy.failOver(); // the old ones are dead, and nobody has noticed
			for (let i = 0; i < 10; i++) expect((await ending(open(`after ${i}`))).how).toBe('done');
		}, 60_000);

		it('goes on with the same connections after a short silence', async () => {
			await warm();
			proxy.freeze();
			const work = ending(open('short'));
			await sleep(300);
			proxy.thaw();
			expect((await work).how).toBe('done');
		}, 60_000);

		it('ends nothing but the transactions that were cut, in use or idle', async () => {
			await warm();
			const work = Array.from({ length: 20 }, async (_, i) => {
				await sleep(i * 5);
				return await ending(open(`cut ${i}`));
			});
			for (let i = 0; i < 5; i++) {
				await sleep(20);
				proxy.cut();
			}
			for (const { how } of await Promise.all(work)) expect(how).not.toBe('hangs');
			for (let i = 0; i < 20; i++) await open(`cut ${i}`);
			expect(await direct.cases.getMany({ limit: 100 })).toHaveLength(50);
		}, 60_000);

		it('runs steps again after the fail-over, without a restart', async () => {
			await store.steps.subscribe('Settle', ['return.requested']);
			const served = serve();
			await open('before');
			expect(await until(() => served.length === 1)).toBe(true);
			proxy.freeze();
			await direct.cases.open({ request, source: 'portal', sourceId: 'meanwhile' });
			await sleep(4_000);
			expect(served).toHaveLength(1); // it was silent indeed
			proxy.failOver();
			expect(await until(() => served.length === 2)).toBe(true);
		}, 60_000);

		it('leaves no locks behind: a case that a lost transaction held can be written', async () => {
			const { reference } = await open('locked');
			const { port } = proxy;
			expect(port).toBeGreaterThan(0);
			// Frozen in the middle of transactions on this case, again and again.
			const writing = Array.from(
				{ length: 8 },
				async (_, i) =>
					await ending(
						store.cases.record({
							reference,
							events: [{ id: `w${i}`, source: 'flow', type: 'customer.notified', data: { about: 'x' } }],
						}),
					),
			);
			proxy.freeze();
			await Promise.all(writing);
			proxy.cut(); // the new server has ended what the vanished clients left
			proxy.failOver();
			expect(
				(
					await ending(
						store.cases.record({
							reference,
							events: [{ id: 'late', source: 'flow', type: 'customer.notified', data: { about: 'x' } }],
						}),
					)
				).how,
			).toBe('done');
		}, 60_000);
	});
}

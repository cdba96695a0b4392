import type { Account, CaseStore, ClaimedStep, StepError } from '../../../nodes/shared/store';
import type { ReturnRequest } from '../../../nodes/shared/model';
import { engines, type Engine } from './stores';

const minute = 60_000;
const maxAttempts = 20;
const us: Account = { key: 'stripe:us1', name: 'Stripe US' };
const eu: Account = { key: 'stripe:eu1', name: 'Stripe EU' };
const request: ReturnRequest = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};
const answered500: StepError = {
	message: 'Stripe answered 500',
	category: 'retryable',
	connection: 'stripe',
	account: us,
	status: 500,
};
const timedOut: StepError = {
	message: 'Stripe did not answer',
	category: 'unknown_outcome',
	connection: 'stripe',
	account: us,
};
const tooMany: StepError = {
	message: 'Stripe asks for fewer requests',
	category: 'retryable',
	connection: 'stripe',
	account: us,
	status: 429,
	retryAfterMs: 5_000,
};
const expired: StepError = {
	message: 'The Stripe key has expired',
	advice: 'Put a new key into the credential.',
	category: 'configuration',
	credentialRefused: true,
	connection: 'stripe',
	account: us,
	status: 401,
};

/** What a provider says to the step of a case; undefined: it does what it is asked. */
type Provider = (step: ClaimedStep) => StepError | undefined;

describe.each(engines)('connections on $name', (engine) => {
	let store: CaseStore;
	let workers: CaseStore[];
	let database: Awaited<ReturnType<Engine['create']>>;
	let now: number;
	let paid: string[];
	let tries: Record<string, number>;
	const clock = { now: () => now };

	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.parse('2026-11-21T10:00:00Z');
		database = await engine.create();
		store = await database.open({ clock });
		workers = [store];
		paid = [];
		tries = {};
		await store.steps.subscribe('Settle', ['return.requested']);
	}, 60_000);

	const open = async (id: string) => (await store.cases.open({ request, source: 'portal', sourceId: id })).reference;

	/** One look for work by each worker, as the trigger and the nodes do it. */
	async function look(provider: Provider, accountOf: (step: ClaimedStep) => Account = () => us): Promise<void> {
		for (const worker of workers) {
			if (!(await worker.steps.hasWork('Settle'))) continue;
			for (const step of await worker.steps.claim('Settle', { limit: 5, leaseMs: minute, maxAttempts })) {
				const { reference } = step.case;
				const account = accountOf(step);
				const claim = await worker.claims.begin(`stripe.refund:${reference}`, {
					reference,
					kind: 'stripe.refund',
					leaseMs: 90_000,
					step,
					account,
				});
				if (claim.standing === 'paused') {
					await worker.steps.fail([step], {
						error: {
							message: 'paused',
							category: 'retryable',
							connection: 'stripe',
							account,
							code: 'connection_paused',
						},
						maxAttempts,
						retryAfterMs: Date.parse(claim.until!) - now,
					});
					continue;
				}
				if (claim.standing === 'busy') throw new Error('one case, two executions');
				tries[reference] = (tries[reference] ?? 0) + 1;
				const error = provider(step);
				if (error) {
					await worker.claims.settle({ key: claim.key, token: claim.token, state: 'unknown', error: error.message });
					await worker.steps.fail([step], {
						error: { ...error, account },
						maxAttempts,
						retryAfterMs: error.retryAfterMs,
					});
				} else {
					await worker.cases.record({
						reference,
						events: [],
						finishes: step,
						claim: { key: claim.key, token: claim.token, state: 'done', result: {} },
					});
					paid.push(reference);
				}
			}
		}
	}

	/** A day, looked at every few seconds; each hour a customer sends something back. */
	async function day(provider: Provider, everyMs = 10_000): Promise<string[]> {
		const good: string[] = [];
		for (let passed = 0; passed < 24 * 60 * minute; passed += everyMs, now += everyMs) {
			if (passed % (60 * minute) === 10 * minute) good.push(await open(`good ${passed}`));
			await look(provider);
		}
		return good;
	}
	const stuck = async () =>
		(await store.steps.stuck({ limit: 50 })).filter(({ state }) => state === 'stuck').map(({ reference }) => reference);
	const only =
		(...references: string[]) =>
		(error: StepError): Provider =>
		({ case: { reference } }) =>
			references.includes(reference) ? error : undefined;

	describe('a case that fails for ever', () => {
		it.each([
			['answers 500', answered500],
			['times out', timedOut],
			['asks for fewer requests', tooMany],
		])(
			'is stuck and listed while others are paid, when the provider %s to it alone',
			async (_what, error) => {
				const bad = await open('bad');
				const good = await day(only(bad)(error), minute);
				expect(good).toHaveLength(24);
				expect(paid.sort()).toEqual(good.sort());
				expect(await stuck()).toEqual([bad]);
				expect(tries[bad]).toBeLessThan(60);
				expect((await store.connections.list())[0]).toMatchObject({
					connection: 'stripe',
					account: 'Stripe US',
					paused: false,
				});
			},
			120_000,
		);

		it('stops nobody when there are several, and two workers', async () => {
			workers.push(await database.open({ clock }));
			const bad = [
				await open('bad 1'),
				await open('bad 2'),
				await open('bad 3'),
				await open('bad 4'),
				await open('bad 5'),
				await open('bad 6'),
			];
			const good = await day(only(...bad)(answered500), minute);
			expect(paid.sort()).toEqual(good.sort());
			expect((await stuck()).sort()).toEqual(bad.sort());
		}, 120_000);

		it('ends the pause it made with the next good answer: what waits behind it goes on at once', async () => {
			const bad = await open('bad');
			for (let i = 0; i < 600; i++, now += 1000) await look(only(bad)(answered500));
			expect((await store.connections.list())[0].paused).toBe(true);
			const others = [await open('a'), await open('b'), await open('c')];
			for (let i = 0; i < 330; i++, now += 1000) await look(only(bad)(answered500));
			expect(paid.sort()).toEqual(others.sort());
			expect((await store.connections.list())[0].paused).toBe(false);
		});
	});

	describe('a provider that is down', () => {
		it('costs no case its tries, and all are paid when it is up', async () => {
			const all: string[] = [];
			for (let i = 0; i < 8; i++) all.push(await open(`c${i}`));
			for (let passed = 0; passed < 600; passed++, now += minute) await look(() => answered500);
			expect(await stuck()).toEqual([]);
			// Each has its turn as the probe.
			expect(Math.min(...Object.values(tries))).toBeGreaterThan(10);
			for (let i = 0; i < 7; i++, now += minute) await look(() => undefined);
			expect(paid.sort()).toEqual(all.sort());
		}, 60_000);

		it('keeps nobody else from being looked at: a thousand steps that wait for it are passed over in one look', async () => {
			for (let i = 0; i < 40; i++) await open(`us ${i}`);
			const down: Provider = ({ event }) => (event.id.startsWith('us') ? answered500 : undefined);
			const accounts = (step: ClaimedStep) => (step.event.id.startsWith('us') ? us : eu);
			for (let i = 0; i < 30; i++, now += 1000) await look(down, accounts);
			const other = await open('eu 1');
			now += 10 * minute;
			await look(down, accounts);
			await look(down, accounts);
			expect(paid).toEqual([other]);
		});
	});

	describe('two accounts at one provider', () => {
		const ofCase = (step: ClaimedStep) => (step.event.id.startsWith('us') ? us : eu);
		const usIsDown: Provider = ({ event }) => (event.id.startsWith('us') ? answered500 : undefined);

		it('do not stop each other', async () => {
			for (let i = 0; i < 6; i++) await open(`us ${i}`);
			for (let i = 0; i < 60; i++, now += 1000) await look(usIsDown, ofCase);
			const good = [await open('eu 1'), await open('eu 2')];
			await look(usIsDown, ofCase);
			expect(paid.sort()).toEqual(good.sort());
			expect(await store.connections.list()).toMatchObject([
				{ key: 'stripe:eu1', account: 'Stripe EU', paused: false },
				{ key: 'stripe:us1', account: 'Stripe US', paused: true },
			]);
			expect(await store.connections.news()).toMatchObject([
				{ connection: 'stripe', account: 'Stripe US', paused: true },
			]);
		});

		it('are paused and resumed one by one, or all by the name of the provider', async () => {
			const begin = async (account: Account) =>
				(
					await store.claims.begin(`stripe.refund:${account.key}/${now++}`, {
						kind: 'stripe.refund',
						leaseMs: 1000,
						account,
					})
				).standing;
			expect([await begin(us), await begin(eu)]).toEqual(['first', 'first']);
			await store.connections.pause('stripe:us1', 'audit');
			expect([await begin(us), await begin(eu)]).toEqual(['paused', 'first']);
			await store.connections.pause('stripe', 'audit of all');
			expect([await begin(us), await begin(eu)]).toEqual(['paused', 'paused']);
			expect(await store.connections.resume('stripe')).toBe(true);
			expect([await begin(us), await begin(eu)]).toEqual(['first', 'first']);
		});

		it('lets steps that wait for a pause by hand go on within minutes of its end', async () => {
			await store.connections.pause('stripe', 'upgrade');
			const reference = await open('us 1');
			for (let i = 0; i < 120; i++, now += minute) await look(() => undefined, ofCase);
			expect(paid).toEqual([]);
			await store.connections.resume('stripe');
			await look(() => undefined, ofCase);
			expect(paid).toEqual([reference]);
		});

		it('keeps the name of a credential that was renamed', async () => {
			await store.claims.begin('stripe.refund:1', { kind: 'stripe.refund', leaseMs: 1000, account: us });
			await store.claims.begin('stripe.refund:2', {
				kind: 'stripe.refund',
				leaseMs: 1000,
				account: { ...us, name: 'Stripe America' },
			});
			expect(await store.connections.list()).toMatchObject([{ key: 'stripe:us1', account: 'Stripe America' }]);
		});

		it('goes on with what an older version left: a provider that was paused, and its steps', async () => {
			const references = [await open('us 1'), await open('eu 1')];
			await database.tamper(
				`insert into connections (name, failures, paused_at, retry_at, reason, by_hand, probe_step, announced) values ('stripe', 5, '2026-11-21T09:00:00.000Z', ${now - 1000}, 'down', 0, null, 1)`,
			);
			await database.tamper(`update steps set connection = 'stripe'`);
			for (let i = 0; i < 30; i++, now += 1000) await look(() => undefined, ofCase);
			expect(paid.sort()).toEqual(references.sort());
			expect((await store.connections.list()).filter(({ paused }) => paused)).toEqual([]);
		});
	});

	describe('a credential that is refused', () => {
		it('pauses its connection at the third step, is told once, leaves nothing stuck, and goes on by itself when it works again', async () => {
			const all: string[] = [];
			for (let i = 0; i < 12; i++) all.push(await open(`c${i}`));
			for (let i = 0; i < 60; i++, now += minute) await look(() => expired);
			expect(await stuck()).toEqual([]);
			expect(await store.connections.news()).toMatchObject([
				{
					connection: 'stripe',
					account: 'Stripe US',
					paused: true,
					reason: 'The Stripe key has expired. Put a new key into the credential.',
				},
			]);
			expect(await store.connections.news()).toEqual([]);
			for (let i = 0; i < 8; i++, now += minute) await look(() => undefined);
			expect(paid.sort()).toEqual(all.sort());
			expect(await store.connections.news()).toMatchObject([{ account: 'Stripe US', paused: false }]);
		});

		it('makes the step stuck at once when only one case meets it, and stops nobody', async () => {
			const bad = await open('bad');
			const good = await day(only(bad)(expired), minute);
			expect(await stuck()).toEqual([bad]);
			expect(tries[bad]).toBe(1);
			expect(paid.sort()).toEqual(good.sort());
			for (let i = 0; i < 3; i++) {
				await store.steps.replay({ reference: bad });
				await look(only(bad)(expired));
			}
			expect((await store.connections.list())[0].paused).toBe(false);
		}, 60_000);

		it('is not meant by what one node or brand is set to: each such step is stuck at once, and nobody else stops', async () => {
			const unset: StepError = {
				message: 'It is not set where goods for restock go',
				category: 'configuration',
				connection: 'stripe',
				account: us,
			};
			const bad = [await open('b1'), await open('b2'), await open('b3'), await open('b4')];
			for (let i = 0; i < 10; i++, now += 1000) await look(only(...bad)(unset));
			const good = await open('good');
			await look(only(...bad)(unset));
			expect((await stuck()).sort()).toEqual(bad.sort());
			expect(paid).toEqual([good]);
			expect((await store.connections.list())[0].paused).toBe(false);
		});

		it('of three cases only delays the others by one pause, and is their own then', async () => {
			const bad = [await open('b1'), await open('b2'), await open('b3')];
			for (let i = 0; i < 10; i++, now += 1000) await look(only(...bad)(expired));
			const good = await open('good');
			for (let i = 0; i < 120; i++, now += 1000) await look(only(...bad)(expired));
			expect(paid).toEqual([good]);
			expect((await stuck()).sort()).toEqual(bad.sort());
		});
	});

	it('takes a refusal with a reason for a sign that the provider is up', async () => {
		for (let i = 0; i < 6; i++) await open(`c${i}`);
		for (let i = 0; i < 20; i++, now += 1000) await look(() => answered500);
		expect((await store.connections.list())[0].paused).toBe(true);
		now += 10 * minute;
		await look(() => ({
			message: 'charged back',
			category: 'rejected',
			connection: 'stripe',
			account: us,
			status: 400,
		}));
		expect((await store.connections.list())[0].paused).toBe(false);
	});

	it('counts a batch that failed as one failure', async () => {
		for (let i = 0; i < 10; i++) await open(`c${i}`);
		const batch = await store.steps.claim('Settle', { limit: 10, leaseMs: minute, maxAttempts });
		expect(batch).toHaveLength(10);
		await store.steps.fail(batch, { error: answered500, maxAttempts, countAttempt: false });
		expect((await store.connections.list())[0]).toMatchObject({ failures: 1, paused: false });
	});
});

import { sql, type CompiledQuery } from 'kysely';
import { createCaseStore, type CaseStore } from '../../../nodes/shared/store';
import type { Database, Work } from '../../../nodes/shared/store/database';
import { KeptDrift, parseNewEvent, Policy, ReturnRequest, Statement } from '../../../nodes/shared/model';
import { publish, saveDraft } from '../../../nodes/shared/policy/versions';
import { fillOf } from './manyReturns';
import { withMethods, type StoreMethod } from '../../support/storeMethods';
import { enginesWithSqlite } from './stores';

/*
 * Every query that the store makes, with the plan its database makes for it among many returns: none reads the whole of a table that
 * grows. SQLite plans by the indexes alone, so a few hundred returns show the same there; PostgreSQL plans by what is in the tables,
 * and gets 100,000 returns with 1,000,000 events (npm run test:postgres).
 */

const growing: Record<string, string> = {
	c: 'cases',
	cases: 'cases',
	e: 'events',
	events: 'events',
	s: 'steps',
	o: 'steps',
	steps: 'steps',
	claims: 'claims',
	i: 'inbox',
	inbox: 'inbox',
	files: 'files',
	seen: 'seen',
	r: 'case_references',
	case_references: 'case_references',
	w: 'case_words',
	case_words: 'case_words',
	notices: 'notices',
	a: 'alarms',
	alarms: 'alarms',
	operator_log: 'operator_log',
	policy_versions: 'policy_versions',
	stand_stills: 'stand_stills',
	budgets: 'budgets',
	drifts: 'drifts',
	v: 'policy_versions',
};
/** Indexes that hold only what still needs somebody, or that a page is read from in order. */
const mayBeReadThrough = [
	'steps_set_aside',
	'steps_set_aside_name',
	'steps_waiting',
	'steps_late',
	'steps_due',
	'steps_leased',
	'cases_open',
	'cases_open_tracks',
	'notices_untold',
	'inbox_waiting',
	'inbox_replayed',
	'inbox_subject',
	'inbox_unreadable',
	'inbox_put_back',
	'cases_open_reference',
	'alarms_due',
	'alarms_open',
	'alarms_not_closed',
	'steps_not_done',
	'drifts_standing',
	'cases_erase_asked',
	'cases_erased_before',
];
const pageIndexes = [
	'cases_updated',
	'cases_closed',
	'inbox_state',
	'inbox_received',
	...['authorization', 'logistics', 'settlement', 'kind'].map((track) => `cases_${track}`),
];
/** More rows than that for one query and it does not look, it reads. */
const mostRows = 3_000;

const request = (id: string) =>
	ReturnRequest.parse({
		channel: 'shopify',
		lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }],
		providerIds: { 'shopify.return': id },
	});
const lease = { limit: 5, leaseMs: 60_000, maxAttempts: 20 };

/** How each method is called. A method that is not here fails the test. */
type Calls = Record<StoreMethod, (store: CaseStore, reference: string) => Promise<unknown>>;
const opened = async (store: CaseStore, name: string) =>
	await store.cases.open({
		request: request(`${name} ${Math.random()}`),
		source: 'shopify',
		sourceId: `${Math.random()}`,
	});
const claimed = async (store: CaseStore) => {
	await opened(store, 'fresh');
	return await store.steps.claim('Authorise', lease);
};
const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
/** A step of a return that was canceled meanwhile. */
const moot = async (store: CaseStore) => {
	const { reference } = await opened(store, 'moot');
	await store.cases.record({
		reference,
		events: [parseNewEvent({ id: 'c', source: 'test', type: 'return.canceled', data: {} })],
	});
	return await store.steps.claim('Authorise', { ...lease, skipMoot: true });
};
/** As many as are asked about at once, and more. */
const several = Array.from({ length: 300 }, (_, at) => `RMA-${at * 300}`);
const who = { actor: 'a person', reason: 'plan' };
const drift = { id: 'plan', class: 'late', owner: 'finance', message: 'm', reference: 'RMA-1' };
const down = {
	message: 'down',
	category: 'retryable',
	connection: 'stripe',
	account: { key: 'stripe:us1', name: 'US' },
};
const calls: Calls = {
	'cases.open': async (store) => [
		await store.cases.open({ request: request('n1'), source: 'shopify', sourceId: 'n1' }),
		await store.cases.open({ request: request('n1'), source: 'shopify', sourceId: 'n1' }),
	],
	'cases.declare': async (store) => {
		const statement = Statement.parse({
			id: 's1',
			toldAt: new Date().toISOString(),
			timeZone: 'UTC',
			channel: 'phone',
			email: 'alex@example.com',
			lines: [],
		});
		const withdrawal = ReturnRequest.parse({ channel: 'withdrawal', withdrawal: true, lines: [] });
		for (const id of ['s1', 's2', 's2'])
			await store.cases.declare({ request: withdrawal, sourceId: 'w1', statement: { ...statement, id } }, [
				{ key: 'plan', of: 'address', limit: 5, windowMs: 60_000 },
			]);
	},
	'cases.reminders': async (store) => await store.cases.reminders(50),
	'cases.remind': async (store) => {
		const statement = { toldAt: new Date().toISOString(), timeZone: 'UTC', channel: 'phone', name: '', contract: '' };
		const { reference } = await store.cases.declare({
			request: ReturnRequest.parse({ channel: 'withdrawal', withdrawal: true, lines: [] }),
			sourceId: 'w2',
			statement: { ...statement, id: 's', email: 'alex@example.com', lines: [] },
		});
		clock.aheadMs = 2 * 24 * 3_600_000;
		const reminded = [await store.cases.remind(reference), await store.cases.remind(reference)];
		clock.aheadMs = 0;
		expect(reminded).toEqual([true, false]);
	},
	'cases.standStills': async (store) => await store.cases.standStills(50),
	'cases.tellStandStills': async (store) => {
		const { reference } = await opened(store, 'still');
		clock.aheadMs = 4 * 24 * 3_600_000;
		const told = [await store.cases.tellStandStills(reference), await store.cases.tellStandStills(reference)];
		clock.aheadMs = 0;
		expect(told).toEqual([1, 0]);
	},
	'cases.record': async (store, reference) => {
		const [step] = await claimed(store);
		const claim = await store.claims.begin('stripe.refund:plan', {
			kind: 'stripe.refund',
			leaseMs: 1000,
			reference,
			step,
		});
		await store.cases.record({
			reference: step.case.reference,
			finishes: step,
			claim: { key: claim.key, token: claim.token, state: 'done', result: {} },
			events: [
				parseNewEvent({
					id: 'approve',
					source: 'test',
					type: 'return.approved',
					data: {},
					references: { 'odoo.return': '7' },
				}),
			],
		});
	},
	'cases.get': async (store, reference) => await store.cases.get(reference),
	'cases.getMany': async (store) => {
		const page = { limit: 50, before: { updatedAt: '2026-01-01', reference: 'RMA-1' } };
		for (const filter of [
			{},
			{ open: true },
			{ open: false },
			{ after: '2025-1099' },
			{ settlement: 'failed' },
			{ authorization: 'in_review', open: true },
			{ authorization: 'approved', settlement: 'due' },
			{ logistics: 'missing' },
			{ kind: 'withdrawal' as const },
			{ kind: 'withdrawal' as const, open: true },
		]) {
			await store.cases.getMany({ limit: 50, ...filter });
			await store.cases.getMany({ ...page, ...filter });
		}
	},
	'cases.changed': async (store) => [
		await store.cases.changed({ limit: 50, youngMs: 0 }),
		await store.cases.changed({ limit: 50, youngMs: 0, after: { updatedAt: '2026-01-01', reference: 'RMA-1' } }),
	],
	'cases.eventsAfter': async (store) => await store.cases.eventsAfter({ seq: 5, limit: 50, youngMs: 0 }),
	'cases.openTracks': async (store) => [
		await store.cases.openTracks(),
		await store.cases.openTracks({ since: '2025-1050' }),
	],
	'cases.opened': async (store) => await store.cases.opened({ from: '2025-1099', to: '2025-1100', limit: 100 }),
	'cases.eventsOf': async (store) => await store.cases.eventsOf(several, ['return.received', 'refund.succeeded']),
	'cases.paid': async (store) => await store.cases.paid({ from: '2025-1099', to: '2025-1100', limit: 100 }),
	'cases.foundBy': async (store) => [
		await store.cases.foundBy('email', 'alex@example.com', 50),
		await store.cases.foundBy('sku', 'TEE', 50),
	],
	'cases.ofOrder': async (store) => await store.cases.ofOrder('#1001', 50),
	'cases.timeline': async (store, reference) => await store.cases.timeline(reference),
	'cases.findByReference': async (store) => await store.cases.findByReference('shopify.return', 'n1'),
	'cases.verify': async (store, reference) => await store.cases.verify(reference),
	'cases.findFlaw': async (store, reference) => await store.cases.findFlaw(reference),
	'steps.subscribe': async (store) => {
		await store.steps.subscribe('Authorise', ['return.requested']);
		await store.steps.subscribe('Brand new', ['return.requested', 'return.closed']);
		await store.steps.subscribe('Counter', ['return.requested'], { channels: ['store'], brands: ['nord'] });
	},
	'steps.unsubscribe': async (store) => await store.steps.unsubscribe('Brand new'),
	'steps.hasWork': async (store) => [
		await store.steps.hasWork('Authorise'),
		await store.steps.hasWork('Authorise', { abandoned: false, brands: ['default'] }),
	],
	'steps.namesWithWork': async (store) => await store.steps.namesWithWork(['Authorise', 'Settle']),
	'steps.nextDue': async (store) => await store.steps.nextDue('Authorise'),
	'steps.claim': async (store) => [
		await claimed(store),
		await moot(store),
		await store.steps.claim('Authorise', { ...lease, brands: ['default'] }),
	],
	'steps.renew': async (store) => await store.steps.renew(await claimed(store), 60_000),
	'steps.finish': async (store) => await store.steps.finish(await claimed(store)),
	'steps.fail': async (store) => {
		for (let i = 0; i < 7; i++)
			for (const step of await claimed(store))
				await store.steps.fail([step], {
					error: i < 3 ? { ...down, category: 'configuration', credentialRefused: true } : down,
					maxAttempts: 20,
				});
		for (const step of await claimed(store))
			await store.steps.fail([step], {
				error: { message: 'no', category: 'rejected', connection: 'stripe', account: down.account, status: 400 },
				maxAttempts: 20,
			});
		for (const step of await claimed(store))
			await store.steps.fail([step], {
				error: { message: 'none', category: 'rejected', connection: 'odoo', notYet: true },
				maxAttempts: 20,
			});
	},
	'steps.hold': async (store) => await store.steps.hold((await claimed(store))[0], 'why'),
	'steps.stuck': async (store) => [
		await store.steps.stuck({ limit: 50 }),
		await store.steps.stuck({ limit: 50, name: 'Authorise' }),
		await store.steps.stuck({ limit: 50, waiting: true }),
		await store.steps.stuck({ limit: 50, name: 'Authorise', waiting: true }),
	],
	'steps.of': async (store, reference) => await store.steps.of(reference),
	'steps.replay': async (store, reference) => [
		await store.steps.replay({ id: 3 }),
		await store.steps.replay({ reference }),
		await store.steps.replay({ name: 'Authorise' }),
		await store.steps.replay({}),
	],
	'cases.sample': async (store) => [
		await store.cases.sample(['return.requested', 'return.closed'], 1),
		await store.cases.sample(['return.requested'], 1, { channels: ['shopify', '-register'] }),
		await store.cases.sample(['return.requested'], 1, { channels: ['nowhere'] }),
	],
	'claims.begin': async (store, reference) => {
		for (let i = 0; i < 2; i++)
			await store.claims.begin('stripe.refund:one', {
				kind: 'stripe.refund',
				leaseMs: 1000,
				reference,
				account: down.account,
			});
	},
	'claims.noteProgress': async (store) =>
		await store.claims.noteProgress(
			await store.claims.begin('easypost.label:one', { kind: 'easypost.label', leaseMs: 1000 }),
			{
				shipment: 's',
			},
		),
	'claims.settle': async (store) => {
		await store.claims.settle({
			...(await store.claims.begin('odoo.note:one', { kind: 'odoo.note', leaseMs: 1000 })),
			state: 'failed',
			error: 'x',
		});
		await store.claims.settle({
			...(await store.claims.begin('odoo.note:two', { kind: 'odoo.note', leaseMs: 1000 })),
			state: 'done',
			result: {},
		});
	},
	'claims.get': async (store) => await store.claims.get('odoo.note:one'),
	'claims.newest': async (store) => await store.claims.newest(500),
	'claims.isOpen': async (store, reference) => await store.claims.isOpen(reference, 'stripe.refund'),
	'connections.list': async (store) => await store.connections.list(),
	'connections.news': async (store) => await store.connections.news(),
	'connections.pause': async (store) => await store.connections.pause('stripe', 'why'),
	'connections.resume': async (store) => await store.connections.resume('stripe'),
	'inbox.put': async (store) =>
		await store.inbox.put({
			source: 'shopify',
			id: 'w1',
			topic: 'returns/request',
			body: '{}',
			subject: 'n1',
			receiver: 'shop',
		}),
	'inbox.mark': async (store) => await store.inbox.mark('shopify', 'w1', 'unreadable', 'why'),
	'inbox.find': async (store) => await store.inbox.find('shopify', 'w1'),
	'inbox.waiting': async (store) => {
		for (const more of [
			{ subject: 'n1' },
			{ topic: 'returns/request' },
			{ replayed: true },
			{ receiver: 'shop' },
			{ after: { id: 'w', receivedAt: '2026' } },
		])
			await store.inbox.waiting({ source: 'shopify', limit: 50, ...more });
	},
	'inbox.get': async (store) => [
		await store.inbox.get({ limit: 50 }),
		await store.inbox.get({ state: 'unreadable', limit: 50 }),
	],
	'inbox.unread': async (store) => [
		await store.inbox.unread({ limit: 50 }),
		await store.inbox.unread({ source: 'shopify', limit: 50 }),
	],
	'inbox.unreadable': async (store) => [
		await store.inbox.unreadable('w1'),
		await store.inbox.unreadable('w1', 'shopify'),
	],
	'inbox.dismiss': async (store) => await store.inbox.dismiss('shopify', 'w1', { actor: 'kim', reason: 'done' }),
	'inbox.replay': async (store) => [
		await store.inbox.replay({ source: 'shopify', id: 'w1' }, { actor: 'ann@example.com' }),
		await store.inbox.replay({ source: 'shopify' }, { actor: 'ann@example.com' }),
		await store.inbox.replay({}, { actor: 'ann@example.com' }),
	],
	'inbox.prune': async (store) => await store.inbox.prune({ before: '2025-1000100', limit: 100 }),
	'inbox.markSeen': async (store) => await store.inbox.markSeen('shopify', 'w2'),
	'files.put': async (store, reference) =>
		await store.files.put({ reference, name: 'label' }, { mimeType: 'application/pdf', content: Buffer.from('%PDF') }),
	'files.get': async (store, reference) => await store.files.get({ reference, name: 'label' }),
	'setUpReports.keep': async (store) =>
		await store.setUpReports.keep({
			connection: 'odoo',
			brand: 'default',
			lookedAt: '2026-11-01T10:00:00.000Z',
			checks: [],
			choices: {},
		}),
	'setUpReports.list': async (store) => await store.setUpReports.list(),
	'budgets.take': async (store) => await store.budgets.take([{ key: 'plan 2', limit: 1, windowMs: 60_000 }]),
	'people.erase': async (store) => {
		const { reference } = await opened(store, 'person');
		expect(await store.people.erase(reference, who)).toMatchObject({ erased: false });
		const events = [
			parseNewEvent({ id: 'd', source: 'test', type: 'return.declined', data: { reason: 'x' } }),
			parseNewEvent({ id: 'z', source: 'test', type: 'return.closed', data: {} }),
		];
		await store.cases.record({ reference, events });
		for (const { id } of await store.steps.of(reference)) await store.steps.release(id, who);
		return await store.people.erase(reference, who);
	},
	'people.eraseDue': async (store) => {
		await store.settings.save('default', { retention: { personalDays: 3_650 } });
		await store.people.eraseDue(50);
	},
	'people.deleteDue': async (store) => {
		await store.settings.save('default', { retention: { caseDays: 3_650 } });
		await store.people.deleteDue(50);
	},
	'drifts.keep': async (store) => [
		await store.drifts.keep(KeptDrift.parse(drift)),
		await store.drifts.keep(KeptDrift.parse({ ...drift, state: 'healed' })),
		await store.drifts.keep(KeptDrift.parse(drift)),
	],
	'drifts.standing': async (store) => await store.drifts.standing({ limit: 50, after: 'a' }),
	'drifts.of': async (store, reference) => await store.drifts.of(reference),
	'drifts.ofMany': async (store) => await store.drifts.ofMany(several),
	'drifts.accept': async (store) => [await store.drifts.accept('plan', who), await store.drifts.accept('none', who)],
	'looks.begin': async (store) => await store.looks.begin('shopify', 1000),
	'looks.keep': async (store) => await store.looks.keep({ name: 'shopify', token: 'x' }, 'cursor', 1000),
	'looks.end': async (store) => await store.looks.end({ name: 'shopify', token: 'x' }),
	'looks.cursor': async (store) => await store.looks.cursor('shopify'),
	'notices.put': async (store) => await store.notices.put({ key: 'k', owner: 'operator', message: 'm', advice: 'a' }),
	'notices.untold': async (store) => await store.notices.untold(50),
	'notices.told': async (store) => await store.notices.told(['k']),
	'cases.sistersOf': async (store, reference) => await store.cases.sistersOf(reference),
	'steps.release': async (store) => await store.steps.release(3, who),
	'steps.signOn': async (store) => await store.steps.signOn('Authorise', 'plan'),
	'steps.signOff': async (store) => await store.steps.signOff('Authorise', 'plan'),
	'steps.queue': async (store) => await store.steps.queue(),
	'steps.unserved': async (store) => await store.steps.unserved(),
	'steps.handOver': async (store) => (
		await store.steps.signOn('Authorise', 'other plan'),
		await store.steps.handOver({ from: 'Counter', to: 'Authorise' }, who)
	),
	'cases.overdue': async (store) => await store.cases.overdue(50),
	'cases.endOverdue': async (store) => {
		const { reference } = await opened(store, 'overdue');
		await store.cases.record({
			reference,
			events: [parseNewEvent({ id: 'approve', source: 'test', type: 'return.approved', data: {} })],
		});
		clock.aheadMs = 1_000 * 24 * 3_600_000;
		const outcome = await store.cases.endOverdue(reference);
		clock.aheadMs = 0;
		expect(outcome).toBe('expired');
	},
	'alarms.next': async (store) => await store.alarms.next(),
	'alarms.take': async (store) => await store.alarms.take({ limit: 5 }),
	'alarms.told': async (store) => await store.alarms.told([1]),
	'alarms.open': async (store, reference) => [
		await store.alarms.open({ limit: 5 }),
		await store.alarms.open({ limit: 5, reference }),
		await store.alarms.open({ limit: 5, owner: 'finance' }),
	],
	'alarms.close': async (store, reference) => [
		await store.alarms.close({ id: 1 }, who),
		await store.alarms.close({ reference }, who),
	],
	'alarms.recordFailure': async (store) => {
		for (let i = 0; i < 2; i++)
			await store.alarms.recordFailure({ workflow: 'w', workflowName: 'w', node: 'n', message: 'm' });
	},
	'alarms.coverFailure': async (store) => await store.alarms.coverFailure('w', 'n'),
	'operators.log': async (store, reference) => [
		await store.operators.log({ limit: 5 }),
		await store.operators.log({ limit: 5, reference }),
	],
	'settings.get': async (store) => await store.settings.get('default'),
	'settings.save': async (store) => await store.settings.save('default', {}),
	'settings.change': async (store) => await store.settings.change('default', (before) => before, who),
	'policies.get': async (store) => await store.policies.get('default'),
	'policies.list': async (store) => await store.policies.list(),
	'policies.version': async (store) => [
		await store.policies.version('default'),
		await store.policies.version('default', '94053d10c781'),
	],
	'policies.versions': async (store) => await store.policies.versions('default', 50),
	'policies.change': async (store) => {
		const act = { by: who.actor, at: '2026-11-29T10:00:00.000Z' };
		await store.policies.change('default', (before) => ({ after: before }), who);
		await store.policies.change(
			'default',
			(before) => ({
				after: saveDraft(before, Policy.parse({ refundTiming: 'at_receipt', refundShipping: true }), act),
				act: { action: 'policy_saved' },
			}),
			who,
		);
		await store.policies.change(
			'default',
			(before) => ({ after: publish(before, { ...act, note: 'n' }).after, act: { action: 'policy_published' } }),
			who,
		);
	},
	onChange: async (store) => store.onChange(() => undefined)(),
	ping: async (store) => await store.ping(),
	close: async () => undefined,
};

/** A database that keeps every query which is sent to it, once per text. */
function recording(database: Database, seen: (query: CompiledQuery) => void): Database {
	const watched = <R>(work: () => Work<R>) =>
		function* (): Work<R> {
			const inner = work();
			let next = inner.next();
			while (!next.done) {
				seen(next.value);
				next = inner.next(yield next.value);
			}
			return next.value;
		};
	return {
		...database,
		write: async (work, options) => await database.write(watched(work), options),
		read: async (work) => await database.read(watched(work)),
	};
}

describe.each(enginesWithSqlite)('plans on $name', (engine) => {
	const many = !!process.env.CASE_STORE_POSTGRES;
	let database: Database;
	let store: CaseStore;
	const seen = new Map<string, { query: CompiledQuery; method: string }>();
	let method = '';

	const run = async (text: string) => {
		await database.write(
			function* () {
				yield sql.raw(text).compile(database.db);
			},
			{ longMs: 600_000 },
		);
	};

	beforeAll(async () => {
		await engine.start();
		database = (await engine.createEmpty()).connect();
		let recorded = false;
		store = await createCaseStore(
			recording(database, (query) => void (recorded && !seen.has(query.sql) && seen.set(query.sql, { query, method }))),
			{ name: `plans ${engine.name}`, auditKey: 'test', clock },
		);
		for (const text of fillOf(Number(process.env.PLAN_CASES ?? (many ? 100_000 : 300)))) await run(text);
		if (database.kind === 'postgres') await run('analyze');
		await store.steps.subscribe('Authorise', ['return.requested']);
		const { reference } = await store.cases.open({ request: request('first'), source: 'shopify', sourceId: 'first' });
		recorded = true;
		for (const [name, call] of Object.entries(calls)) {
			method = name;
			await call(store, reference);
		}
	}, 900_000);
	afterAll(async () => {
		await store.close();
		await engine.stop();
	}, 60_000);

	it('are known of every method of the store', () => {
		const names: string[] = [];
		withMethods(store, (name, method) => (names.push(name), method));
		expect(names.filter((name) => !(name in calls))).toEqual([]);
		expect(seen.size).toBeGreaterThan(60);
	});

	/** What is wrong with a query's plan; undefined: nothing. */
	async function wrong({ sql: text, parameters }: CompiledQuery): Promise<string | undefined> {
		if (!/^\s*(select|insert|update|delete|with)/i.test(text)) return undefined;
		const rollBack = new Error('roll back');
		let rows: unknown[] = [];
		// What was inserted once cannot be inserted again, so an insert is only planned.
		const inPostgres = /^\s*insert/i.test(text) ? 'explain (format json) ' : 'explain (analyze, format json) ';
		const explain = database.kind === 'sqlite' ? 'explain query plan ' : inPostgres;
		await database
			.write(function* () {
				rows = yield { ...sql.raw(explain + text).compile(database.db), parameters };
				throw rollBack;
			})
			.catch((error: Error) => {
				if (error !== rollBack) throw new Error(`${error.message}: ${text}`);
			});
		return database.kind === 'sqlite'
			? (wrongInSqlite(rows as Array<{ detail: string }>, text) ?? readForEachRow(rows as SqliteStep[]))
			: wrongInPostgres((rows[0] as { 'QUERY PLAN': Array<{ Plan: PlanNode }> })['QUERY PLAN'][0].Plan);
	}

	it('read no table that grows', async () => {
		const bad: string[] = [];
		for (const { query, method: by } of seen.values()) {
			const what = await wrong(query);
			if (what) bad.push(`${by}: ${what}\n    ${query.sql}`);
		}
		expect(bad.join('\n')).toBe('');
	}, 300_000);

	it('would be found out', async () => {
		const plain = (text: string): CompiledQuery => ({ ...sql.raw(text).compile(database.db), parameters: [] });
		for (const text of [
			"select * from events where data = 'x'",
			`select reference from cases where version = 7 limit 5`,
			`select id from steps where name = 'Settle' and attempts = 7`,
			`select e.seq from events as e where e.type = 'return.requested' order by e.time desc limit 1`,
		]) {
			expect([text, typeof (await wrong(plain(text)))]).toEqual([
				text,
				many || database.kind === 'sqlite' ? 'string' : 'undefined',
			]);
		}
	});
});

function wrongInSqlite(rows: Array<{ detail: string }>, text: string): string | undefined {
	const sorted = rows.some(({ detail }) => detail.includes('USE TEMP B-TREE FOR ORDER BY'));
	return rows
		.map(({ detail }) => detail)
		.find((detail) => {
			const [, how, alias, index] = /^(SCAN|SEARCH) (\w+)(?:.*INDEX (\w+))?/.exec(detail) ?? [];
			if (!how || !growing[alias] || mayBeReadThrough.includes(index)) return false;
			// The newest rows, by their number.
			if (how === 'SCAN' && !index && /^select \* from "operator_log" order by "id" desc limit/.test(text))
				return false;
			const page = pageIndexes.includes(index) && / limit /.test(text) && !sorted;
			if (how === 'SCAN') return !page;
			if (index === 'inbox_state' && text.includes(`state = 'unreadable'`)) return false;
			// One type of event, one status, one channel: found by an index, and still a large part of the table.
			return (
				((index === 'events_type' || index === 'cases_channel') && (!/ limit /.test(text) || sorted)) ||
				(pageIndexes.includes(index) && !page)
			);
		});
}

interface SqliteStep {
	id: number;
	parent: number;
	detail: string;
}

/** What holds only what still needs somebody may be read through once, and not for every row of a query: there may be thousands of both. */
function readForEachRow(steps: SqliteStep[]): string | undefined {
	const inner = new Set<number>();
	for (const { id, parent, detail } of steps) if (detail.startsWith('CORRELATED') || inner.has(parent)) inner.add(id);
	return steps
		.filter(({ id }) => inner.has(id))
		.map(({ detail }) => detail)
		.find((detail) => {
			const [, how, alias, index] = /^(SCAN|SEARCH) (\w+)(?:.*INDEX (\w+))?/.exec(detail) ?? [];
			return growing[alias ?? ''] && (how === 'SCAN' || index === 'inbox_state' || index === 'inbox_unreadable');
		});
}

interface PlanNode {
	'Node Type': string;
	'Relation Name'?: string;
	'Actual Rows'?: number;
	'Actual Loops'?: number;
	'Rows Removed by Filter'?: number;
	'Rows Removed by Index Recheck'?: number;
	Plans?: PlanNode[];
}

function wrongInPostgres(node: PlanNode): string | undefined {
	const loops = node['Actual Loops'] ?? 1;
	const rows =
		((node['Actual Rows'] ?? 0) +
			(node['Rows Removed by Filter'] ?? 0) +
			(node['Rows Removed by Index Recheck'] ?? 0)) *
		loops;
	const table = node['Relation Name'];
	if (table && growing[table] && rows > mostRows) return `${node['Node Type']} reads ${rows} rows of ${table}`;
	return node.Plans?.map(wrongInPostgres).find(Boolean);
}

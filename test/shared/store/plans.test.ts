import { sql, type CompiledQuery } from 'kysely';
import { createCaseStore, type CaseStore } from '../../../nodes/shared/store';
import type { Database, Work } from '../../../nodes/shared/store/database';
import { parseNewEvent, ReturnRequest } from '../../../nodes/shared/model';
import { fillOf } from './manyReturns';
import { engines } from './stores';

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
	inbox: 'inbox',
	seen: 'seen',
	r: 'case_references',
	case_references: 'case_references',
	notices: 'notices',
	a: 'alarms',
	alarms: 'alarms',
	operator_log: 'operator_log',
};
/** Indexes that hold only what still needs somebody, or that a page is read from in order. */
const mayBeReadThrough = [
	'steps_set_aside',
	'steps_set_aside_name',
	'steps_waiting',
	'steps_due',
	'steps_leased',
	'cases_open',
	'notices_untold',
	'inbox_waiting',
	'inbox_replayed',
	'inbox_subject',
	'inbox_unreadable',
	'cases_open_reference',
	'alarms_due',
	'alarms_open',
	'alarms_not_closed',
	'steps_not_done',
];
const pageIndexes = [
	'cases_updated',
	'cases_closed',
	'inbox_state',
	'inbox_received',
	...['authorization', 'logistics', 'settlement'].map((track) => `cases_${track}`),
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
type Calls = Record<keyof CaseStore, (store: CaseStore, reference: string) => Promise<unknown>>;
const claimed = async (store: CaseStore) => {
	await store.open({ request: request(`fresh ${Math.random()}`), source: 'shopify', sourceId: `${Math.random()}` });
	return await store.claimSteps('Authorise', lease);
};
const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
/** A step of a return that was canceled meanwhile. */
const moot = async (store: CaseStore) => {
	const { reference } = await store.open({
		request: request(`moot ${Math.random()}`),
		source: 'shopify',
		sourceId: `${Math.random()}`,
	});
	await store.record({
		reference,
		events: [parseNewEvent({ id: 'c', source: 'test', type: 'return.canceled', data: {} })],
	});
	return await store.claimSteps('Authorise', { ...lease, skipMoot: true });
};
const who = { actor: 'a person', reason: 'plan' };
const down = {
	message: 'down',
	category: 'retryable',
	connection: 'stripe',
	account: { key: 'stripe:us1', name: 'US' },
};
const calls: Calls = {
	open: async (store) => [
		await store.open({ request: request('n1'), source: 'shopify', sourceId: 'n1' }),
		await store.open({ request: request('n1'), source: 'shopify', sourceId: 'n1' }),
	],
	record: async (store, reference) => {
		const [step] = await claimed(store);
		const claim = await store.beginClaim('stripe.refund:plan', {
			kind: 'stripe.refund',
			leaseMs: 1000,
			reference,
			step,
		});
		await store.record({
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
	get: async (store, reference) => await store.get(reference),
	getMany: async (store) => {
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
		]) {
			await store.getMany({ limit: 50, ...filter });
			await store.getMany({ ...page, ...filter });
		}
	},
	timeline: async (store, reference) => await store.timeline(reference),
	findByReference: async (store) => await store.findByReference('shopify.return', 'n1'),
	verify: async (store, reference) => await store.verify(reference),
	findFlaw: async (store, reference) => await store.findFlaw(reference),
	subscribe: async (store) => {
		await store.subscribe('Authorise', ['return.requested']);
		await store.subscribe('Brand new', ['return.requested', 'return.closed']);
		await store.subscribe('Counter', ['return.requested'], { channels: ['store'], brands: ['nord'] });
	},
	unsubscribe: async (store) => await store.unsubscribe('Brand new'),
	hasWork: async (store) => [
		await store.hasWork('Authorise'),
		await store.hasWork('Authorise', { abandoned: false, brands: ['default'] }),
	],
	namesWithWork: async (store) => await store.namesWithWork(['Authorise', 'Settle']),
	nextDue: async (store) => await store.nextDue('Authorise'),
	claimSteps: async (store) => [
		await claimed(store),
		await moot(store),
		await store.claimSteps('Authorise', { ...lease, brands: ['default'] }),
	],
	renewSteps: async (store) => await store.renewSteps(await claimed(store), 60_000),
	finishSteps: async (store) => await store.finishSteps(await claimed(store)),
	failSteps: async (store) => {
		for (let i = 0; i < 7; i++)
			for (const step of await claimed(store))
				await store.failSteps([step], {
					error: i < 3 ? { ...down, category: 'configuration', credentialRefused: true } : down,
					maxAttempts: 20,
				});
		for (const step of await claimed(store))
			await store.failSteps([step], {
				error: { message: 'no', category: 'rejected', connection: 'stripe', account: down.account, status: 400 },
				maxAttempts: 20,
			});
	},
	holdStep: async (store) => await store.holdStep((await claimed(store))[0], 'why'),
	stuckSteps: async (store) => [
		await store.stuckSteps({ limit: 50 }),
		await store.stuckSteps({ limit: 50, name: 'Authorise' }),
	],
	stepsOf: async (store, reference) => await store.stepsOf(reference),
	replaySteps: async (store, reference) => [
		await store.replaySteps({ id: 3 }),
		await store.replaySteps({ reference }),
		await store.replaySteps({ name: 'Authorise' }),
		await store.replaySteps({}),
	],
	sample: async (store) => [
		await store.sample(['return.requested', 'return.closed'], 1),
		await store.sample(['return.requested'], 1, { channels: ['shopify', '-register'] }),
		await store.sample(['return.requested'], 1, { channels: ['nowhere'] }),
	],
	beginClaim: async (store, reference) => {
		for (let i = 0; i < 2; i++)
			await store.beginClaim('stripe.refund:one', {
				kind: 'stripe.refund',
				leaseMs: 1000,
				reference,
				account: down.account,
			});
	},
	noteProgress: async (store) =>
		await store.noteProgress(await store.beginClaim('easypost.label:one', { kind: 'easypost.label', leaseMs: 1000 }), {
			shipment: 's',
		}),
	settleClaim: async (store) => {
		await store.settleClaim({
			...(await store.beginClaim('odoo.note:one', { kind: 'odoo.note', leaseMs: 1000 })),
			state: 'failed',
			error: 'x',
		});
		await store.settleClaim({
			...(await store.beginClaim('odoo.note:two', { kind: 'odoo.note', leaseMs: 1000 })),
			state: 'done',
			result: {},
		});
	},
	getClaim: async (store) => await store.getClaim('odoo.note:one'),
	connections: async (store) => await store.connections(),
	connectionNews: async (store) => await store.connectionNews(),
	pauseConnection: async (store) => await store.pauseConnection('stripe', 'why'),
	resumeConnection: async (store) => await store.resumeConnection('stripe'),
	putInbox: async (store) =>
		await store.putInbox({
			source: 'shopify',
			id: 'w1',
			topic: 'returns/request',
			body: '{}',
			subject: 'n1',
			receiver: 'shop',
		}),
	markInbox: async (store) => await store.markInbox('shopify', 'w1', 'unreadable', 'why'),
	findInbox: async (store) => await store.findInbox('shopify', 'w1'),
	waitingInbox: async (store) => {
		for (const more of [
			{ subject: 'n1' },
			{ topic: 'returns/request' },
			{ replayed: true },
			{ receiver: 'shop' },
			{ after: { id: 'w', receivedAt: '2026' } },
		])
			await store.waitingInbox({ source: 'shopify', limit: 50, ...more });
	},
	getInbox: async (store) => [
		await store.getInbox({ limit: 50 }),
		await store.getInbox({ state: 'unreadable', limit: 50 }),
	],
	replayInbox: async (store) => [
		await store.replayInbox({ source: 'shopify', id: 'w1' }),
		await store.replayInbox({ source: 'shopify' }),
		await store.replayInbox({}),
	],
	pruneInbox: async (store) => await store.pruneInbox({ before: '2025-1000100', limit: 100 }),
	markSeen: async (store) => await store.markSeen('shopify', 'w2'),
	beginLook: async (store) => await store.beginLook('shopify', 1000),
	keepLook: async (store) => await store.keepLook({ name: 'shopify', token: 'x' }, 'cursor', 1000),
	endLook: async (store) => await store.endLook({ name: 'shopify', token: 'x' }),
	lookCursor: async (store) => await store.lookCursor('shopify'),
	putNotice: async (store) => await store.putNotice({ key: 'k', owner: 'operator', message: 'm', advice: 'a' }),
	untoldNotices: async (store) => await store.untoldNotices(50),
	noticesTold: async (store) => await store.noticesTold(['k']),
	sistersOf: async (store, reference) => await store.sistersOf(reference),
	releaseStep: async (store) => await store.releaseStep(3, who),
	signOn: async (store) => await store.signOn('Authorise', 'plan'),
	signOff: async (store) => await store.signOff('Authorise', 'plan'),
	unservedSteps: async (store) => await store.unservedSteps(),
	handOverSteps: async (store) => (
		await store.signOn('Authorise', 'other plan'),
		await store.handOverSteps({ from: 'Counter', to: 'Authorise' }, who)
	),
	overdue: async (store) => await store.overdue(50),
	endOverdue: async (store) => {
		const [step] = await claimed(store);
		await store.record({
			reference: step.case.reference,
			events: [parseNewEvent({ id: 'approve', source: 'test', type: 'return.approved', data: {} })],
		});
		clock.aheadMs = 1_000 * 24 * 3_600_000;
		const outcome = await store.endOverdue(step.case.reference);
		clock.aheadMs = 0;
		expect(outcome).toBe('expired');
	},
	nextAlarm: async (store) => await store.nextAlarm(),
	takeAlarms: async (store) => await store.takeAlarms({ limit: 5 }),
	alarmsTold: async (store) => await store.alarmsTold([1]),
	openAlarms: async (store, reference) => [
		await store.openAlarms({ limit: 5 }),
		await store.openAlarms({ limit: 5, reference }),
		await store.openAlarms({ limit: 5, owner: 'finance' }),
	],
	closeAlarms: async (store, reference) => [
		await store.closeAlarms({ id: 1 }, who),
		await store.closeAlarms({ reference }, who),
	],
	recordFailure: async (store) => {
		for (let i = 0; i < 2; i++)
			await store.recordFailure({ workflow: 'w', workflowName: 'w', node: 'n', message: 'm' });
	},
	coverFailure: async (store) => await store.coverFailure('w', 'n'),
	operatorLog: async (store, reference) => [
		await store.operatorLog({ limit: 5 }),
		await store.operatorLog({ limit: 5, reference }),
	],
	getSettings: async (store) => await store.getSettings('default'),
	saveSettings: async (store) => await store.saveSettings('default', {}),
	changeSettings: async (store) => await store.changeSettings('default', (before) => before, who),
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

describe.each(engines)('plans on $name', (engine) => {
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
		database = (await engine.create()).connect();
		let recorded = false;
		store = await createCaseStore(
			recording(database, (query) => void (recorded && !seen.has(query.sql) && seen.set(query.sql, { query, method }))),
			{ name: `plans ${engine.name}`, auditKey: 'test', clock },
		);
		for (const text of fillOf(Number(process.env.PLAN_CASES ?? (many ? 100_000 : 300)))) await run(text);
		if (database.kind === 'postgres') await run('analyze');
		await store.subscribe('Authorise', ['return.requested']);
		const { reference } = await store.open({ request: request('first'), source: 'shopify', sourceId: 'first' });
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
		expect(Object.keys(store).filter((name) => !(name in calls))).toEqual([]);
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
			? wrongInSqlite(rows as Array<{ detail: string }>, text)
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

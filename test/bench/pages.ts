import { casePage } from '../../nodes/ReturnPages/pages/case';
import { casesPage } from '../../nodes/ReturnPages/pages/cases';
import { todayPage } from '../../nodes/ReturnPages/pages/today';
import type { Desk } from '../../nodes/ReturnPages/session/desk';
import { parseNewEvent, rightsOf, Settings } from '../../nodes/shared/model';
import { closeStores, openStore } from '../../nodes/shared/store';
import { bothEngines, type OwnDatabase } from '../shared/store/stores';
import { now, oneReturn, timed } from './reports';

/** Of these, one in fifty is open, and one in a thousand has what a person must see to. */
const returns = 100_000;
/** Copies that one statement makes: PostgreSQL ends those that take long. */
const atOnce = 2_000;
const goals = { Today: 1_000, Cases: 1_000, 'Cases, a search': 1_000, Case: 200 };

/** The desk's pages that staff open all day, over a store of 100,000 returns with all their events, on SQLite and PostgreSQL. */
export async function pages(): Promise<void> {
	for (const engine of bothEngines()) {
		console.log(`${returns.toLocaleString('en')} returns in ${engine.name}\n`);
		await engine.start();
		try {
			const database = await engine.create();
			const credential = { ...database.credential, auditKey: 'k' };
			const closed = await oneReturn(credential);
			const [open, troubled] = await openReturns(credential);
			const copies = [
				[closed, returns * 0.979],
				[open, returns * 0.02],
				[troubled, returns * 0.001],
			] as const;
			for (const [index, [reference, count]] of copies.entries())
				await copy(database, { reference, count, letter: 'ABC'[index] });
			const made = Number(await database.look('select count(*) as value from cases'));
			if (made !== returns) throw new Error(`There are ${made} returns`);
			const store = await openStore(credential);
			const desk = {
				store,
				settings: Settings.parse({}),
				visitor: { email: 'kim@example.com', name: 'Kim' },
				rights: rightsOf('kim@example.com', {}),
				key: Buffer.from('k'),
				address: 'http://n8n.test/desk',
				now,
			} as unknown as Desk;
			const took = {
				Today: await timed('page Today', async () => full(await todayPage(desk, {}), 'is missing')),
				Cases: await timed('page Cases', async () => full(await casesPage(desk, {}), 'Older')),
				'Cases, a search': await timed('page Cases, a search', async () =>
					full(await casesPage(desk, { q: 'kim@example.com' }), 'RMA-'),
				),
				Case: await timed('page of a case', async () => full(await casePage(desk, { case: closed }), 'Return closed')),
			};
			for (const [page, ms] of Object.entries(took)) {
				const goal = goals[page as keyof typeof goals];
				console.log(`${page}: ${ms <= goal ? 'MET' : 'NOT MET'} (goal ${goal} ms)`);
			}
		} finally {
			await closeStores();
			await engine.stop();
		}
	}
}

/** The page, when it shows what it should. */
function full(html: string | undefined, text: string): void {
	if (!html?.includes(text)) throw new Error(`The page does not say "${text}"`);
}

/** A return that is asked for, and one that needs a person. */
async function openReturns(credential: Parameters<typeof openStore>[0]): Promise<string[]> {
	const store = await openStore(credential);
	const references: string[] = [];
	for (const orderNumber of ['#2001', '#2002']) {
		const line = { id: 'L1', sku: 'TEE', title: 'Tee', quantity: 1, reason: 'TOO_SMALL', providerIds: {} };
		const customer = { name: 'Kim', email: 'kim@example.com', providerIds: {} };
		const { reference } = await store.cases.open({
			request: { brand: 'default', channel: 'shopify', orderNumber, customer, lines: [line], providerIds: {} },
			source: 'shopify',
			sourceId: orderNumber,
		});
		references.push(reference);
	}
	const exception = { code: 'missing', owner: 'service', message: 'The tee is missing.' };
	await store.cases.record({
		reference: references[1],
		events: [parseNewEvent({ id: 'e', source: 'bench', type: 'exception.opened', data: { exception } })],
	});
	await closeStores();
	return references;
}

/** The same return so many times, under other names, in the course of a year: rows, not work, so that it takes seconds. */
async function copy(
	{ tamper, look, credential }: OwnDatabase,
	{ reference, count, letter }: { reference: string; count: number; letter: string },
): Promise<void> {
	const onPostgres = credential.storage === 'postgres';
	const other = `'RMA-${letter}' || i`;
	const named = (column: string) => `replace(${column}, '${reference}', ${other})`;
	const seconds = `${now / 1000 - 365 * 86_400} + i * ${(365 * 86_400) / count}`;
	const asked = onPostgres
		? `to_char(to_timestamp(${seconds}) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`
		: `strftime('%Y-%m-%dT%H:%M:%S.000Z', ${seconds}, 'unixepoch')`;
	const tables: Record<string, Record<string, string>> = {
		cases: { reference: named('reference'), opened_at: asked, updated_at: asked },
		events: {
			seq: '',
			reference: named('reference'),
			source_id: `source_id || '/${letter}' || i`,
			data: named('data'),
		},
		alarms: { id: '', key: `key || '/${letter}' || i`, reference: named('reference') },
		case_words: { reference: named('reference'), opened_at: asked },
	};
	for (const [table, changed] of Object.entries(tables)) {
		const columns = (await look(
			onPostgres
				? `select string_agg(column_name, ',') as value from information_schema.columns where table_name = '${table}'`
				: `select group_concat(name) as value from pragma_table_info('${table}')`,
		))!
			.split(',')
			.filter((name) => changed[name] !== '');
		for (let from = 1; from < count; from += atOnce)
			await tamper(
				`with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${Math.min(count - 1, from + atOnce - 1)}) insert into ${table} (${columns.map((name) => `"${name}"`).join(', ')}) select ${columns.map((name) => changed[name] ?? `"${name}"`).join(', ')} from ${table}, n where ${table}.reference = '${reference}'`,
			);
	}
	if (onPostgres) await tamper('analyze');
}

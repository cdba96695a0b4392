import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { play } from '../demo/play';
import { bring, openShop, type Shop } from '../demo/shop';
import { readTemplates } from '../../workflows/importer';
import { sandboxSecrets } from '../sandbox/catalogue';
import { warehouseKey } from '../sandbox';
import { waitFor } from './waitFor';

/** n8n marks what it shall not keep, and removes it every quarter of an hour: here every three seconds. */
const promptly = { EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: '0.05' };

/** Where a text stands in a SQLite file: tables and how many of their rows. */
function tablesWith(file: string, text: string): string[] {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const tables = database
			.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
			.all() as Array<{ name: string }>;
		return tables.flatMap(({ name }) => {
			const columns = (database.prepare(`pragma table_info("${name}")`).all() as Array<{ name: string }>).map(
				(column) => column.name,
			);
			const { rows } = database
				.prepare(
					`select count(*) as rows from "${name}" where ${columns.map((column) => `instr(cast("${column}" as text), ?) > 0`).join(' or ')}`,
				)
				.get(...columns.map(() => text)) as { rows: number };
			return rows ? [`${name}: ${rows}`] : [];
		});
	} finally {
		database.close();
	}
}

/** How the executions ended whose data holds a text. */
function keptOf(file: string, text: string): string[] {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const rows = database
			.prepare(
				'select e.status from execution_data d join execution_entity e on e.id = d."executionId" where instr(d.data, ?) > 0',
			)
			.all(text) as Array<{ status: string }>;
		return rows.map(({ status }) => status);
	} finally {
		database.close();
	}
}

function markedIn(file: string): number {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		return (
			database.prepare('select count(*) as rows from execution_entity where "deletedAt" is not null').get() as {
				rows: number;
			}
		).rows;
	} finally {
		database.close();
	}
}

describe('after a whole run with several returns', () => {
	let shop: Shop;
	/** What opens an account, or signs for one. */
	let secrets: string[];
	beforeAll(async () => {
		shop = await openShop({ env: promptly });
		await bring(shop.n8n, readTemplates(['40-confirm-refunds']), shop.sandbox.credentials(), true);
		await play(shop);
		await waitFor('n8n to remove what it shall not keep', async () =>
			markedIn(join(shop.n8n.userFolder, '.n8n', 'database.sqlite')) === 0 ? true : undefined,
		);
		const signing = [...shop.sandbox.stripe.account.secrets.values()].flat();
		expect(signing).not.toEqual([]);
		secrets = [
			sandboxSecrets.stripeKey,
			sandboxSecrets.shopifyClientSecret,
			sandboxSecrets.easypostKey,
			sandboxSecrets.odooKey,
			warehouseKey,
			'sandbox-audit-key',
			...signing,
		];
	}, 400_000);
	afterAll(async () => await shop?.stop());

	const folder = () => join(shop.n8n.userFolder, '.n8n');

	it("no secret stands in n8n's database, in its workflows, executions or static data, in the case store or in a log", async () => {
		for (const secret of secrets) {
			expect([secret, tablesWith(join(folder(), 'database.sqlite'), secret)]).toEqual([secret, []]);
			expect([secret, tablesWith(join(folder(), 'returns.sqlite'), secret)]).toEqual([secret, []]);
			expect(shop.n8n.logs().includes(secret)).toBe(false);
		}
		const workflows = JSON.stringify(await shop.n8n.api('GET', '/workflows?limit=100'));
		const executions = JSON.stringify(await shop.n8n.api('GET', '/executions?limit=100&includeData=true'));
		expect(secrets.filter((secret) => workflows.includes(secret) || executions.includes(secret))).toEqual([]);
	});

	it("no customer's name, e-mail address or street stands in n8n's database, but in executions that failed, or in a log", () => {
		for (const personal of ['alex@example.com', 'Alex Example', '1 Sample Street']) {
			const tables = tablesWith(join(folder(), 'database.sqlite'), personal).filter(
				(table) => !table.startsWith('execution_data:'),
			);
			expect([
				personal,
				tables,
				keptOf(join(folder(), 'database.sqlite'), personal).filter((status) => status !== 'error'),
			]).toEqual([personal, [], []]);
			expect(shop.n8n.logs().includes(personal)).toBe(false);
			expect(tablesWith(join(folder(), 'returns.sqlite'), personal)).not.toEqual([]);
		}
	});

	it("nobody but n8n's own user may read the case store", () => {
		const files = readdirSync(folder()).filter((name) => name.startsWith('returns.sqlite'));
		expect(files).toContain('returns.sqlite');
		for (const name of files)
			expect([name, (statSync(join(folder(), name)).mode & 0o777).toString(8)]).toEqual([name, '600']);
	});

	it('other files of n8n hold no secret either', () => {
		const files = readdirSync(folder(), { recursive: true, withFileTypes: true }).filter(
			(entry) =>
				entry.isFile() && /\.(log|json)$|^config$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
		);
		for (const { parentPath, name } of files) {
			const text = readFileSync(join(parentPath, name), 'utf8');
			expect([name, secrets.filter((secret) => text.includes(secret))]).toEqual([name, []]);
		}
	});

	it('a report that comes while the case store is away is asked for again, and its key is kept nowhere', async () => {
		const database = join(folder(), 'database.sqlite');
		const file = join(folder(), 'returns.sqlite');
		const report = { reference: 'RMA-0000000000', type: 'return.received', id: 'away', data: {} };
		const tell = async () =>
			(await shop.n8n.postWebhook('returns/warehouse', report, { 'X-Warehouse-Key': warehouseKey })).status;
		renameSync(file, `${file}.away`);
		try {
			expect(await tell()).toBe(503);
		} finally {
			renameSync(`${file}.away`, file);
		}
		expect(await tell()).toBe(404);
		await waitFor('n8n to remove what it shall not keep', async () => (markedIn(database) === 0 ? true : undefined));
		expect(tablesWith(database, warehouseKey)).toEqual([]);
	});
});

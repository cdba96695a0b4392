import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { exportTables } from '../../nodes/ReturnCase/export/tables';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { parseNewEvent } from '../../nodes/shared/model';
import { runNode } from '../support/harness';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('Return Case: export', () => {
	let folder: string;
	let credential: { storage: string; file: string; auditKey: string };
	let store: CaseStore;
	let count = 0;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'returns-export-'));
		credential = { storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'k' };
		store = await openStore(credential);
		count = 0;
	});
	afterEach(async () => {
		await closeStores();
		rmSync(folder, { recursive: true, force: true });
	});
	const run = async (operation: string, parameters: INodeParameters = {}, input: IDataObject = {}, mode?: 'manual') =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'export', operation, exportName: 'w', ...parameters },
			credentials: { returnCaseApi: credential },
			input: [input],
			mode,
		});
	const read = async (table: string, more: INodeParameters = {}, options: IDataObject = {}) => {
		const { json, error } = await run('getRows', {
			table,
			format: 'rows',
			limit: 10,
			options: { youngSeconds: 0, ...options } as never,
			...more,
		});
		if (error) throw error;
		return json[0].export as { rows: IDataObject[]; cursor: string; more: boolean; count: number };
	};
	const keep = async (table: string, cursor: string, mode?: 'manual') =>
		await run('keepCursor', { table, cursor }, {}, mode);
	async function opened(): Promise<string> {
		const customer = {
			name: 'Alex Example',
			email: 'alex@example.com',
			address: { name: 'Alex', street1: '1 Sample Street', city: 'Berlin', postalCode: '10115', country: 'DE' },
		};
		const lines = [
			{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 2, reason: 'SIZE', note: 'too small', providerIds: {} },
			{ id: 'L2', sku: 'MUG', title: 'Mug', quantity: 1, reason: 'unknown', providerIds: {} },
		];
		const request = { brand: 'default', channel: 'portal', orderNumber: '#1001', customer, lines, providerIds: {} };
		return (await store.cases.open({ request: request as never, source: 'portal', sourceId: `${++count}` })).reference;
	}
	async function pay(reference: string): Promise<void> {
		const intent = {
			id: `${reference}/R1`,
			amount: eur(1000),
			payment: { id: 'p', processor: 'stripe', providerIds: {} },
		};
		const refund = {
			id: `re_${reference}`,
			intent: intent.id,
			amount: eur(1000),
			status: 'succeeded',
			createdAt: '2026-11-20T10:00:00.000Z',
			providerIds: {},
		};
		await store.cases.record({
			reference,
			events: [
				parseNewEvent({ id: 'a', source: 'test', type: 'return.approved', data: {} }),
				parseNewEvent({ id: 'd', source: 'test', type: 'refund.due', data: { intent } }),
				parseNewEvent({ id: 's', source: 'test', type: 'refund.succeeded', data: { refund } }),
			],
		});
	}

	it('gives each table its rows, without names, addresses or what people wrote', async () => {
		const reference = await opened();
		await pay(reference);
		expect((await read('cases')).rows).toEqual([
			expect.objectContaining({
				reference,
				order_number: '#1001',
				country: 'DE',
				authorization: 'approved',
				settlement: 'settled',
			}),
		]);
		expect((await read('lines')).rows).toEqual([
			expect.objectContaining({ reference, line: 'L1', sku: 'TEE', reason: 'SIZE', requested: 2, stock_restock: 0 }),
			expect.objectContaining({ reference, line: 'L2' }),
		]);
		expect((await read('money')).rows).toEqual([
			expect.objectContaining({
				refund_intent: `${reference}/R1`,
				state: 'succeeded',
				way: 'money',
				amount_minor: 1000,
				currency: 'EUR',
				refunded_minor: 1000,
				processor: 'stripe',
			}),
		]);
		const events = await read('events');
		expect(events.rows.map(({ type, position }) => [type, position])).toContainEqual(['refund.succeeded', 4]);
		for (const table of exportTables)
			expect(JSON.stringify((await read(table)).rows)).not.toMatch(/alex@example|Alex|too small/);
		expect(JSON.stringify((await read('events', {}, { eventData: true })).rows)).toMatch(/alex@example/);
	});
	it('gives the same again until the cursor is kept, and then only what has changed', async () => {
		const [first, second] = [await opened(), await opened()];
		const before = await read('cases');
		expect((await read('cases')).rows).toEqual(before.rows);
		expect((await keep('cases', before.cursor, 'manual')).json[0].outcome).toBe('dry_run');
		expect((await read('cases')).count).toBe(2);
		await keep('cases', before.cursor);
		expect(await read('cases')).toMatchObject({ rows: [], cursor: before.cursor, more: false });
		await new Promise((resolve) => setTimeout(resolve, 5));
		await pay(first);
		expect((await read('cases')).rows.map(({ reference }) => reference)).toEqual([first]);
		expect((await read('cases', { exportName: 'other' })).count).toBe(2);
		expect(second).not.toBe(first);
	});
	it.each(['cases', 'events'])('goes on page by page, and loses and doubles nothing: %s', async (table) => {
		for (let i = 0; i < 5; i++) await opened();
		const all = (await read(table, { limit: 100 })).rows;
		const seen: IDataObject[] = [];
		for (let more = true; more;) {
			const page = await read(table, { limit: 2 });
			seen.push(...page.rows);
			await keep(table, page.cursor);
			({ more } = page);
		}
		expect(seen).toEqual(all);
	});
	it('leaves what is young for the next run', async () => {
		await opened();
		for (const table of exportTables) expect((await read(table, {}, { youngSeconds: 60 })).rows).toEqual([]);
	});
	it('gives a file with a row on each line', async () => {
		await opened();
		const { items } = await run('getRows', { table: 'lines', format: 'jsonl', limit: 5, options: { youngSeconds: 0 } });
		expect(items[0].json.export).toMatchObject({
			count: 2,
			fileName: expect.stringMatching(/^returns-lines-.+\.jsonl$/) as string,
		});
		const { data, mimeType } = items[0].binary!.data;
		const lines = Buffer.from(data, 'base64').toString().trimEnd().split('\n');
		expect(lines.map((line) => (JSON.parse(line) as { line: string }).line)).toEqual(['L1', 'L2']);
		expect(mimeType).toBe('application/x-ndjson');
	});
	it('says when a cursor is none of the table, or missing', async () => {
		await expect(read('events', {}, { cursor: '2026-11-20T10:00:00.000Z RMA-1' })).rejects.toMatchObject({
			message: expect.stringMatching(/no cursor of this table/) as string,
		});
		await expect(read('cases', {}, { cursor: '17' })).rejects.toMatchObject({
			message: expect.stringMatching(/no cursor of this table/) as string,
		});
		expect((await keep('cases', ' ')).error?.message).toBe('There is no cursor');
	});
	it('has each column in the guide, and none besides', async () => {
		const reference = await opened();
		await pay(reference);
		const guide = readFileSync(join(__dirname, '../../docs/guides/export.md'), 'utf8');
		for (const table of exportTables) {
			const [, section] = new RegExp(`## Table ${table}\n([^]*?)(?=\n## |$)`).exec(guide)!;
			const told = [...section.matchAll(/^\| `([^|]+)` \|/gm)].flatMap(([, names]) => names.split('`, `'));
			expect([table, told]).toEqual([table, Object.keys((await read(table)).rows[0])]);
		}
	});
});

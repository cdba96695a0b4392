import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { returnsOfSheet } from '../../nodes/ReturnCase/bulk/sheet';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { readCsv } from '../../nodes/shared/model';
import { runNode } from '../support/harness';

describe('a sheet of returns', () => {
	it('is read with commas or semicolons, quotes and the marks that spreadsheets write', () => {
		expect(readCsv('\uFEFFid;sku\r\n"A;1";"say ""hi"""\r\n\r\nA2;x\r\n')).toEqual([
			['id', 'sku'],
			['A;1', 'say "hi"'],
			[''],
			['A2', 'x'],
		]);
	});
	it('makes one return of the rows of an id, with the rows that they stand in', () => {
		const sheet =
			'id,order,sku,quantity,reason,email\nA1,#1001,TEE,1,SIZE,alex@example.com\n,,,,,\nA2,#1002,MUG,2,,\nA1,,CAP,3,,\n';
		expect(returnsOfSheet(sheet, 'import')).toEqual([
			{
				rows: [2, 5],
				message: {
					id: 'A1',
					channel: 'import',
					orderNumber: '#1001',
					customer: { email: 'alex@example.com' },
					lines: [
						{ sku: 'TEE', quantity: 1, reason: 'SIZE' },
						{ sku: 'CAP', quantity: 3 },
					],
				},
			},
			{
				rows: [4],
				message: { id: 'A2', channel: 'import', orderNumber: '#1002', lines: [{ sku: 'MUG', quantity: 2 }] },
			},
		]);
	});
	it('says which column is missing or unknown', () => {
		expect(() => returnsOfSheet('id,sku\nA,B\n', 'import')).toThrow(/no column quantity/);
		expect(() => returnsOfSheet('id,sku,quantity,colour\nA,B,1,red\n', 'import')).toThrow(/a column colour/);
		expect(() => returnsOfSheet('', 'import')).toThrow(/no column id, sku, quantity/);
	});
});

describe('Return Case: Take In Sheet', () => {
	let folder: string;
	let credential: { storage: string; file: string; auditKey: string };
	let store: CaseStore;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'returns-sheet-'));
		credential = { storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'k' };
		store = await openStore(credential);
	});
	afterEach(async () => {
		await closeStores();
		rmSync(folder, { recursive: true, force: true });
	});
	const take = async (sheet: string, parameters: INodeParameters = {}, mode?: 'manual') => {
		const { items, error } = await runNode(new ReturnCase(), {
			parameters: { resource: 'import', operation: 'takeInSheet', channel: 'import', ...parameters },
			credentials: { returnCaseApi: credential },
			input: [
				{ json: {}, binary: { data: { data: Buffer.from(sheet).toString('base64'), mimeType: 'text/csv' } } },
			] as never,
			mode,
		});
		if (error) throw error;
		return items[0] as unknown as {
			json: {
				sheet: {
					returns: number;
					opened: number;
					duplicates: number;
					refused: number;
					report: string;
					results: object[];
				};
			};
			binary?: { results: { data: string } };
		};
	};
	const cases = async () => await store.cases.getMany({ limit: 100 });

	it('opens what can be opened, says of each other row what is wrong, and doubles nothing when it is taken in again', async () => {
		const sheet =
			'id,order,sku,quantity,channel\nA1,#1,TEE,1,\nA2,#2,MUG,none,\n,#3,MUG,1,\nA4,#4,MUG,1,bol\nA5,#5,CAP,2,\nA1,#1,MUG,1,\n';
		const { json, binary } = await take(sheet);
		expect(json.sheet).toMatchObject({ returns: 5, opened: 2, duplicates: 0, refused: 3 });
		expect(json.sheet.results).toEqual([
			expect.objectContaining({
				rows: [2, 7],
				id: 'A1',
				outcome: 'opened',
				reference: expect.stringMatching(/^RMA-/) as string,
			}),
			expect.objectContaining({ rows: [3], id: 'A2', outcome: 'refused', field: 'lines.0.quantity' }),
			expect.objectContaining({ rows: [4], outcome: 'refused', field: 'id' }),
			expect.objectContaining({ rows: [5], id: 'A4', outcome: 'refused', field: 'channel' }),
			expect.objectContaining({ rows: [6], id: 'A5', outcome: 'opened' }),
		]);
		expect(json.sheet.report).toMatch(
			/^2 of 5 returns are opened, 0 were there before, 3 were not taken\. Row 3: lines\.0\.quantity .*\. Row 4: id must be 1 to 200 characters long\./,
		);
		const results = readCsv(Buffer.from(binary!.results.data, 'base64').toString());
		expect(results[0]).toEqual(['rows', 'id', 'outcome', 'reference', 'field', 'message', 'advice']);
		expect(results.slice(1).map(([rows, , outcome]) => [rows, outcome])).toEqual([
			['2 7', 'opened'],
			['3', 'refused'],
			['4', 'refused'],
			['5', 'refused'],
			['6', 'opened'],
		]);
		expect(await cases()).toHaveLength(2);
		expect((await take(sheet)).json.sheet).toMatchObject({ opened: 0, duplicates: 2, refused: 3 });
		// The row that was wrong, mended, in the same sheet.
		const mended = sheet.replace('none', '4').replace('A5,#5,CAP,2', 'A5,#5,CAP,3');
		const again = await take(mended, { otherChannels: 'bol, pos' });
		expect(again.json.sheet).toMatchObject({ opened: 2, duplicates: 1, refused: 2 });
		expect(again.json.sheet.results[4]).toMatchObject({ id: 'A5', outcome: 'conflicting' });
		expect(await cases()).toHaveLength(4);
	});
	it('takes in a thousand returns', async () => {
		const rows = Array.from({ length: 1_000 }, (_, n) => `B${n},#${n},TEE,1`);
		const { json } = await take(['id,order,sku,quantity', ...rows].join('\n'));
		expect(json.sheet).toMatchObject({ returns: 1_000, opened: 1_000, refused: 0 });
	}, 120_000);
	it('opens nothing in a test run, and says when there is no file', async () => {
		expect((await take('id,sku,quantity\nA1,TEE,1\n', {}, 'manual')).json.sheet).toMatchObject({
			returns: 1,
			opened: 0,
			outcome: 'dry_run',
		});
		expect(await cases()).toEqual([]);
		await expect(take('id,sku,quantity\n', { binaryProperty: 'file' })).rejects.toMatchObject({
			message: 'The item has no file "file"',
		});
	});
});

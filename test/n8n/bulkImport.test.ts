import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { readTemplates } from '../../workflows/importer';
import { submitForm } from '../demo/n8nForm';
import { bring } from '../demo/shop';
import { startSandbox, type Sandbox } from '../sandbox';
import { packTarball } from './pack';
import { startN8n, type RealN8n } from './realN8n';

/** Templates 25 as they ship, in a real n8n: a sheet is uploaded in its form, twice. */
describe('the import of a sheet', () => {
	let tarball: string;
	let sandbox: Sandbox;
	let n8n: RealN8n;
	let store: CaseStore;
	beforeAll(async () => {
		tarball = await packTarball();
		sandbox = await startSandbox();
		n8n = await startN8n({ runId: 'bulk', packageTarball: tarball });
		store = await openStore({
			storage: 'embedded',
			file: join(n8n.userFolder, '.n8n', 'returns.sqlite'),
			auditKey: sandbox.credentials()['Return Case'].data.auditKey as string,
		});
		for (const imported of await bring(n8n, readTemplates(['25']), sandbox.credentials(), true))
			expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });
	}, 420_000);
	afterAll(async () => {
		await closeStores();
		await n8n?.stop();
		await sandbox?.stop();
		if (tarball) await rm(dirname(tarball), { recursive: true, force: true });
	});
	const file = (text: string) => [new File([text], 'sheet.csv', { type: 'text/csv' })];
	const upload = async (text: string) => await submitForm(n8n, 'returns/import', file(text));

	it('opens each return once, says which rows are wrong, and takes the sheet again', async () => {
		const rows = Array.from({ length: 200 }, (_, n) => `S${n},#${n},TEE,1`);
		const sheet = ['id,order,sku,quantity', ...rows, 'S200,#200,MUG,none'].join('\n');
		expect((await upload(sheet)).message).toMatch(
			/^200 of 201 returns are opened, 0 were there before, 1 were not taken\. Row 202: lines\.0\.quantity/,
		);
		expect((await store.cases.getMany({ limit: 500 })).map(({ channel }) => channel)).toEqual(
			Array.from({ length: 200 }, () => 'import'),
		);
		expect((await upload(sheet)).message).toMatch(/^0 of 201 returns are opened, 200 were there before/);
		expect(await store.cases.getMany({ limit: 500 })).toHaveLength(200);
		expect(await upload('id,sku\nA,B\n')).toEqual({
			title: 'Nothing was opened',
			message: expect.stringContaining('no column quantity') as string,
		});
	}, 240_000);

	describe('of products', () => {
		const agreed = ['', 'Change them in Odoo'];
		const take = async (text: string, ...pages: string[][]) =>
			await submitForm(n8n, 'returns/products', file(text), ...pages);
		const inOdoo = (sku: string) => {
			const { categ_id, weight } = sandbox.odoo.db.where('product.product', { default_code: sku })[0];
			return { categ_id, weight };
		};
		const sheet = 'sku,category,weight\nTEE-BLUE-M,Apparel / Shirts,180\nNOBODY,,5\nMUG-WHITE,,350\n';
		const refused = 'Row 3: Odoo has no product with the SKU NOBODY.';
		let shirts: number;
		beforeAll(() => {
			const name = 'Apparel / Shirts';
			shirts = sandbox.odoo.db.insert('product.category', { name, complete_name: name }).id;
		});

		it('shows what would change, and changes nothing before somebody agrees', async () => {
			const before = [inOdoo('TEE-BLUE-M'), inOdoo('MUG-WHITE')];
			await expect(take(sheet)).rejects.toThrow('asks for more: What would change');
			expect([inOdoo('TEE-BLUE-M'), inOdoo('MUG-WHITE')]).toEqual(before);
		});

		it('takes the same file in then, and gives the result of each row', async () => {
			const { title, message, files } = await take(sheet, agreed);
			expect([title, message]).toEqual([
				'Taken in',
				`3 products: 2 changed, 0 would change, 0 are so already, 1 were not taken. ${refused}`,
			]);
			expect([inOdoo('TEE-BLUE-M'), inOdoo('MUG-WHITE')]).toMatchObject([
				{ categ_id: shirts, weight: 0.18 },
				{ weight: 0.35 },
			]);
			expect(files!.map(({ fileName }) => fileName)).toEqual(['results.csv']);
			const rows = files![0].text.trim().split(/\r?\n/);
			expect(rows.map((row) => row.split(',').slice(0, 3).join())).toEqual([
				'row,sku,outcome',
				'2,TEE-BLUE-M,changed',
				'3,NOBODY,refused',
				'4,MUG-WHITE,changed',
			]);
		});

		it('asks nobody where there is nothing to change, and says what is wrong with a sheet', async () => {
			const again = await take(sheet);
			expect([again.title, again.message]).toEqual([
				'Nothing to change',
				`3 products: 0 changed, 0 would change, 2 are so already, 1 were not taken. ${refused}`,
			]);
			expect(again.files![0].text).toContain('2,TEE-BLUE-M,same');
			expect(await take('sku,colour\nTEE-BLUE-M,red\n')).toMatchObject({
				title: 'Nothing was changed',
				message: expect.stringContaining('column colour') as string,
			});
		});
	});
});

import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { readTemplates } from '../../workflows/importer';
import { submitForm } from '../demo/n8nForm';
import { bring } from '../demo/shop';
import { startSandbox, type Sandbox } from '../sandbox';
import { packTarball } from './pack';
import { startN8n, type RealN8n } from './realN8n';

/** Template 25 as it ships, in a real n8n: a sheet is uploaded in its form, twice. */
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
		const [imported] = await bring(n8n, readTemplates(['25-bulk-import']), sandbox.credentials(), true);
		expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });
	}, 420_000);
	afterAll(async () => {
		await closeStores();
		await n8n?.stop();
		await sandbox?.stop();
		if (tarball) await rm(dirname(tarball), { recursive: true, force: true });
	});
	const upload = async (text: string) =>
		await submitForm(n8n, 'returns/import', [new File([text], 'returns.csv', { type: 'text/csv' })]);

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
});

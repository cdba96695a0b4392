import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundCompiled } from './compiled';
import { installedPack } from './pack';

/** Packs and installs what is built, once for all suites. Jest's workers inherit the environment. What Node has compiled is kept within bounds. */
export default async function globalSetup(): Promise<void> {
	await boundCompiled(process.env.N8N_RETURNS_N8N!);
	process.env.N8N_RETURNS_PACKED = await installedPack();
	process.env.N8N_RETURNS_SHARED = mkdtempSync(join(tmpdir(), 'n8n-returns-shared-'));
}

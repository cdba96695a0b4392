import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followReadme, installBlocks } from './installAsReadme';

/** The README's commands, as they stand there; a real n8n runs the packed package in the other suites here. */
describe('installing as the README says', () => {
	const home = mkdtempSync(join(tmpdir(), 'n8n-returns-install-'));
	afterAll(() => rmSync(home, { recursive: true, force: true }));

	it('leaves the package with all that it needs where n8n looks for it, with npm and in a container', async () => {
		const { viaNpm, viaDocker } = await followReadme(home);

		expect(installBlocks()[0]).toBe('npm run build\nnpm pack\n');
		for (const folder of [viaNpm, viaDocker]) {
			const installed = join(folder, '.n8n/nodes/node_modules/n8n-nodes-returns');
			const { n8n, dependencies } = createRequire(__filename)(join(installed, 'package.json')) as {
				n8n: { nodes: string[]; credentials: string[] };
				dependencies: object;
			};
			for (const file of [...n8n.nodes, ...n8n.credentials])
				expect([file, existsSync(join(installed, file))]).toEqual([file, true]);
			for (const name of Object.keys(dependencies))
				expect([name, existsSync(join(folder, '.n8n/nodes/node_modules', name))]).toEqual([name, true]);
		}
	});
});

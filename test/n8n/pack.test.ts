import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTarball } from './pack';
import { startN8n, type RealN8n } from './realN8n';
import { importWorkflow, itemsOf, runManually, waitExecuted } from './workflows';

/** A package with one node, which puts out what zod made of its parameter. */
function writePackage(): string {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-returns-tiny-'));
	mkdirSync(join(folder, 'dist'));
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({
			name: 'n8n-nodes-tiny',
			version: '1.0.0',
			files: ['dist'],
			keywords: ['n8n-community-node-package'],
			n8n: { n8nNodesApiVersion: 1, nodes: ['dist/Tiny.node.js'], credentials: [] },
			dependencies: { zod: '3.25.76' },
		}),
	);
	writeFileSync(
		join(folder, 'dist', 'Tiny.node.js'),
		`
		const { z } = require('zod');
		exports.Tiny = class Tiny {
			description = {
				name: 'tiny', displayName: 'Tiny', group: ['transform'], version: 1, description: '', defaults: { name: 'Tiny' },
				inputs: ['main'], outputs: ['main'],
				properties: [{ name: 'amount', displayName: 'Amount', type: 'string', default: '' }],
			};
			async execute() {
				return [[{ json: { amount: z.coerce.number().parse(this.getNodeParameter('amount', 0)) } }]];
			}
		};
	`,
	);
	return folder;
}

describe('a packed package', () => {
	let n8n: RealN8n;

	beforeAll(async () => {
		n8n = await startN8n({ runId: 'pack', packageTarball: await packTarball(writePackage()) });
	});

	afterAll(async () => await n8n?.stop());

	it('runs in n8n as a community package, with its dependencies', async () => {
		const id = await importWorkflow(n8n, {
			name: 'Run tiny',
			nodes: [
				{
					id: 'a',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: 'b',
					name: 'Tiny',
					type: 'n8n-nodes-tiny.tiny',
					typeVersion: 1,
					position: [220, 0],
					parameters: { amount: '12' },
				},
			],
			connections: { Start: { main: [[{ node: 'Tiny', type: 'main', index: 0 }]] } },
		});

		const execution = await waitExecuted(n8n, await runManually(n8n, id, 'Start'));

		expect(execution.data?.resultData.error).toBeUndefined();
		expect(itemsOf(execution, 'Tiny')).toEqual([{ amount: 12 }]);
	});

	it('cannot be packed before it is built', async () => {
		await expect(packTarball(mkdtempSync(join(tmpdir(), 'n8n-returns-empty-')))).rejects.toThrow('npm run build');
	});
});

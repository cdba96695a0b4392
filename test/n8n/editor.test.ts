import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor, type Editor } from './editor';
import { startN8n, type RealN8n } from './realN8n';
import { importWorkflow } from './workflows';

const node = (name: string, type: string, typeVersion: number, x: number) => ({
	id: name,
	name,
	type,
	typeVersion,
	position: [x, 0],
	parameters: {},
});

describe('the editor', () => {
	let n8n: RealN8n;
	let editor: Editor;

	beforeAll(async () => {
		n8n = await startN8n({ runId: 'editor', editor: true });
		const id = await importWorkflow(n8n, {
			name: 'Show nodes',
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', 1, 0),
				node('Edit', 'n8n-nodes-base.set', 3.4, 220),
				node('E-Mail', 'n8n-nodes-base.emailSend', 2.1, 440),
				node('Not Installed', 'n8n-nodes-nobody.thing', 1, 660),
				node('Not Existing', 'n8n-nodes-base.nothingOfThisName', 1, 880),
			],
			connections: {},
		});
		editor = await openEditor(n8n, id, { width: 1600, height: 900 });
	});

	afterAll(async () => {
		await editor?.close();
		await n8n?.stop();
	});

	it('shows every node', async () => {
		expect(await editor.nodeNames()).toEqual(['Start', 'Edit', 'E-Mail', 'Not Installed', 'Not Existing']);
	});

	it('tells the nodes whose type is unknown from the others', async () => {
		expect(await editor.unknownNodes()).toEqual(['Not Installed', 'Not Existing']);
	});

	it('tells the nodes that lack something', async () => {
		expect(await editor.nodesWithIssues()).toContain('E-Mail');
		expect(await editor.nodesWithIssues()).not.toContain('Edit');
	});

	it('takes a picture of the asked size', async () => {
		const path = join(mkdtempSync(join(tmpdir(), 'n8n-returns-picture-')), 'canvas.png');

		await editor.screenshot(path);

		const png = readFileSync(path);
		expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1600, 900]);
	});

	it('collects the errors of the page', async () => {
		const before = editor.errors.length;

		await editor.page.evaluate(() => console.error('seen'));

		expect(editor.errors.slice(before)).toEqual(['seen']);
	});
});

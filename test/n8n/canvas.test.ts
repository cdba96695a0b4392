import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pictureOf } from '../../gulp/templatePage';
import { importTemplates, readTemplates } from '../../workflows/importer';
import { startSandbox, type Sandbox } from '../sandbox';
import { openEditor, type DrawnNode, type DrawnNote, type Editor, type Rectangle } from './editor';
import { startN8n, type RealN8n } from './realN8n';

/** A laptop's screen, and what can be read on it without effort. */
const laptop = { width: 1440, height: 900 };
const readable = 9;

/** Where the pictures of the documentation go; they are renewed on request only, so that a test run leaves the checkout clean. */
const pictures = process.env.UPDATE_IMAGES
	? join(__dirname, '../../docs/images')
	: mkdtempSync(join(tmpdir(), 'n8n-returns-pictures-'));

const templates = readTemplates([]);
describe('canvases on a laptop', () => {
	let n8n: RealN8n;
	let sandbox: Sandbox;
	let editor: Editor;
	const ids = new Map<string, string>();

	beforeAll(async () => {
		sandbox = await startSandbox();
		n8n = await startN8n({ pack: true, runId: 'canvas', editor: true });
		const imported = await importTemplates({
			url: n8n.url,
			apiKey: n8n.apiKey,
			templates,
			credentials: sandbox.credentials(),
			backupFolder: join(n8n.userFolder, 'backups'),
		});
		expect(imported.flatMap(({ errors }) => errors)).toEqual([]);
		for (const { key, name } of templates) ids.set(key!, imported.find((one) => one.name === name)!.id!);
		editor = await openEditor(n8n, [...ids.values()].at(-1)!, laptop);
	}, 300_000);
	afterAll(async () => {
		await editor?.close();
		await n8n?.stop();
		await sandbox?.stop();
	});

	it.each(templates.map(({ key }) => key!))(
		'%s is shown whole and readable at "fit to view", with nothing in front of anything',
		async (key) => {
			await editor.show(ids.get(key)!);
			await editor.screenshot(join(pictures, pictureOf(key)));
			const { nodes, notes } = await editor.drawn();
			expect(nodes.map(({ name }) => name).sort()).toEqual(
				templates
					.find((one) => one.key === key)!
					.nodes.filter(({ type }) => !type.endsWith('.stickyNote'))
					.map(({ name }) => name)
					.sort(),
			);
			expect(nodes.filter(({ nameHeight }) => nameHeight < readable)).toEqual([]);
			expect(overlaps(nodes)).toEqual([]);
			expect(notes.length).toBeGreaterThan(1);
			expect(notes.flatMap((note) => hiddenIn(note, nodes))).toEqual([]);
			expect(await editor.unknownNodes()).toEqual([]);
			expect(await editor.nodesWithIssues()).toEqual([]);
			expect(editor.errors).toEqual([]);
		},
		120_000,
	);
});

/** Pairs of nodes of which one covers a part of the other or of its name. */
function overlaps(nodes: DrawnNode[]): string[] {
	return nodes.flatMap((one, index) =>
		nodes
			.slice(index + 1)
			.filter(({ parts }) => parts.some((part) => one.parts.some((own) => meet(part, own))))
			.map((other) => `${one.name} / ${other.name}`),
	);
}

/** What of a note's text reaches out of it, or is behind a node. */
function hiddenIn({ title, box, lines }: DrawnNote, nodes: DrawnNode[]): string[] {
	return [
		...(lines.some(({ right, bottom }) => right > box.right + 1 || bottom > box.bottom + 1)
			? [`"${title}" is too small for its text`]
			: []),
		...nodes
			.filter(({ parts }) => parts.some((part) => lines.some((line) => meet(part, line))))
			.map(({ name }) => `"${name}" covers the text of "${title}"`),
	];
}

function meet(one: Rectangle, other: Rectangle): boolean {
	return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

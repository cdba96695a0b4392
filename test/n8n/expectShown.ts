import type { Template } from '../../workflows/importer';
import { openEditor } from './editor';
import type { RealN8n } from './realN8n';

/** The editor shows a workflow as its template has it: every node, each of a known type, none of them lacking anything. */
export async function expectShown(n8n: RealN8n, id: string, wanted: Template): Promise<void> {
	const editor = await openEditor(n8n, id);
	try {
		expect(await editor.unknownNodes()).toEqual([]);
		expect(await editor.nodesWithIssues()).toEqual([]);
		expect((await editor.nodeNames()).sort()).toEqual(
			wanted.nodes
				.filter(({ type }) => !type.endsWith('.stickyNote'))
				.map(({ name }) => name)
				.sort(),
		);
	} finally {
		await editor.close();
	}
}

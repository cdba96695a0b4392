import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The text of package.json with every node and credential that the folders under `root` have: known ones keep their places, new ones stand last. */
export function withLists(text: string, root: string): string {
	const manifest = JSON.parse(text) as { n8n: Record<'credentials' | 'nodes', string[]> };
	manifest.n8n.credentials = listed(manifest.n8n.credentials, compiled(root, 'credentials', '.credentials.ts'));
	manifest.n8n.nodes = listed(manifest.n8n.nodes, compiled(root, 'nodes', '.node.ts'));
	return `${JSON.stringify(manifest, null, 2)}\n`;
}

function listed(known: string[], there: string[]): string[] {
	return [...known.filter((file) => there.includes(file)), ...there.filter((file) => !known.includes(file))];
}

/** What the sources of an ending become when they are built. */
function compiled(root: string, folder: string, ending: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(ending))
		.map((file) => `dist/${folder}/${file.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`)
		.sort();
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import foreign from '../../workflows/check/foreignNodes.json';

/** What the templates may use of n8n's own nodes, held to the n8n that is installed. */
describe("the table of n8n's own nodes", () => {
	const real = ['n8n-nodes-base', '@n8n/n8n-nodes-langchain'].flatMap((from) => {
		const file = join(process.env.N8N_RETURNS_N8N!, 'node_modules', from, 'dist/types/nodes.json');
		const nodes = JSON.parse(readFileSync(file, 'utf8')) as INodeTypeDescription[];
		return nodes.map((node) => ({ ...node, type: `${from}.${node.name}` }));
	});

	it.each(Object.entries(foreign))(
		'%s has this current version and these parameters',
		(type, { version, parameters }) => {
			const versions = real.filter((one) => one.type === type);
			const current = Math.max(...versions.flatMap((one) => [one.version].flat()));
			const description = versions.find((one) => [one.version].flat().includes(current))!;
			expect(version).toBe(current);
			// n8n hides what it has deprecated from new workflows.
			expect(description.hidden ?? false).toBe(false);
			expect(parameters).toEqual([...new Set(description.properties.map(({ name }) => name))].sort());
		},
	);
});

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

const folder = join(__dirname, '../../nodes');

/** Descriptions of the package's nodes by full type name, as templates name them: `n8n-nodes-returns.returnCase`. */
export const ownNodes: Record<string, INodeTypeDescription> = Object.fromEntries(
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.node.ts'))
		.map((file) => {
			const classes = require(join(folder, file)) as Record<string, new () => INodeType>; // eslint-disable-line @typescript-eslint/no-require-imports -- whatever nodes there are
			const { description } = new classes[basename(file, '.node.ts')]();
			return [`n8n-nodes-returns.${description.name}`, description];
		}),
);

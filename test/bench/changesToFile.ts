import './environment'; // before anything loads n8n-core
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem'; // n8n keeps files on disk then, and takes them as a stream
import type { Container as Containers } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode } from '../support/harness';
import { odooApiKeyApi, type OdooAddress } from '../odoo/target';

// n8n-core's own copy of it, which knows n8n-core's services.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Container } = require(require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] })) as {
	Container: typeof Containers;
};

/** `node changesToFile.ts ODOO COUNT`: so many changes to a file; prints how far memory went above what a single page needs. */
async function main([address, count]: string[]): Promise<void> {
	const { url, database, key } = JSON.parse(address) as OdooAddress;
	await Container.get(BinaryDataService).init();
	const write = async (limit: number) => {
		const {
			error,
			json: [item],
			items,
		} = await runNode(new OdooReturns(), {
			parameters: { resource: 'change', operation: 'getMany', kind: 'creditNote', output: 'file', options: { limit } },
			credentials: { odooApiKeyApi: { url, db: database, apiKey: key } },
			extraTypes: [odooApiKeyApi],
			input: [{}],
		});
		if (error) throw error;
		if (!items[0].binary?.data.id?.startsWith('filesystem')) throw new Error('n8n kept the file in memory');
		return Number(item.changes);
	};
	await write(5_000);
	const before = used();
	let most = before;
	const watch = setInterval(() => (most = Math.max(most, used())), 100);
	const documents = await write(Number(count));
	clearInterval(watch);
	console.log(JSON.stringify({ documents, megabytes: Math.round((most - before) / 1e6) }));
	process.exit(0);
}

/** Bytes that are really held; without collecting garbage first, the figure would tell of the collector's leisure. */
function used(): number {
	global.gc!();
	const { heapUsed, external, arrayBuffers } = process.memoryUsage();
	return heapUsed + external + arrayBuffers;
}

void main(process.argv.slice(2));

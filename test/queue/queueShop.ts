import { Client } from 'pg';
import { closeStores, openStore } from '../../nodes/shared/store';
import { bringReturn, returnTemplates, type Shop } from '../demo/shop';
import { startSandbox } from '../sandbox';
import { startCluster, type Cluster } from './cluster';

/** A shop whose n8n runs in queue mode; its case store is in PostgreSQL. `n8n` is the front's address and main's accounts. */
export interface QueueShop extends Shop {
	cluster: Cluster;
	/** Looks into, or tampers with, the case store's tables. */
	sql<Row>(text: string, values: unknown[]): Promise<Row[]>;
}

/** Opens it as `openShop` does: starts everything, imports the templates of a return, saves the settings and publishes. */
export async function openQueueShop(): Promise<QueueShop> {
	const sandbox = await startSandbox();
	let cluster: Cluster | undefined;
	let database: Client | undefined;
	const stop = async () => {
		await Promise.allSettled([database?.end(), closeStores()]);
		await cluster?.stop();
		await sandbox.stop();
	};
	try {
		cluster = await startCluster();
		const { postgres, main: n8n } = cluster;
		const accounts = sandbox.credentials();
		const { auditKey } = accounts['Return Case'].data;
		const caseStore = {
			storage: 'postgres',
			host: postgres.host,
			port: postgres.port,
			database: await postgres.createDatabase('returns'),
			user: postgres.user,
			auditKey,
		};
		const connected = { ...accounts, 'Return Case': { type: 'returnCaseApi', data: caseStore } };
		// Who did which execution is looked up in n8n's list, which as shipped has only those that failed.
		const workflows = await bringReturn(n8n, {
			templates: returnTemplates({
				settings: sandbox.settings(),
				workflowSettings: { saveDataSuccessExecution: 'all' },
			}),
			credentials: connected,
		});
		database = new Client({
			host: caseStore.host,
			port: caseStore.port,
			database: caseStore.database,
			user: caseStore.user,
		});
		await database.connect();
		const sql: QueueShop['sql'] = async (text, values) => (await database!.query(text, values)).rows;
		return { n8n, sandbox, cluster, sql, store: await openStore(caseStore), workflows, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

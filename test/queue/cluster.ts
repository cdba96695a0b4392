import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startN8n, type N8nOptions, type RealN8n } from '../n8n/realN8n';
import { freePort } from '../support/ports';
import { startPostgres, type Postgres } from '../support/postgres';
import { startRedis } from '../support/redis';
import { openFront } from './front';

/** n8n in queue mode, as a company runs it that has outgrown one process. */
export interface Cluster {
	/** Editor, APIs and triggers; its address is the front's. */
	main: RealN8n;
	/** Takes in production webhooks and forms. */
	webhook: RealN8n;
	workers: RealN8n[];
	postgres: Postgres;
	stop(): Promise<void>;
}

/**
 * n8n tells that a worker has died when its lock has run out, two looks for stalled work have found it so, and 30 s more have
 * passed: after 100 to 150 s with n8n's own values (60 s, every 30 s), after 40 to 50 s with these.
 */
const sooner = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** Starts Redis, PostgreSQL, one main, one webhook process and two workers with the pack installed in each, behind one address. */
export async function startCluster(): Promise<Cluster> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-returns-queue-'));
	const undo: Array<() => Promise<unknown>> = [
		async () => await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
	];
	const stop = async () => {
		const problems: unknown[] = [];
		for (let last = undo.pop(); last; last = undo.pop()) await last().catch((error) => problems.push(error));
		if (problems.length) throw problems[0];
	};
	try {
		const redis = await startRedis();
		undo.push(redis.stop);
		const postgres = await startPostgres();
		undo.push(postgres.stop);
		const ports = { main: await freePort(), webhook: await freePort() };
		const front = await openFront(ports);
		undo.push(front.stop);
		const env = {
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: postgres.host,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_USER: postgres.user,
			DB_POSTGRESDB_DATABASE: await postgres.createDatabase('n8n'),
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			N8N_EDITOR_BASE_URL: front.url,
			N8N_WEBHOOK_URL: `${front.url}/`,
			...sooner,
		};
		const running: RealN8n[] = [];
		undo.push(async () => await Promise.all(running.map(async (one) => await one.stop())));
		const start = async (name: string, options: N8nOptions) => {
			const n8n = await startN8n({
				...options,
				pack: true,
				userFolder: join(folder, name),
				env: { ...env, ...options.env },
			});
			running.push(n8n);
			return n8n;
		};

		const main = await start('main', {
			port: ports.main,
			url: front.url,
			env: { N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true' },
		});
		const helper = { N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'false' };
		const worker = async (name: string) => {
			const port = await freePort();
			return await start(name, {
				command: 'worker',
				port,
				env: {
					...helper,
					QUEUE_HEALTH_CHECK_ACTIVE: 'true',
					QUEUE_HEALTH_CHECK_PORT: String(port),
					N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
				},
			});
		};
		const helpers = await Promise.allSettled([
			start('webhook', { command: 'webhook', port: ports.webhook, env: helper }),
			worker('worker-1'),
			worker('worker-2'),
		]);
		// Only now, so that none is still starting when the others are stopped.
		const [webhook, ...workers] = helpers.map((one) => {
			if (one.status === 'rejected') throw one.reason;
			return one.value;
		});
		return { main, webhook, workers, postgres, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startRedis } from '../redis';
import { packTarball } from './pack';
import { startN8n, type RealN8n } from './realN8n';
import { createCredential, importWorkflow, publish, waitPublished } from './workflows';

describe('n8n in queue mode', () => {
	let redis: Awaited<ReturnType<typeof startRedis>>;
	let tarball: string;
	let n8n: RealN8n;

	beforeAll(async () => {
		redis = await startRedis();
		tarball = await packTarball();
		n8n = await startN8n({ runId: 'queue', packageTarball: tarball, env: { EXECUTIONS_MODE: 'queue', QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(redis.port) } });
	});
	afterAll(async () => {
		await n8n?.stop();
		await redis?.stop();
		if (tarball) await rm(dirname(tarball), { recursive: true, force: true });
	});

	it('refuses the embedded case store: each worker would have a file of its own', async () => {
		const id = await createCredential(n8n, 'store', 'returnCaseApi', { storage: 'embedded', auditKey: 'k' });
		const trigger = {
			id: 'trigger', name: 'Trigger', type: 'n8n-nodes-returns.returnCaseTrigger', typeVersion: 1, position: [0, 0] as [number, number],
			parameters: { stepName: 'Work', events: ['return.requested'] }, credentials: { returnCaseApi: { id, name: 'store' } },
		};
		const workflowId = await importWorkflow(n8n, { name: 'queue', nodes: [trigger], connections: {}, settings: {} });
		await publish(n8n, workflowId);
		const { status, triggers } = await waitPublished(n8n, workflowId);
		expect(status).toBe('failed');
		expect(triggers[0].errorMessage).toContain('The embedded case store cannot be used while n8n runs in queue mode');
	});
});

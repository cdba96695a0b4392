import { rm } from 'node:fs/promises';

/** Removes what n8n had that ended with its worker: a worker that Jest ends by force cannot. */
export default async function globalTeardown(): Promise<void> {
	await rm(process.env.N8N_RETURNS_SHARED!, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

import { EffectError } from '../../shared/model/effectError';
import type { Http } from '../../shared/effect/http';
import { bulkGet, bulkRun } from '../graphql';
import type { ShopifyClient } from './client';

export interface BulkOptions {
	client: ShopifyClient;
	/** Not signed in: the file is elsewhere, and must not get the shop's token. */
	download: Http;
	sleep: (ms: number) => Promise<void>;
	/** Longest time the operation may take. */
	patienceMs?: number;
}

const connection = 'shopify';
const running = ['CREATED', 'RUNNING', 'CANCELING'];

/** Runs a query as a bulk operation and gives its result's lines, parsed. Throws EffectError when it fails or takes too long. */
export async function bulkLines(
	query: string,
	{ client, download, sleep, patienceMs = 600_000 }: BulkOptions,
): Promise<unknown[]> {
	const { id } = (await client.send(bulkRun, { query })).bulkOperationRunQuery.bulkOperation;
	for (let waited = 0, pause = 500; ; waited += pause, pause = Math.min(pause * 1.5, 10_000)) {
		const { bulkOperation: now } = await client.send(bulkGet, { id });
		if (now?.status === 'COMPLETED') return now.url ? linesOf(await fetchText(download, now.url)) : []; // nothing found: no file
		if (!now || !running.includes(now.status)) {
			throw new EffectError(
				`Shopify's bulk operation ended as ${now?.status.toLowerCase() ?? 'unknown'}${now?.errorCode ? ` (${now.errorCode})` : ''}`,
				{
					category: 'retryable',
					connection,
					code: now?.errorCode ?? undefined,
					advice: 'It is tried again later. Narrow the filters when it goes on.',
				},
			);
		}
		if (waited >= patienceMs)
			throw new EffectError("Shopify's bulk operation takes too long", {
				category: 'retryable',
				connection,
				advice: 'It goes on in Shopify; try again later, or narrow the filters.',
			});
		await sleep(pause);
	}
}

async function fetchText(download: Http, url: string): Promise<string> {
	const { status, body } = await download<Buffer | ArrayBuffer>({
		method: 'GET',
		url,
		repeatable: true,
		receive: 'binary',
		timeoutMs: 120_000,
	});
	if (status !== 200)
		throw new EffectError(`The file of Shopify's bulk operation cannot be had (${status})`, {
			category: 'retryable',
			connection,
			advice: 'It is tried again later with a new operation; Shopify keeps the file for seven days.',
		});
	return Buffer.from(body as Buffer).toString('utf8');
}

/** One JSON document on each line. */
export function linesOf(text: string): unknown[] {
	return text
		.split('\n')
		.filter((line) => line.trim())
		.map((line, index) => {
			try {
				return JSON.parse(line) as unknown;
			} catch {
				throw new EffectError(`Line ${index + 1} of Shopify's bulk file is no JSON`, {
					category: 'retryable',
					connection,
					advice: 'It is tried again later.',
				});
			}
		});
}

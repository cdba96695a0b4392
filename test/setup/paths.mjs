import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of this checkout. */
export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Where everything that is downloaded once lives:
 * `$N8N_RETURNS_CACHE`, else `n8n-nodes-returns` in the user's cache folder.
 */
export const cacheRoot = resolve(
	process.env.N8N_RETURNS_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-returns'),
);

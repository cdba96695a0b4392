import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';
import { parsed } from '../model';
import { createCaseStore } from './caseStore';
import type { Database } from './database';
import { openPostgres } from './postgres';
import { openSqlite } from './sqlite';
import { checkSqlite } from './sqliteCheck';
import { StoreUnusable, type CaseStore } from './store';

/** Name of the Return Case credential type. */
export const caseCredential = 'returnCaseApi';

const text = z.string().default('');
const Config = z.discriminatedUnion('storage', [
	z.object({ storage: z.literal('embedded'), file: text, auditKey: text }),
	z.object({
		storage: z.literal('postgres'),
		// pg would repeat a whole address, with the password in it, in its error.
		host: z
			.string()
			.min(1, 'is missing')
			.regex(/^[^/@]*$/, 'must be a host name alone, e.g. db.example.com'),
		port: z.coerce.number().int().default(5432),
		database: z.string().min(1, 'is missing'),
		user: text,
		password: text,
		ssl: z.boolean().default(false),
		auditKey: text,
	}),
]);
type Config = z.infer<typeof Config>;

const stores = new Map<string, Promise<CaseStore>>();

interface Node {
	getNode(): { credentials?: Record<string, unknown>; parameters?: Record<string, unknown> };
	getCredentials<T extends object = ICredentialDataDecryptedObject>(type: string): Promise<T>;
}

/** The case store of a node's Return Case credential; undefined when it has none. Throws StoreUnusable. */
export async function openStoreOf(node: Node): Promise<CaseStore | undefined> {
	const { credentials, parameters } = node.getNode();
	// n8n refuses the credential of a slot that a switch hides.
	if (!credentials?.[caseCredential] || parameters?.withoutCaseStore === true) return undefined;
	return await openStore(await node.getCredentials(caseCredential));
}

/** The case store that a credential's fields describe: one per process and database. Throws StoreUnusable with what to do. */
export async function openStore(fields: unknown, environment: NodeJS.ProcessEnv = process.env): Promise<CaseStore> {
	const config = parsed(
		Config,
		fields,
		({ at, message }) =>
			new StoreUnusable(
				`The Return Case credential is incomplete: ${at} ${message}`,
				'Open the credential and fill in that field.',
			),
	);
	if (config.storage === 'embedded' && environment.EXECUTIONS_MODE === 'queue') {
		throw new StoreUnusable(
			'The embedded case store cannot be used while n8n runs in queue mode: every worker would have a file of its own, and returns would be lost between them',
			'Choose PostgreSQL in the Return Case credential, or run n8n without queue mode.',
		);
	}
	assertFolder(config);
	const name = nameOf(config, environment);
	const key = JSON.stringify([name, config]); // a changed password or audit key is another connection
	let store = stores.get(key);
	if (!store) {
		store = connect(config, name).catch((error: Error) => {
			stores.delete(key); // the next use tries again
			throw error;
		});
		stores.set(key, store);
	}
	return await store;
}

/**
 * Refuses what would work but must not be begun with: a history that nothing seals. Asked by the credential's test and by triggers that are
 * published; flows that run already go on. Throws StoreUnusable.
 */
export function assertPublishable(fields: unknown): void {
	const { auditKey, file, storage } = (fields ?? {}) as { auditKey?: unknown; file?: unknown; storage?: unknown };
	if (!String(auditKey ?? '').trim()) {
		throw new StoreUnusable(
			"The Return Case credential has no Audit Key, so nobody would see a later change of a case's history",
			'Put a long random text into Audit Key and keep a copy of it: it must never change once cases exist.',
		);
	}
	const path = String(file ?? '').trim();
	if (storage !== 'postgres' && path && !isAbsolute(path))
		throw new StoreUnusable(
			`"${path}" is no whole path: where it leads depends on how n8n was started`,
			'Write File from the beginning, e.g. /home/node/.n8n/returns.sqlite, or leave it blank.',
		);
}

/** A folder is made for the default place only: elsewhere a missing one is a slip in File. */
function assertFolder(config: Config): void {
	if (config.storage !== 'embedded' || !config.file || config.file === ':memory:') return;
	const folder = dirname(resolve(config.file));
	if (existsSync(folder) && statSync(folder).isDirectory()) return;
	throw new StoreUnusable(
		`The case store cannot be opened: there is no folder ${folder}`,
		'Correct File in the Return Case credential, or make the folder and let n8n write to it. Blank: returns.sqlite in the n8n user folder.',
	);
}

/** Closes every store of this process (tests and command-line tools). */
export async function closeStores(): Promise<void> {
	const open = [...stores.values()];
	stores.clear();
	await Promise.all(open.map(async (store) => await (await store).close()));
}

async function connect(config: Config, name: string): Promise<CaseStore> {
	let database: Database | undefined;
	try {
		database =
			config.storage === 'embedded'
				? openSqlite(name, (await checkSqlite(name)).late)
				: openPostgres(connectionOf(config));
		return await createCaseStore(database, { auditKey: config.auditKey, name });
	} catch (error) {
		await database?.close();
		if (error instanceof StoreUnusable) throw error;
		const advice =
			config.storage === 'embedded'
				? 'Check that n8n may write to this folder.'
				: 'Check host, port, database, user and password in the Return Case credential, and that PostgreSQL runs.';
		throw new StoreUnusable(`The case store cannot be opened: ${(error as Error).message}`, advice);
	}
}

function connectionOf({ host, port, database, user, password, ssl }: Extract<Config, { storage: 'postgres' }>) {
	return { host, port, database, user: user || undefined, password: password || undefined, ssl: ssl || undefined };
}

/** The file, or the database without its password: what tells one store from another. */
function nameOf(config: Config, environment: NodeJS.ProcessEnv): string {
	if (config.storage === 'embedded')
		return config.file || join(environment.N8N_USER_FOLDER || homedir(), '.n8n', 'returns.sqlite');
	return `postgres://${config.user}@${config.host}:${config.port}/${config.database}`;
}

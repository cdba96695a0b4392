#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Database } from '../database';
import { openPostgres } from '../postgres';
import { openSqlite } from '../sqlite';
import { checkSqlite } from '../sqliteCheck';
import { StoreUnusable } from '../store';
import { backupStore } from './backupStore';
import { copyStore } from './copyStore';
import { exportStore } from './exportStore';
import { pruneStore } from './pruneStore';
import { verifyStore } from './verifyStore';

const help = `Looks after the case store of n8n-nodes-returns.

Usage: n8n-returns-store <command> --store <store> [--to <where>]

  verify                     look whether every case is what its events made of it
  backup --to <file>         write a backup as a SQLite file, and verify it
  copy --to <store>          copy all of it into a new, empty database, and verify the copy
  export --to <file>         write every case with its events as JSON Lines; it holds personal data
  prune                      delete and erase what the settings keep no longer

A store is a SQLite file, or the address of a PostgreSQL database: postgres://returns@db.example.com:5432/returns

  RETURNS_AUDIT_KEY          the audit key of the Return Case credential
  PGPASSWORD                 the password of the PostgreSQL database

Stop every n8n that uses the store before a copy; all else may be done while they run. More: docs/guides/backup.md
`;

interface Call {
	store: string;
	to: string;
	auditKey: string;
}

/** What each command does; its exit code. */
const commands: Record<string, { to?: string; run: (call: Call) => Promise<number> }> = {
	verify: { run: async ({ store, auditKey }) => await using(store, async (from) => await verify(from, auditKey)) },
	backup: { to: 'returns-2026-12-01.sqlite', run: backup },
	copy: { to: 'postgres://returns@db.example.com:5432/returns', run: copy },
	export: { to: 'cases.jsonl', run: exported },
	prune: { run: prune },
};

const print = (text: string) => process.stdout.write(`${text}\n`);
const isPostgres = (store: string) => /^postgres(ql)?:\/\//.test(store);

/** Runs one command; its exit code. Errors say what to do. */
export async function returnsStore(args: string[], environment: NodeJS.ProcessEnv = process.env): Promise<number> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: { store: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean', default: false } },
	});
	if (values.help) {
		print(help);
		return 0;
	}
	const [name, more] = positionals;
	const command = Object.hasOwn(commands, name ?? '') && more === undefined ? commands[name] : undefined;
	if (!command) throw new Error(`Say what to do: ${Object.keys(commands).join(', ')} (--help shows how)`);
	const { store, to } = values;
	if (!store) throw new Error('Say which store: --store /home/node/.n8n/returns.sqlite');
	const auditKey = environment.RETURNS_AUDIT_KEY ?? '';
	if (!auditKey) throw new Error('Put the audit key of the Return Case credential into the variable RETURNS_AUDIT_KEY');
	if (command.to && !to) throw new Error(`Say where to: --to ${command.to}`);
	if (!isPostgres(store) && !existsSync(store)) throw new Error(`There is no file ${store}`);
	return await command.run({ store, to: to ?? '', auditKey });
}

async function verify(database: Database, auditKey: string): Promise<number> {
	const { cases, flaws } = await verifyStore(database, auditKey);
	for (const { reference, position, message } of flaws) print(`${reference}, event ${position}: ${message}`);
	print(flaws.length ? `${flaws.length} of ${cases} cases are not intact` : `All ${cases} cases are intact`);
	return flaws.length ? 1 : 0;
}

async function backup({ store, to, auditKey }: Call): Promise<number> {
	const cases = await using(store, async (from) => await backupStore(from, to, auditKey));
	print(`${to}: all ${cases} cases are intact`);
	return 0;
}

async function copy({ store, to, auditKey }: Call): Promise<number> {
	return await using(
		store,
		async (from) =>
			await using(to, async (target) => {
				await copyStore(from, target, { auditKey, onTable: (table, rows) => print(`${table}: ${rows}`) });
				return await verify(target, auditKey);
			}),
	);
}

async function exported({ store, to, auditKey }: Call): Promise<number> {
	return await using(store, async (from) => {
		// New, and its owner's alone: it holds what customers wrote.
		const file = await open(to, 'wx', 0o600);
		try {
			let changed = 0;
			const cases = await exportStore(from, {
				auditKey,
				onCase: async (one) => {
					if (!one.intact) changed++;
					await file.write(`${JSON.stringify(one)}\n`);
				},
			});
			print(`${to}: ${cases} cases`);
			if (changed) print(`${changed} of them are not intact ("intact": false)`);
			return changed ? 1 : 0;
		} finally {
			await file.close();
		}
	});
}

async function prune({ store, auditKey }: Call): Promise<number> {
	return await using(store, async (database) => {
		const { messages, people, cases } = await pruneStore(database, { auditKey });
		print(`${messages} messages of providers were deleted`);
		print(`${people} cases have no personal data any more`);
		print(`${cases} cases were deleted`);
		return 0;
	});
}

async function using<R>(store: string, work: (database: Database) => Promise<R>): Promise<R> {
	const database = isPostgres(store)
		? openPostgres({ connectionString: store })
		: openSqlite(store, (await checkSqlite(store)).late);
	try {
		return await work(database);
	} finally {
		await database.close();
	}
}

if (require.main === module)
	returnsStore(process.argv.slice(2)).then(
		(code) => (process.exitCode = code),
		(error: Error) => {
			process.stderr.write(`${error.message}\n${error instanceof StoreUnusable ? `${error.advice}\n` : ''}`);
			process.exitCode = 2;
		},
	);

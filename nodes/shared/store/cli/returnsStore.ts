#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Database } from '../database';
import { openPostgres } from '../postgres';
import { openSqlite } from '../sqlite';
import { checkSqlite } from '../sqliteCheck';
import { StoreUnusable } from '../store';
import { copyStore } from './copyStore';
import { verifyStore } from './verifyStore';

const help = `Looks after the case store of n8n-nodes-returns.

Usage: n8n-returns-store <command> --store <store> [options]

  verify                     look whether every case is what its events made of it
  copy --to <store>          copy all of it into a new, empty database, and verify the copy

A store is a SQLite file, or the address of a PostgreSQL database: postgres://returns@db.example.com:5432/returns

  RETURNS_AUDIT_KEY          the audit key of the Return Case credential
  PGPASSWORD                 the password of the PostgreSQL database

Stop every n8n that uses the store before a copy. docs/guides/backup.md says how a store is backed up.
`;

const print = (text: string) => process.stdout.write(`${text}\n`);

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
	const [command, more] = positionals;
	if ((command !== 'verify' && command !== 'copy') || more !== undefined)
		throw new Error(`Say what to do: verify or copy (--help shows how)`);
	if (!values.store) throw new Error('Say which store: --store /home/node/.n8n/returns.sqlite');
	const auditKey = environment.RETURNS_AUDIT_KEY ?? '';
	if (!auditKey) throw new Error('Put the audit key of the Return Case credential into the variable RETURNS_AUDIT_KEY');
	const from = await opened(values.store, true);
	try {
		if (command === 'verify') return await verify(from, auditKey);
		if (!values.to) throw new Error('Say where to: --to postgres://returns@db.example.com:5432/returns');
		const to = await opened(values.to, false);
		try {
			await copyStore(from, to, { auditKey, onTable: (table, rows) => print(`${table}: ${rows}`) });
			return await verify(to, auditKey);
		} finally {
			await to.close();
		}
	} finally {
		await from.close();
	}
}

async function verify(database: Database, auditKey: string): Promise<number> {
	const { cases, flaws } = await verifyStore(database, auditKey);
	for (const { reference, position, message } of flaws) print(`${reference}, event ${position}: ${message}`);
	print(flaws.length ? `${flaws.length} of ${cases} cases are not intact` : `All ${cases} cases are intact`);
	return flaws.length ? 1 : 0;
}

async function opened(store: string, mustBeThere: boolean): Promise<Database> {
	if (/^postgres(ql)?:\/\//.test(store)) return openPostgres({ connectionString: store });
	if (mustBeThere && !existsSync(store)) throw new Error(`There is no file ${store}`);
	return openSqlite(store, (await checkSqlite(store)).late);
}

if (require.main === module)
	returnsStore(process.argv.slice(2)).then(
		(code) => (process.exitCode = code),
		(error: Error) => {
			process.stderr.write(`${error.message}\n${error instanceof StoreUnusable ? `${error.advice}\n` : ''}`);
			process.exitCode = 2;
		},
	);

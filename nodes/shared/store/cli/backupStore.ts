import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { openSqlite, sqlite } from '../sqlite';
import { closeToOthers, makeOwnFile } from '../sqliteFile';
import { StoreUnusable } from '../store';
import { verifyStore } from './verifyStore';

/**
 * Copies the file of a store while n8n works on it, and verifies every case of the copy, which nobody but its owner may read. Returns how many cases it has.
 * Throws StoreUnusable when the copy is not whole; then it is gone.
 */
export async function backupSqlite(file: string, to: string, auditKey: string): Promise<number> {
	assertFree(to);
	makeOwnFile(to);
	try {
		const store = new (sqlite().DatabaseSync)(file, { readOnly: true, timeout: 15_000 });
		try {
			store.prepare('VACUUM INTO ?').run(to);
		} finally {
			store.close();
		}
		closeToOthers(to);
		const copy = openSqlite(to);
		try {
			const { cases, flaws } = await verifyStore(copy, auditKey);
			if (flaws.length)
				throw new StoreUnusable(
					`${flaws.length} of ${cases} cases are not intact, the first is ${flaws[0].reference}: ${flaws[0].message}`,
					'Look at them with: n8n-returns-store verify. A backup of before is the better one until it is known why.',
				);
			return cases;
		} finally {
			await copy.close();
		}
	} catch (error) {
		for (const end of ['', '-wal', '-shm']) rmSync(to + end, { force: true });
		throw error;
	}
}

/** Has PostgreSQL's own program write a backup while n8n works on the database, and looks whether it can be read. Throws StoreUnusable. */
export async function backupPostgres(address: string, to: string, environment: NodeJS.ProcessEnv): Promise<void> {
	assertFree(to);
	makeOwnFile(to);
	try {
		await run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${to}`, address], environment);
		await run('pg_restore', ['--list', to], environment);
	} catch (error) {
		rmSync(to, { force: true });
		throw error;
	}
}

function assertFree(to: string): void {
	if (existsSync(to))
		throw new StoreUnusable(`There is a file ${to} already`, 'Give the backup a name of its own, e.g. with the date.');
}

async function run(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
		let said = '';
		child.stderr.on('data', (text: Buffer) => (said += text.toString()));
		child.once('error', () =>
			reject(
				new StoreUnusable(
					`There is no program ${program}`,
					"Install PostgreSQL's client programs, of the server's version or newer.",
				),
			),
		);
		child.once('close', (code) => {
			if (code === 0) resolve();
			else reject(new StoreUnusable(`${program} did not succeed`, said.trim() || `It ended with ${code}.`));
		});
	});
}

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { waitFor } from '../n8n/waitFor';
import { freePort } from '../support/ports';
import type { Machine } from './server';

type Started = Omit<Machine, 'key'> & { kill(): Promise<void>; begin(): Promise<void>; stop(): Promise<void> };

/**
 * Mounts and processes end with us, however we end: the mount is in a namespace of its own, and the kernel sends the signal when
 * our process is gone. Arguments: root, user, that signal, the program and its arguments.
 */
const enter = `root=$1 user=$2 signal=$3; shift 3
mount -t proc proc "$root/proc" && exec chroot --userspec="$user:$user" "$root" /usr/bin/setpriv --pdeathsig "$signal" \\
	/usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 "$@"`;

/** Starts PostgreSQL and Odoo of the folder that buildOdoo.sh has filled, on a copy of its databases, or of those that it has put elsewhere. */
export async function startOnDebian(folder: string, databases = folder): Promise<Started> {
	const root = join(folder, 'root');
	await removeLeftovers(join(root, 'srv'));
	const run = `/srv/run-${process.pid}-${randomBytes(3).toString('hex')}`;
	const place = join(root, run);
	await promisify(execFile)('cp', ['-a', '--reflink=auto', join(databases, 'template'), place]);
	const children: Array<{ child: ChildProcess; exited: Promise<void>; signal: NodeJS.Signals }> = [];
	const stop = async () => {
		for (const { child, exited, signal } of children.reverse()) {
			child.kill(signal);
			await exited;
		}
		await rm(place, { recursive: true, force: true });
	};
	const start = (user: string, signal: 'KILL' | 'QUIT', ...command: string[]) => {
		const log = openSync(join(place, `${user}.log`), 'a');
		const child = spawn(
			'unshare',
			['--mount', '--propagation', 'private', 'sh', '-c', enter, 'enter', root, user, signal, ...command],
			{ cwd: '/', stdio: ['ignore', log, log], detached: true },
		);
		closeSync(log);
		const one = {
			child,
			exited: new Promise<void>((resolve) => child.once('exit', () => resolve())),
			signal: `SIG${signal}` as const,
		};
		children.push(one);
		const answers = async (what: string, probe: () => Promise<true | undefined>) =>
			await waitFor(
				what,
				async () => {
					if (child.exitCode !== null || child.signalCode !== null)
						throw new Error(
							`${what} did not happen:\n${readFileSync(join(place, `${user}.log`), 'utf8')
								.split('\n')
								.slice(-15)
								.join('\n')}`,
						);
					return await probe().catch(() => undefined);
				},
				{ timeoutMs: 120_000, everyMs: 100 },
			);
		return { ...one, answers };
	};
	try {
		const [port, http] = [await freePort(), await freePort()];
		const postgres = `postgresql://odoo@127.0.0.1:${port}`;
		// SIGQUIT ends PostgreSQL at once and in order; what it holds is thrown away anyway.
		await start(
			'postgres',
			'QUIT',
			'/usr/lib/postgresql/17/bin/postgres',
			'-D',
			`${run}/pg`,
			'-p',
			String(port),
			'-c',
			'listen_addresses=127.0.0.1',
			'-c',
			'unix_socket_directories=/tmp',
		).answers('PostgreSQL to answer', async () => {
			const client = new Client({ connectionString: `${postgres}/postgres` });
			await client.connect();
			await client.end();
			return true;
		});
		const url = `http://127.0.0.1:${http}`;
		// No scheduled jobs: they would race with the tests.
		const odoo = () =>
			start(
				'odoo',
				'KILL',
				'odoo',
				'--config',
				'/dev/null',
				'--db_host',
				'/tmp', // by PostgreSQL's socket: cheaper than by TCP, and Odoo asks it some twenty things in a call
				'--db_port',
				String(port),
				'--db_user',
				'odoo',
				'--data-dir',
				`${run}/data`,
				'--http-interface',
				'127.0.0.1',
				'--http-port',
				String(http),
				'--max-cron-threads',
				'0',
				'--log-level',
				'warn',
			);
		let running = odoo();
		const healthy = async () =>
			await running.answers('Odoo to answer', async () => ((await fetch(`${url}/web/health`)).ok ? true : undefined));
		await healthy();
		return {
			url,
			postgres,
			shell: ['sh', '-c'],
			filestore: join(place, 'data', 'filestore'),
			stop,
			kill: async () => {
				running.child.kill(running.signal);
				await running.exited;
			},
			begin: async () => {
				running = odoo();
				await healthy();
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Copies of runs that could not clean up because they were killed. */
async function removeLeftovers(folder: string): Promise<void> {
	for (const name of readdirSync(folder)) {
		const [, pid] = /^run-(\d+)-/.exec(name) ?? [];
		if (pid && !existsSync(`/proc/${pid}`)) await rm(join(folder, name), { recursive: true, force: true });
	}
}

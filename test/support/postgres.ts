import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './ports';
import { findProgram } from './program';
import { startTethered } from './tethered';

const run = promisify(execFile);

/** Nothing outlives the server: writing to the disk for a power cut would only make it slow, above all when it stops. */
const shortLived = ['-c', 'fsync=off', '-c', 'full_page_writes=off'];

export interface Postgres {
	host: string;
	port: number;
	user: string;
	/** Makes a database, empty or a copy of another one that nobody is connected to; its name. */
	createDatabase(name: string, copyOf?: string): Promise<string>;
	stop(): Promise<void>;
}

/** A PostgreSQL server of its own on loopback: by the machine's binaries, else by Docker. Throws saying what to install. */
export async function startPostgres(): Promise<Postgres> {
	if (!binaries().length && dockerWorks()) return await startWithDocker();
	return await startWithBinaries(dirname(findProgram('PostgreSQL', { places: binaries, debianPackage: 'postgresql' })));
}

async function startWithBinaries(bin: string): Promise<Postgres> {
	const folder = mkdtempSync(join(tmpdir(), 'returns-postgres-'));
	const port = await freePort();
	// PostgreSQL refuses to run as root: its own account does, when we are root.
	const asRoot = process.getuid?.() === 0;
	const wrap = (command: string, args: string[]): [string, string[]] =>
		asRoot
			? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]]
			: [command, args];
	if (asRoot) {
		const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
		const gid = Number(execFileSync('id', ['-g', 'postgres'], { encoding: 'utf8' }));
		chownSync(folder, uid, gid);
	}
	const data = join(folder, 'data');
	await run(
		...wrap(join(bin, 'initdb'), [
			'-D',
			data,
			'-U',
			'returns',
			'--auth=trust',
			'--no-sync',
			'-E',
			'UTF8',
			'--locale=C',
		]),
		{ cwd: folder },
	);
	const server = startTethered(
		wrap(join(bin, 'postgres'), [
			'-D',
			data,
			'-p',
			String(port),
			'-h',
			'127.0.0.1',
			'-k',
			folder,
			'-c',
			'max_connections=200',
			'-c',
			'log_min_messages=fatal',
			...shortLived,
		]),
		folder,
	);
	server.output.resume();
	const psql = async (sql: string) =>
		await run(
			join(bin, 'psql'),
			['-h', '127.0.0.1', '-p', String(port), '-U', 'returns', '-d', 'postgres', '-c', sql],
			{ cwd: folder },
		);
	return await servedAt(port, psql, server.stop);
}

/** The server, as soon as it answers. */
async function servedAt(
	port: number,
	psql: (sql: string) => Promise<unknown>,
	stop: Postgres['stop'],
): Promise<Postgres> {
	await untilReady(async () => void (await psql('select 1')));
	return {
		host: '127.0.0.1',
		port,
		user: 'returns',
		createDatabase: async (name, copyOf = 'template1') => {
			const client = new Client({ host: '127.0.0.1', port, user: 'returns', database: 'postgres' });
			await client.connect();
			try {
				await client.query(`create database "${name}" template "${copyOf}"`);
			} finally {
				await client.end();
			}
			return name;
		},
		stop,
	};
}

async function startWithDocker(): Promise<Postgres> {
	const port = await freePort();
	const { stdout } = await run('docker', [
		'run',
		'-d',
		'--rm',
		'-p',
		`127.0.0.1:${port}:5432`,
		'-e',
		'POSTGRES_USER=returns',
		'-e',
		'POSTGRES_HOST_AUTH_METHOD=trust',
		'postgres:17',
	]);
	const container = stdout.trim();
	const psql = async (sql: string) =>
		await run('docker', ['exec', container, 'psql', '-U', 'returns', '-d', 'postgres', '-c', sql]);
	return await servedAt(port, psql, async () => void (await run('docker', ['stop', '-t', '1', container])));
}

/** Every initdb of this machine, the newest version first. */
function binaries(): string[] {
	const packaged = '/usr/lib/postgresql';
	const folders = existsSync(packaged)
		? readdirSync(packaged)
				.sort((a, b) => Number(b) - Number(a))
				.map((version) => join(packaged, version, 'bin'))
		: [];
	return [...folders, ...(process.env.PATH ?? '').split(delimiter)]
		.map((folder) => join(folder, 'initdb'))
		.filter((path) => existsSync(path));
}

function dockerWorks(): boolean {
	try {
		execFileSync('docker', ['info'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

async function untilReady(probe: () => Promise<void>): Promise<void> {
	for (const started = Date.now(); ;) {
		try {
			return await probe();
		} catch (error) {
			if (Date.now() - started > 60_000) throw error;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { waitFor } from '../n8n/waitFor';
import { freePort } from '../support/ports';
import type { Machine } from './server';

const ODOO = 'odoo:19';
const POSTGRES = 'postgres:17';

/** Apps of the two templates, as in buildOdoo.sh. */
const apps = { plain: 'sale_management,stock,account', delivery: 'stock_delivery,product_expiry,stock_sms' };

/** Starts the official images of PostgreSQL and Odoo and installs the apps, which takes a minute or two each time. */
export async function startWithDocker(): Promise<
	Omit<Machine, 'key'> & { kill(): Promise<void>; begin(): Promise<void>; stop(): Promise<void> }
> {
	const name = `n8n-returns-odoo-${randomBytes(4).toString('hex')}`;
	const [port, http] = [await freePort(), await freePort()];
	const stop = async () => {
		await docker('rm', '--force', '--volumes', `${name}-odoo`, `${name}-db`).catch(() => undefined);
		await docker('volume', 'rm', '--force', name).catch(() => undefined);
		await docker('network', 'rm', name).catch(() => undefined);
	};
	const psql = async (query: string) =>
		await docker('exec', `${name}-db`, 'psql', '-U', 'odoo', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-c', query);
	// The image's entry point adds the address and the password of the database to Odoo's options.
	const odoo = [
		'--network',
		name,
		'--volume',
		`${name}:/var/lib/odoo`,
		'--env',
		`HOST=${name}-db`,
		'--env',
		'USER=odoo',
		'--env',
		'PASSWORD=odoo',
	];
	const install = async (database: string, modules: string) =>
		await docker(
			'run',
			'--rm',
			...odoo,
			ODOO,
			'odoo',
			'--database',
			database,
			'--init',
			modules,
			'--without-demo',
			'--no-http',
			'--stop-after-init',
			'--max-cron-threads',
			'0',
			'--log-level',
			'warn',
		);
	try {
		await docker('network', 'create', name);
		await docker(
			'run',
			'--detach',
			'--name',
			`${name}-db`,
			'--network',
			name,
			'--publish',
			`127.0.0.1:${port}:5432`,
			'--env',
			'POSTGRES_USER=odoo',
			'--env',
			'POSTGRES_PASSWORD=odoo',
			'--env',
			'POSTGRES_DB=postgres',
			POSTGRES,
			'-c',
			'fsync=off',
			'-c',
			'synchronous_commit=off',
			'-c',
			'full_page_writes=off',
		);
		// Its first server, which only sets the cluster up, does not listen on TCP.
		await waitFor(
			'PostgreSQL to answer',
			async () =>
				await docker('exec', `${name}-db`, 'pg_isready', '-h', '127.0.0.1', '-U', 'odoo').then(
					() => true as const,
					() => undefined,
				),
			{ timeoutMs: 120_000, everyMs: 500 },
		);
		await psql("create database plain template template0 encoding 'UTF8'");
		await install('plain', apps.plain);
		await psql('create database delivery template plain');
		await docker(
			'run',
			'--rm',
			'--user',
			'odoo',
			'--volume',
			`${name}:/var/lib/odoo`,
			'--entrypoint',
			'sh',
			ODOO,
			'-c',
			'cd /var/lib/odoo/filestore && { [ ! -d plain ] || cp -al plain delivery; }',
		);
		await install('delivery', apps.delivery);
		await docker(
			'run',
			'--detach',
			'--name',
			`${name}-odoo`,
			...odoo,
			'--publish',
			`127.0.0.1:${http}:8069`,
			ODOO,
			'odoo',
			'--max-cron-threads',
			'0',
			'--log-level',
			'warn',
		);
		const url = `http://127.0.0.1:${http}`;
		const healthy = async () =>
			void (await waitFor(
				'Odoo to answer',
				async () =>
					await fetch(`${url}/web/health`).then(
						({ ok }) => (ok ? (true as const) : undefined),
						() => undefined,
					),
				{ timeoutMs: 120_000, everyMs: 500 },
			));
		await healthy();
		return {
			url,
			postgres: `postgresql://odoo:odoo@127.0.0.1:${port}`,
			shell: ['docker', 'exec', `${name}-odoo`, 'sh', '-c'],
			filestore: '/var/lib/odoo/filestore',
			stop,
			kill: async () => await docker('kill', `${name}-odoo`),
			begin: async () => await docker('start', `${name}-odoo`).then(healthy),
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function docker(...args: string[]): Promise<void> {
	await promisify(execFile)('docker', args, { maxBuffer: 64 * 1024 * 1024 });
}

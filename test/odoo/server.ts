import { execFile } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Client, Pool } from 'pg';
import { waitFor } from '../n8n/waitFor';
import { startOnDebian } from './debianServer';
import { startWithDocker } from './dockerServer';
import { call, type OdooAddress } from './target';

/**
 * `plain`: the apps that the package asks for. `delivery`: with shipping costs, expiry dates and text messages as well. The others are `delivery`
 * with Point of Sale, or with gift cards and eWallets; an Odoo that was not prepared with them gives `delivery`, so `install` (apps.ts) the apps.
 */
export type Template = 'plain' | 'delivery' | 'register' | 'loyalty';

/** Where a started Odoo is. Nothing but data, so that it can be handed to Jest's workers. */
export interface Machine {
	url: string;
	/** PostgreSQL, without a database's name. */
	postgres: string;
	/** Runs a shell command where Odoo's files are. */
	shell: string[];
	filestore: string;
	/** API key of the administrator in every database. */
	key: string;
}

export interface OdooDatabase extends OdooAddress {
	/** Asks Odoo's own tables, past Odoo. */
	sql<Row extends object = Record<string, unknown>>(query: string, values?: unknown[]): Promise<Row[]>;
	/** Makes an ordinary user with these groups (external ids); an API key of theirs. Odoo takes half a second for a password, so few have one. */
	keyOfUser(login: string, groups: string[], password?: string): Promise<string>;
}

export interface OdooServer extends OdooDatabase {
	machine: Machine;
	/** A new database, as the template is. */
	freshDatabase(from?: Template): Promise<OdooDatabase>;
	/** Ends Odoo without a word, and starts it again; the databases stay up. */
	kill(): Promise<void>;
	begin(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * A real Odoo 19 on loopback, with a database of its own. N8N_RETURNS_ODOO says where it is installed: a folder that buildOdoo.sh has filled, or
 * `docker`; N8N_RETURNS_ODOO_DATABASES where it has filled another with more databases.
 */
export async function startOdoo(): Promise<OdooServer> {
	const installed = process.env.N8N_RETURNS_ODOO;
	if (!installed) throw new Error('No Odoo is installed for tests: start this with `npm run test:odoo`');
	const key = randomBytes(20).toString('hex');
	const { stop, kill, begin, ...where } =
		installed === 'docker'
			? await startWithDocker()
			: await startOnDebian(installed, process.env.N8N_RETURNS_ODOO_DATABASES);
	const machine: Machine = { ...where, key };
	try {
		for (const template of await templatesOf(machine)) await giveKey(machine, template, 'admin', key);
		const server = odooAt(machine);
		return { ...(await server.freshDatabase()), ...server, kill, begin, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The Odoo that Jest's set-up has started for this worker, if it has started any. */
export function startedMachine(): Machine | undefined {
	const machines = JSON.parse(process.env.RETURNS_ODOO_MACHINES ?? '[]') as Machine[];
	return machines[Number(process.env.JEST_WORKER_ID ?? 1) % machines.length];
}

/** The same for what cannot do without. */
export function requireMachine(): Machine {
	const machine = startedMachine();
	if (!machine)
		throw new Error(
			'This makes a database of its own on an Odoo whose tables it looks into: start it with `npm run test:odoo`',
		);
	return machine;
}

/** An Odoo that was started elsewhere. */
export function odooAt(machine: Machine): Pick<OdooServer, 'machine' | 'freshDatabase'> {
	return { machine, freshDatabase: async (from = 'delivery') => await freshDatabase(machine, from) };
}

async function templatesOf(machine: Machine): Promise<string[]> {
	const rows = await sql(
		machine,
		'postgres',
		"select datname from pg_database where datname in ('plain', 'delivery', 'register', 'loyalty')",
	);
	return (rows as Array<{ datname: string }>).map(({ datname }) => datname);
}

async function freshDatabase(machine: Machine, wanted: Template): Promise<OdooDatabase> {
	const from = (await templatesOf(machine)).includes(wanted) ? wanted : 'delivery';
	const database = `returns_${randomBytes(4).toString('hex')}`;
	// A connection to the template that was just closed may still be on its way out.
	await waitFor(
		'the template to be free',
		async () =>
			await sql(machine, 'postgres', `create database ${database} template ${from} strategy file_copy`).then(
				() => true,
				(error: Error) => (/being accessed/.test(error.message) ? undefined : Promise.reject(error)),
			),
		{ timeoutMs: 30_000, everyMs: 200 },
	);
	// Odoo never rewrites a file in place, so links are enough.
	const [command, ...first] = machine.shell;
	await promisify(execFile)(command, [
		...first,
		`cd ${machine.filestore} && { [ ! -d ${from} ] || cp -al ${from} ${database}; }`,
	]);
	const made = databaseAt(machine, database);
	const { status, body } = await call(made, 'res.users', 'context_get');
	if (status !== 200) throw new Error(`Odoo does not serve its new database: ${status} ${JSON.stringify(body)}`);
	return made;
}

function databaseAt(machine: Machine, database: string): OdooDatabase {
	const address = { url: machine.url, database, key: machine.key };
	// An audit asks a dozen things in a row, and a connection costs more than they do.
	const tables = new Pool({
		connectionString: `${machine.postgres}/${database}`,
		max: 1,
		idleTimeoutMillis: 1_000,
		allowExitOnIdle: true,
	});
	tables.on('error', () => undefined); // one that waits for work may lose its server
	return {
		...address,
		sql: async <Row extends object>(query: string, values?: unknown[]) =>
			(await tables.query(query, values)).rows as Row[],
		keyOfUser: async (login, groups, password) => {
			const ids = await Promise.all(
				groups.map(
					async (group) =>
						(
							await call(address, 'ir.model.data', 'check_object_reference', {
								module: group.split('.')[0],
								xml_id: group.split('.')[1],
							})
						).body[1] as number,
				),
			);
			const made = await call(address, 'res.users', 'create', {
				vals_list: [{ name: login, login, ...(password && { password }), group_ids: [[6, 0, ids]] }],
			});
			if (made.status !== 200) throw new Error(`Odoo made no user ${login}: ${made.body.message}`);
			const key = randomBytes(20).toString('hex');
			await giveKey(machine, database, login, key);
			return key;
		},
	};
}

async function sql(machine: Machine, database: string, query: string, values?: unknown[]): Promise<object[]> {
	const client = new Client({ connectionString: `${machine.postgres}/${database}` });
	await client.connect();
	try {
		return (await client.query(query, values)).rows as object[];
	} finally {
		await client.end();
	}
}

/**
 * Stores an API key as Odoo does: passlib's pbkdf2_sha512, found by its first eight characters. One round where Odoo takes 6,000, since
 * it goes through them at every call: that is a twentieth of all that it does here.
 */
async function giveKey(machine: Machine, database: string, login: string, key: string): Promise<void> {
	const salt = randomBytes(16);
	const encoded = (bytes: Buffer) => bytes.toString('base64').replace(/\+/g, '.').replace(/=+$/, '');
	const hash = `$pbkdf2-sha512$1$${encoded(salt)}$${encoded(pbkdf2Sync(key, salt, 1, 64, 'sha512'))}`;
	const rows = await sql(
		machine,
		database,
		"insert into res_users_apikeys (name, user_id, index, key) select 'tests', id, $1, $2 from res_users where login = $3 returning id",
		[key.slice(0, 8), hash, login],
	);
	if (rows.length !== 1) throw new Error(`There is no user ${login} in database ${database}`);
}

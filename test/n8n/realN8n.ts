import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import axios, { type AxiosInstance, type AxiosResponse, type Method } from 'axios';
import { compiledOf } from './compiled';
import { installCommunityPackage, linkPack } from './pack';
import { freePort } from '../support/ports';
import { lighterN8n } from './lighterN8n';
import { processorSecondsOf } from './processorTime';
import { waitFor } from './waitFor';

export interface N8nOptions {
	/** Installs this package, as it is built, before the first start. */
	pack?: boolean;
	/** Installs another one as a community package. */
	packageTarball?: string;
	/** n8n's user folder. Default: a new temporary one, removed by `stop`. */
	userFolder?: string;
	/** Default: a free one. */
	port?: number;
	/** Added to n8n's environment. */
	env?: Record<string, string>;
	/** Makes the temporary folder's name recognisable. */
	runId?: string;
	/** One of queue mode's helpers, which serve no editor, instead of n8n itself. */
	command?: 'worker' | 'webhook';
	/** Serves the editor as well, whose pages also ask who fills in a form, and runs Code nodes; without both n8n is up a good fifth sooner. */
	editor?: boolean;
	/** Nobody stops it: it does not keep this process from ending, and goes with it. */
	lasting?: boolean;
	/** Where callers reach n8n when something stands in front of it. Default: the process itself. */
	url?: string;
}

const EMAIL = 'owner@example.com';
const START_MS = 120_000;
const STOP_MS = 30_000;

/** What n8n gets of this process's environment: nothing that could be a secret. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'SystemRoot', 'NODE_EXTRA_CA_CERTS'];

/** Starts a real n8n, logs its owner in and makes an API key. */
export async function startN8n(options: N8nOptions = {}): Promise<RealN8n> {
	const folder = (options.lasting && process.env.N8N_RETURNS_SHARED) || tmpdir();
	const prefix = join(folder, `n8n-returns-${options.runId ?? 'test'}-`);
	const userFolder = options.userFolder ?? newUserFolder(prefix, options);
	mkdirSync(join(userFolder, '.n8n'), { recursive: true });
	if (options.pack) await linkPack(userFolder);
	if (options.packageTarball) await installCommunityPackage(options.packageTarball, userFolder);
	const n8n = new RealN8n(userFolder, options.port ?? (await freePort()), await freePort(), options);
	try {
		await n8n.start();
		if (!options.command) await n8n.createApiKey();
	} catch (error) {
		await n8n.stop();
		throw error;
	}
	return n8n;
}

/** A user folder as a first start of n8n leaves it: its tables are not made once more for each suite. */
function newUserFolder(prefix: string, { env }: N8nOptions): string {
	const folder = mkdtempSync(prefix);
	const fresh = process.env.N8N_RETURNS_USER_FOLDER;
	// With another database, or a key that the suite names, n8n begins from nothing.
	const ownDatabase = Object.keys(env ?? {}).some((name) => name.startsWith('DB_') || name === 'N8N_ENCRYPTION_KEY');
	if (fresh && existsSync(fresh) && !ownDatabase) cpSync(fresh, folder, { recursive: true });
	return folder;
}

/** One n8n process with its user folder, on 127.0.0.1. */
export class RealN8n {
	readonly url: string;
	readonly email = EMAIL;
	/** Different for every instance; it must have a letter, a capital and a digit. */
	readonly password = `Aa1${randomBytes(9).toString('hex')}`;
	/** For the public API. Set once `startN8n` is through. */
	apiKey = '';
	/** The session cookie of the last login. */
	cookie = '';

	private readonly http: AxiosInstance;
	private readonly logFile: string;
	private readonly n8nFolder = installedN8n();
	/** Made once: n8n ends the owner's sessions when it finds another hash at a start. */
	private readonly passwordHash = hashPassword(this.n8nFolder, this.password);
	private process: ChildProcess | undefined;
	private readonly dependents: Array<() => Promise<void>> = [];

	constructor(
		readonly userFolder: string,
		readonly port: number,
		private readonly brokerPort: number,
		private readonly options: N8nOptions,
	) {
		this.url = options.url ?? `http://127.0.0.1:${port}`;
		this.logFile = join(userFolder, 'n8n.log');
		// Every status is an answer to look at; only a missing answer is thrown by axios itself.
		this.http = axios.create({ baseURL: this.url, validateStatus: () => true, proxy: false, timeout: 60_000 });
	}

	/** Starts the process and waits until it serves requests. The user folder's data is kept from the last run. */
	async start(): Promise<void> {
		const binary = join(this.n8nFolder, 'node_modules', 'n8n', 'bin', 'n8n');
		const log = openSync(this.logFile, 'a');
		const child = spawn(
			process.execPath,
			[
				'--require',
				resolve(__dirname, 'dieWithParent.cjs'),
				'--require',
				resolve(__dirname, 'rememberModules.cjs'),
				binary,
				this.options.command ?? 'start',
			],
			{
				cwd: this.userFolder,
				// Its own process group, so that it can be killed together with its task runners.
				detached: true,
				stdio: ['pipe', log, log],
				env: this.environment(),
			},
		);
		closeSync(log);
		// The pipe is only a lifeline: writing is never tried, and its end must not be an error here.
		child.stdin?.on('error', () => undefined);
		if (this.options.lasting) {
			child.unref();
			(child.stdin as Socket).unref();
		}
		this.process = child;
		await waitFor(
			'n8n to be ready',
			async () => {
				if (child.exitCode !== null || child.signalCode !== null) {
					throw new Error(`n8n ended while starting:\n${this.lastLogLines()}`);
				}
				return await this.isReady();
			},
			{ timeoutMs: START_MS, everyMs: 300 },
		).catch((error: Error) => {
			throw new Error(`${error.message}\n${this.lastLogLines()}`);
		});
		// A session outlives a restart, and n8n allows only five logins a minute.
		if (!this.options.command && !this.cookie) await this.login();
	}

	/** Logs the owner in; `rest` uses the session. */
	async login(): Promise<void> {
		const response = await this.http.post('/rest/login', { emailOrLdapLoginId: this.email, password: this.password });
		const cookie = (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
		if (response.status !== 200 || !cookie)
			throw new Error(`Login answered ${response.status}: ${JSON.stringify(response.data)}`);
		this.cookie = cookie;
	}

	/** Makes an API key with all scopes. */
	async createApiKey(): Promise<void> {
		const scopes = await this.rest<string[]>('GET', '/api-keys/scopes');
		const key = await this.rest<{ rawApiKey: string }>('POST', '/api-keys', {
			label: 'tests',
			expiresAt: null,
			scopes,
		});
		this.apiKey = key.rawApiKey;
	}

	/** A call of the editor's own API as the logged-in owner. Throws on any status but 2xx. */
	async rest<T = unknown>(method: Method, path: string, body?: unknown): Promise<T> {
		const response = await this.http.request({
			method,
			url: `/rest${path}`,
			data: body,
			headers: { cookie: this.cookie },
		});
		return (checked(response) as { data: T }).data;
	}

	/** A call of the public API. Throws on any status but 2xx. */
	async api<T = unknown>(method: Method, path: string, body?: unknown): Promise<T> {
		const headers = { 'X-N8N-API-KEY': this.apiKey };
		return checked(await this.http.request({ method, url: `/api/v1${path}`, data: body, headers })) as T;
	}

	/** Calls a production webhook. Returns the answer, whatever its status. */
	async postWebhook(path: string, body: unknown, headers: Record<string, string> = {}): Promise<AxiosResponse> {
		return await this.http.post(`/webhook/${path}`, body, { headers });
	}

	/** Has something ended before n8n is stopped, such as a browser that looks at it. */
	beforeStop(end: () => Promise<void>): void {
		this.dependents.push(end);
	}

	/** Ends n8n the orderly way and removes the user folder, unless the caller provided it. */
	async stop(): Promise<void> {
		for (const end of this.dependents.splice(0)) await end();
		await this.end('SIGTERM');
		if (!this.options.userFolder)
			await rm(this.userFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}

	/** Ends n8n the orderly way; `start` goes on with its data. */
	async halt(): Promise<void> {
		await this.end('SIGTERM');
	}

	/** Kills n8n and its task runners at once, as a crash of the machine would. */
	async kill9(): Promise<void> {
		await this.end('SIGKILL');
	}

	/** Starts n8n again on the same data; ends it first when it still runs. */
	async restart(): Promise<void> {
		await this.end('SIGTERM');
		await this.start();
	}

	/** Seconds of the processor that n8n and its helpers have used since the last start. */
	processorSeconds(): number {
		return this.process?.pid ? processorSecondsOf(this.process.pid) : 0;
	}

	/** Everything n8n has printed since the first start. */
	logs(): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
	}

	private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const child = this.process;
		this.process = undefined;
		if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise<void>((done) => child.once('exit', () => done()));
		if (signal === 'SIGKILL') {
			killGroup(child.pid);
		} else {
			child.kill(signal);
		}
		const impatience = setTimeout(() => killGroup(child.pid as number), STOP_MS);
		await ended;
		clearTimeout(impatience);
	}

	private async isReady(): Promise<true | undefined> {
		try {
			const { status } = await this.http.get('/healthz/readiness');
			// The health check answers before the other routes do: this one refuses whoever is not logged in.
			return status === 200 && (this.options.command || (await this.http.get('/rest/login')).status === 401)
				? true
				: undefined;
		} catch {
			return undefined;
		}
	}

	private lastLogLines(): string {
		return this.logs().trimEnd().split('\n').slice(-30).join('\n');
	}

	private environment(): Record<string, string> {
		const inherited = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
		return {
			...(Object.fromEntries(inherited) as Record<string, string>),
			NODE_ENV: 'production',
			N8N_RETURNS_N8N: this.n8nFolder,
			NODE_COMPILE_CACHE: compiledOf(this.n8nFolder),
			NO_COLOR: '1',
			N8N_USER_FOLDER: this.userFolder,
			N8N_PORT: String(this.port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_EDITOR_BASE_URL: this.url,
			N8N_WEBHOOK_URL: `${this.url}/`,
			N8N_DISABLE_UI: String(!this.options.editor),
			N8N_RUNNERS_BROKER_PORT: String(this.brokerPort),
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			...lighterN8n,
			// The process that runs Code nodes is a sixth of a start, and no flow here has one; who opens the editor may add one.
			...(!this.options.editor && { N8N_RUNNERS_MODE: 'external', N8N_RUNNERS_AUTH_TOKEN: 'nobody comes' }),
			N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
			N8N_INSTANCE_OWNER_EMAIL: this.email,
			N8N_INSTANCE_OWNER_FIRST_NAME: 'Test',
			N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
			N8N_INSTANCE_OWNER_PASSWORD_HASH: this.passwordHash,
			...this.options.env,
		};
	}
}

/** The folder the launcher installed n8n into. */
function installedN8n(): string {
	const folder = process.env.N8N_RETURNS_N8N;
	if (folder && existsSync(join(folder, 'node_modules', 'n8n'))) return folder;
	throw new Error('There is no installed n8n: start this with `npm run test:n8n` (or `npm run demo`)');
}

function hashPassword(n8nFolder: string, password: string): string {
	const bcrypt = createRequire(join(n8nFolder, 'package.json'))('bcryptjs') as {
		hashSync(text: string, rounds: number): string;
	};
	return bcrypt.hashSync(password, 10);
}

function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has ended by itself in the meantime.
	}
}

function checked({ status, data, config }: AxiosResponse): unknown {
	if (status >= 200 && status < 300) return data;
	throw new Error(`${config.method?.toUpperCase()} ${config.url} answered ${status}: ${JSON.stringify(data)}`);
}

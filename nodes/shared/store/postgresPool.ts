import { performance } from 'node:perf_hooks';
import { DatabaseError, Pool, type PoolClient, type PoolConfig } from 'pg';
import { storableText } from '../model';

/** How long PostgreSQL is waited for, in milliseconds. */
export interface Patience {
	/** For a connection, a free one of the pool or a new one. */
	connectMs: number;
	/** For the first answer of a transaction, which never waits for a lock: an old connection that has died is found out here. */
	beginMs: number;
	/** For each later answer. PostgreSQL itself ends a statement a little earlier, so that only one that is silent is cut off. */
	answerMs: number;
	/** After this time nothing is tried again. */
	tryMs: number;
}

export const usualPatience: Patience = { connectMs: 8_000, beginMs: 4_000, answerMs: 15_000, tryMs: 12_000 };

/** The connection broke, or PostgreSQL said nothing any more. `committing`: at the very moment of the commit, so it may have happened. */
export class ConnectionLost extends Error {
	constructor(
		message: string,
		readonly committing: boolean,
	) {
		super(message);
		this.name = 'ConnectionLost';
	}
}

/** Answers after which a connection is of no use: the server goes down, or is a read-only copy since a fail-over. */
const uselessAfter = ['57P01', '57P02', '57P03', '57P05', '25P03', '25006'];

/** One connection in use. */
export interface Connection {
	/** Sends one statement; its rows. Throws ConnectionLost when no answer comes in time, or PostgreSQL's own error. */
	ask(text: string, parameters?: unknown[], ms?: number): Promise<unknown[]>;
	/** Gives it back, or does away with it when it was lost. */
	release(): void;
}

/**
 * Connections that notice when nobody answers. A server that vanishes without a word (a fail-over, a pulled cable, a firewall that
 * forgets) ends no connection: each statement has its time, the connection is then cut, and with it all others that wait in the pool,
 * since they lead to the same place. The next ones are made anew and find whoever answers at that address now.
 */
export class PostgresPool {
	private readonly pool: Pool;
	private readonly idle = new Set<PoolClient>();

	constructor(
		config: PoolConfig,
		private readonly patience: Patience,
	) {
		this.pool = new Pool({
			...config,
			connectionTimeoutMillis: patience.connectMs,
			keepAlive: true,
			keepAliveInitialDelayMillis: 10_000,
		});
		this.pool.on('error', () => undefined); // an idle connection broke: the next one is new
		// Without a listener of its own, a connection that breaks while it is in use would end the process.
		this.pool.on('connect', (client) => void client.on('error', () => undefined));
		this.pool.on('release', (_error, client) => this.idle.add(client));
		this.pool.on('acquire', (client) => this.idle.delete(client));
		this.pool.on('remove', (client) => this.idle.delete(client));
	}

	async connect(): Promise<Connection> {
		const client = await this.pool.connect().catch((error: Error) => {
			if (error instanceof DatabaseError) throw error; // it answered, and refuses: a wrong password, say
			throw new ConnectionLost(error.message, false);
		});
		let lost: Error | undefined;
		const lose = (message: string, committing: boolean): ConnectionLost => {
			lost = new ConnectionLost(message, committing);
			cut(client);
			for (const other of this.idle) cut(other);
			return lost as ConnectionLost;
		};
		return {
			ask: async (text, parameters, ms = this.patience.answerMs) => {
				const committing = text === 'COMMIT';
				try {
					return await inTime(
						client
							.query(
								text,
								parameters?.map((value) => (typeof value === 'string' ? storableText(value) : value)),
							)
							.then(({ rows }) => rows as unknown[]),
						ms,
					);
				} catch (error) {
					if (error instanceof DatabaseError && !uselessAfter.includes(error.code ?? '')) throw error;
					throw lose((error as Error).message, committing && !(error instanceof DatabaseError));
				}
			},
			release: () => client.release(lost),
		};
	}

	/** Ends all connections; does not wait for a server that says nothing. */
	async close(): Promise<void> {
		await Promise.race([this.pool.end(), new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
		for (const client of this.idle) cut(client);
	}
}

/** Drops the connection itself: a polite end would wait for an answer. */
function cut(client: PoolClient): void {
	(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const started = performance.now();
	const silence = new Promise<never>((_, reject) => {
		timer = setTimeout(
			() =>
				reject(
					new Error(`PostgreSQL did not answer within ${Math.round((performance.now() - started) / 1000)} seconds`),
				),
			ms,
		);
	});
	try {
		return await Promise.race([answer, silence]);
	} finally {
		clearTimeout(timer);
		answer.catch(() => undefined); // what comes of it later is nobody's business any more
	}
}

import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';

const channel = 'n8n_returns_change';
/** Changes of this time are told together: many commits, one message. */
const togetherMs = 20;
const firstReconnectMs = 1_000;
const longestReconnectMs = 30_000;
/** How often a silent connection is asked whether it still lives, and how long it may take to answer. */
const aliveEveryMs = 30_000;
const answerMs = 10_000;

/** Wake-up calls between the processes on one database. */
export interface Wake {
	/** Tells the others that something changed; soon, not at once, and maybe never: they look by themselves too. */
	tell(): void;
	close(): void;
}

/**
 * Hears of changes that other processes made, by LISTEN and NOTIFY on a connection of its own. It is only a quicker way: whoever
 * waits looks by itself as well, so that nothing is lost when a call is, or when a connection pooler lets none through. A connection
 * that breaks is made again, and `heard` called once, for what was missed meanwhile.
 */
export function wakeByPostgres(config: ClientConfig, heard: () => void): Wake {
	const self = randomUUID();
	let client: Client | undefined;
	let closed = false;
	let pauseMs = firstReconnectMs;
	let telling: NodeJS.Timeout | undefined;
	let reconnecting: NodeJS.Timeout | undefined;

	function lose(lost: Client): void {
		if (client !== lost) return;
		client = undefined;
		cut(lost);
		if (closed) return;
		reconnecting = setTimeout(() => void connect(), pauseMs);
		reconnecting.unref();
		pauseMs = Math.min(pauseMs * 2, longestReconnectMs);
	}

	async function connect(): Promise<void> {
		const fresh = new Client({
			...config,
			connectionTimeoutMillis: answerMs,
			query_timeout: answerMs,
			keepAlive: true,
		});
		client = fresh;
		fresh.on('error', () => lose(fresh));
		fresh.on('end', () => lose(fresh));
		fresh.on('notification', ({ payload }) => void (payload !== self && heard()));
		try {
			await fresh.connect();
			await fresh.query(`LISTEN ${channel}`);
			pauseMs = firstReconnectMs;
			heard();
		} catch {
			lose(fresh);
		}
	}

	const alive = setInterval(() => {
		const asked = client;
		asked?.query('select 1').catch(() => lose(asked));
	}, aliveEveryMs);
	alive.unref();
	void connect();

	return {
		tell: () => {
			telling ??= setTimeout(() => {
				telling = undefined;
				const asked = client;
				asked?.query(`select pg_notify('${channel}', $1)`, [self]).catch(() => lose(asked));
			}, togetherMs);
			telling.unref();
		},
		close: () => {
			closed = true;
			clearInterval(alive);
			clearTimeout(telling);
			clearTimeout(reconnecting);
			if (client) cut(client);
		},
	};
}

/** Drops the connection itself: a polite end would wait for an answer. */
function cut(client: Client): void {
	(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

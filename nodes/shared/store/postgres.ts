import { performance } from 'node:perf_hooks';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { types, type PoolConfig } from 'pg';
import { sleep } from 'n8n-workflow';
import { doubled } from '../model';
import type { Database, Tables, Work } from './database';
import { ConnectionLost, PostgresPool, usualPatience, type Patience } from './postgresPool';
import { wakeByPostgres } from './postgresWake';

const tryAgain = ['40001', '40P01', '55P03']; // serialization failure, deadlock, lock not available
const int8 = 20;

/** The shared store, for queue mode and for more than one machine. */
export function openPostgres(config: PoolConfig, patience: Patience = usualPatience): Database {
	const pool = new PostgresPool(
		{
			...config,
			max: config.max ?? 8,
			// Sequence numbers and times in milliseconds fit a number; pg would hand out text.
			types: { getTypeParser: (oid, format) => (oid === int8 ? Number : types.getTypeParser(oid, format as 'text')) },
		},
		patience,
	);

	async function once<R>(begin: string, work: () => Work<R>, answerMs: number): Promise<R> {
		const connection = await pool.connect();
		try {
			// Limits of this transaction only, so that they hold behind a connection pooler too. A transaction whose client has vanished
			// would keep its locks for ever.
			await connection.ask(
				`${begin}; SET LOCAL statement_timeout = ${Math.round(answerMs * 0.9)}; SET LOCAL idle_in_transaction_session_timeout = 30000`,
				undefined,
				patience.beginMs,
			);
			const steps = work();
			let next = steps.next();
			while (!next.done) {
				const { sql, parameters } = next.value;
				next = steps.next(await connection.ask(sql, [...parameters], answerMs));
			}
			await connection.ask('COMMIT', undefined, answerMs);
			return next.value;
		} catch (error) {
			if (!(error instanceof ConnectionLost))
				await connection.ask('ROLLBACK', undefined, patience.beginMs).catch(() => undefined);
			throw error;
		} finally {
			connection.release();
		}
	}

	/** A transaction that was lost before its commit has not happened, and is made again on another connection. */
	async function transaction<R>(begin: string, work: () => Work<R>, answerMs = patience.answerMs): Promise<R> {
		const started = performance.now();
		for (let attempt = 1; ; attempt++) {
			try {
				return await once(begin, work, answerMs);
			} catch (error) {
				const again =
					error instanceof ConnectionLost
						? !error.committing && attempt < 3
						: tryAgain.includes((error as { code?: string }).code ?? '') && attempt < 8;
				if (!again || performance.now() - started > patience.tryMs) throw error;
				// Down to no pause at all: of transactions that hold each other up, one shall go first.
				await sleep(doubled(10, attempt) * Math.random());
			}
		}
	}

	return {
		kind: 'postgres',
		db: new Kysely<Tables>({
			dialect: {
				createAdapter: () => new PostgresAdapter(),
				createDriver: () => new DummyDriver(),
				createIntrospector: (db) => new PostgresIntrospector(db),
				createQueryCompiler: () => new PostgresQueryCompiler(),
			},
		}),
		write: async (work, { longMs } = {}) => await transaction('BEGIN', work, longMs),
		read: async (work) => await transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
		wake: (heard) => wakeByPostgres(config, heard),
		close: async () => await pool.close(),
	};
}

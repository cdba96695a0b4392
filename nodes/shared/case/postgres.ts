import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { Pool, types, type PoolConfig } from 'pg';
import { sleep } from 'n8n-workflow';
import type { Database, Tables, Work } from './database';

const tryAgain = ['40001', '40P01', '55P03']; // serialization failure, deadlock, lock not available
const int8 = 20;

/** The shared store, for queue mode and for more than one machine. */
export function openPostgres(config: PoolConfig): Database {
	const pool = new Pool({
		...config,
		max: config.max ?? 8,
		connectionTimeoutMillis: 10_000,
		// Sequence numbers and times in milliseconds fit a number; pg would hand out text.
		types: { getTypeParser: (oid, format) => (oid === int8 ? Number : types.getTypeParser(oid, format as 'text')) },
	});
	pool.on('error', () => undefined); // an idle connection broke: the next query opens another

	async function once<R>(begin: string, work: () => Work<R>): Promise<R> {
		const client = await pool.connect();
		let broken: Error | undefined;
		try {
			await client.query(begin);
			const steps = work();
			let next = steps.next();
			while (!next.done) {
				const { sql, parameters } = next.value;
				next = steps.next((await client.query(sql, [...parameters])).rows);
			}
			await client.query('COMMIT');
			return next.value;
		} catch (error) {
			await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
			throw error;
		} finally {
			client.release(broken);
		}
	}

	async function transaction<R>(begin: string, work: () => Work<R>): Promise<R> {
		for (let attempt = 1; ; attempt++) {
			try {
				return await once(begin, work);
			} catch (error) {
				if (!tryAgain.includes((error as { code?: string }).code ?? '') || attempt >= 8) throw error;
				await sleep(10 * 2 ** attempt * Math.random());
			}
		}
	}

	return {
		kind: 'postgres',
		db: new Kysely<Tables>({
			dialect: { createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (db) => new PostgresIntrospector(db), createQueryCompiler: () => new PostgresQueryCompiler() },
		}),
		write: async (work) => await transaction('BEGIN', work),
		read: async (work) => await transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
		close: async () => await pool.end(),
	};
}

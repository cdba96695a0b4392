import { DatabaseError } from 'pg';
import { EffectError } from '../model';
import { ConnectionLost } from './postgresPool';
import { StoreUnusable } from './store';

/** Whether it was the case store that failed: it cannot be opened, or its database does not do what it is asked. */
export function isStoreFailure(error: unknown): boolean {
	if (error instanceof EffectError) return error.details.connection === 'case_store';
	return (
		error instanceof StoreUnusable ||
		error instanceof ConnectionLost ||
		error instanceof DatabaseError ||
		(error as { code?: unknown } | undefined)?.code === 'ERR_SQLITE_ERROR'
	);
}

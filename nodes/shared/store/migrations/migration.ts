import type { ColumnDefinitionBuilder, Kysely } from 'kysely';
import type { Database, Tables, Work } from '../database';

/** One change of the tables. */
export interface Migration {
	/** As the table `migrations` has it. */
	name: string;
	up(db: Kysely<Tables>, kind: Database['kind'], auditKey: string): Work<void>;
}

/** Type of a column of 64 bits: an instant in milliseconds, or the key of another table. */
export function bigInteger(kind: Database['kind']): 'integer' | 'bigint' {
	return kind === 'sqlite' ? 'integer' : 'bigint';
}

/** Type and constraints of a primary key that the database counts up. */
export function serialKey(
	kind: Database['kind'],
): ['integer' | 'bigserial', (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder] {
	return kind === 'sqlite'
		? ['integer', (column) => column.primaryKey().autoIncrement()]
		: ['bigserial', (column) => column.primaryKey()];
}

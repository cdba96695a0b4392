import { all } from '../database';
import { sealOf } from '../integrity';
import type { Migration } from './migration';

export const seals: Migration = {
	name: '2026-11-seals',
	*up(db, _kind, auditKey) {
		yield* all(db.schema.alterTable('cases').addColumn('seal', 'text'));
		yield* all(db.schema.alterTable('cases').addColumn('rules', 'integer'));
		for (const row of yield* all(db.selectFrom('cases').select(['reference', 'version', 'last_hash', 'state']))) {
			yield* all(
				db
					.updateTable('cases')
					.set({ seal: sealOf(auditKey, row) })
					.where('reference', '=', row.reference),
			);
		}
	},
};

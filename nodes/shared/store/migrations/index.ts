import { sql } from 'kysely';
import { all, first, type Database, type Work } from '../database';
import { assertOwnTables, newerThan } from '../ownTables';
import { StoreUnusable } from '../store';
import { firstTables } from './01-first';
import { connections } from './02-connections';
import { stepsGiveWay } from './03-steps-give-way';
import { subscribedChannels } from './04-subscribed-channels';
import { eventsOncePerCase } from './05-events-once-per-case';
import { inboxSubjects } from './06-inbox-subjects';
import { connectionAccounts } from './07-connection-accounts';
import { indexesOfLooks } from './08-indexes-of-looks';
import { stepsByBrand } from './09-steps-by-brand';
import { seals } from './10-seals';
import { storeId } from './11-store-id';
import { casesOfAnOrder } from './12-cases-of-an-order';
import { alarms } from './13-alarms';
import { moreIndexesOfLooks } from './14-more-indexes-of-looks';
import { expiry } from './15-expiry';
import { lateRecords } from './16-late-records';
import { files } from './17-files';
import { withdrawals } from './18-withdrawals';
import { policies } from './19-policies';
import { openClaims } from './20-open-claims';
import { openTracks } from './21-open-tracks';
import { budgets } from './22-budgets';
import { foundBy } from './23-found-by';
import { standStills } from './24-stand-stills';
import { setUpReports } from './25-set-up-reports';
import { drifts } from './26-drifts';
import { putBack } from './27-put-back';
import { erasure } from './28-erasure';
import type { Migration } from './migration';

/** In order, never edited once released; a change of the tables is a new file, and its entry at the end. */
const migrations: Migration[] = [
	firstTables,
	connections,
	stepsGiveWay,
	subscribedChannels,
	eventsOncePerCase,
	inboxSubjects,
	connectionAccounts,
	indexesOfLooks,
	stepsByBrand,
	seals,
	storeId,
	casesOfAnOrder,
	alarms,
	moreIndexesOfLooks,
	expiry,
	lateRecords,
	files,
	withdrawals,
	policies,
	openClaims,
	openTracks,
	budgets,
	foundBy,
	standStills,
	setUpReports,
	drifts,
	putBack,
	erasure,
];

const migrationLock = 7_263_001;

/** One change of the tables may take a while on a store that has grown. */
const longMs = 600_000;

/**
 * Brings a database up to date (or, to test an upgrade, to an older state). Several processes may do so at once: one works, the others
 * find it done. Throws StoreUnusable when the tables are another program's, or those of a newer version of this package.
 */
export async function migrate(
	{ write, read, db, kind }: Database,
	{ auditKey = '', until }: { auditKey?: string; until?: string } = {},
): Promise<void> {
	const known = migrations.map(({ name }) => name);
	const applied = await read(() => assertOwnTables({ db, kind }, known));
	if (known.every((name) => applied.includes(name))) return;
	await write(
		function* () {
			if (kind === 'postgres') yield sql`select pg_advisory_xact_lock(${migrationLock})`.compile(db);
			yield* assertOwnTables({ db, kind }, known);
			yield* all(
				db.schema
					.createTable('migrations')
					.ifNotExists()
					.addColumn('name', 'text', (c) => c.primaryKey())
					.addColumn('applied_at', 'text', (c) => c.notNull()),
			);
			for (const { name, up } of migrations) {
				if (!(yield* first(db.selectFrom('migrations').select('name').where('name', '=', name)))) {
					yield* up(db, kind, auditKey);
					yield* all(db.insertInto('migrations').values({ name, applied_at: new Date().toISOString() }));
				}
				if (name === until) return;
			}
		},
		{ longMs },
	);
}

/** Throws StoreUnusable when a database is no case store of just this version. Changes nothing. */
export async function assertUpToDate({ read, db, kind }: Pick<Database, 'read' | 'db' | 'kind'>): Promise<void> {
	const known = migrations.map(({ name }) => name);
	const applied = await read(() => assertOwnTables({ db, kind }, known));
	if (!applied.length)
		throw new StoreUnusable('There is no case store in this database', 'Look whether it is the right one.');
	if (known.some((name) => !applied.includes(name)))
		throw new StoreUnusable(
			'This case store is of an older version of n8n-nodes-returns',
			'Start n8n with this version once: the first use of the store brings it up to date. Then try again.',
		);
}

/** Throws StoreUnusable when a newer version of this package has changed the tables meanwhile. */
export function* assertStillOurs({ db }: Pick<Database, 'db'>): Work<void> {
	const applied = (yield* all(db.selectFrom('migrations').select('name'))).map(({ name }) => name);
	newerThan(
		migrations.map(({ name }) => name),
		applied,
	);
}

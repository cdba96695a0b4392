import { Settings } from '../model';
import { all, first, type Database, type Work } from './database';
import type { Clock } from './eventRow';
import { prepared } from './prepared';
import { logAct } from './operatorLog';
import type { By } from './store';

type Db = Database['db'];

const settingsOf = prepared((db, { brand }: { brand: string }) =>
	db.selectFrom('settings').select('data').where('brand', '=', brand),
);

/** A brand's settings; the defaults when it has none. */
export function* readSettings(db: Db, brand: string): Work<Settings> {
	const row = yield* first(settingsOf(db, { brand }));
	return Settings.parse({ ...(row && (JSON.parse(row.data) as object)), brand });
}

/** Stores what `change` makes of a brand's settings, and who did it. Throws what it throws, and ZodError when the result is none. */
export function* changeSettings(
	context: { db: Db; clock: Clock },
	brand: string,
	change: (before: Settings) => unknown,
	by?: By,
): Work<{ before: Settings; after: Settings }> {
	const { db, clock } = context;
	const before = yield* readSettings(db, brand);
	const input = change(before) as object;
	const after = Settings.parse({ ...input, brand });
	const row = { data: JSON.stringify(after), updated_at: new Date(clock.now()).toISOString() };
	yield* all(
		db
			.insertInto('settings')
			.values({ brand, ...row })
			.onConflict((conflict) => conflict.column('brand').doUpdateSet(row)),
	);
	const fields = Object.keys(after)
		.filter((key) => JSON.stringify(after[key as keyof Settings]) !== JSON.stringify(before[key as keyof Settings]))
		.sort();
	if (by && fields.length)
		yield* logAct(context, { actor: by.actor, action: 'settings_saved', subject: brand, details: { fields } });
	return { before, after };
}

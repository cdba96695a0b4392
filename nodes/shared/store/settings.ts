import { PolicySettings, Settings } from '../model';
import { differenceOf, laidOver, type Json } from '../model/jsonValues';
import { all, first, type Database, type Work } from './database';
import type { Clock } from './eventRow';
import { readPolicyVersion } from './policies';
import { prepared } from './prepared';
import { logAct } from './operatorLog';
import type { By } from './store';

type Db = Database['db'];

const settingsOf = prepared((db, { brand }: { brand: string }) =>
	db.selectFrom('settings').select('data').where('brand', '=', brand),
);

/** Brand whose settings are those of every brand that uses them. */
const common = 'default';

/** What a brand never takes from the common settings. */
const ownAlways = ['brand', 'brands', 'shadow', 'useCommon'];

/** A brand's settings: its own, over the common ones when it uses them; the defaults when it has none. */
export function* readSettings(db: Db, brand: string): Work<Settings> {
	const own = yield* ownSettings(db, brand);
	return Settings.parse({ ...laidOver(own?.useCommon ? yield* commonFor(db, brand) : {}, own ?? {}), brand });
}

/** The policy of a brand: the published one that its settings name, else theirs; undefined while nothing was saved for it. */
export function* savedPolicy(db: Db, brand: string): Work<PolicySettings | undefined> {
	if (!(yield* ownSettings(db, brand))) return undefined;
	const { policy, policyName } = yield* readSettings(db, brand);
	const published = policyName ? yield* readPolicyVersion(db, policyName) : undefined;
	return published ? PolicySettings.strip().parse(published.policy) : policy;
}

/** What is stored of a brand: all of it, or what differs from the common settings. */
function* ownSettings(db: Db, brand: string): Work<Json | undefined> {
	const row = yield* first(settingsOf(db, { brand }));
	return row && (JSON.parse(row.data) as Json);
}

function* commonFor(db: Db, brand: string): Work<Json> {
	const shared = brand === common ? undefined : yield* ownSettings(db, common);
	return Object.fromEntries(Object.entries(shared ?? {}).filter(([key]) => !ownAlways.includes(key)));
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
	const under = jsonOf(Settings.parse(yield* commonFor(db, brand)));
	const parse = (input: unknown) => Settings.parse({ ...(input as object), brand });
	let after = parse(change(before));
	// From now on it uses the common settings: what it has said itself so far stays its own, what it has not is as they say.
	if (after.useCommon && !before.useCommon)
		after = parse(
			change(parse({ ...laidOver(under, differenceOf(jsonOf(Settings.parse({})), jsonOf(before))), useCommon: true })),
		);
	const stored = after.useCommon && brand !== common ? differenceOf(under, jsonOf(after)) : after;
	const row = { data: JSON.stringify(stored), updated_at: new Date(clock.now()).toISOString() };
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

function jsonOf(settings: Settings): Json {
	return JSON.parse(JSON.stringify(settings)) as Json;
}

import type { StandStill } from '../case/standStill';
import { all, type Work } from './database';
import type { StoreContext } from './eventRow';
import { prepared } from './prepared';

interface Row {
	reference: string;
	stage: string;
	intent: string;
}

const insertOne = prepared((db, row: Row & { since: number; look_at: number }) =>
	db
		.insertInto('stand_stills')
		.values({ ...row, told: 0 })
		.onConflict((conflict) => conflict.doNothing()),
);
const deleteOne = prepared((db, { reference, stage, intent }: Row) =>
	db
		.deleteFrom('stand_stills')
		.where('reference', '=', reference)
		.where('stage', '=', stage)
		.where('intent', '=', intent),
);

/** Keeps since when a case stands still at something, and no longer. */
export function* keepStandStills(
	{ db, clock }: Pick<StoreContext, 'db' | 'clock'>,
	reference: string,
	before: StandStill[],
	now: StandStill[],
): Work<void> {
	const isIn = (list: StandStill[], { stage, intent }: StandStill) =>
		list.some((one) => one.stage === stage && one.intent === intent);
	const since = clock.now();
	for (const one of before) if (!isIn(now, one)) yield* all(deleteOne(db, { reference, ...one }));
	for (const one of now)
		if (!isIn(before, one)) yield* all(insertOne(db, { reference, ...one, since, look_at: since }));
}

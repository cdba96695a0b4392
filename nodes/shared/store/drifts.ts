import { isMoreAtRisk, KeptDrift } from '../model';
import { all, first, type Database, type Work } from './database';
import type { Clock } from './eventRow';
import { logAct } from './operatorLog';
import { ofAll } from './caseList';
import type { AcceptedDrift, By, DriftStanding, FoundDrift } from './store';

type Context = Pick<Database, 'db'> & { clock: Clock };

/** Keeps a drift as a run found it, and says how it stands now. */
export function* keepDrift({ db, clock }: Context, drift: KeptDrift): Work<DriftStanding> {
	const known = yield* first(db.selectFrom('drifts').selectAll().where('id', '=', drift.id));
	const before = known && KeptDrift.parse(JSON.parse(known.drift));
	const state =
		drift.state === 'healed'
			? 'healed'
			: drift.state === 'accepted' ||
				  (known?.state === 'accepted' && before && !isMoreAtRisk(drift.amount, before.amount))
				? 'accepted'
				: 'open';
	const isThereAgain = known?.state === 'healed' && state !== 'healed';
	const isMoreThanAccepted = known?.state === 'accepted' && state === 'open';
	const round = (known?.round ?? 1) + (isThereAgain || isMoreThanAccepted ? 1 : 0);
	// What was accepted is the amount of then; a smaller one of now does not take its place.
	const amount = known?.state === 'accepted' && state === 'accepted' ? before?.amount : drift.amount;
	const row = {
		state,
		round,
		reference: drift.reference ?? null,
		drift: JSON.stringify({ ...drift, state, ...(amount && { amount }) }),
		kept_at: new Date(clock.now()).toISOString(),
		closed_at: state === 'healed' ? new Date(clock.now()).toISOString() : null,
	};
	yield* all(
		db
			.insertInto('drifts')
			.values({ id: drift.id, ...row })
			.onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
	);
	return { state, round };
}

/** Drifts that have not healed, by id. */
export function* listDrifts(
	{ db }: Context,
	{ limit, after = '' }: { limit: number; after?: string },
): Work<KeptDrift[]> {
	const rows = yield* all(
		db
			.selectFrom('drifts')
			.select('drift')
			.where('closed_at', 'is', null)
			.where('id', '>', after)
			.orderBy('id')
			.limit(limit),
	);
	return rows.map(read);
}

/** Drifts of a return that have not healed. */
export function* driftsOf({ db }: Context, reference: string): Work<KeptDrift[]> {
	const rows = yield* all(
		db.selectFrom('drifts').select('drift').where('reference', '=', reference).where('closed_at', 'is', null),
	);
	return rows.map(read);
}

/** Drifts of these cases, healed or not, with who accepted them. */
export function* driftsOfCases({ db }: Context, references: string[]): Work<FoundDrift[]> {
	const rows = yield* ofAll(references, (some) =>
		all(db.selectFrom('drifts').select(['drift', 'closed_at']).where('reference', 'in', some)),
	);
	const acts = yield* ofAll(references, (some) =>
		all(
			db
				.selectFrom('operator_log')
				.select(['id', 'subject', 'actor'])
				.where('reference', 'in', some)
				.where('action', '=', 'drift_accepted'),
		),
	);
	acts.sort((one, other) => Number(one.id) - Number(other.id));
	const actors = new Map(acts.map(({ subject, actor }) => [subject, actor]));
	return rows.map((row) => {
		const drift = read(row);
		const acceptedBy = actors.get(drift.id);
		return { drift, ...(acceptedBy && { acceptedBy }), ...(row.closed_at && { healedAt: row.closed_at }) };
	});
}

/** A person lets a drift be as it is; the operator log says who and why. */
export function* acceptDrift(context: Context, id: string, { actor, reason }: By): Work<AcceptedDrift | undefined> {
	const { db } = context;
	const known = yield* first(db.selectFrom('drifts').selectAll().where('id', '=', id));
	if (!known || known.closed_at !== null) return undefined;
	const drift: KeptDrift = { ...read(known), state: 'accepted' };
	yield* all(
		db
			.updateTable('drifts')
			.set({ state: 'accepted', drift: JSON.stringify(drift) })
			.where('id', '=', id),
	);
	if (known.state !== 'accepted')
		yield* logAct(context, {
			actor,
			action: 'drift_accepted',
			subject: id,
			...(drift.reference && { reference: drift.reference }),
			details: { class: drift.class, ...(drift.amount && { amount: drift.amount }), ...(reason && { reason }) },
		});
	return { drift, round: known.round };
}

function read({ drift }: { drift: string }): KeptDrift {
	return KeptDrift.parse(JSON.parse(drift));
}

import { countSuccess } from '../connections';
import { all, first, type Work } from '../database';
import type { StoreContext } from '../eventRow';
import { prepared } from '../prepared';
import type { StepError, StepToken } from '../store';

const endStep = prepared((db, { id, token }: StepToken) =>
	db
		.updateTable('steps')
		.set({ state: 'done', token: null, lease_until: null, error: null })
		.where('id', '=', id)
		.where('token', '=', token)
		.where('state', 'in', ['leased', 'stuck'])
		.returning('connection'),
);
const endOnce = prepared((db, values: { id: number; at: string }) =>
	db
		.updateTable('claims')
		.set({ state: 'done', result: 'null', updated_at: values.at })
		.where('step_id', '=', values.id)
		.where('kind', '=', 'once')
		.where('state', '=', 'begun'),
);

/** Ends steps that the token still holds, and the Do Once claims made in them. A late end of a step nobody took since is believed. */
export function* finishSteps(context: StoreContext, steps: StepToken[]): Work<number> {
	const { db, clock } = context;
	let finished = 0;
	for (const { id, token } of steps) {
		const ended = yield* first(endStep(db, { id, token }));
		if (!ended) continue;
		finished++;
		if (ended.connection) yield* countSuccess(context, ended.connection);
		yield* all(endOnce(db, { id, at: new Date(clock.now()).toISOString() }));
	}
	return finished;
}

/** Sets a step aside; true when the token still held it. */
export function* holdStep({ db }: StoreContext, { id, token }: StepToken, reason: string): Work<boolean> {
	const held = db.updateTable('steps').set({
		state: 'held',
		token: null,
		lease_until: null,
		error: JSON.stringify({ message: reason } satisfies StepError),
	});
	return !!(yield* first(
		held.where('id', '=', id).where('token', '=', token).where('state', '=', 'leased').returning('id'),
	));
}

import { all, type Database, type Work } from './database';
import type { Clock } from './eventRow';
import type { OperatorAct, OperatorEntry } from './store';

type Context = Pick<Database, 'db'> & { clock: Clock };

/** Writes down what a person did to the installation, in the transaction that does it. What they decide about a case is an event of it. */
export function* logAct(
	{ db, clock }: Context,
	{ actor, action, subject, reference, details = {} }: OperatorAct,
): Work<void> {
	yield* all(
		db.insertInto('operator_log').values({
			at: new Date(clock.now()).toISOString(),
			actor,
			action,
			subject,
			reference: reference ?? null,
			details: JSON.stringify(details),
		}),
	);
}

/** What people did, newest first; of one case, or all. */
export function* readOperatorLog(
	{ db }: Context,
	{ reference, limit }: { reference?: string; limit: number },
): Work<OperatorEntry[]> {
	let query = db.selectFrom('operator_log').selectAll().orderBy('id', 'desc').limit(limit);
	if (reference) query = query.where('reference', '=', reference);
	return (yield* all(query)).map(({ at, actor, action, subject, reference: of, details }) => ({
		at,
		actor,
		action: action as OperatorEntry['action'],
		subject,
		...(of && { reference: of }),
		details: JSON.parse(details) as Record<string, unknown>,
	}));
}

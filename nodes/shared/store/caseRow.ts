import type { CaseState } from '../case/caseState';
import { prepared } from './prepared';

/** A case as its row has it. Cases of before there were kinds get theirs. */
export function parseState(text: string): CaseState {
	const state = JSON.parse(text) as CaseState;
	state.kind ??= state.withdrawal ? 'withdrawal' : 'return';
	return state;
}

/** The state of a case, by its reference. */
export const stateOf = prepared((db, { reference }: { reference: string }) =>
	db.selectFrom('cases').select('state').where('reference', '=', reference),
);

/** The state of the case that carries another system's id. */
export const stateByOtherId = prepared((db, { system, id }: { system: string; id: string }) =>
	db
		.selectFrom('case_references as r')
		.innerJoin('cases as c', 'c.reference', 'r.reference')
		.select('c.state')
		.where('r.system', '=', system)
		.where('r.id', '=', id),
);

/** All events of a case, in their order. */
export const eventsOf = prepared((db, { reference }: { reference: string }) =>
	db.selectFrom('events').selectAll().where('reference', '=', reference).orderBy('position'),
);

/** One event, by its number in the store. */
export const eventAt = prepared((db, { seq }: { seq: number }) =>
	db.selectFrom('events').selectAll().where('seq', '=', seq),
);

import type { CaseEvent } from '../../model';
import type { CaseState } from '../../case/caseState';
import { eventsOf, parseState } from '../caseRow';
import { all, type Database } from '../database';
import { toEvent } from '../eventRow';
import { findFlaw } from '../integrity';
import { assertUpToDate } from '../migrations';

const pageSize = 50;

/** A case with all that happened to it. `intact`: whether it is what its events made of it. */
export interface ExportedCase {
	reference: string;
	intact: boolean;
	case: CaseState;
	events: CaseEvent[];
}

/** Gives out every case of a store in the order of their references, each as it is in one moment; changes nothing. Returns how many there are. */
export async function exportStore(
	database: Database,
	{ auditKey, onCase }: { auditKey: string; onCase: (exported: ExportedCase) => void | Promise<void> },
): Promise<number> {
	await assertUpToDate(database);
	const { db } = database;
	let last = '';
	let count = 0;
	for (;;) {
		const page = await database.read(function* () {
			const rows = yield* all(
				db
					.selectFrom('cases')
					.select(['reference', 'state'])
					.where('reference', '>', last)
					.orderBy('reference')
					.limit(pageSize),
			);
			const cases: ExportedCase[] = [];
			for (const { reference, state } of rows)
				cases.push({
					reference,
					intact: !(yield* findFlaw({ db, auditKey }, reference)),
					case: parseState(state),
					events: (yield* all(eventsOf(db, { reference }))).map(toEvent),
				});
			return cases;
		});
		for (const one of page) await onCase(one);
		count += page.length;
		if (page.length < pageSize) return count;
		last = page[page.length - 1].reference;
	}
}

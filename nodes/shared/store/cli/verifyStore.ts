import { all, type Database } from '../database';
import { findFlaw, type Flaw } from '../integrity';
import { assertUpToDate } from '../migrations';

const pageSize = 100;

/** Looks whether every case of a store is what its events made of it; changes nothing. Returns how many there are, and those that are not. */
export async function verifyStore(
	database: Database,
	auditKey: string,
): Promise<{ cases: number; flaws: Array<Flaw & { reference: string }> }> {
	await assertUpToDate(database);
	const flaws: Array<Flaw & { reference: string }> = [];
	let cases = 0;
	let last = '';
	for (;;) {
		const found = await database.read(function* () {
			const rows = yield* all(
				database.db
					.selectFrom('cases')
					.select('reference')
					.where('reference', '>', last)
					.orderBy('reference')
					.limit(pageSize),
			);
			const checked: Array<{ reference: string; flaw?: Flaw }> = [];
			for (const { reference } of rows)
				checked.push({ reference, flaw: yield* findFlaw({ db: database.db, auditKey }, reference) });
			return checked;
		});
		for (const { reference, flaw } of found) if (flaw) flaws.push({ reference, ...flaw });
		cases += found.length;
		if (found.length < pageSize) return { cases, flaws };
		last = found[found.length - 1].reference;
	}
}

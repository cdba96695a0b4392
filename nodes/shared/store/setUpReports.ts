import { SetUpReport } from '../model';
import { all, type Database, type Work } from './database';

type Context = Pick<Database, 'db'>;

/** Keeps what was found; it takes the place of what was found before. */
export function* keepSetUpReport({ db }: Context, given: SetUpReport): Work<void> {
	const { connection, brand } = given;
	const report = JSON.stringify(SetUpReport.parse(given));
	yield* all(
		db
			.insertInto('set_up_reports')
			.values({ connection, brand, report })
			.onConflict((conflict) => conflict.columns(['connection', 'brand']).doUpdateSet({ report })),
	);
}

export function* listSetUpReports({ db }: Context): Work<SetUpReport[]> {
	const rows = yield* all(db.selectFrom('set_up_reports').select('report').orderBy('connection').orderBy('brand'));
	return rows.map(({ report }) => SetUpReport.parse(JSON.parse(report)));
}

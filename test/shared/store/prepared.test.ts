import { constants, DatabaseSync } from 'node:sqlite';
import { openSqlite } from '../../../nodes/shared/store/sqlite';
import { all, type Compilable, type Database } from '../../../nodes/shared/store/database';
import { prepared } from '../../../nodes/shared/store/prepared';

describe('a prepared query', () => {
	let database: Database;
	beforeEach(async () => {
		database = openSqlite(':memory:');
		await database.write(function* () {
			yield* all(database.db.schema.createTable('settings').addColumn('brand', 'text').addColumn('updated_at', 'text'));
		});
	});
	afterEach(async () => await database.close());

	const run = async <O>(query: Compilable<O>) => await database.write(() => all(query));

	it('is built once for each shape, and run with the values of each time', async () => {
		let built = 0;
		const insert = prepared((db, row: { brand: string; updated_at: string }) =>
			db.insertInto('settings').values(row as never),
		);
		const find = prepared((db, { brands, limit }: { brands: string[]; limit: number }, order: 'asc' | 'desc') => {
			built++;
			return db
				.selectFrom('settings')
				.select('brand')
				.where('brand', 'in', brands)
				.orderBy('brand', order)
				.limit(limit);
		});
		for (const brand of ['a', 'b', 'c']) await run(insert(database.db, { brand, updated_at: brand }));
		const found = async (brands: string[], limit: number, order: 'asc' | 'desc') =>
			(await run(find(database.db, { brands, limit }, order))).map(({ brand }) => brand);

		expect(await found(['a', 'b'], 2, 'asc')).toEqual(['a', 'b']);
		expect(await found(['c', 'b'], 1, 'asc')).toEqual(['b']);
		expect(built).toBe(1);
		expect(await found(['a', 'b'], 2, 'desc')).toEqual(['b', 'a']);
		expect(await found(['a', 'b', 'c'], 9, 'desc')).toEqual(['c', 'b', 'a']);
		expect(built).toBe(3);
	});

	it('refuses to be made of its first values: what is worked out of one would stay for ever', () => {
		const wrong: Array<(value: number) => unknown> = [
			(value) => value + 1,
			(value) => `${value}`,
			(value) => value > 3,
			(value) => JSON.stringify({ value }),
		];
		for (const work of wrong) {
			const query = prepared((db, { until }: { until: number }) =>
				db
					.selectFrom('settings')
					.select('brand')
					.where('updated_at', '>', work(until) as string),
			);
			expect(() => query(database.db, { until: 1 }).compile()).toThrow('may only hand on its value "until"');
		}
	});

	it('is not run with a value missing', async () => {
		const query = prepared((db, { brand }: { brand: string }) =>
			db.selectFrom('settings').select('brand').where('brand', '=', brand),
		);
		await run(query(database.db, { brand: 'a' }));
		await expect(run(query(database.db, {} as { brand: string }))).rejects.toThrow('without its value "brand"');
	});
});

it('SQLite does not plan a sorted or limited query anew at each run', async () => {
	const opened = jest.spyOn(DatabaseSync.prototype, 'prepare');
	const database = openSqlite(':memory:');
	const connection = opened.mock.contexts[0] as DatabaseSync;
	opened.mockRestore();
	const { db } = database;
	await database.write(function* () {
		yield* all(db.schema.createTable('steps').addColumn('name', 'text').addColumn('due_at', 'integer'));
		yield* all(db.schema.createIndex('by_due').on('steps').columns(['name', 'due_at']));
	});
	const sorted = prepared((builder, { name, limit }: { name: string; limit: number }) =>
		builder.selectFrom('steps').select('due_at').where('name', '=', name).orderBy('due_at').limit(limit),
	);
	// SQLite asks what a statement may do each time it plans one.
	let asked = 0;
	connection.setAuthorizer(() => {
		asked++;
		return constants.SQLITE_OK;
	});
	const run = async (name: string, limit: number) => await database.read(() => all(sorted(db, { name, limit })));
	await run('a', 1);
	const once = asked;
	expect(once).toBeGreaterThan(0);
	for (let count = 2; count < 50; count++) await run(`a${count}`, count);
	await database.close();
	// BEGIN and COMMIT are prepared with the connection, before it is listened to.
	expect(asked).toBe(once);
});

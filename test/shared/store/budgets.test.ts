import { ReturnRequest, Statement, type ReceiptLimit } from '../../../nodes/shared/model';
import type { CaseStore, ReceiptCharge } from '../../../nodes/shared/store';
import { engines } from './stores';

const hour = 3_600_000;

describe.each(engines)('the mail of receipts, on $name', (engine) => {
	let store: CaseStore;
	let other: CaseStore;
	let tamper: (sql: string) => Promise<void>;
	let look: (sql: string) => Promise<string | undefined>;
	let now: number;
	const clock = { now: () => now };
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.parse('2026-11-20T10:00:00Z');
		const database = await engine.create();
		({ tamper, look } = database);
		[store, other] = [await database.open({ clock }), await database.open({ clock })];
	}, 60_000);

	const charge = (of: ReceiptLimit, key: string, limit = 2): ReceiptCharge => ({
		of,
		key: `${of} ${key}`,
		limit,
		windowMs: hour,
	});
	/** By what the receipt of a statement is held back. */
	async function heldBy(id: string, charges: ReceiptCharge[], by = store): Promise<ReceiptLimit | undefined> {
		const { case: state, events } = await by.cases.declare(
			{
				request: ReturnRequest.parse({ channel: 'withdrawal', withdrawal: true, lines: [] }),
				sourceId: id,
				statement: Statement.parse({
					id: 's',
					toldAt: new Date(now).toISOString(),
					timeZone: 'UTC',
					channel: 'page',
					email: 'alex@example.com',
					lines: [],
				}),
			},
			charges,
		);
		const { statement } = events.at(-1)!.event.data as { statement: Statement };
		expect(state.statements!.at(-1)!.held).toBe(statement.held);
		return statement.held;
	}

	it('goes out until a budget is used up; then the statement is recorded, and says so', async () => {
		const [a, b] = [charge('address', 'a'), charge('order', 'b', 3)];
		expect([await heldBy('1', [a, b]), await heldBy('2', [a, b]), await heldBy('3', [a, b])]).toEqual([
			undefined,
			undefined,
			'address',
		]);
		// What was held back has taken nothing from the other one.
		expect([await heldBy('4', [b]), await heldBy('5', [b])]).toEqual([undefined, 'order']);
		expect(await store.cases.getMany({ limit: 10, kind: 'withdrawal' })).toHaveLength(5);
		now += hour;
		expect(await heldBy('6', [a, b])).toBeUndefined();
	});

	it('costs nothing for a statement that was recorded before, and what was held back stays so', async () => {
		const a = charge('address', 'a');
		for (let time = 0; time < 5; time++) expect(await heldBy('1', [a])).toBeUndefined();
		expect([await heldBy('2', [a]), await heldBy('3', [a])]).toEqual([undefined, 'address']);
		now += hour;
		expect(await heldBy('3', [a])).toBe('address');
		expect(await heldBy('4', [a])).toBeUndefined();
	});

	it('is counted once by two processes that take in a flood', async () => {
		const flood = Array.from(
			{ length: 60 },
			async (_, index) =>
				await heldBy(
					`f${index}`,
					[charge('address', 'a', 5), charge('order', `${index % 3}`, 50)],
					index % 2 ? store : other,
				),
		);
		const held = await Promise.all(flood);
		expect(held.filter((one) => one === undefined)).toHaveLength(5);
	}, 60_000);

	it('is not held back for ever by a clock that was ahead, and leaves no rows behind', async () => {
		const a = charge('address', 'a', 1);
		expect([await heldBy('1', [a]), await heldBy('2', [a])]).toEqual([undefined, 'address']);
		await tamper(`update budgets set ends_at = ${now + 1_000 * hour}`);
		expect(await heldBy('3', [a])).toBeUndefined();
		now += 2 * hour;
		await heldBy('4', [charge('sender', 'b')]);
		expect(await look(`select count(*) as value from budgets`).then(Number)).toBe(1);
	});
});

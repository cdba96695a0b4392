import type { EventType, NewEvent } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import type { Engine } from './stores';

/** An empty case store, open in two processes, and the clock that both go by. New for each test. */
export interface StoreInTime {
	store: CaseStore;
	other: CaseStore;
	database: Awaited<ReturnType<Engine['create']>>;
	/** Milliseconds since 1970; a test turns it. */
	now: number;
	clock: { now(): number };
	/** Tells a case an event of now. */
	tell(reference: string, type: EventType, data?: object): Promise<void>;
}

/** Makes a case store for each test of the suite that calls it, and closes it afterwards; it begins at an instant (ISO 8601), or as late as it is. */
export function storeInTime(engine: Engine, begins?: string): StoreInTime {
	let count = 0;
	const clock = { now: () => world.now };
	const world = { clock } as StoreInTime;
	world.tell = async (reference, type, data = {}) => {
		const time = new Date(world.now).toISOString();
		const event = { id: `e${++count}`, source: 'test', type, data, time } as NewEvent;
		await world.store.cases.record({ reference, events: [event] });
	};
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		world.now = begins ? Date.parse(begins) : Date.now();
		world.database = await engine.create();
		world.store = await world.database.open({ clock });
		world.other = await world.database.open({ clock });
	}, 60_000);
	return world;
}

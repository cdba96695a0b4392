import { endAll, remindAll, tellAll } from '../../../nodes/ReturnCase/trigger/overdueWatch';
import { Policy, ReturnRequest } from '../../../nodes/shared/model';
import { migrate } from '../../../nodes/shared/store/migrations';
import { storeInTime } from './storeInTime';
import { engines } from './stores';

const hour = 3_600_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const order = (system: string) => ({
	system,
	order: {
		number: '#1001',
		currency: 'EUR',
		lines: [{ id: 'O1', sku: 'TEE', quantity: 1, subtotal: eur(2000), tax: eur(400) }],
		payments: [{ id: 'pay_1', processor: 'stripe', captured: eur(2400), refunded: eur(0), refundable: eur(2400) }],
	},
});
const payment = { id: 'pay_1', processor: 'stripe' };
const intent = {
	id: 'R1',
	reference: '',
	reason: 'return',
	amount: eur(2400),
	payment,
	breakdown: [{ kind: 'line', line: 'L1', quantity: 1, amount: eur(2400) }],
};
const refund = (status: string) => ({ id: 're_1', intent: 'R1', amount: eur(2400), status, providerIds: {} });

describe.each(engines)('what a return stands still at, on $name', (engine) => {
	const world = storeInTime(engine, '2026-11-02T10:00:00Z');
	const { tell } = world;
	let count = 0;

	const opened = async (brand = 'default') => {
		const { reference } = await world.store.cases.open({
			request: ReturnRequest.parse({
				channel: 'shopify',
				brand,
				orderNumber: '#1001',
				lines: [{ id: 'L1', orderLineId: 'O1', sku: 'TEE', title: 'Tee', quantity: 1 }],
			}),
			source: 'shopify',
			sourceId: `S${++count}`,
		});
		return reference;
	};
	const approved = async (system = 'shopify') => {
		const reference = await opened();
		await tell(reference, 'order.found', order(system));
		const decision = { outcome: 'approve', reasons: [], lines: [{ line: 'L1', quantity: 1 }] };
		await tell(reference, 'return.approved', {
			decision: { ...decision, rules: Policy.parse({ expireAfterDays: 0, remindCustomerAfterDays: '0' }) },
		});
		return reference;
	};
	const received = async () => {
		const reference = await approved();
		await tell(reference, 'return.received', { receipt: { id: 'r1', lines: [{ line: 'L1', quantity: 1 }] } });
		return reference;
	};
	const due = async (system?: string) => {
		const reference = await approved(system);
		await tell(reference, 'refund.due', { intent: { ...intent, reference } });
		return reference;
	};
	const after = async (hours: number) => {
		world.now += hours * hour;
		await tellAll(world.store, (message) => {
			throw new Error(message);
		});
	};
	const alarms = async (reference: string) =>
		(await world.store.alarms.open({ limit: 50, reference })).map(({ kind, owner, facts }) => [
			kind === 'exception' ? facts.subject : kind,
			owner,
		]);
	const save = async (settings: object, brand = 'default') => await world.store.settings.save(brand, settings);

	it.each([
		['late_decision', 'service', 72, async () => await opened(), async (r: string) => await tell(r, 'return.approved')],
		[
			'late_inspection',
			'warehouse',
			72,
			received,
			async (r: string) =>
				await tell(r, 'return.inspected', {
					inspection: { id: 'i1', lines: [{ line: 'L1', quantity: 1, destination: 'restock' }] },
				}),
		],
		[
			'late_refund',
			'finance',
			48,
			async () => await due(),
			async (r: string) => await tell(r, 'refund.succeeded', { refund: refund('succeeded') }),
		],
		[
			'late_confirmation',
			'finance',
			168,
			async () => {
				const reference = await due();
				await tell(reference, 'refund.submitted', { refund: refund('pending') });
				return reference;
			},
			async (r: string) => await tell(r, 'refund.succeeded', { refund: refund('succeeded') }),
		],
		[
			'late_books',
			'finance',
			72,
			async () => {
				const reference = await due('odoo');
				await tell(reference, 'refund.succeeded', { refund: refund('succeeded') });
				return reference;
			},
			async (r: string) =>
				await tell(r, 'credit_note.posted', {
					creditNote: { id: '7', intent: 'R1', amount: eur(2400) },
				}),
		],
	])(
		'%s is told to %s once after its hours, then to the operator, and ends by itself',
		async (code, owner, hours, begin, end) => {
			const reference = await begin();
			await after(hours - 0.1);
			expect(await alarms(reference)).toEqual([]);
			await after(0.2);
			expect(await alarms(reference)).toEqual([[code, owner]]);
			await after(hours - 0.3);
			expect(await alarms(reference)).toEqual([[code, owner]]);
			await after(0.4);
			expect(await alarms(reference)).toEqual([
				[code, owner],
				['notice', 'operator'],
			]);
			await after(10 * hours);
			expect(
				(await world.store.cases.timeline(reference)).filter(({ type }) => type === 'exception.opened'),
			).toHaveLength(1);
			await end(reference);
			expect(await alarms(reference)).toEqual([['notice', 'operator']]);
			expect((await world.store.cases.get(reference))!.exceptions.map(({ resolved }) => resolved)).toEqual([true]);
			expect(await world.store.cases.findFlaw(reference)).toBeUndefined();
		},
	);

	it('what went on in time is told to nobody, and what stands still anew has its whole time again', async () => {
		const reference = await opened();
		await after(71);
		await tell(reference, 'return.declined', { reason: 'worn' });
		await after(1_000);
		expect(await alarms(reference)).toEqual([]);
		const other = await received();
		await after(71);
		await tell(other, 'return.inspected', {
			inspection: { id: 'i1', lines: [{ line: 'L1', quantity: 1, destination: 'restock' }] },
		});
		await tell(other, 'return.received', { receipt: { id: 'r2', lines: [{ line: 'L1', quantity: 1 }] } });
		await after(70);
		expect((await alarms(other)).filter(([code]) => code === 'late_inspection')).toEqual([]);
		await after(3);
		expect((await alarms(other)).filter(([code]) => code === 'late_inspection')).toHaveLength(1);
	});

	it('a brand has hours of its own, working hours and holidays; zero is never; what is saved counts for what waits already', async () => {
		await save({ serviceLevels: { decision: 0 } });
		await save(
			{ serviceLevels: { decision: 4 }, businessHours: 'Mon-Fri 09:00-17:00', holidays: '2026-11-03' },
			'nord',
		);
		world.now = Date.parse('2026-11-02T15:00:00Z'); // Monday
		const [usual, nord] = [await opened(), await opened('nord')];
		await after(24);
		expect(await alarms(nord)).toEqual([]);
		await after(19.9); // Wednesday 10:54
		expect(await alarms(nord)).toEqual([]);
		await after(0.2);
		expect([await alarms(nord), await alarms(usual)]).toEqual([[['late_decision', 'service']], []]);
		await save({ serviceLevels: { decision: 1 } });
		await after(24);
		expect(await alarms(usual)).toEqual([['late_decision', 'service']]);
	});

	it('an order that Odoo does not know is not missed in its books, nor an exchange; shadow returns are left alone', async () => {
		const reference = await due();
		await tell(reference, 'refund.succeeded', { refund: refund('succeeded') });
		const shadow = await opened();
		await tell(shadow, 'shadow.began', { brand: 'default' });
		await after(1_000);
		expect([await alarms(reference), await alarms(shadow)]).toEqual([[], []]);
	});

	it('two processes that look at once tell once; a return that fails stops no other', async () => {
		const [one, two] = [await opened(), await opened()];
		world.now += 73 * hour;
		const failed: string[] = [];
		const broken = {
			cases: {
				standStills: async (limit: number) => await world.store.cases.standStills(limit),
				tellStandStills: async (reference: string) => {
					if (reference === one) throw new Error('broken');
					return await world.store.cases.tellStandStills(reference);
				},
			},
		};
		await tellAll(broken, (message) => void failed.push(message));
		expect(failed).toEqual([expect.stringContaining(one)]);
		expect([await alarms(one), await alarms(two)]).toEqual([[], [['late_decision', 'service']]]);
		await Promise.all([tellAll(world.store, () => undefined), tellAll(world.other, () => undefined)]);
		await Promise.all([endAll(world.store, () => undefined), remindAll(world.other, () => undefined)]);
		expect(await alarms(one)).toEqual([['late_decision', 'service']]);
	});

	it('what stood still before an upgrade has its whole time after it', async () => {
		const older = await engine.createEmpty();
		const database = older.connect();
		await migrate(database, { until: '2026-11-found-by', auditKey: 'test' });
		await database.close();
		// The case as the older version stored it: written by this one, with the table taken away again.
		const reference = await opened();
		const row = await world.database.look(`select state as value from cases where reference = '${reference}'`);
		await older.tamper(
			`insert into cases (reference, brand, channel, state, version, "authorization", logistics, inspection, settlement, opened_at, updated_at, kind, last_hash) values ('${reference}', 'default', 'shopify', '${row!.replace(/'/g, "''")}', 1, 'requested', 'none', 'none', 'none', '2026-11-02T10:00:00.000Z', '2026-11-02T10:00:00.000Z', 'return', '')`,
		);
		const [before, upgraded] = [Date.now(), await older.open({ clock: world.clock })];
		world.now = before + 71 * hour;
		expect(await upgraded.cases.standStills(10)).toEqual([reference]);
		expect(await upgraded.cases.tellStandStills(reference)).toBe(0);
		world.now = Date.now() + 73 * hour;
		expect(await upgraded.cases.tellStandStills(reference)).toBe(1);
	});
});

import { remindAll } from '../../../nodes/ReturnCase/trigger/overdueWatch';
import { ReturnRequest } from '../../../nodes/shared/model';
import { storeInTime } from './storeInTime';
import { engines } from './stores';

const day = 24 * 3_600_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const payment = { id: 'p1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_1' } };
const order = {
	number: '#1001',
	currency: 'EUR',
	lines: [{ id: 'O1', sku: 'CAM', quantity: 1, subtotal: eur(100_00), tax: eur(0) }],
	payments: [{ ...payment, captured: eur(100_00), refunded: eur(0), refundable: eur(100_00) }],
};

describe.each(engines)('a refund that waits for a day, on $name', (engine) => {
	const world = storeInTime(engine, '2026-11-02T10:00:00Z');
	const { tell } = world;
	let count = 0;

	const look = async () =>
		await Promise.all([remindAll(world.store, () => undefined), remindAll(world.other, () => undefined)]);
	const intentOf = (reference: string) => ({
		id: `${reference}/R1`,
		amount: eur(100_00),
		breakdown: [{ kind: 'line', line: 'L1', quantity: 1, amount: eur(100_00), description: 'Camera' }],
		payment,
		reason: 'return',
	});
	/** A refund is held until three days from now. */
	async function held(): Promise<string> {
		const { reference } = await world.store.cases.open({
			request: ReturnRequest.parse({
				channel: 'shopify',
				orderNumber: '#1001',
				lines: [{ id: 'L1', orderLineId: 'O1', sku: 'CAM', title: 'Camera', quantity: 1 }],
			}),
			source: 'shopify',
			sourceId: `S${++count}`,
		});
		await tell(reference, 'order.found', { order, system: 'shopify' });
		await tell(reference, 'return.approved');
		const releaseAt = new Date(world.now + 3 * day).toISOString();
		await tell(reference, 'refund.held', { intent: intentOf(reference), until: 'a day', releaseAt });
		return reference;
	}
	const legOf = async (reference: string) => (await world.store.cases.get(reference))!.refunds[0];
	const dues = async (reference: string) =>
		(await world.store.cases.timeline(reference)).filter(({ type }) => type === 'refund.due').length;

	it('becomes due on that day by itself, once, whoever looks', async () => {
		const reference = await held();
		world.now += 3 * day - 1;
		await look();
		expect((await legOf(reference)).state).toBe('held');
		world.now += 1;
		await look();
		await look();
		expect([(await legOf(reference)).state, await dues(reference)]).toEqual(['due', 1]);
	});

	it('is released before by a person, and not again on the day', async () => {
		const reference = await held();
		await tell(reference, 'refund.due', { intent: intentOf(reference) });
		world.now += 4 * day;
		await look();
		expect(await dues(reference)).toBe(1);
	});

	it('is not released when a person has dropped it, or the return has ended', async () => {
		const [dropped, ended] = [await held(), await held()];
		await tell(dropped, 'refund.dropped', { intent: `${dropped}/R1` });
		await tell(ended, 'return.canceled');
		world.now += 4 * day;
		await look();
		expect([(await legOf(dropped)).state, (await legOf(ended)).state]).toEqual(['dropped', 'held']);
	});

	it('waits for a dispute that was opened meanwhile, and goes on when that is over', async () => {
		const reference = await held();
		await tell(reference, 'dispute.opened', {
			dispute: {
				id: 'du_1',
				provider: 'stripe',
				phase: 'dispute',
				amount: eur(100_00),
				providerIds: { 'stripe.payment_intent': 'pi_1' },
			},
		});
		world.now += 4 * day;
		await look();
		expect(await legOf(reference)).toMatchObject({ state: 'held', dispute: 'du_1' });
		await tell(reference, 'dispute.decided', { dispute: 'du_1', outcome: 'over' });
		expect((await legOf(reference)).state).toBe('due');
	});

	it('goes to finance when less is left of the payment on that day', async () => {
		const reference = await held();
		const [one] = order.payments;
		await tell(reference, 'order.found', {
			order: { ...order, payments: [{ ...one, refunded: eur(60_00), refundable: eur(40_00) }] },
			system: 'shopify',
		});
		world.now += 4 * day;
		await look();
		await look();
		const { refunds, exceptions } = (await world.store.cases.get(reference))!;
		expect(refunds[0].state).toBe('held');
		expect(exceptions).toEqual([
			expect.objectContaining({ code: 'held_by_hand', owner: 'finance', intent: `${reference}/R1` }),
		]);
		expect(exceptions[0].message).toContain('40.00 EUR');
	});
});

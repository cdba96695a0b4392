import { applied, opened } from '../../../nodes/shared/case/apply';
import { lateReceiptEvent } from '../../../nodes/shared/case/lateReceipt';
import { parseNewEvent, ReturnRequest, type CaseEvent, type EventType } from '../../../nodes/shared/model';

/* A warehouse that takes back a receipt, for it had counted wrongly, or another return's goods. */

type Told = [EventType, object];
const request = ReturnRequest.parse({ channel: 'shop', lines: [{ id: 'L1', sku: 'MUG', quantity: 3 }] });
const approve: Told = ['return.approved', {}];
const come = (id: string, quantity: number, sku = 'MUG'): Told => [
	'return.received',
	{ receipt: { id, lines: [{ sku, quantity }] } },
];
const cancel = (receipt: string): Told => ['receipt.canceled', { receipt, reason: 'counted twice' }];
const inspect = (quantity: number): Told => [
	'return.inspected',
	{ inspection: { id: 'I', lines: [{ sku: 'MUG', quantity, destination: 'restock' }] } },
];
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const payment = { id: 'p1', processor: 'stripe', captured: eur(9_000), refunded: eur(0), refundable: eur(9_000) };
const found: Told = [
	'order.found',
	{ system: 'shop', order: { number: '#1', currency: 'EUR', lines: [], payments: [payment] } },
];
const due: Told = [
	'refund.due',
	{ intent: { id: 'R1', amount: eur(1_000), payment: { id: 'p1', processor: 'stripe' } } },
];

function after(...told: Told[]) {
	const [first, ...rest] = ([['return.requested', { request }], ...told] as Told[]).map(
		([type, data], index) =>
			({
				specversion: '1.0',
				id: `e${index}`,
				source: 'test',
				type,
				subject: 'RMA-1',
				time: '2026-11-21T10:00:00.000Z',
				position: index + 1,
				data: parseNewEvent({ id: `e${index}`, source: 'test', type, data }).data,
			}) as CaseEvent,
	);
	let state = opened(first as CaseEvent<'return.requested'>);
	let exceptions: Array<{ code: string; owner: string; message: string }> = [];
	for (const event of rest) ({ state, exceptions } = applied(state, event));
	return { state, exceptions, received: state.lines[0].quantities.received, logistics: state.logistics };
}

it('its pieces are expected again, and a person sees to what was done with them', () => {
	const { received, logistics, exceptions, state } = after(approve, come('A', 2), come('B', 1), cancel('A'));
	expect([received, logistics]).toEqual([1, 'part_received']);
	expect(state.receipts).toMatchObject([{ id: 'A', canceled: true }, { id: 'B' }]);
	expect(exceptions).toMatchObject([{ code: 'receipt_canceled', owner: 'warehouse' }]);
	expect(exceptions[0].message).toBe(
		'The warehouse takes back receipt A (counted twice): 2 x MUG are not here. Take back its booking in Odoo where it was made, then resolve this exception.',
	);
	expect(after(approve, come('A', 3), cancel('A')).logistics).toBe('none');
});

it('a corrected receipt comes under a number of its own', () => {
	expect(after(approve, come('A', 3), cancel('A'), come('A2', 2)).received).toBe(2);
});

it('counts once, whatever comes twice', () => {
	const twice = after(approve, come('A', 2), cancel('A'), cancel('A'));
	expect([twice.received, twice.exceptions]).toEqual([0, []]);
});

it('says that pieces of it were inspected, and that money is on its way for them', () => {
	const { exceptions, received } = after(found, approve, come('A', 2), inspect(2), due, cancel('A'));
	expect(received).toBe(0);
	expect(exceptions.map(({ code, owner }) => [code, owner])).toEqual([
		['receipt_canceled', 'warehouse'],
		['refund_without_goods', 'finance'],
	]);
	expect(exceptions[0].message).toContain('2 of them were inspected, and may be in stock already');
	expect(exceptions[1].message).toContain('R1');
});

it('of a receipt that the return does not have, a person is asked', () => {
	const { exceptions, received } = after(approve, come('A', 2), cancel('other'));
	expect(received).toBe(2);
	expect(exceptions).toMatchObject([
		{ code: 'receipt_canceled', message: expect.stringContaining('receipt other, which this return does not have') },
	]);
});

it('takes back no goods that the return never listed', () => {
	expect(after(approve, come('A', 2), come('B', 4, 'CAP'), cancel('B')).received).toBe(2);
});

it('a delivered parcel whose receipt was taken back is asked for again', () => {
	const delivered: Told = ['shipment.delivered', { tracking: { trackingNumber: 'T1', status: 'delivered' } }];
	const late = (...told: Told[]) =>
		lateReceiptEvent(after(approve, delivered, ...told).state, Date.parse('2026-12-24'));
	expect(late(come('A', 2))).toBeUndefined();
	expect(late(come('A', 2), cancel('A'))).toMatchObject({ data: { exception: { code: 'not_received' } } });
});

import { leftToDo } from '../../../nodes/shared/case/leftToDo';
import { noQuantities } from '../../../nodes/shared/case/quantities';

type Asked = Parameters<typeof leftToDo>[0];

const booked = { state: 'succeeded', creditNote: { id: 1 }, payment: { id: 2 } };

/** A return of one piece that came, was inspected, put away, paid and booked; `but`: what is otherwise. */
function returned(but: Record<string, unknown> = {}): Asked {
	const none = noQuantities(1);
	const one = { ...none.inspected, restock: 1 };
	return {
		settlement: 'settled',
		logistics: 'received',
		inspection: 'done',
		refunds: [booked],
		lines: [{ quantities: { ...none, approved: 1, received: 1, inspected: one, stock: one } }],
		...but,
	} as unknown as Asked;
}

it('leaves nothing of a return that came, was put away, paid and booked', () => {
	expect(leftToDo(returned())).toEqual([]);
});

it.each([
	['the refund', { settlement: 'due', refunds: [] }],
	['the refund', { settlement: 'failed' }],
	['goods that are to come', { logistics: 'part_received' }],
	['the inspection', { inspection: 'partial' }],
	['the books', { refunds: [booked, { state: 'succeeded', creditNote: { id: 1 } }] }],
	['the books', { refunds: [{ state: 'succeeded', payment: { id: 2 } }] }],
	['goods that are to be put away', { lines: [{ quantities: { ...noQuantities(1), received: 1 } }] }],
])('leaves %s of one with %j', (left, but) => {
	expect(leftToDo(returned(but))).toEqual([left]);
});

it('waits for no goods where none are expected, and for no booking of a refund that was dropped', () => {
	expect(leftToDo(returned({ logistics: 'not_expected', inspection: 'none' }))).toEqual([]);
	expect(leftToDo(returned({ refunds: [booked, { state: 'dropped' }] }))).toEqual([]);
});

it('counts what is put away at all destinations', () => {
	const stock = { ...noQuantities(0).stock, restock: 1, donate: 1 };
	const [line] = returned().lines;
	expect(leftToDo(returned({ lines: [{ quantities: { ...line.quantities, received: 2, stock } }] }))).toEqual([]);
});

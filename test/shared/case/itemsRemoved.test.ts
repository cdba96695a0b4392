import { applied, opened } from '../../../nodes/shared/case/apply';
import { ReturnRequest, type CaseEvent } from '../../../nodes/shared/model';

const lines = [
	{ id: 'L1', quantity: 3 },
	{ id: 'L2', quantity: 1 },
];
const request = ReturnRequest.parse({ channel: 'shopify', lines });
/** Approved pieces of each line, and the logistics track, after these events. */
function after(...events: Array<[type: string, data: object]>) {
	const [first, ...rest] = [['return.requested', { request }] as const, ...events].map(
		([type, data], index) =>
			({
				specversion: '1.0',
				id: `e${index}`,
				source: 'test',
				type,
				subject: 'RMA-1',
				time: '2026-11-21T10:00:00.000Z',
				position: index + 1,
				data,
			}) as CaseEvent,
	);
	const state = rest.reduce(
		(before, event) => applied(before, event).state,
		opened(first as CaseEvent<'return.requested'>),
	);
	return [...state.lines.map(({ quantities }) => quantities.approved), state.logistics];
}
const remain = (line: string, quantity: number): [string, object] => [
	'return.items_removed',
	{ lines: [{ line, quantity }] },
];
const approve: [string, object] = ['return.approved', {}];
const come = (line: string, quantity: number): [string, object] => [
	'return.received',
	{ receipt: { id: `r${line}`, lines: [{ line, quantity }] } },
];

describe('pieces that were taken off a return', () => {
	it('are no longer expected: the return has come with the others', () => {
		expect(after(approve, come('L1', 2))).toEqual([3, 1, 'part_received']);
		expect(after(approve, come('L1', 2), remain('L1', 2), remain('L2', 0))).toEqual([2, 0, 'received']);
	});
	it('are as many whatever comes first or twice, and none that has come', () => {
		expect(after(approve, remain('L1', 2), remain('L1', 2), come('L1', 2))).toEqual([2, 1, 'part_received']);
		expect(after(approve, come('L1', 3), remain('L1', 1))).toEqual([3, 1, 'part_received']);
		expect(after(approve, remain('L1', 5))).toEqual([3, 1, 'none']);
	});
	it('change nothing before the return is approved', () => {
		expect(after(remain('L1', 1))).toEqual([0, 0, 'none']);
		expect(after(remain('L1', 1), approve)).toEqual([3, 1, 'none']);
	});
});

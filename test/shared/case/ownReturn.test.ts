import { replayed } from '../../../nodes/shared/store/integrity';
import { parseNewEvent, type CaseEvent, type NewEvent } from '../../../nodes/shared/model';

const own = 'gid://shopify/Return/1';
const other = 'gid://shopify/Return/2';

/** The order as it is read: five pieces, one of them taken back by another return, and those of the case's own when that is counted. */
function read(counted: string[]): Pick<NewEvent, 'type' | 'data'> {
	const pieces = { [own]: 2, [other]: 1 } as Record<string, number>;
	return {
		type: 'order.found',
		data: {
			system: 'shopify',
			lineLinks: { L1: 'line' },
			order: {
				number: '#1',
				currency: 'EUR',
				lines: [
					{
						id: 'line',
						sku: 'A',
						title: 'A',
						quantity: 5,
						subtotal: { amount: 5000, currency: 'EUR' },
						tax: { amount: 0, currency: 'EUR' },
						returnedBefore: counted.reduce((total, id) => total + pieces[id], 0),
					},
				],
				returnsCounted: counted,
			},
		},
	};
}

const requested: Pick<NewEvent, 'type' | 'data'> = {
	type: 'return.requested',
	data: { request: { channel: 'portal', lines: [{ id: 'L1', sku: 'A', quantity: 2 }] } },
};
const approved: Pick<NewEvent, 'type' | 'data'> = { type: 'return.approved', data: {} };
const made: Pick<NewEvent, 'type' | 'data'> = {
	type: 'return_document.created',
	data: { system: 'shopify', id: own, name: '#1-R1' },
};

describe("the order's other returns", () => {
	it.each([
		['read before the return was made', [requested, read([other]), approved, made]],
		['read while another execution was making the return', [requested, approved, read([other, own]), made]],
		['read by an execution that did not know of the return', [requested, approved, made, read([other, own])]],
		['read so before the return was approved', [requested, made, read([other, own]), approved]],
		['read twice', [requested, approved, read([other, own]), made, read([other])]],
	])('take the pieces they take, and the own return takes none, when the order is %s', (_, told) => {
		const state = replayed(
			told.map(
				({ type, data }, index) =>
					({
						specversion: '1.0',
						id: `e${index}`,
						source: 'test',
						type,
						subject: 'RMA-1',
						time: '2026-11-21T10:00:00.000Z',
						position: index + 1,
						data: parseNewEvent({ id: 'e', source: 'test', type, data }).data,
					}) as CaseEvent,
			),
		);
		expect(state.order).toMatchObject({ lines: [{ returnedBefore: 1 }], returnsCounted: [other] });
		expect(state.orders.shopify).toEqual(state.order);
	});
});

import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { applied, opened } from '../../nodes/shared/case/apply';
import type { CaseState } from '../../nodes/shared/case/caseState';
import { PolicySettings, type CaseEvent } from '../../nodes/shared/model';

/** Inspection sends pieces back to the customer: what the case makes of it, and what is owed then. Pure. */
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const event = (type: string, data: object, position = 1) =>
	({
		specversion: '1.0',
		source: 'test',
		id: `${type} ${position}`,
		type,
		subject: 'RMA-1',
		time: '2026-11-20T10:00:00.000Z',
		position,
		data,
	}) as unknown as CaseEvent;
const order = {
	number: '#1',
	currency: 'EUR',
	taxesIncluded: false,
	lines: [{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 2, subtotal: eur(4000), tax: eur(0), providerIds: {} }],
	payments: [
		{ id: 'p', processor: 'stripe', captured: eur(4000), refunded: eur(0), refundable: eur(4000), providerIds: {} },
	],
	providerIds: {},
};

/** A return of two T-shirts after these events. */
function after(...events: Array<[string, object]>) {
	const first = opened(
		event('return.requested', {
			request: {
				brand: 'default',
				channel: 'portal',
				lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 2, reason: 'unknown', providerIds: {} }],
				providerIds: {},
			},
		}) as never,
	);
	let state: CaseState = first;
	const exceptions: string[] = [];
	const all: Array<[string, object]> = [
		['order.found', { order, system: 'shopify', lineLinks: { L1: 'o1' } }],
		['return.approved', {}],
		['return.received', { receipt: { id: 'r', lines: [{ line: 'L1', quantity: 2 }] } }],
		...events,
	];
	for (const [at, [type, data]] of all.entries()) {
		const result = applied(state, event(type, data, at + 2));
		state = result.state;
		exceptions.push(...result.exceptions.map(({ code }) => code));
	}
	return { state, exceptions };
}
const inspected = (...pieces: Array<[string, number]>): [string, object] => [
	'return.inspected',
	{
		inspection: {
			id: JSON.stringify(pieces),
			lines: pieces.map(([destination, quantity]) => ({
				line: 'L1',
				quantity,
				destination,
				condition: 'worn',
				note: 'x',
				evidence: 'y',
			})),
		},
	},
];
const owed = (state: CaseState, timing?: 'at_approval' | 'at_receipt') =>
	calculateRefund(
		readCase(state),
		PolicySettings.parse({ refundTiming: 'after_inspection', deductions: { restock: 'none' } }),
		timing,
	);

it.each([undefined, 'at_receipt', 'at_approval'] as const)(
	'does not refund what goes back, refund timing %s',
	(timing) => {
		const { state, exceptions } = after(inspected(['restock', 1], ['customer', 1]));
		expect(owed(state, timing).total).toEqual(eur(2000));
		expect([state.inspection, state.settlement, exceptions]).toEqual(['done', 'none', []]);
	},
);

it.each([undefined, 'at_receipt', 'at_approval'] as const)(
	'owes nothing and is settled when every piece goes back, refund timing %s',
	(timing) => {
		const { state } = after(inspected(['customer', 1]), inspected(['customer', 1]));
		expect(owed(state, timing)).toMatchObject({
			nothingDue: true,
			reason: 'Every approved piece goes back to the customer, so nothing is owed.',
		});
		expect([state.logistics, state.inspection, state.settlement]).toEqual(['received', 'done', 'settled']);
	},
);

it('is not settled while pieces are not inspected, or stay', () => {
	expect(after(inspected(['customer', 1])).state.settlement).toBe('none');
	expect(after(inspected(['customer', 1], ['scrap', 1])).state.settlement).toBe('none');
	expect(after().state.settlement).toBe('none');
});

it('counts where they went, beside what a case without them has', () => {
	const moved: [string, object] = [
		'stock.updated',
		{ system: 'odoo', movements: [{ line: 'L1', quantity: 2, destination: 'customer', providerIds: {} }] },
	];
	const { state } = after(inspected(['customer', 2]), moved);
	expect(state.lines[0].quantities).toMatchObject({ inspected: { customer: 2, restock: 0 }, stock: { customer: 2 } });
	// Cases of before have no such count, and keep their seal.
	expect(after().state.lines[0].quantities.inspected).not.toHaveProperty('customer');
});

it('asks finance about a piece that was refunded before it goes back', () => {
	const [intent] = owed(after().state, 'at_receipt').intents;
	const due: [string, object] = ['refund.due', { intent }];
	expect(after(due, inspected(['customer', 1])).exceptions).toEqual(['sent_back_after_refund']);
	const [one] = owed(after(inspected(['restock', 1])).state).intents;
	expect(
		after(inspected(['restock', 1]), ['refund.due', { intent: one }], inspected(['customer', 1])).exceptions,
	).toEqual([]);
	const dropped: [string, object] = ['refund.dropped', { intent: intent.id }];
	expect(after(due, dropped, inspected(['customer', 1])).exceptions).toEqual([]);
});

it('is told when more is inspected than came, as for any other destination', () => {
	expect(after(inspected(['customer', 3])).exceptions).toEqual(['over_inspection']);
});

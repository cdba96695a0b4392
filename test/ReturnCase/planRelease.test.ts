import { heldIn, planRelease, type Situation } from '../../nodes/ReturnCase/release/planRelease';
import { opened } from '../../nodes/shared/case/apply';
import { RefundIntent, ReturnRequest, type CaseEvent } from '../../nodes/shared/model';

/* Which refunds a release makes due now, and what the others wait for. */

const now = Date.parse('2026-11-21T10:00:00.000Z');
const state = opened({
	specversion: '1.0',
	id: 'e1',
	source: 'test',
	type: 'return.requested',
	subject: 'RMA-1',
	time: '2026-11-21T10:00:00.000Z',
	position: 1,
	data: { request: ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', quantity: 1 }] }) },
} as CaseEvent<'return.requested'>);
const intents = ['RMA-1/R1', 'RMA-1/R2'].map((id) =>
	RefundIntent.parse({
		id,
		amount: { amount: 1000, currency: 'EUR' },
		breakdown: [],
		payment: { id: 'p1', processor: 'stripe' },
	}),
);
const plan = (situation: Partial<Situation> = {}, confirm?: boolean) => {
	const planned = planRelease(
		{ intents, confirm, deductions: [], misfits: new Map() },
		{ state, sisters: [], days: 0, ...situation },
		now,
	);
	const { due, delayed } = planned;
	return { due: due.map(({ id }) => id), held: heldIn(planned).map(({ id }) => id), until: delayed[0]?.releaseAt };
};

it('makes all due at once where nothing speaks against it', () => {
	expect(plan()).toEqual({ due: ['RMA-1/R1', 'RMA-1/R2'], held: [] });
});

it('asks about the refund with the goods alone when a person shall see what inspection takes off', () => {
	expect(plan({}, true)).toEqual({ due: ['RMA-1/R2'], held: ['RMA-1/R1'] });
});

it('asks about all while a question stands about the whole return', () => {
	const question = { code: 'shop_worth', owner: 'finance' as const, message: 'Another worth' };
	expect(plan({ state: { ...state, exceptions: [question] as never } }).due).toEqual([]);
});

it('lets a person be asked before a day is waited for', () => {
	expect(plan({ days: 2 }, true)).toEqual({
		due: [],
		held: ['RMA-1/R1', 'RMA-1/R2'],
		until: '2026-11-23T10:00:00.000Z',
	});
});

import { assertKnown, PaidElsewhere } from '../../../nodes/shared/operation';
import type { CaseState, RefundLeg } from '../../../nodes/shared/case';
import { money } from '../../../nodes/shared/model';

const credit = { id: 'credit RMA-1/R1', amount: money(1868, 'JPY') };
const leg = (id: string, state: RefundLeg['state'], elsewhere?: string[]) => ({ intent: { id }, state, elsewhere });
const ask = (...refunds: object[]) =>
	assertKnown(
		{ refunds } as unknown as CaseState,
		{ id: 'RMA-1/R2', amount: money(224, 'JPY') },
		[credit],
		0,
		'shopify',
	);

it('asks about each refund of a return while finance has not decided about the first', () => {
	expect(() => ask(leg('RMA-1/R1', 'held', [credit.id]), leg('RMA-1/R2', 'due'))).toThrow(PaidElsewhere);
});

it.each(['due', 'pending', 'succeeded', 'dropped'] as const)(
	'asks no more once finance has decided, and it is %s',
	(state) => {
		expect(() => ask(leg('RMA-1/R1', state, [credit.id]), leg('RMA-1/R2', 'due'))).not.toThrow();
	},
);

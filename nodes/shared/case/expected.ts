import type { Address, Decision, Order } from '../model';

/** What of a return is known when it is asked what is to come back. */
interface Expecting {
	lines: Array<{ id: string; quantities: { approved: number } }>;
	decision?: Pick<Decision, 'offers'>;
	/** Where its order was canceled, of which nothing had been sent. */
	orderCanceledIn?: string[];
}

/** Whether the customer keeps the goods of a line, as the return was decided: then nothing of it is expected back. */
export function isKept({ decision }: Pick<Expecting, 'decision'>, line: string): boolean {
	return decision?.offers?.find((offer) => offer.line === line)?.route === 'keep';
}

/** Whether a return has approved pieces, and none of them is to come back: the customer keeps them all, or they were never sent. */
export function isNothingExpected(state: Expecting): boolean {
	if (state.orderCanceledIn) return true;
	const approved = state.lines.filter(({ quantities }) => quantities.approved > 0);
	return approved.length > 0 && approved.every(({ id }) => isKept(state, id));
}

/** Every system that knows the order says that nothing of it was sent: there is nothing to wait for. */
export function isUnsent({ orders }: { orders: Record<string, Order> }): boolean {
	const known = Object.values(orders);
	return (
		known.length > 0 &&
		known.every(({ fulfilledAt, deliveredAt, lines }) =>
			[fulfilledAt, deliveredAt, ...lines.flatMap((one) => [one.fulfilledAt, one.deliveredAt])].every((time) => !time),
		)
	);
}

/** What a node says that would bring goods back. */
export const nothingExpected =
	'The customer keeps the goods of this return, or they were never sent: nothing is expected back.';

/** Where the goods go back to by the rules that the return was decided by: the first address of a line that comes back; undefined: as the settings say. */
export function returnToOf(state: Expecting | undefined): Address | undefined {
	const coming = state?.lines.filter(({ id, quantities }) => quantities.approved > 0 && !isKept(state, id)) ?? [];
	return coming
		.map(({ id }) => state?.decision?.offers?.find(({ line }) => line === id)?.returnTo)
		.find((address) => address !== undefined);
}

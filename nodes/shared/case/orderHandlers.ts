import type { Order } from '../model';
import type { CaseLine } from './caseState';
import { markChargedBack } from './disputes';
import { exceptionOf } from './exceptionOf';
import { takePayment } from './foundPayment';
import type { Handlers } from './handler';
import { withoutOwnReturn } from './ownReturn';
import { noQuantities } from './quantities';
import { readAgain } from './readAgain';
import { releaseClock } from './withdrawalClock';

/** What a case learns of its order, and of its documents in a shop's or an ERP's books. */
export const orderHandlers: Handlers = {
	'order.canceled': (state, { system }, event) => {
		state.orderCanceledIn = [...new Set([...(state.orderCanceledIn ?? []), system])];
		releaseClock(state, 'never_shipped', event.time);
	},
	'order.found': (state, { order, system, lineLinks }, event) => {
		state.orderFoundAt = event.time;
		// A withdrawal from the whole contract names no goods: they are those of the order.
		if (!state.lines.length) state.lines = linesOf(order);
		state.orderNumber ??= order.number;
		state.customer = {
			...order.customer,
			...withoutBlanks(state.customer),
			providerIds: { ...order.customer?.providerIds, ...state.customer?.providerIds },
		};
		for (const line of state.lines) {
			const linked = order.lines.find((one) => one.id === lineLinks[line.id]);
			if (!linked) continue;
			line.orderLineId ??= linked.id;
			line.sku ||= linked.sku;
			line.title ||= linked.title;
			line.providerIds = { ...linked.providerIds, ...line.providerIds };
		}
		state.orders[system] = withoutOwnReturn(readAgain(order, state.orders[system], state.refunds), state);
		state.order = withSerials(Object.values(state.orders));
		markChargedBack(state);
		Object.assign(state.ids, order.providerIds);
	},
	'payment.found': takePayment,
	'return_document.created': (state, { id, system }) => {
		state.ids[`${system}.return`] = id;
		const known = state.orders[system];
		if (!known) return;
		state.orders[system] = withoutOwnReturn(known, state);
		state.order = withSerials(Object.values(state.orders));
	},
	'return_document.undone': (_state, { lines }, _event, exceptions) => {
		exceptions.push(
			exceptionOf(
				'return_undone',
				`${lines.map(({ sku, quantity }) => `${quantity} x ${sku}`).join(', ')} went back to the customer. Look at the refunds of this return, then resolve this exception.`,
			),
		);
	},
};

/** The goods of an order that have not come back, as lines of a case. */
function linesOf({ lines }: Order): CaseLine[] {
	return lines
		.map((line) => ({ line, quantity: line.quantity - (line.returnedBefore ?? 0) }))
		.filter(({ line, quantity }) => line.comesBack !== false && quantity > 0)
		.map(({ line: { id, sku, title, providerIds }, quantity }, index) => ({
			id: `L${index + 1}`,
			orderLineId: id,
			sku,
			title,
			quantity,
			reason: 'withdrawal',
			providerIds,
			quantities: noQuantities(quantity),
		}));
}

/** The order that was found first, with the serial numbers of its lines that any system knows. */
function withSerials([first, ...others]: Order[]): Order {
	const known = new Map(
		others.flatMap(({ lines }) => lines).flatMap(({ id, serials }) => (serials ? [[id, serials]] : [])),
	);
	if (!known.size) return first;
	return {
		...first,
		lines: first.lines.map((line) => ({ ...line, ...(known.has(line.id) && { serials: known.get(line.id) }) })),
	};
}

function withoutBlanks<T extends object>(object: T | undefined): Partial<T> {
	return Object.fromEntries(
		Object.entries(object ?? {}).filter(([, value]) => value !== undefined && value !== ''),
	) as Partial<T>;
}

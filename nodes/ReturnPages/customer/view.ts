import { z } from 'zod';
import type { CaseLine, CaseState } from '../../shared/case/caseState';
import { standingOf } from '../../shared/case/standing';
import { format, Money, type Order } from '../../shared/model';
import type { CaseStore } from '../../shared/store';

/** A line of an order as staff see it. */
export const SeenLine = z.object({
	line: z.string(),
	sku: z.string(),
	title: z.string(),
	bought: z.number().int(),
	/** Pieces that have come back, or were asked for and not declined. */
	returned: z.number().int(),
	/** Pieces that may still be asked for; without a decision of the policy it decides about them then. */
	left: z.number().int(),
	/** Why nothing is left, or what is known to be in the way. */
	reason: z.string(),
});

/** A payment of an order as staff see it. */
export const SeenPayment = z.object({ by: z.string(), captured: Money, refunded: Money });

/** A customer as an agent sees them, made of what their returns tell: orders with what may still come back, and returns in plain words. */
export const CustomerView = z.object({
	customer: z.object({ name: z.string(), email: z.string() }),
	orders: z.array(
		z.object({
			number: z.string(),
			brand: z.string(),
			placedAt: z.string().optional(),
			/** The return by which the order is known. */
			knownBy: z.string(),
			lines: z.array(SeenLine),
			payments: z.array(SeenPayment),
		}),
	),
	returns: z.array(
		z.object({
			reference: z.string(),
			order: z.string(),
			brand: z.string(),
			askedAt: z.string(),
			/** In one sentence: that it waits, or what was decided, when and by whom. */
			standing: z.string(),
			goods: z.string(),
			/** What goes or went back, refund by refund. */
			refunds: z.array(z.string()),
			/** Why the policy wants a person, or has declined it. */
			reasons: z.array(z.string()),
		}),
	),
});
export type CustomerView = z.infer<typeof CustomerView>;

/** What a customer's returns tell of them, the newest first. */
export async function customerView({ cases, settings }: CaseStore, states: CaseState[]): Promise<CustomerView> {
	const returns = await Promise.all(
		states.map(async (state) => {
			const { timeZone } = await settings.get(state.brand);
			return returnOf(state, standingOf(state, await cases.timeline(state.reference), timeZone));
		}),
	);
	return { customer: customerOf(states), orders: ordersOf(states), returns };
}

function customerOf(states: CaseState[]): CustomerView['customer'] {
	const named = (field: 'name' | 'email') => states.map(({ customer }) => customer?.[field]).find(Boolean) ?? '';
	return { name: named('name'), email: named('email') };
}

function returnOf(state: CaseState, standing: string): CustomerView['returns'][number] {
	const { reference, orderNumber = '', brand, openedAt, lines, refunds, decision } = state;
	return {
		reference,
		order: orderNumber,
		brand,
		askedAt: openedAt,
		standing,
		goods: lines.map(({ quantity, title, sku }) => `${quantity} x ${title || sku}`).join(', '),
		refunds: refunds.map(
			({ intent, state: is, releaseAt }) =>
				`${format(intent.amount)} ${is === 'held' && releaseAt ? `is paid from ${releaseAt.slice(0, 10)} on` : refundWords[is]}`,
		),
		reasons: decision?.outcome === 'approve' ? [] : (decision?.reasons.map(({ message }) => message) ?? []),
	};
}

const refundWords: Record<CaseState['refunds'][number]['state'], string> = {
	held: 'waits for somebody to decide',
	due: 'is about to be paid',
	pending: 'is on its way',
	succeeded: 'was paid',
	failed: 'did not arrive',
	dropped: 'is not paid',
};

/** Orders that are known by returns of them, each once, as the newest of these knows it. */
function ordersOf(states: CaseState[]): CustomerView['orders'] {
	const known = new Map<string, { order: Order; by: CaseState }>();
	for (const by of states) {
		const key = `${by.brand}\n${by.order?.number}`;
		if (by.order && !known.has(key)) known.set(key, { order: by.order, by });
	}
	return [...known.values()].map(({ order, by }) => {
		const sisters = states.filter((one) => one.brand === by.brand && one.order?.number === order.number);
		return {
			number: by.orderNumber ?? order.number,
			brand: by.brand,
			...(order.placedAt && { placedAt: order.placedAt }),
			knownBy: by.reference,
			lines: order.lines.map((line) => lineOf(line, sisters)),
			payments: order.payments.map(({ processor, method, captured, refunded }) => ({
				by: method ?? processor,
				captured,
				refunded,
			})),
		};
	});
}

function lineOf(line: Order['lines'][number], sisters: CaseState[]): CustomerView['orders'][number]['lines'][number] {
	const { id, sku, title, quantity: bought, returnedBefore = 0, finalSale, comesBack } = line;
	const asked = sisters
		.filter(({ verdict }) => ['requested', 'in_review', 'approved'].includes(verdict))
		.flatMap(({ lines }) => lines.filter((one) => isOf(one, id, sku)))
		.reduce((sum, { quantity, quantities }) => sum + (quantities.approved || quantity), 0);
	const returned = Math.min(bought, Math.max(asked, returnedBefore));
	const left = comesBack === false ? 0 : bought - returned;
	const reason =
		comesBack === false
			? 'Nothing that can come back.'
			: !left
				? 'All of it has come back, or was asked for.'
				: finalSale
					? 'Sold as final sale.'
					: '';
	return { line: id, sku, title, bought, returned, left, reason };
}

function isOf({ orderLineId, sku: own }: CaseLine, line: string, sku: string): boolean {
	return orderLineId ? orderLineId === line : own === sku;
}

import type { CaseLine, CaseState, RefundLeg } from '../../shared/case/caseState';
import { isKept } from '../../shared/case/expected';
import { sentBack } from '../../shared/case/quantities';
import { worthOf } from '../../shared/case/worth';
import {
	processorNames,
	stockPlaces,
	type FinancialRecord,
	type GoodsRecord,
	type Order,
	type RefundStatus,
} from '../../shared/model';
import { known, unwrapped, type Raw } from './raw';

const states: Record<RefundLeg['state'], RefundStatus> = {
	held: 'pending',
	due: 'pending',
	pending: 'pending',
	succeeded: 'succeeded',
	failed: 'failed',
	dropped: 'canceled',
};

/**
 * The refunds of a return case. What is still held is owed to nobody yet, an exchange moves no money, and what a register of Odoo took it
 * gives back in an order of its own, without credit note or payment: all three are left out.
 */
export function caseRefunds(item: Raw): FinancialRecord[] {
	const state = unwrapped(item, 'case') as unknown as CaseState;
	if (!Array.isArray(state.refunds)) throw new RangeError('there is no return case with its refunds');
	return state.refunds
		.filter(
			(leg) =>
				leg.state !== 'held' &&
				leg.state !== 'dropped' &&
				!leg.exchange &&
				!leg.intent.payment.id.startsWith('odoo.pos/'),
		)
		.map((leg) => legRecord(state, leg));
}

function legRecord(
	{ reference, updatedAt, order, orders }: CaseState,
	{ intent, state, refund, storeCredit, creditNote, payment }: RefundLeg,
): FinancialRecord {
	const paid = intent.payment.providerIds ?? {};
	const credit = !!storeCredit || (intent.payment.processor === 'store_credit' && !refund);
	const processor = credit ? 'store_credit' : intent.payment.processor;
	const { captured } = paymentOf([order, ...Object.values(orders ?? {})], intent.payment.id) ?? {};
	return {
		source: 'cases',
		kind: credit ? 'store_credit' : 'refund',
		id: intent.id,
		reference,
		intent: intent.id,
		amount: intent.amount,
		status: states[state],
		providerStatus: state,
		time: refund?.createdAt ?? updatedAt,
		processor: processorNames.find((one) => one === processor) ?? 'other',
		payment: paid['stripe.payment_intent'] ?? paid['stripe.charge'] ?? paid['shopify.transaction'] ?? intent.payment.id,
		...(captured && { captured }),
		providerIds: known({
			...refund?.providerIds,
			'odoo.credit_note': creditNote?.providerIds['odoo.credit_note'],
			'odoo.payment': payment?.providerIds['odoo.payment'],
		}),
	};
}

function paymentOf(orders: Array<Order | undefined>, id: string) {
	return orders.flatMap((order) => order?.payments ?? []).find((one) => one.id === id);
}

/**
 * What a return case says of goods: what is to come back, for which pieces its refunds pay, what came and where it went, its labels and
 * its parcels. It keeps no time for each of these: what it has no time of is as old as its newest event, which is never too old.
 */
export function caseGoods(item: Raw): GoodsRecord[] {
	const state = unwrapped(item, 'case') as unknown as CaseState;
	const { reference, updatedAt, lines = [], labels = [], parcels = [] } = state;
	const common = { source: 'cases', reference, providerIds: {} };
	const coming = lines.filter(
		({ id, quantities }) => quantities?.approved > 0 && !isKept(state, id) && !isPaidByCarrier(state, id),
	);
	const expected = state.orderCanceledIn ? [] : coming;
	return [
		...expected.map((line): GoodsRecord => {
			const quantity = line.quantities.approved - sentBack(line.quantities);
			const value = valueOf(state.order, line, quantity);
			return {
				...common,
				kind: 'expected',
				id: `${reference}/${line.id}`,
				sku: line.sku,
				quantity,
				settled: isSettled(state),
				time: state.approvedAt ?? state.openedAt,
				...(value && { value }),
			};
		}),
		...paidForBy(state, expected),
		...lines.flatMap((line): GoodsRecord[] => [
			...(line.quantities?.received
				? [
						{
							...common,
							kind: 'receipt' as const,
							id: `${reference}/${line.id}`,
							sku: line.sku,
							quantity: line.quantities.received,
							time: updatedAt,
						},
					]
				: []),
			...stockPlaces.flatMap((to): GoodsRecord[] => {
				const quantity = line.quantities?.stock[to];
				return quantity
					? [
							{
								...common,
								kind: 'movement',
								id: `${reference}/${line.id}/${to}`,
								sku: line.sku,
								quantity,
								from: 'inspection',
								to,
								time: updatedAt,
							},
						]
					: [];
			}),
		]),
		...labels
			.filter(({ testMode }) => !testMode)
			.map(({ id, trackingNumber, cost, voided, refund }): GoodsRecord => ({
				...common,
				kind: 'label',
				id,
				quantity: 1,
				time: updatedAt,
				...(trackingNumber && { tracking: trackingNumber }),
				...(cost && { value: cost }),
				...((voided || refund) && { canceled: true }),
			})),
		...parcels
			.filter(({ reached }) => reached !== 'label_made')
			.map(({ trackingNumber, acceptedAt }): GoodsRecord => ({
				...common,
				kind: 'parcel',
				id: trackingNumber,
				tracking: trackingNumber,
				quantity: 1,
				time: acceptedAt ?? updatedAt,
			})),
	];
}

/** Nothing more is to be paid: it was never approved, it is closed or settled, or what is due goes another way than back. */
function isSettled({ authorization, settlement, closedAt, refunds }: CaseState): boolean {
	return (
		authorization !== 'approved' ||
		settlement === 'settled' ||
		!!closedAt ||
		refunds.some(({ exchange, storeCredit, state }) => exchange || storeCredit || state === 'dropped')
	);
}

/** The carrier has paid for what it lost: nothing of it is expected any more. */
function isPaidByCarrier({ claims = [] }: CaseState, line: string): boolean {
	return claims.some(({ outcome, goods }) => outcome === 'paid' && goods.some((one) => one.line === line));
}

function paidForBy({ reference, refunds, updatedAt }: CaseState, expected: CaseLine[]): GoodsRecord[] {
	const lines = new Map(expected.map((line) => [line.id, line]));
	return refunds.flatMap(({ intent, state, exchange, refund }): GoodsRecord[] => {
		if (state === 'held' || state === 'dropped' || exchange) return [];
		const parts = intent.breakdown ?? [];
		const covered = new Map<string, { quantity: number; value: number }>();
		for (const { line, kind, quantity = 0, amount } of parts) {
			if (!line || !lines.has(line)) continue;
			const known = covered.get(line) ?? { quantity: 0, value: 0 };
			if (kind === 'line') known.quantity += quantity;
			known.value += amount.amount;
			covered.set(line, known);
		}
		return [...covered]
			.filter(([, { quantity }]) => quantity > 0)
			.map(([line, { quantity, value }]) => ({
				source: 'cases',
				kind: 'paid_for',
				id: `${intent.id}/${line}`,
				reference,
				intent: intent.id,
				sku: lines.get(line)!.sku,
				quantity,
				value: { amount: Math.max(0, value), currency: intent.amount.currency },
				time: refund?.createdAt ?? updatedAt,
				providerIds: {},
			}));
	});
}

/** What so many pieces were sold for, tax included; undefined when the order does not tell. */
function valueOf(order: Order | undefined, { orderLineId }: CaseLine, quantity: number) {
	const line = order?.lines?.find(({ id }) => id === orderLineId);
	if (!order || !line || line.quantity < quantity) return undefined;
	const { net, tax } = worthOf(line, order.taxesIncluded, 0, quantity);
	return { amount: net + tax, currency: order.currency };
}

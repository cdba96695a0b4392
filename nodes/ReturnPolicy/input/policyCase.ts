import { z } from 'zod';
import { invalidInput } from '../../shared/model/effectError';
import {
	readJson,
	parsedInput,
	authorizationStatuses,
	Customer,
	Decision,
	Hold,
	Inspection,
	Instant,
	logisticsStatuses,
	Money,
	Order,
	type OrderLine,
	parcelStatuses,
	Policy,
	PolicySettings,
	RefundIntent,
	refundTimings,
	refundWays,
	ReturnLine,
} from '../../shared/model';

const pieces = z.number().int().nonnegative().default(0);

const CaseLine = ReturnLine.extend({
	quantities: z
		.object({ approved: pieces, received: pieces, inspected: z.record(z.string(), pieces).default({}) })
		.default({}),
});

const Leg = z.object({
	intent: RefundIntent,
	state: z.enum(['held', 'due', 'pending', 'succeeded', 'failed', 'dropped']),
	exchange: z.object({ rest: Money.optional() }).optional(),
});

const Label = z.object({
	id: z.string(),
	trackingNumber: z.string().default(''),
	cost: Money.optional(),
	voided: z.boolean().optional(),
});
/** A parcel that a carrier has told of. */
const Parcel = z.object({ trackingNumber: z.string(), reached: z.enum(parcelStatuses) });

/** Another return of the same order: what it took and gave back. */
export const SisterCase = z.object({
	reference: z.string().min(1),
	authorization: z.enum(authorizationStatuses).optional(),
	approvedAt: Instant.optional(),
	/** What other systems call it. */
	ids: z.record(z.string(), z.string()).default({}),
	refundTiming: z.enum(refundTimings).optional(),
	lines: z.array(CaseLine),
	refunds: z.array(Leg).default([]),
	labels: z.array(Label).default([]),
	parcels: z.array(Parcel).default([]),
});
export type SisterCase = z.infer<typeof SisterCase>;

/** What a decision and a refund are made from: the part of a return case (case/state.ts) that this node reads. */
export const PolicyCase = z.object({
	reference: z.string().min(1),
	channel: z.string().optional(),
	customer: Customer.optional(),
	/** The customer has withdrawn from the contract by law. */
	withdrawal: z.boolean().optional(),
	/** When that was told, and whether the refund may wait for the goods. */
	clock: z.object({ toldAt: Instant, held: z.boolean() }).optional(),
	/** The customer has agreed to another way than they paid. */
	consent: z.object({ refundTo: z.enum(refundWays) }).optional(),
	logistics: z.enum(logisticsStatuses).optional(),
	openedAt: Instant.optional(),
	orderFoundAt: Instant.optional(),
	authorization: z.enum(authorizationStatuses).optional(),
	/** None of a withdrawal from a whole contract whose order is not found. */
	lines: z.array(CaseLine),
	order: Order.optional(),
	/** The order as each system knows it. */
	orders: z.record(z.string(), Order).default({}),
	refundTiming: z.enum(refundTimings).optional(),
	decision: z
		.object({
			rules: Policy.strip().optional(),
			published: Decision.shape.published,
			fees: Decision.shape.fees,
			offers: Decision.shape.offers,
		})
		.optional(),
	labels: z.array(Label).default([]),
	parcels: z.array(Parcel).default([]),
	rules: PolicySettings.strip().optional(),
	refundTo: z.enum(refundWays).optional(),
	inspections: z.array(Inspection).default([]),
	refunds: z.array(Leg).default([]),
	/** Amounts that are held on the customer's card. */
	holds: z.array(Hold.pick({ id: true, amount: true }).extend({ state: z.string() })).optional(),
	/** The order's other returns, as far as the case store knows them. */
	sisters: z.array(SisterCase).default([]),
});
export type PolicyCase = z.infer<typeof PolicyCase>;
export type PolicyLine = PolicyCase['lines'][number];

/** An order as another system knows it, as far as it says how goods are sorted. */
export interface KnownOrder {
	lines: Array<Pick<OrderLine, 'id' | 'category'>>;
}

/** Reads the Case parameter: an object, or its JSON text. Throws EffectError naming the first field that is wrong. */
export function readCase(value: unknown): PolicyCase {
	const given = readJson(value, 'case');
	if (given === undefined) {
		throw invalidInput(
			'This item carries no return case',
			'Put this node behind a Return Case node or trigger, or set Case, e.g. {{ $json.case }}.',
			'case',
		);
	}
	const read = parsedInput(
		PolicyCase,
		given,
		'case',
		'Pass the case on unchanged as a Return Case node gives it out, or correct the field.',
	);
	if (!read.lines.length && !read.withdrawal)
		throw invalidInput(
			'The case has no lines',
			'Pass the case on unchanged as a Return Case node gives it out.',
			'case.lines',
		);
	return read.order ? { ...read, order: completed(read.order, Object.values(read.orders)) } : read;
}

/** The order with what another system knows and the first one does not: an ERP knows deliveries, a shop knows payments. */
function completed(order: Order, others: Order[]): Order {
	// What books in another currency round to says nothing of these amounts.
	const step = stepOf([order, ...others.filter(({ currency }) => currency === order.currency)]);
	return {
		...order,
		lines: order.lines.map((line) => ({
			...line,
			...categoryFrom(line, others),
			...returnedOf(line, others),
			...(step > 1 && { step }),
		})),
		placedAt: order.placedAt ?? others.find((one) => one.placedAt)?.placedAt,
		fulfilledAt: order.fulfilledAt ?? others.find((one) => one.fulfilledAt)?.fulfilledAt,
		deliveredAt: order.deliveredAt ?? others.find(arrivedWhole)?.deliveredAt,
		shipping: order.shipping ?? others.find((one) => one.shipping)?.shipping,
		...paidOf([order, ...others]),
		duties: order.duties ?? others.find((one) => one.duties)?.duties,
		shopRate: order.shopRate ?? others.find((one) => one.shopRate?.paid.currency === order.currency)?.shopRate,
		outstanding: order.outstanding ?? others.find((one) => one.outstanding)?.outstanding,
		returnsCounted: [order, ...others].flatMap((one) => one.returnsCounted ?? []),
	};
}

/** What the books round to, in minor units: a shop knows nothing of it, and what goes back must be billed there. */
export function stepOf(orders: Order[]): number {
	return Math.max(1, ...orders.flatMap(({ lines }) => lines.map(({ step = 1 }) => step)));
}

/** A time of arrival that holds for all lines: one of a line says nothing of the others. */
function arrivedWhole({ lines, deliveredAt }: Order): boolean {
	return !!deliveredAt && (lines.every((one) => one.deliveredAt) || !lines.some((one) => one.deliveredAt));
}

/** How the order was paid, as the first system tells that knows; what only says how much comes after all that know the payments. */
function paidOf(orders: Order[]): Pick<Order, 'payments' | 'paid'> {
	const { payments = [], paid } = orders.find((one) => one.payments.length) ?? orders.find((one) => one.paid) ?? {};
	return { payments, paid };
}

/** How goods are sorted, as the first system tells that knows. */
function categoryFrom(
	{ id, category }: Pick<OrderLine, 'id' | 'category'>,
	others: KnownOrder[],
): Pick<OrderLine, 'category'> {
	const known = category ?? others.flatMap(({ lines }) => lines.find((one) => one.id === id)?.category ?? [])[0];
	return known === undefined ? {} : { category: known };
}

/** Pieces that came back before, as the system that knows of most has it: each sees only the returns that were made in it. */
function returnedOf({ id }: OrderLine, orders: Order[]): Pick<OrderLine, 'returnedBefore'> {
	const known = orders.flatMap(({ lines }) => lines.find((one) => one.id === id)?.returnedBefore ?? []);
	return known.length ? { returnedBefore: Math.max(...known) } : {};
}

import { z } from 'zod';
import { Address, Customer, lookOf, Order, OrderLine, Payment, PolicyFacts, ReturnLine } from '../../shared/model';
import { PolicyCase } from '../input/policyCase';

/** A return of the past: the case, and what was known besides when it was decided. */
export interface PastCase {
	case: PolicyCase;
	facts: PolicyFacts;
}

/** What of a case is judged anew: as it was asked for, and as it was sold. What became of it since does not count. */
const Asked = PolicyCase.pick({
	reference: true,
	channel: true,
	customer: true,
	withdrawal: true,
	clock: true,
	consent: true,
	openedAt: true,
	lines: true,
	order: true,
	refundTo: true,
	labels: true,
});
type Asked = z.infer<typeof Asked>;

/** What a decided case keeps of what was known besides. */
const Facts = PolicyFacts.strip();
const isFacts = lookOf(Facts);

/** An order as another system knows it, as far as it counts here. */
const Known = z.object({ lines: z.array(OrderLine.pick({ id: true, category: true })) });
const Systems = z.record(z.string(), Known);
type Systems = z.infer<typeof Systems>;
const isSystems = lookOf(Systems);
const noSystems: Systems = {};

/** The same of one that was parsed before, as far as rules and refunds read it: no more is looked at than is compared. */
const Person = Customer.omit({ name: true }).extend({
	address: Address.pick({ country: true, postalCode: true }).optional(),
});
const isAsked = lookOf(
	Asked.extend({
		customer: Person.optional(),
		lines: z.array(ReturnLine.omit({ note: true, title: true })),
		order: Order.pick({
			number: true,
			channel: true,
			currency: true,
			taxesIncluded: true,
			placedAt: true,
			fulfilledAt: true,
			deliveredAt: true,
			shipping: true,
			paid: true,
			duties: true,
		})
			.extend({
				customer: Person.optional(),
				lines: z.array(OrderLine.omit({ title: true })),
				payments: z.array(Payment.pick({ id: true, processor: true, captured: true })),
			})
			.optional(),
	}),
);

/** Reads one, or says why it cannot be judged. A case that was parsed before is not parsed again. */
export function readPastCase(value: unknown): PastCase | string {
	const asked = isAsked(value) ? (value as Asked) : Asked.safeParse(value);
	if ('success' in asked && !asked.success) {
		const [{ path, message }] = asked.error.issues;
		return `${referenceOf(value)}: ${path.join('.')}: ${message}`;
	}
	const read = 'success' in asked ? asked.data : asked;
	if (!read.openedAt) return `${read.reference}: openedAt: it is not known when it was asked for`;
	return { case: asItWas(read, systemsOf(value)), facts: factsOf(value) };
}

/** What each system says of the goods, where several know the order. */
function systemsOf(value: unknown): Systems {
	const { orders } = value as { orders?: unknown };
	if (typeof orders !== 'object' || orders === null || Object.keys(orders).length < 2) return noSystems;
	return isSystems(orders) ? (orders as Systems) : (Systems.safeParse(orders).data ?? noSystems);
}

function factsOf(value: unknown): PolicyFacts {
	const given = (value as { decision?: { given?: unknown } }).decision?.given;
	if (given === undefined) return {};
	const { tier, score, history } = (isFacts(given) ? (given as PolicyFacts) : Facts.safeParse(given).data) ?? {};
	return {
		...(tier !== undefined && { tier }),
		...(score !== undefined && { score }),
		...(history && { history }),
	};
}

function referenceOf(value: unknown): string {
	const { reference } = (typeof value === 'object' && value !== null ? value : {}) as { reference?: unknown };
	return typeof reference === 'string' ? reference : 'a case without a reference';
}

const none = { approved: 0, received: 0, inspected: {} };

/** The case before anything was decided, received or paid. */
function asItWas(
	{ reference, channel, customer, withdrawal, clock, consent, openedAt, lines, order, refundTo, labels }: Asked,
	systems: Systems,
): PolicyCase {
	return {
		reference,
		channel,
		customer,
		withdrawal,
		clock,
		consent,
		openedAt,
		refundTo,
		labels,
		logistics: 'none',
		// No more of them is read than how goods are sorted.
		orders: systems as PolicyCase['orders'],
		refunds: [],
		inspections: [],
		sisters: [],
		parcels: [],
		lines: lines.map((line) => ({ ...line, quantities: none })),
		...(order && {
			order: {
				...order,
				refundsOfOthers: undefined,
				payments: order.payments.map(({ id, processor, method, providerIds, captured, movesOwnMoney }) => ({
					id,
					processor,
					method,
					providerIds,
					captured,
					refunded: { amount: 0, currency: captured.currency },
					refundable: captured,
					movesOwnMoney,
				})),
			},
		}),
	};
}

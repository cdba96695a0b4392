import type { CaseStore } from '../../nodes/shared/store';
import type { EventType, NewEvent } from '../../nodes/shared/model';
import type { Sandbox } from '../sandbox';
import type { OdooDb } from '../sandbox/odoo/db';
import { disputeOf, refundOf, type Charge, type StripeRefund } from '../sandbox/stripe/objects';

const day = 86_400_000;

/** One refund as the systems have it on their books. What is left out of a system it does not know. */
export interface Booked {
	n: number;
	/** Paid by Shopify Payments; else by Stripe. */
	byShop: boolean;
	/** Days ago. */
	age: number;
	/** Minor units of EUR. */
	amount: number;
	/** In the case: the refund's state there (`none`: it has no refund), and what else the case has heard. */
	case?: {
		state: 'none' | 'pending' | 'succeeded';
		refund: string;
		captured: number;
		events?: Array<[type: EventType, data: object]>;
	};
	/** At whoever paid. */
	money: Array<{ id: string; status: 'pending' | 'succeeded' | 'failed'; named: boolean }>;
	/** The customer's bank took the whole payment back, so many days ago. */
	disputed?: number;
	/** Money left the balance for a refund that nobody knows. */
	stray?: true;
	/** Credit note in Odoo, and in which currency. */
	note?: { currency: string };
	/** Payment in Odoo: its amount, and the refund that its memo names. */
	payment?: { amount: number; refund: string };
}

/** What Odoo has of a refund. */
export interface Documents extends Pick<Booked, 'n' | 'amount' | 'note' | 'payment'> {
	reference: string;
	/** Calendar day. */
	date: string;
}

/** Refund number `n`, the same on all books. Every third was paid by Shopify Payments; few different amounts, so that equal ones meet. */
export function good(n: number): Booked {
	const byShop = n % 3 === 0;
	const amount = 1000 + (n % 5) * 250;
	const refund = byShop ? `gid://shopify/OrderTransaction/${70_000 + n}` : `re_book${n}`;
	return {
		n,
		byShop,
		amount,
		age: 2 + (n % 6),
		case: { state: 'succeeded', refund, captured: 10_000 },
		money: [{ id: refund, status: 'succeeded', named: true }],
		note: { currency: 'EUR' },
		payment: { amount, refund },
	};
}

const first = ({ money: [only] }: Booked) => only;

/** What goes wrong, by class of drift: each spoils one refund in that one way, in the system where it would really happen. */
export const spoilers: Record<string, { byShop?: true; spoil: (books: Booked) => Booked }> = {
	missing_in_erp: { spoil: (books) => ({ ...books, note: undefined }) },
	missing_in_payment: { spoil: (books) => ({ ...books, money: [] }) },
	missing_in_shop: { byShop: true, spoil: (books) => ({ ...books, money: [] }) },
	missing_in_cases: { spoil: (books) => ({ ...books, case: undefined }) },
	amount_differs: { spoil: (books) => ({ ...books, payment: { ...books.payment!, amount: books.amount - 1 } }) },
	currency_differs: { spoil: (books) => ({ ...books, note: { currency: 'USD' } }) },
	status_differs: { spoil: (books) => ({ ...books, case: { ...books.case!, state: 'pending' } }) },
	failed_after_success: { spoil: (books) => ({ ...books, money: [{ ...first(books), status: 'failed' }] }) },
	duplicate: {
		spoil: (books) => ({ ...books, money: [first(books), { ...first(books), id: `${first(books).id}b` }] }),
	},
	late: {
		spoil: (books) => ({
			...books,
			age: 20,
			case: { ...books.case!, state: 'pending' },
			money: [{ ...first(books), status: 'pending' }],
			note: undefined,
			payment: undefined,
		}),
	},
	refunded_after_failure: {
		spoil: (books) => ({
			...books,
			case: { ...books.case!, refund: `${first(books).id}again` },
			money: [
				{ ...first(books), status: 'failed' },
				{ ...first(books), id: `${first(books).id}again` },
			],
		}),
	},
	over_captured: { spoil: (books) => ({ ...books, case: { ...books.case!, captured: books.amount - 1 } }) },
	unknown_reference: {
		spoil: (books) => ({
			...books,
			case: undefined,
			money: [{ ...first(books), named: false }],
			note: undefined,
			payment: undefined,
		}),
	},
};

/** Writes refunds into the stand-ins, the case store and an Odoo: the stand-in's, or by `bookAll`. Returns each refund's return reference, by its number. */
export async function write(
	all: Booked[],
	sandbox: Sandbox,
	store: CaseStore,
	bookAll = (documents: Documents[]): Promise<void> => bookInStandIn(documents, sandbox.odoo.db),
): Promise<Map<number, string>> {
	const references = new Map<number, string>();
	const documents: Documents[] = [];
	for (const books of all) {
		const { n, age } = books;
		const time = new Date(Date.now() - age * day).toISOString();
		// A refund that no case knows still carries a reference, of a case that was lost.
		const reference = books.case ? await daysAgo(age, async () => await openCase(books, time, store)) : `RMA-LOST${n}`;
		references.set(n, reference);
		pay(books, reference, time, sandbox);
		documents.push({ ...books, reference, date: time.slice(0, 10) });
	}
	await bookAll(documents);
	return references;
}

/** Does something with a clock that is so many days behind: what a case adds by itself is as old as the rest of it. */
async function daysAgo<T>(days: number, act: () => Promise<T>): Promise<T> {
	const now = Date.now.bind(Date);
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() - days * day);
	try {
		return await act();
	} finally {
		clock.mockRestore();
	}
}

async function openCase({ n, byShop, amount, case: known }: Booked, time: string, store: CaseStore): Promise<string> {
	const { state, refund, captured, events = [] } = known!;
	const lines = [{ id: 'L1', sku: 'MUG', title: '', quantity: 1, reason: 'unknown', providerIds: {} }];
	const { reference } = await store.cases.open({
		source: 'books',
		sourceId: String(n),
		time,
		request: { brand: 'default', channel: 'portal', orderNumber: `#B${n}`, lines, providerIds: {} },
	});
	const eur = (minor: number) => ({ amount: minor, currency: 'EUR' });
	const providerIds: Record<string, string> = byShop
		? { 'shopify.transaction': `gid://shopify/OrderTransaction/${80_000 + n}` }
		: { 'stripe.payment_intent': `pi_book${n}` };
	const payment = { id: `p${n}`, processor: byShop ? 'shopify_payments' : 'stripe', providerIds };
	const intent = { id: `${reference}/R1`, amount: eur(amount), payment };
	const ids: Record<string, string> = byShop ? { 'shopify.transaction': refund } : { 'stripe.refund': refund };
	const made = {
		id: refund,
		intent: intent.id,
		amount: intent.amount,
		status: state,
		createdAt: time,
		providerIds: ids,
	};
	const event = (type: EventType, data: object): NewEvent => ({
		source: 'books',
		id: `${n} ${type}`,
		type,
		time,
		data: data as NewEvent['data'],
	});
	await store.cases.record({
		reference,
		events: [
			event('order.found', {
				system: 'shopify',
				order: {
					number: `#B${n}`,
					currency: 'EUR',
					lines: [],
					payments: [{ ...payment, captured: eur(captured), refunded: eur(0), refundable: eur(10_000) }],
				},
			}),
			event('return.approved', {}),
			...(state === 'none'
				? []
				: [
						event('refund.due', { intent }),
						event(state === 'succeeded' ? 'refund.succeeded' : 'refund.submitted', { refund: made }),
					]),
			...events.map(([type, data]) => event(type, data)),
		],
	});
	return reference;
}

function pay(
	{ n, byShop, amount, money, disputed, stray }: Booked,
	reference: string,
	time: string,
	{ stripe, shopify }: Sandbox,
): void {
	const at = (days: number) => Math.floor((Date.now() - days * day) / 1000);
	const charge = { id: `ch_book${n}`, amount: 10_000, currency: 'eur', payment_intent: `pi_book${n}` } as Charge;
	if (disputed !== undefined)
		stripe.account.disputes.set(`du_book${n}`, disputeOf({ id: `du_book${n}`, charge, created: at(disputed) }));
	if (stray) {
		const payout = stripe.account.payOut([{ type: 'refund', amount: -amount, source: `re_stray${n}` }]);
		payout.created = at(3);
		for (const row of stripe.account.transactions.values()) if (row.payout === payout.id) row.created = at(3);
	}
	for (const { id, status, named } of money) {
		if (byShop) {
			shopify.state.order('#1002').transactions.push({
				id,
				kind: 'REFUND',
				status: status === 'succeeded' ? 'SUCCESS' : status === 'failed' ? 'FAILURE' : 'PENDING',
				gateway: 'shopify_payments',
				authorizationCode: null,
				amount: { amount, currency: 'EUR' },
				processedAt: time,
			});
			continue;
		}
		const metadata: Record<string, string> = named
			? { return_reference: reference, refund_intent: `${reference}/R1` }
			: {};
		stripe.refunds.set(
			id,
			refundOf({
				id,
				amount,
				charge,
				status,
				metadata,
				reason: null,
				created: Math.floor(Date.parse(time) / 1000),
			}) satisfies StripeRefund,
		);
	}
}

function bookInStandIn(documents: Documents[], db: OdooDb): Promise<void> {
	const currency = (name: string) =>
		(db.where('res.currency', { name })[0] ?? db.insert('res.currency', { name, rounding: 0.01 })).id;
	for (const { reference, date, amount, note, payment } of documents) {
		if (note)
			db.insert('account.move', {
				move_type: 'out_refund',
				state: 'posted',
				name: `RINV/${reference}`,
				ref: reference,
				amount: amount / 100,
				currency_id: currency(note.currency),
				invoice_date: date,
			});
		if (payment)
			db.insert('account.payment', {
				payment_type: 'outbound',
				partner_type: 'customer',
				state: 'paid',
				name: `PAY/${reference}`,
				memo: payment.refund,
				amount: payment.amount / 100,
				currency_id: currency('EUR'),
				date,
			});
	}
	return Promise.resolve();
}

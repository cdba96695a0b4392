import type { Fix } from '../../nodes/ReturnReconciliation/judge/drift';
import { good, spoilers, type Booked, type Documents } from '../n8n/books';
import type { ShopInOdoo } from './shopInOdoo';

interface Kind {
	/** The class of its drift. */
	class: string;
	times: number;
	/** What mends it without a person. */
	fix?: Fix;
	byShop?: true;
	/** The drift names no return. */
	nameless?: true;
	spoil(books: Booked): Booked;
}

const known = (name: keyof typeof spoilers, times: number, more: Partial<Kind> = {}): Kind => ({
	class: name,
	times,
	...spoilers[name],
	...more,
});
/** A return of which nothing was paid, so many days ago, and what its case has heard. */
const unpaid = (books: Booked, age: number, events: NonNullable<Booked['case']>['events']): Booked => ({
	...books,
	age,
	case: { ...books.case!, state: 'none', events },
	money: [],
	note: undefined,
	payment: undefined,
});

/** Fifty drifts: every class that template 41 can find as it ships, more than once each, and what mends it. */
const kinds: Kind[] = [
	// Of the credit note; the next of the payment, which is registered.
	known('missing_in_erp', 3),
	{
		class: 'missing_in_erp',
		times: 6,
		fix: 'register_payment',
		spoil: (books) => ({ ...books, payment: undefined }),
	},
	known('status_differs', 4, { fix: 'take_into_case' }),
	known('missing_in_payment', 2),
	known('missing_in_shop', 3),
	known('missing_in_cases', 2),
	known('amount_differs', 2),
	known('currency_differs', 2),
	known('failed_after_success', 2),
	known('duplicate', 2),
	known('late', 2),
	known('refunded_after_failure', 2),
	known('over_captured', 2),
	known('unknown_reference', 2, { nameless: true }),
	{
		class: 'credit_note_without_payment',
		times: 2,
		spoil: (books) => ({ ...books, case: { ...books.case!, state: 'pending' }, money: [], payment: undefined }),
	},
	{
		class: 'payout_without_refund',
		times: 2,
		nameless: true,
		spoil: (books) => ({ ...unpaid(books, 3, []), case: undefined, stray: true }),
	},
	{
		class: 'chargeback_after_refund',
		times: 2,
		spoil: (books) => ({ ...books, age: 5, disputed: 3 }),
	},
	{
		class: 'refund_after_chargeback',
		times: 2,
		spoil: (books) => ({ ...books, age: 3, disputed: 5 }),
	},
	{ class: 'refunded_not_received', times: 2, spoil: (books) => ({ ...books, age: 35 }) },
	{
		class: 'received_not_refunded',
		times: 2,
		spoil: (books) =>
			unpaid(books, 20, [
				['return.received', { receipt: { id: `receipt-${books.n}`, lines: [{ line: 'L1', quantity: 1 }] } }],
			]),
	},
	{
		class: 'label_unused',
		times: 2,
		spoil: (books) =>
			unpaid(books, 40, [
				[
					'label.issued',
					{
						label: {
							id: `label-${books.n}`,
							carrier: 'Example',
							trackingNumber: `TRACK${books.n}`,
							labelUrl: 'https://example.com/label.pdf',
							cost: { amount: 590, currency: 'EUR' },
						},
					},
				],
			]),
	},
];

export interface PlantedDrift {
	/** Number of its refund. */
	n: number;
	kind: Kind;
}

/** The drifts, and refunds on which everybody agrees between them: of three refunds one is spoiled. */
export function plannedBooks(): { planted: PlantedDrift[]; books: Booked[] } {
	const all = kinds.flatMap((kind) => Array.from({ length: kind.times }, () => kind));
	const at = new Map(all.map((kind, index) => [3 * index + (kind.byShop ? 0 : 1), kind]));
	return {
		planted: [...at].map(([n, kind]) => ({ n, kind })),
		books: Array.from({ length: 3 * all.length }, (_, n) => at.get(n)?.spoil(good(n)) ?? good(n)),
	};
}

/** Books in a real Odoo what it has of these refunds. Returns the ids of the credit notes, by the refund's number. */
export async function bookInOdoo(documents: Documents[], { rpc }: ShopInOdoo): Promise<Map<number, number>> {
	const context = { active_test: false };
	const currencies: Array<{ id: number; name: string }> = await rpc('res.currency', 'search_read', {
		domain: [['name', 'in', ['EUR', 'USD']]],
		fields: ['name'],
		context,
	});
	await rpc('res.currency', 'write', { ids: currencies.map(({ id }) => id), vals: { active: true } });
	const currency = (wanted: string) => currencies.find(({ name }) => name === wanted)!.id;
	const [partner] = await rpc('res.partner', 'create', { vals_list: [{ name: 'Planted Example' }] });
	const noted = documents.filter(({ note }) => note);
	const notes: number[] = await rpc('account.move', 'create', {
		vals_list: noted.map(({ reference, date, amount, note }) => ({
			move_type: 'out_refund',
			partner_id: partner,
			ref: reference,
			invoice_date: date,
			currency_id: currency(note!.currency),
			invoice_line_ids: [[0, 0, { name: 'Returned', quantity: 1, price_unit: amount / 100, tax_ids: [[6, 0, []]] }]],
		})),
	});
	// A company credits and pays back much that is no return.
	const others: number[] = await rpc('account.move', 'create', {
		vals_list: ['Price agreement', 'INV/2026/00001', ''].map((ref, index) => ({
			move_type: 'out_refund',
			partner_id: partner,
			ref,
			invoice_date: noted[index].date,
			invoice_line_ids: [[0, 0, { name: 'Bonus', quantity: 1, price_unit: 10, tax_ids: [[6, 0, []]] }]],
		})),
	});
	await rpc('account.move', 'action_post', { ids: [...notes, ...others] });
	const paid: number[] = await rpc('account.payment', 'create', {
		vals_list: documents.flatMap(({ date, payment }) =>
			payment ? [paymentOf(partner, currency('EUR'), payment.amount, date, payment.refund)] : [],
		),
	});
	paid.push(
		...(await rpc('account.payment', 'create', {
			vals_list: ['Deposit', ''].map((memo) => paymentOf(partner, currency('EUR'), 1000, noted[0].date, memo)),
		})),
	);
	await rpc('account.payment', 'action_post', { ids: paid });
	return new Map(noted.map(({ n }, index) => [n, notes[index]]));
}

function paymentOf(partner: number, currency: number, minor: number, date: string, memo: string): object {
	return {
		payment_type: 'outbound',
		partner_type: 'customer',
		partner_id: partner,
		amount: minor / 100,
		currency_id: currency,
		date,
		memo,
	};
}

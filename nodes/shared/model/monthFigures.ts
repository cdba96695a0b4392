import { z } from 'zod';
import { Money } from './money';

/** Where a document lies beside the month: what belongs to it may have been booked some days earlier or later. */
export const placesInTime = ['before', 'month', 'after'] as const;
export type PlaceInTime = (typeof placesInTime)[number];

const count = z.number().int();
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'must be a day, such as 2026-11-30');

/** What the books add up of documents that carry the same name: the return's reference, or the memo of a payment. Without one: all that have none. */
const Booked = z.object({
	name: z.string().optional(),
	when: z.enum(placesInTime),
	count,
	/** In the currency of the documents. */
	amount: Money,
});
export type Booked = z.infer<typeof Booked>;

/** Of customers' invoices and credit notes in a time: without tax, in the currency of the books. */
const Trade = z.object({ sales: Money, credited: Money });

const Balance = z.object({ account: z.string(), amount: Money });

/** What the books say of returns in a month: as Odoo itself adds it up (Odoo Returns: Get Figures), or as another ERP's flow gives it. */
export const MonthFigures = z.object({
	month: z.string().regex(/^\d{4}-\d\d$/, 'must be a month, such as 2026-11'),
	/** Its first and last calendar day. */
	from: day,
	to: day,
	/** When it was read. */
	asOf: z.string(),
	company: z.string(),
	/** Of the books. */
	currency: z.string(),
	/** Up to which day the books are locked, and for what. */
	locks: z.array(z.object({ what: z.enum(['everything', 'for good', 'sales', 'taxes']), to: day })),
	/** Credit notes of the month that are not posted. */
	drafts: count,
	creditNotes: z.array(Booked),
	/** Payments to customers, by memo. */
	payments: z.array(Booked),
	/** What is open now of credit notes dated to the end of the month. */
	openCredits: z.array(Booked.omit({ when: true })),
	/** Goods that came back from customers, by what their transfers name as their source. */
	goods: z.array(
		z.object({ name: z.string().optional(), when: z.enum(placesInTime), pieces: z.number(), value: Money.optional() }),
	),
	/** What stands now where returned goods go. */
	stock: z.array(z.object({ location: z.string(), pieces: z.number(), value: Money.optional() })),
	trade: z.object({
		month: Trade,
		/** Sales that customers may still return at the end of the month. */
		window: Trade.extend({ days: count }),
		/** Twelve months to its end; `cost`: what the goods cost, where the books know it. */
		year: Trade.extend({ cost: Money.optional() }),
	}),
	/** Accounts at the end of the month: what they hold, a debt of the company with a minus. */
	balances: z.object({
		refundLiability: Balance.optional(),
		rightToRecover: Balance.optional(),
		storeCredit: Balance.optional(),
	}),
});
export type MonthFigures = z.infer<typeof MonthFigures>;

import { z } from 'zod';
import { calendarOf } from './calendar';
import { languages } from './messages';
import { Instant } from './time';

/** What a case is about: goods that come back by the shop's own rules, or a contract that the customer has withdrawn from by law. */
export const caseKinds = ['return', 'withdrawal'] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Ways by which a statement comes; by law any way counts (Directive 2011/83/EU Art. 11(1)), so others may be written as well. */
export const statementChannels = ['page', 'form', 'email', 'phone', 'post', 'chat', 'store'] as const;

/** By what receipts are limited: the address they go to, what the contract is called, and who sends the statements. */
export const receiptLimits = ['address', 'order', 'sender'] as const;
export type ReceiptLimit = (typeof receiptLimits)[number];

const TimeZone = z.string().refine((zone) => {
	try {
		return !!calendarOf(zone);
	} catch {
		return false;
	}
}, 'is no time zone such as Europe/Berlin');

/** A customer's statement that they withdraw from a contract, as it was told. */
export const Statement = z.object({
	/** Names it in its case: the same statement has the same id, however often it comes. */
	id: z.string().min(1).max(200),
	/** When it was sent, to the second. It counts, however late it is read (Art. 11a(5)). */
	toldAt: Instant,
	/** The shop's: days are counted in it. */
	timeZone: TimeZone,
	channel: z.string().min(1).max(50),
	name: z.string().max(200).default(''),
	/** What identifies the contract, in the customer's words: an order number, mostly. */
	contract: z.string().max(500).default(''),
	/** Where the receipt goes; absent: it is handed over in another way. */
	email: z.string().max(320).optional(),
	/** What is withdrawn from; empty: the whole contract. */
	lines: z.array(z.object({ sku: z.string(), title: z.string().default(''), quantity: z.number().int().positive() })),
	/** In which the customer has made it. */
	language: z.enum(languages).optional(),
	/** The receipt is not mailed by itself, because so many went out already; a person looks at it. */
	held: z.enum(receiptLimits).optional(),
	/** The customer's own words. */
	text: z.string().max(20_000).optional(),
});
export type Statement = z.infer<typeof Statement>;

/** What the customer is sent on a durable medium: that it was received, what it says, and when (Art. 11a(4)). */
export const WithdrawalReceipt = z.object({ subject: z.string(), text: z.string() });
export type WithdrawalReceipt = z.infer<typeof WithdrawalReceipt>;

/** What showed that the refund need not wait any more (Art. 13(3)); `never_shipped`: nothing was sent, so nothing comes back. */
export const releasedBy = ['carrier', 'goods', 'proof', 'never_shipped'] as const;

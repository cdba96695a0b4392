import { z } from 'zod';
import { id, link, named, text } from './fields';

/* Records of Odoo as they are read: what clears a payment provider's balance. */

/** A bank journal: `default_account_id` is its bank account, `suspense_account_id` where a statement line waits for its match. */
export const ClearingJournal = z.object({
	id,
	name: z.string(),
	type: z.string(),
	currency_id: named,
	company_id: link,
	default_account_id: named,
	suspense_account_id: named,
});
export type ClearingJournal = z.infer<typeof ClearingJournal>;

/** `transfer_account_id`: money on its way from one bank account to another. */
export const BookingCompany = z.object({ id, currency_id: named, transfer_account_id: named });

export const StatementLine = z.object({
	id,
	move_id: link,
	amount: z.number(),
	is_reconciled: z.boolean(),
	payment_ref: text,
	date: text,
});
export type StatementLine = z.infer<typeof StatementLine>;

/** A journal item, in the company's currency. */
export const ClearingItem = z.object({
	id,
	move_id: link,
	account_id: named,
	account_type: text,
	partner_id: link,
	balance: z.number(),
	reconciled: z.boolean(),
});
export type ClearingItem = z.infer<typeof ClearingItem>;

export const ClearingPayment = z.object({
	id,
	name: text,
	memo: text,
	amount: z.number(),
	move_id: link,
	partner_id: link,
});
export type ClearingPayment = z.infer<typeof ClearingPayment>;

/** What an item adds to its account: `balance` in the currency of the books. */
export const AccountItem = z.object({ id, balance: z.number(), amount_currency: z.number() });

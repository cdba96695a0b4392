import { z } from 'zod';
import { id, link, links, missing, named, text } from './fields';

/* Records of Odoo as they are read: money, and the companies and people it goes between. */

/** A line of an invoice, as far as what it says of prices. */
export const BilledLine = z.object({
	id,
	display_type: text,
	product_id: link,
	name: text,
	quantity: z.number(),
	price_unit: z.number(),
	discount: z.number(),
	price_subtotal: z.number(),
	price_total: z.number(),
	tax_ids: links,
	account_id: link,
	sale_line_ids: links,
});
export type BilledLine = z.infer<typeof BilledLine>;

/** `rounding`: what its amounts are multiples of, 0.01 or 1. */
export const Currency = z.object({ id, name: z.string(), rounding: z.number().positive() });
export type Currency = z.infer<typeof Currency>;

export const Partner = z.object({
	id,
	name: text,
	email: text,
	phone: text,
	street: text,
	street2: text,
	city: text,
	zip: text,
	country_code: text,
});

export const Invoice = z.object({
	id,
	name: text,
	move_type: z.string(),
	state: z.string(),
	payment_state: text,
	amount_untaxed: z.number(),
	amount_tax: z.number(),
	amount_total: z.number(),
	amount_residual: z.number(),
	partner_id: link,
	journal_id: link,
	currency_id: named,
	company_id: link,
	invoice_origin: text,
	reversed_entry_id: link,
	ref: text,
	/** Whose sale it was: salesperson, team, and what Odoo's reports ask for besides. */
	invoice_user_id: link,
	team_id: link,
	partner_shipping_id: link,
	fiscal_position_id: link,
	campaign_id: link,
	source_id: link,
	medium_id: link,
});
export type Invoice = z.infer<typeof Invoice>;

export const InvoiceLine = z.object({
	id,
	move_id: link,
	parent_state: text,
	product_id: link,
	name: text,
	quantity: z.number(),
	product_uom_id: link,
	price_unit: z.number(),
	discount: z.number(),
	price_subtotal: z.number(),
	price_total: z.number(),
	tax_ids: links,
	account_id: link,
	sale_line_ids: links,
	/** `product`: goods and fees; `tax`: one tax of the whole document. */
	display_type: text,
	tax_line_id: link,
	/** What it adds to the document without tax, or of a tax; above zero on credit notes, below on invoices. */
	amount_currency: z.number(),
	/** Percent of it by analytic account, or by several of different plans. */
	analytic_distribution: z.union([z.record(z.string(), z.number()), missing]),
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

export const Payment = z.object({ id, name: text, state: z.string(), amount: z.number(), move_id: link, memo: text });
export type Payment = z.infer<typeof Payment>;

/** A movement of money through one of Odoo's own payment providers. */
export const PaymentTransaction = z.object({
	id,
	provider_reference: text,
	operation: text,
	state: z.string(),
	amount: z.number(),
	currency_id: named,
	payment_id: link,
});
export type PaymentTransaction = z.infer<typeof PaymentTransaction>;

/** Journal items that are matched with each other. */
export const Reconciled = z.object({ id, credit_move_id: link });

/** Where a company books what is taken off for paying early. */
export const EarlyAccount = z.object({ id, account_journal_early_pay_discount_loss_account_id: link });

/** What a customer has time for, and whether something is taken off for paying early. */
export const PaymentTerm = z.object({ id, early_discount: z.boolean() });

/** So much of two journal items matched with each other, in the currency of the credit note. */
export const Matched = z.object({ id, credit_amount_currency: z.number() });

export const MethodLine = z.object({ id, code: text, payment_type: z.string(), journal_id: link });
export type MethodLine = z.infer<typeof MethodLine>;

/** `fixed`: an amount for each piece, such as an eco tax. */
export const Tax = z.object({ id, amount_type: text });

export const Journal = z.object({ id, name: z.string(), type: z.string() });

export const ReceivableLine = z.object({ id, move_id: link, account_type: text, reconciled: z.boolean() });

/** A way to pay out of a journal, with the account that is credited. */
export const PayingLine = z.object({ id, code: text, journal_id: named, payment_account_id: named });

export const Account = z.object({ id, account_type: z.string() });

export const CashRounding = z.object({ id, rounding: z.number() });

/** A company, and whether it mails customers when a delivery is booked. */
export const SellingCompany = z.object({
	id,
	name: z.string(),
	currency_id: named,
	stock_move_email_validation: z.boolean(),
});

/** A contact, as far as it is a customer's. */
export const CustomerRecord = Partner.extend({ parent_id: link, company_id: link, type: text });
export type CustomerRecord = z.infer<typeof CustomerRecord>;

export const Country = z.object({ id, code: text });
export const CountryState = z.object({ id, code: text });

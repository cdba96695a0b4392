import { z } from 'zod';
import { PayPalMoney, word } from './fields';

/** A row of PayPal's Transaction Search, as far as it is read here. */
export const PayPalTransaction = z.object({
	transaction_info: z.object({
		transaction_id: z.string(),
		transaction_event_code: word,
		transaction_status: word,
		transaction_initiation_date: word,
		transaction_amount: PayPalMoney,
		invoice_id: word,
		custom_field: word,
		transaction_subject: word,
		transaction_note: word,
	}),
	payer_info: z.object({ email_address: word }).nullish().catch(undefined),
});
export type PayPalTransaction = z.infer<typeof PayPalTransaction>;

export const PayPalTransactions = z.object({
	/** A row that cannot be read (another kind of money) is no payment of an order. */
	transaction_details: z
		.array(z.unknown())
		.default([])
		.transform((rows) => rows.flatMap((row) => PayPalTransaction.safeParse(row).data ?? [])),
	total_pages: z.number().int().default(1),
});

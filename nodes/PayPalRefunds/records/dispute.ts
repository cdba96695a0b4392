import { z } from 'zod';
import { PayPalMoney, word } from './fields';

/** A dispute of PayPal's API, as far as it is read here: without messages and evidence, which are full of personal data. */
export const PayPalDispute = z.object({
	dispute_id: z.string(),
	disputed_transactions: z.array(z.object({ seller_transaction_id: word })).default([]),
	reason: z.string().catch(''),
	/** A word that is none says nothing: it is open then. */
	status: z.string().catch(''),
	dispute_amount: PayPalMoney,
	dispute_outcome: z.object({ outcome_code: word }).nullish().catch(undefined),
	dispute_life_cycle_stage: z.string().catch(''),
	seller_response_due_date: word,
	create_time: word,
});
export type PayPalDispute = z.infer<typeof PayPalDispute>;

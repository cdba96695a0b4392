import { z } from 'zod';
import { id, link, named, text } from './fields';

/* Records of Odoo as they are read: store credit. */

/** `points` are amounts of the program's currency. */
export const LoyaltyProgram = z.object({
	id,
	name: z.string(),
	program_type: z.string(),
	currency_id: named,
	company_id: link,
});
export type LoyaltyProgram = z.infer<typeof LoyaltyProgram>;

export const LoyaltyCard = z.object({
	id,
	program_id: named,
	partner_id: link,
	points: z.number(),
	expiration_date: text,
});
export type LoyaltyCard = z.infer<typeof LoyaltyCard>;

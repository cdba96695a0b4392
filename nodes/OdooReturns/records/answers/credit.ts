import { z } from 'zod';
import { id, link, links, named, text } from './fields';

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

/** A gift card or eWallet as a register knows it. */
export const RegisterCard = z.object({ id, program_id: named, program_type: z.string(), expiration_date: text });
export type RegisterCard = z.infer<typeof RegisterCard>;

/** A line of a receipt by which a card paid. */
export const CardLine = z.object({ id, coupon_id: link, points_cost: z.number() });

/** A program whose products are cards or credit. */
export const PaymentProgram = z.object({ id, trigger_product_ids: links });

/** A line of a card's history: for which document something was put on it or taken off. */
export const LoyaltyHistory = z.object({ id, card_id: link });

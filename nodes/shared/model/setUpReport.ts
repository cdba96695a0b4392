import { z } from 'zod';
import { Instant } from './time';

/** How something of the set-up stands: `ok` works, `look` works but should be seen to, `mend` stops something. */
const lights = ['ok', 'look', 'mend'] as const;
export type Light = (typeof lights)[number];

/** A record of the other system that a setting may name. */
export const SetUpChoice = z.object({ id: z.number().int().positive(), name: z.string() });
export type SetUpChoice = z.infer<typeof SetUpChoice>;

/** What somebody found who looked at another system for a brand: what is there, what is allowed, and what can be chosen. */
export const SetUpReport = z.object({
	/** The system that was looked at, by the name of its connection. */
	connection: z.string(),
	brand: z.string(),
	lookedAt: Instant,
	/** Where its pages are, for links to its records. */
	address: z
		.string()
		.regex(/^https?:\/\//)
		.optional(),
	checks: z.array(z.object({ what: z.string(), light: z.enum(lights), is: z.string(), fix: z.string() })),
	/** By the setting that they are for, e.g. `odoo.paymentJournal`. */
	choices: z.record(z.string(), z.array(SetUpChoice)).default({}),
});
export type SetUpReport = z.infer<typeof SetUpReport>;

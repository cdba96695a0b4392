import type { z } from 'zod';

/** One operation of Shopify's Admin GraphQL API: its text, and what of the answer the pack reads. */
export interface GraphqlDocument<T = unknown> {
	/** The operation's name in the text; shown in Shopify's logs. */
	name: string;
	text: string;
	/** Whether sending it twice does its work once (queries, and mutations with `@idempotent`). */
	repeatable: boolean;
	/** Shape of `data`. Fields that are not named here are not read. */
	answer: z.ZodType<T, z.ZodTypeDef, unknown>;
	/** Fields that Shopify may keep back (protected customer data) without harm to the operation. */
	mayBeWithheld?: string[];
}

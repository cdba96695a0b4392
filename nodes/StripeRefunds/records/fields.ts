import { z } from 'zod';

/** Stripe sends an id, or the whole object when it was expanded. */
export const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullish();

/** Only the ids that are there. */
export function presentIds(ids: Record<string, string | null | undefined>): Record<string, string> {
	return Object.fromEntries(Object.entries(ids).filter((entry): entry is [string, string] => !!entry[1]));
}

/** Seconds since 1970 as an instant. */
export function instantOf(seconds: number): string {
	return new Date(seconds * 1000).toISOString();
}

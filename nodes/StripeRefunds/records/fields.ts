import { z } from 'zod';

/** Stripe sends an id, or the whole object when it was expanded. */
export const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullish();

/** Words beside the point: one that is none loses nothing else. */
export const word = z.string().nullish().catch(undefined);

/** Metadata: what is no text in it is left out. */
export const metadata = z
	.record(z.string(), z.unknown())
	.transform((given) =>
		Object.fromEntries(
			Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
		),
	)
	.nullish()
	.catch(undefined);

/** Seconds since 1970 that are a time; any other number is none. */
export const seconds = z.number().min(0).max(8.64e12).nullish().catch(undefined);

/** Only the ids that are there. */
export function presentIds(ids: Record<string, string | null | undefined>): Record<string, string> {
	return Object.fromEntries(Object.entries(ids).filter((entry): entry is [string, string] => !!entry[1]));
}

/** Seconds since 1970 as an instant. */
export function instantOf(seconds: number): string {
	return new Date(seconds * 1000).toISOString();
}

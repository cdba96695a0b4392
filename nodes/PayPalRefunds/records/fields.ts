import { z } from 'zod';
import { fromDecimal, Money } from '../../shared/model';

/** Words beside the point: one that is none loses nothing else. */
export const word = z.string().nullish().catch(undefined);

/** An amount as PayPal writes it, in minor units. Currencies without decimals come without a point, and others with two. */
export const PayPalMoney = z
	.object({ currency_code: z.string(), value: z.string() })
	.transform(({ currency_code: currency, value }, context): Money => {
		try {
			return fromDecimal(value, currency);
		} catch (error) {
			context.addIssue({ code: z.ZodIssueCode.custom, message: (error as Error).message });
			return z.NEVER;
		}
	});

/** Addresses of what an object belongs to. */
export const links = z.array(z.object({ href: z.string(), rel: z.string() })).catch([]);

/** The capture that a refund's `up` link leads to. */
export function captureIn(given: z.infer<typeof links>): string | undefined {
	const up = given.find(({ rel }) => rel === 'up')?.href ?? '';
	return /\/captures\/([A-Z0-9]+)$/.exec(up)?.[1];
}

/** A time of PayPal's as an instant; undefined when it is none. */
export function instantOf(time: string | null | undefined): string | undefined {
	const at = Date.parse(time ?? '');
	return Number.isFinite(at) ? new Date(at).toISOString() : undefined;
}

/** Only the ids that are there. */
export function presentIds(ids: Record<string, string | null | undefined>): Record<string, string> {
	return Object.fromEntries(Object.entries(ids).filter((entry): entry is [string, string] => !!entry[1]));
}

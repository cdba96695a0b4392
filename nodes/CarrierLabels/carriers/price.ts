import { z } from 'zod';
import { fromNumber, type Money } from '../../shared/model';

/**
 * A price as carrier services write it, a decimal text or a number. Nothing else is taken for one: a blank would be the cheapest of all.
 * Undefined when it is none.
 */
export function priceOf(value: unknown, currency: unknown): Money | undefined {
	const isPrice = typeof value === 'string' ? /^\d+(\.\d+)?$/.test(value) : typeof value === 'number' && value >= 0;
	if (!isPrice || typeof currency !== 'string') return undefined;
	try {
		return fromNumber(Number(value), currency.toUpperCase());
	} catch {
		return undefined; // no currency, or more than there is
	}
}

/** Texts that carrier services leave out, or fill with null. */
export const text = z.string().nullish().catch(undefined);

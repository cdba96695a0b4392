import { z } from 'zod';
import { fromNumber, type Money } from '../../shared/model';

/**
 * A price as carrier services write it, a decimal text, with space around it or none, or a number. Nothing else is taken for one: a blank would be the cheapest of all.
 * Undefined when it is none.
 */
export function priceOf(value: unknown, currency: unknown): Money | undefined {
	const isPrice =
		typeof value === 'string' ? /^\d+(\.\d+)?$/.test(value.trim()) : typeof value === 'number' && value >= 0;
	if (!isPrice || typeof currency !== 'string') return undefined;
	try {
		return fromNumber(Number(value), currency.trim().toUpperCase());
	} catch {
		return undefined; // no currency, or more than there is
	}
}

/** What is told of an offer that cannot be read, and is left out. `named`: its carrier and service. */
export function leftOut(named: unknown[], price: unknown): string {
	const names = named.filter((one) => typeof one === 'string').join(' ');
	const written = typeof price === 'string' || typeof price === 'number' ? String(price) : '';
	return `An offer${names && ` of ${names}`} is left out, its price "${written}" cannot be read.`;
}

/** The number of a parcel, which is one for some carriers' JSON too. */
export const parcelNumber = z
	.union([z.string(), z.number().refine(Number.isSafeInteger, 'has lost digits').transform(String)])
	.pipe(z.string().min(1));

/** Texts that carrier services leave out, fill with null, or send as a number. One above 2^53 has lost digits: it is none. */
export const text = z
	.union([z.string(), z.number().refine(Number.isSafeInteger).transform(String)])
	.nullish()
	.catch(undefined);

import { createHash } from 'node:crypto';

/**
 * What a refund is marked with, and what its request goes out under: PayPal answers the same id with the refund that it has made, for 45 days
 * (docs/facts/paypal.md#a-request-id-lives-for-45-days). A digest, because the mark takes few characters, and an id that an analyst chose might
 * name a person.
 */
export function markOf(intent: string): string {
	return `return-refund-${createHash('sha256').update(intent).digest('hex').slice(0, 40)}`;
}

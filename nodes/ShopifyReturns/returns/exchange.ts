import { z } from 'zod';
import type { ReturnNode } from '../graphql';

export const ExchangeRelease = z.object({
	id: z.string(),
	quantity: z.number().int(),
});
export type ExchangeRelease = z.infer<typeof ExchangeRelease>;

/** Exchange items of a return that wait to be released: what Shopify can still process of them. */
export function releases(
	{ exchangeLineItems }: Pick<ReturnNode, 'exchangeLineItems'>,
	wanted: boolean,
): ExchangeRelease[] {
	if (!wanted) return [];
	return (exchangeLineItems?.nodes ?? [])
		.filter((line) => line.processableQuantity > 0)
		.map((line) => ({ id: line.id, quantity: line.processableQuantity }));
}

import type { ReturnNode } from '../graphql';

export interface ExchangeRelease {
	id: string;
	quantity: number;
}

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

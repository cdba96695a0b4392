import type { BrandFacts } from '../../shared/model';
import { orderBrand } from '../graphql';
import type { ShopifyClient } from '../transport/client';

/** By what the brand of an order's returns is told; nothing when Shopify has no such order. */
export async function readBrandFacts(client: ShopifyClient, id: string): Promise<BrandFacts> {
	const { order } = await client.send(orderBrand, { id });
	if (!order) return {};
	const { app, channelDefinition: channel } = order.channelInformation ?? {};
	const names = [order.sourceName, channel?.channelName, channel?.handle, app?.title];
	return {
		tags: order.tags,
		salesChannels: names.flatMap((name) => name ?? []),
		company: order.purchasingEntity?.company?.name,
	};
}

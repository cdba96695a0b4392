import { randomUUID } from 'node:crypto';
import type { Shop } from '../demo/shop';
import { waitFor } from './waitFor';

export interface Asked {
	reference: string;
	/** Shopify's id of the return. */
	shopifyReturn: string;
}

/** A customer asks for one piece back. Shopify's webhook is sent to each subscriber until it has answered 200, as Shopify does. */
export async function ask(
	{ sandbox: { shopify }, store }: Pick<Shop, 'sandbox' | 'store'>,
	order = '#1004',
	sku = 'SOCKS-GREY',
): Promise<Asked> {
	const made = shopify.state.request(shopify.state.order(order), [{ sku, quantity: 1 }]);
	const body = shopify.webhooks.bodyOf('returns/request', made);
	const webhookId = randomUUID();
	const uris = shopify.state.subscriptions.filter(({ topic }) => topic === 'RETURNS_REQUEST').map(({ uri }) => uri);
	if (!uris.length) throw new Error('Nobody listens to Shopify');
	await Promise.all(
		uris.map(async (uri) => {
			const answers: number[] = [];
			await waitFor(
				`the webhook of ${made.name} to be answered`,
				async () => {
					answers.push(...(await shopify.webhooks.deliver('returns/request', body, { webhookId, uri })));
					return answers.at(-1) === 200 || undefined;
				},
				{ everyMs: 2_000, timeoutMs: 120_000 },
			).catch((error: Error) => {
				throw new Error(`${error.message} (answers: ${answers.join(', ')})`);
			});
		}),
	);
	const { reference } = (await store.cases.findByReference('shopify.return', made.id))!;
	return { reference, shopifyReturn: made.id };
}

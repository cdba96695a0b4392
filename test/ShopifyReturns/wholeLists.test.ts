import { readParcels } from '../../nodes/ShopifyReturns/goods/parcels';
import { orderOf } from '../../nodes/ShopifyReturns/orders/canonicalOrder';
import { readOrder, readRefunds } from '../../nodes/ShopifyReturns/orders/readOrder';
import { readOrderWhole } from '../../nodes/ShopifyReturns/returns/returnedBefore';
import { readReturnable } from '../../nodes/ShopifyReturns/orders/returnable';
import { readReturn } from '../../nodes/ShopifyReturns/returns/readReturn';
import { shopifyClient } from '../../nodes/ShopifyReturns/transport/client';
import { readOn } from '../../nodes/ShopifyReturns/transport/readOn';
import { furtherLines } from '../../nodes/ShopifyReturns/graphql';
import { httpClient } from '../../nodes/shared/effect/http';
import { money } from '../../nodes/shared/model';
import { legacyToken } from '../sandbox/shopify';
import type { OrderState } from '../sandbox/shopify/types';
import { start, type Fixture } from './fixture';

const many = 300;
/** More than come at once. */
const some = 25;
const upTo = <T>(count: number, make: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => make(index));

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const client = () =>
	shopifyClient({
		endpoint: `${shop.running.url}/admin/api/2026-10/graphql.json`,
		sleep: async () => {},
		http: httpClient({
			connection: 'shopify',
			sleep: async () => {},
			send: async ({ url, body }) => {
				const answer = await fetch(url, {
					method: 'POST',
					headers: { 'x-shopify-access-token': legacyToken, 'content-type': 'application/json' },
					body: JSON.stringify(body),
				});
				return { statusCode: answer.status, headers: {}, body: await answer.json() };
			},
		}),
	});

/** An order with 300 lines, each in a parcel of its own and all in one more; 300 payments, 300 refunds of which the last has 300 parts. */
function largeOrder(): OrderState {
	const order = shop.shopify.state.order('#1001');
	const [line] = order.lines;
	const [sale] = order.transactions;
	order.lines = upTo(many, (index) => ({
		...line,
		id: `gid://shopify/LineItem/7${index}`,
		fulfillmentLineId: `gid://shopify/FulfillmentLineItem/7${index}`,
		entry: { ...line.entry, sku: `SKU-${index}`, quantity: 1 },
	}));
	const parcel = (id: number, lines: OrderState['lines'], deliveredAt: string | null) => ({
		id: `gid://shopify/Fulfillment/7${id}`,
		status: 'SUCCESS',
		sentAt: '2026-11-01T00:00:00Z',
		deliveredAt,
		lines,
	});
	order.parcels = [
		...order.lines.map((one, index) => parcel(index, [one], '2026-11-02T00:00:00Z')),
		parcel(many, order.lines, '2026-11-03T00:00:00Z'),
	];
	const transaction = (id: string, kind: 'SALE' | 'REFUND', parentId?: string) => ({
		...sale,
		id: `gid://shopify/OrderTransaction/${id}`,
		kind,
		amount: money(100, 'EUR'),
		...(parentId && { parentId }),
	});
	order.transactions = upTo(many, (index) => transaction(`8${index}`, 'SALE'));
	order.refunds = upTo(many, (index) => ({
		id: `gid://shopify/Refund/9${index}`,
		note: null,
		createdAt: '2026-11-05T00:00:00Z',
		lines: index === many - 1 ? order.lines : [],
		transactions: upTo(index === many - 1 ? many : 0, (part) =>
			transaction(`6${part}`, 'REFUND', order.transactions[part].id),
		),
	}));
	order.transactions.push(...order.refunds.flatMap(({ transactions }) => transactions));
	return order;
}

// Hundreds of requests.
jest.setTimeout(120_000);

describe(`an order with ${many} of everything`, () => {
	it('is read to the end of each of its lists', async () => {
		const order = largeOrder();
		const node = await readOrder(client(), order.id);
		expect(node.lineItems.nodes.map(({ id }) => id)).toEqual(order.lines.map(({ id }) => id));
		expect(node.fulfillments).toHaveLength(many + 1);
		expect(node.fulfillments.at(-1)!.fulfillmentLineItems.nodes).toHaveLength(many);
		expect(node.transactions).toHaveLength(2 * many);
		expect(node.refunds.map(({ transactions }) => transactions.nodes.length)).toEqual([
			...upTo(many - 1, () => 0),
			many,
		]);
		const known = orderOf(node, new Map());
		// The last parcel counts for every line.
		expect(new Set(known.lines.map(({ deliveredAt }) => deliveredAt))).toEqual(new Set(['2026-11-03T00:00:00.000Z']));
		expect(known.payments).toHaveLength(many);
		expect(known.refundsOfOthers?.at(-1)?.amount).toEqual(money(100 * many, 'EUR'));
		const { refunds } = await readRefunds(client(), order.id);
		expect(refunds.at(-1)!.transactions.nodes).toHaveLength(many);
		expect(refunds.at(-1)!.refundLineItems!.nodes).toHaveLength(many);
		expect(await readReturnable(client(), order.id)).toHaveLength(many);
	});

	it('knows what all of its returns took back', async () => {
		const order = largeOrder();
		order.refunds = [];
		for (const { entry } of order.lines)
			shop.shopify.state.approve(shop.shopify.state.request(order, [{ sku: entry.sku, quantity: 1 }]).id);
		const { lines } = await readOrderWhole(client(), order.id);
		expect(lines.map(({ returnedBefore }) => returnedBefore)).toEqual(upTo(many, () => 1));
	});
});

it(`a return with ${many} of everything, its goods in ${some} deliveries, is read to the end of each of its lists`, async () => {
	const { state } = shop.shopify;
	const order = largeOrder();
	const made = state.approve(
		state.request(
			order,
			order.lines.map(({ entry }) => ({ sku: entry.sku, quantity: 1 })),
		).id,
	);
	made.exchanges = upTo(many, (index) => ({
		id: `gid://shopify/ExchangeLineItem/${index}`,
		variantId: 'gid://shopify/ProductVariant/1',
		quantity: 1,
		processed: 0,
	}));
	made.deliveries = upTo(many, (index) => ({
		id: `gid://shopify/ReverseDelivery/${index}`,
		number: `1Z${index}`,
		url: null,
		labelUrl: null,
	}));
	made.furtherReverse = upTo(some, (index) => ({
		id: `gid://shopify/ReverseFulfillmentOrder/7${index}`,
		lines: index ? [] : made.lines.slice(0, many - 1),
	}));
	const node = await readReturn(client(), made.id);
	expect(node.returnLineItems.nodes.map(({ id }) => id)).toEqual(made.lines.map(({ id }) => id));
	expect(node.exchangeLineItems!.nodes).toHaveLength(many);
	expect(node.reverseFulfillmentOrders.nodes).toHaveLength(some + 1);
	expect(node.reverseFulfillmentOrders.nodes[1].lineItems.nodes).toHaveLength(many - 1);
	const parcels = await readParcels(client(), made.id);
	expect(parcels.reverseFulfillmentOrders.nodes).toHaveLength(some + 1);
	for (const one of parcels.reverseFulfillmentOrders.nodes.slice(0, 2))
		expect(one.reverseDeliveries.nodes).toHaveLength(many);
});

it('half a list is never taken for the whole', async () => {
	const first = { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'a' } };
	const answering = (page: object | null) => ({ send: async () => ({ node: page && { list: page } }) as never });
	for (const page of [null, { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'a' } }])
		await expect(readOn(answering(page), furtherLines, 'gid://shopify/Order/1', first)).rejects.toMatchObject({
			category: 'retryable',
		});
	const lost = { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } };
	await expect(readOn(answering(null), furtherLines, 'gid://shopify/Order/1', lost)).rejects.toThrow('only the first');
});

import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { isByHand, receiverOf, tellLost, workflowOf } from '../../shared/trigger';
import type { CaseStore, InboxRow } from '../../shared/store/store';
import { leadsOn } from '../../shared/trigger/webhook';
import { lookoutOf, type Looking } from '../../shared/trigger/lookout';
import { EffectError } from '../../shared/model/effectError';
import { changedOrders, refundsAtOnce, returnsOfOrder, type ChangedOrder, type ListedReturn } from '../graphql';
import { readRefunds } from '../orders/readOrder';
import { readReturn } from '../returns/readReturn';
import type { ShopifyClient } from '../transport/client';
import { shopOf } from '../transport/endpoint';
import { shopifyOfNode } from '../transport/fromNode';
import { askShop } from './askShop';
import { itemOf } from './item';
import { missedOf, missedTopics } from './missed';
import { disputesSince } from './missedDisputes';
import { originOfNode, takeInAny } from './receive';
import { isRegistered, register } from './subscriptions';
import type { Delivery } from './delivery';
import { readMessage } from './message';
import { tellChanges } from './takeIn';
import { takeInRefund } from './takeInOther';
import { isReturnTopic, isTopic, type Topic } from './topics';

const source = 'shopify';
/** Shopify's search knows of a change some minutes after it happened. */
const overlapMs = 30 * 60_000;
/** A message that waits longer than this for its case is looked into. */
const patienceMs = 10 * 60_000;
const pageSize = 200;

/** How far a look has come. Returns made before `since` are from the time before the trigger; orders are read up to `until`. */
interface Cursor {
	since: string;
	until: string;
}

/** What one trigger looks with. */
export interface Onlooker {
	node: ITriggerFunctions;
	store: CaseStore;
	client: ShopifyClient;
	receiver: string;
	shop: string;
}

/** The trigger's lookout: what Shopify's webhooks did not say, it finds itself. */
export async function shopifyLookout(node: ITriggerFunctions): ReturnType<typeof lookoutOf> {
	return await lookoutOf<Onlooker>(node, {
		connection: source,
		onlooker: async (at) => {
			const { shop } = await node.getCredentials<{ shop?: string }>('returnsShopifyApi');
			return { ...at, client: await shopifyOfNode(node), shop: `${shopOf(shop)}.myshopify.com` };
		},
		look: lookAtShop,
		replay: async (onlooker) => await takeInWaiting(onlooker, { replayed: true }),
	});
}

/** One look: the webhooks are there, what changed since the last look is in the cases, and no message waits without reason. */
export async function lookAtShop(onlooker: Onlooker, looking: Looking): Promise<void> {
	const start = new Date(Date.now() - overlapMs).toISOString();
	let cursor: Cursor = looking.cursor
		? (JSON.parse(looking.cursor) as Cursor)
		: { since: new Date().toISOString(), until: start };
	await looking.keep(JSON.stringify(cursor));
	await mendWebhooks(onlooker);
	const from = new Date(Date.parse(cursor.until) - overlapMs).toISOString();
	for (let after: string | null | undefined; ;) {
		const { nodes, pageInfo } = (
			await onlooker.client.send(changedOrders, { query: `updated_at:>='${from}'`, after: after ?? null })
		).orders;
		for (const order of nodes) await takeInOrder(onlooker, order, cursor.since);
		const last = nodes.at(-1)?.updatedAt;
		if (last && new Date(last).toISOString() > cursor.until)
			cursor = { ...cursor, until: new Date(last).toISOString() };
		await looking.keep(JSON.stringify(cursor));
		if (!pageInfo.hasNextPage) break;
		after = pageInfo.endCursor;
	}
	// Nothing changed for long: the next look need not read all of it again.
	if (start > cursor.until) await looking.keep(JSON.stringify({ ...cursor, until: start }));
	await takeInDisputes(onlooker, cursor.since);
	await takeInWaiting(onlooker, { since: cursor.since });
}

/** Only for a trigger that asks for disputes: they need an access scope of their own. */
async function takeInDisputes(onlooker: Onlooker, since: string): Promise<void> {
	const wanted = onlooker.node.getNodeParameter('topics') as string[];
	if (!wanted.some((topic) => topic.startsWith('disputes/'))) return;
	for await (const { name, topic, body } of disputesSince(onlooker.client, since))
		await takeInNow(onlooker, {
			topic,
			body,
			webhookId: `look:dispute/${name}@${onlooker.receiver}`,
			noticedBy: 'look',
		});
}

async function takeInOrder(onlooker: Onlooker, order: ChangedOrder, since: string): Promise<void> {
	for await (const listed of returnsOf(onlooker.client, order)) await takeInReturn(onlooker, listed, since);
	const whole =
		order.refunds.length < refundsAtOnce && !order.refunds.some((one) => one.transactions.pageInfo?.hasNextPage);
	const { refunds } = whole ? order : await readRefunds(onlooker.client, order.id);
	for (const refund of refunds)
		if (!refund.createdAt || new Date(refund.createdAt).toISOString() >= since)
			await takeInRefund(onlooker.store, refund, order);
}

async function* returnsOf(client: ShopifyClient, order: ChangedOrder): AsyncGenerator<ListedReturn> {
	for (let page: ChangedOrder['returns'] | undefined = order.returns; page;) {
		yield* page.nodes;
		page = page.pageInfo.hasNextPage
			? (await client.send(returnsOfOrder, { id: order.id, after: page.pageInfo.endCursor })).order?.returns
			: undefined;
	}
}

/** Takes in what the case of a return lacks, as if its webhooks came now. */
async function takeInReturn(onlooker: Onlooker, listed: ListedReturn, since: string): Promise<void> {
	const topics = await missedTopics(onlooker.store, listed, since);
	if (!topics.length) return await takeInChanges(onlooker, listed);
	const whole = await readReturn(onlooker.client, listed.id);
	const opens = !(await onlooker.store.cases.findByReference('shopify.return', listed.id));
	for (const [index, topic] of topics.entries()) {
		const missed = missedOf(topic, whole, opens && index === 0);
		// Another closing is another message.
		await takeInNow(onlooker, {
			...missed,
			webhookId: `look:${topic}/${listed.id}${topic === 'returns/close' || topic === 'returns/reopen' ? `@${listed.closedAt ?? Date.now()}` : ''}@${onlooker.receiver}`,
			noticedBy: 'look',
		});
	}
}

/** What staff have made of a return that its case was decided without. */
async function takeInChanges({ store, client }: Onlooker, { id, status }: ListedReturn): Promise<void> {
	const found = status === 'OPEN' ? await store.cases.findByReference('shopify.return', id) : undefined;
	if (found?.verdict === 'approved' && !found.closedAt) await tellChanges(store, found, id, askShop(client));
}

/** Takes in one message, and starts the flow when it is news that the flow asked for. */
async function takeInNow(
	{ node, store, client, receiver, shop }: Onlooker,
	given: Omit<Delivery, 'shop' | 'receiver' | 'message'>,
): Promise<void> {
	const origin = originOfNode(node);
	const message = readMessage(given.topic, given.body, given.triggeredAt);
	const delivery: Delivery = { ...given, message, shop, receiver, origin };
	const taken = await takeInAny(store, delivery, askShop(client));
	if (
		!taken.news ||
		'unreadable' in message ||
		taken.unreadable ||
		!(node.getNodeParameter('topics') as string[]).includes(delivery.topic) ||
		!leadsOn(node)
	)
		return;
	const settings = await store.settings.get(taken.case?.brand ?? origin.brand);
	node.emit([node.helpers.returnJsonArray([itemOf(delivery, message, taken, settings) as IDataObject])]);
}

/** Takes in messages that wait: those an operator put back, or those whose case has not come for some time. */
async function takeInWaiting(
	onlooker: Onlooker,
	{ replayed, since = '' }: { replayed?: boolean; since?: string },
): Promise<void> {
	const { store, shop } = onlooker;
	const patient = new Date(Date.now() - patienceMs).toISOString();
	for (let page = await waiting(); page.length; page = await waiting(page.at(-1))) {
		for (const row of page) {
			// Messages that were stored before shops were told apart name none.
			if ((row.receiver && row.receiver !== shop) || !isTopic(row.topic) || (!replayed && row.receivedAt > patient))
				continue;
			await takeInRow(onlooker, row, row.topic, since);
		}
	}

	async function waiting(after?: InboxRow): Promise<InboxRow[]> {
		return await store.inbox.waiting({ source, replayed, after, limit: pageSize });
	}
}

async function takeInRow(
	onlooker: Onlooker,
	{ id, body, subject }: InboxRow,
	topic: Topic,
	since: string,
): Promise<void> {
	const { store } = onlooker;
	// Its case has not come: perhaps the return's first webhook was lost, perhaps it is from before.
	if (isReturnTopic(topic) && subject && !(await store.cases.findByReference('shopify.return', subject))) {
		const listed = await returnOf(onlooker.client, subject);
		if (listed) await takeInReturn(onlooker, listed, since);
	}
	await takeInNow(onlooker, { topic, body, webhookId: id });
	const row = await store.inbox.find(source, id);
	if (row?.state === 'new' && isReturnTopic(topic)) await store.inbox.mark(source, id, 'not_ours');
}

async function returnOf(client: ShopifyClient, id: string): Promise<ListedReturn | undefined> {
	try {
		return await readReturn(client, id);
	} catch (error) {
		if (error instanceof EffectError && error.category === 'invalid_input') return undefined;
		throw error;
	}
}

/** Makes webhooks again that somebody, or Shopify after failed deliveries, has removed; the operator hears of it. */
async function mendWebhooks({ node, store, client }: Onlooker): Promise<void> {
	const { webhookAddress } = node.getWorkflowStaticData('node') as { webhookAddress?: string };
	const wanted = node.getNodeParameter('topics') as Topic[];
	if (!webhookAddress || isByHand(node) || (await isRegistered(client, webhookAddress, wanted))) return;
	await register(client, webhookAddress, wanted);
	await tellWebhooksLost(store, node);
}

/** Tells the operator that webhooks of a trigger were gone and are there again. */
export async function tellWebhooksLost(
	store: CaseStore,
	node: Pick<ITriggerFunctions, 'getWorkflow' | 'getNode'>,
): Promise<void> {
	await tellLost(store, source, receiverOf(node), {
		message: `Shopify had lost webhooks of workflow "${workflowOf(node)}"; they were made again, and what was missed is taken in.`,
		advice:
			'Shopify removes webhooks when this n8n does not answer for some hours. If n8n was up, find out who removed them in Shopify.',
	});
}

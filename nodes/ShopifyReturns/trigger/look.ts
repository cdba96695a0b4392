import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { isByHand, receiverOf, replayEach, Taking, tellLost, workflowOf, type Untaken } from '../../shared/trigger';
import type { CaseState } from '../../shared/case/caseState';
import type { CaseStore, InboxRow } from '../../shared/store/store';
import { leadsOn } from '../../shared/trigger/webhook';
import { lookoutOf, type Looking } from '../../shared/trigger/lookout';
import { EffectError } from '../../shared/model/effectError';
import {
	changedOrders,
	refundsAtOnce,
	returnsOfOrder,
	type ChangedOrder,
	type ListedReturn,
	type ReturnNode,
} from '../graphql';
import { orderFound } from '../orders/orderFacts';
import { readRefunds } from '../orders/readOrder';
import { readReturn } from '../returns/readReturn';
import { lineLinks } from '../returns/returnLines';
import { withNeverBack } from '../../shared/policy/neverBack';
import { readOrderWhole } from '../returns/returnedBefore';
import type { ShopifyClient } from '../transport/client';
import { shopOf } from '../transport/endpoint';
import { shopifyOfNode } from '../transport/fromNode';
import { tailOf } from '../graphql/gid';
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
/** So much is read anew when nobody knows how far a look has come. */
const unsureMs = 7 * 24 * 3_600_000;
/** A message that waits longer than this for its case is looked into. */
const patienceMs = 10 * 60_000;
const pageSize = 200;

/**
 * How far a look has come. Returns made before `since` are from the time before the trigger; orders are read up to `until`. `untaken`: what
 * of before it could not take in.
 */
interface Cursor {
	since: string;
	until: string;
	untaken?: Untaken;
}

/** What one trigger looks with. */
export interface Onlooker {
	node: ITriggerFunctions;
	store: CaseStore;
	client: ShopifyClient;
	receiver: string;
	shop: string;
}

/** One look: what it finds is taken in one by one. */
interface Look extends Onlooker {
	taking: Taking;
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
		replay: takeInReplayed,
	});
}

/** One look: the webhooks are there, what changed since the last look is in the cases, and no message waits without reason. */
export async function lookAtShop(onlooker: Onlooker, looking: Looking): Promise<void> {
	const now = Date.now();
	const cursor: Cursor = looking.cursor
		? (JSON.parse(looking.cursor) as Cursor)
		: { since: new Date(now).toISOString(), until: new Date(now - overlapMs).toISOString() };
	// One that is ahead was kept by a clock that was set back since, or this clock is behind: what was passed over nobody knows.
	if (Date.parse(cursor.until) > now) cursor.until = new Date(now - unsureMs).toISOString();
	const taking = new Taking(cursor.untaken);
	const at: Look = { ...onlooker, taking };
	const keep = async (isWhole = false) =>
		await looking.keep(JSON.stringify({ ...cursor, untaken: taking.untaken(isWhole) }));
	await keep();
	await mendWebhooks(onlooker);
	const from = new Date(Date.parse(cursor.until) - overlapMs).toISOString();
	for (let after: string | null | undefined; ;) {
		const { nodes, pageInfo } = (
			await onlooker.client.send(changedOrders, { query: `updated_at:>='${from}'`, after: after ?? null })
		).orders;
		for (const order of nodes) await takeInOrder(at, order, cursor.since);
		// By Shopify's own times: this clock may be ahead.
		const last = nodes.at(-1)?.updatedAt;
		if (last && !taking.isHeld && new Date(last).toISOString() > cursor.until)
			cursor.until = new Date(last).toISOString();
		await keep();
		if (!pageInfo.hasNextPage) break;
		after = pageInfo.endCursor;
	}
	await takeInDisputes(at, cursor.since);
	await takeInWaiting(at, { since: cursor.since });
	await keep(true);
	taking.end();
}

/** Takes in one thing; the operator is told when it is left behind. */
async function takeEach(
	{ taking, store, receiver }: Look,
	[kind, id]: readonly [kind: 'order' | 'return' | 'refund' | 'dispute', id: string],
	work: () => Promise<void>,
): Promise<void> {
	await taking.take(`${kind} ${id}`, work, async (why) => {
		await store.notices.put({
			key: `look-untaken/${source}/${receiver}/${kind}/${id}`,
			owner: 'operator',
			message: `Shopify's ${kind} ${tailOf(id)} could not be taken in for a day: ${why}`,
			advice: `Open the ${kind} in Shopify's admin and record in its case what the case does not know. It is read again when something changes there.`,
		});
	});
}

/** Only for a trigger that asks for disputes: they need an access scope of their own. */
async function takeInDisputes(onlooker: Look, since: string): Promise<void> {
	const wanted = onlooker.node.getNodeParameter('topics') as string[];
	if (!wanted.some((topic) => topic.startsWith('disputes/'))) return;
	for await (const { name, topic, body } of disputesSince(onlooker.client, since))
		await takeEach(onlooker, ['dispute', name], async () => {
			const webhookId = `look:dispute/${name}@${onlooker.receiver}`;
			await takeInNow(onlooker, { topic, body, webhookId, noticedBy: 'look' });
		});
}

async function takeInOrder(look: Look, order: ChangedOrder, since: string): Promise<void> {
	await takeEach(look, ['order', order.id], async () => {
		for await (const listed of returnsOf(look.client, order))
			await takeEach(look, ['return', listed.id], async () => await takeInReturn(look, listed, since));
		const whole =
			order.refunds.length < refundsAtOnce && !order.refunds.some((one) => one.transactions.pageInfo?.hasNextPage);
		const { refunds } = whole ? order : await readRefunds(look.client, order.id);
		for (const refund of refunds)
			if (!refund.createdAt || new Date(refund.createdAt).toISOString() >= since)
				await takeEach(look, ['refund', refund.id], async () => void (await takeInRefund(look.store, refund, order)));
	});
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
	const found = await onlooker.store.cases.findByReference('shopify.return', listed.id);
	const opens = !found;
	if (found && topics.includes('returns/approve')) await tellOrderAgain(onlooker, found, whole);
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

/**
 * What its order says now, of a case that was asked for and is further on in the shop: a case store that was restored from a backup has
 * forgotten which credit was given for it, and that is written on the order.
 */
async function tellOrderAgain(
	{ store, client }: Onlooker,
	{ reference, lines, brand }: CaseState,
	node: ReturnNode,
): Promise<void> {
	const { neverComesBack } = await store.settings.get(brand);
	const order = withNeverBack(await readOrderWhole(client, node.order.id, node.id), neverComesBack);
	await store.cases.record({ reference, events: [orderFound(order, lineLinks(node.returnLineItems.nodes, lines))] });
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

/** Takes in messages whose case has not come for some time; what cannot be taken in for a day is listed as unreadable. */
async function takeInWaiting(look: Look, { since }: { since: string }): Promise<void> {
	const { store, shop, taking } = look;
	const patient = new Date(Date.now() - patienceMs).toISOString();
	for (let page = await waiting(); page.length; page = await waiting(page.at(-1))) {
		for (const row of page) {
			if (!isOfShop(row, shop) || row.receivedAt > patient) continue;
			await taking.take(
				`message ${row.id}`,
				async () => await takeInRow(look, row, row.topic as Topic, since),
				async (why) => await store.inbox.mark(source, row.id, 'unreadable', why),
			);
		}
	}

	async function waiting(after?: InboxRow): Promise<InboxRow[]> {
		return await store.inbox.waiting({ source, after, limit: pageSize });
	}
}

/** Takes in again what an operator put back. */
async function takeInReplayed(onlooker: Onlooker): Promise<void> {
	await replayEach(onlooker.store, source, async (row) => {
		if (isOfShop(row, onlooker.shop)) await takeInRow(onlooker, row, row.topic as Topic, '');
	});
}

/** Messages that were stored before shops were told apart name none. */
function isOfShop({ receiver, topic }: InboxRow, shop: string): boolean {
	return (!receiver || receiver === shop) && isTopic(topic);
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

import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import type { CaseStore } from '../../shared/store/store';
import { format, isReference, referenceOfIntent, type Money, type NewEvent, type Refund } from '../../shared/model';
import type { RefundNode } from '../graphql';
import { tailOf } from '../graphql/gid';
import { moneyOf } from '../graphql/money';
import { refundEvents, refundOf } from '../money/refund';
import { intentInNote, isRecordNote } from '../orders/refundNote';
import { goneOf } from '../money/recordPlan';
import { announced } from '../goods/parcels';
import type { AskShop } from './askShop';
import { isOfReturn, readMessage, type OtherMessage } from './message';
import type { OtherNews } from './otherBody';
import type { Delivery } from './delivery';
import type { TakenIn } from './takeIn';
import { observed } from '../../shared/operation';
import { tellOfDispute } from '../../shared/trigger';
import { isFirstTelling } from './telling';

const source = 'shopify';

/** Shopify's word in order_transactions/create -> what became of the money. Everything else has not ended. */
const outcomes: Record<string, 'succeeded' | 'failed'> = { success: 'succeeded', failure: 'failed', error: 'failed' };

/**
 * Stores what a message says that is not of a return (`stored`: the message itself was, just now). A case learns from order_transactions/create of a refund that its money has
 * arrived or has not (refunds/create does not say that: it comes when the refund is written down, whatever the bank does), and it
 * learns of parcels and disputes.
 */
export async function takeInOther(
	store: CaseStore,
	delivery: Delivery,
	{ news }: OtherMessage,
	shop: AskShop,
	stored: boolean,
): Promise<TakenIn> {
	const { webhookId } = delivery;
	const unread = stored || (await store.inbox.find(source, webhookId))?.state === 'new';
	const settled = await refundOutcome(store, news, shop);
	if (settled !== 'unknown') await store.inbox.mark(source, webhookId, 'read');
	if (settled !== 'unknown' && news.transaction) await finishWaiting(store, webhookId, delivery.shop, shop);
	const found = typeof settled === 'object' ? settled.case : await caseOf(store, news);
	const told = (found ? await tell(store, found, news) : false) || (await tellDispute(store, found, news));
	const changed = unread || told || (typeof settled === 'object' && settled.changed);
	const about = {
		returnId: news.returnId,
		gid: news.gid,
		status:
			news.transaction?.status ??
			(news.dispute && `${news.dispute.phase === 'inquiry' ? 'inquiry ' : ''}${news.dispute.status}`),
		dispute: !!news.dispute,
	};
	return {
		news: changed && (await isFirstTelling(store, delivery, about)),
		...(news.returnId && { returnId: news.returnId }),
		case: found && (await store.cases.get(found.reference)),
	};
}

/** The case that a webhook is about, by what it names. */
export async function caseOf(
	store: CaseStore,
	{ returnId, gid, note, orderId, transaction }: OtherNews,
): Promise<CaseState | undefined> {
	if (returnId) return await store.cases.findByReference('shopify.return', returnId);
	const reference = caseNamed(intentInNote(note));
	if (reference) return await store.cases.get(reference);
	if (transaction)
		return (
			(await store.cases.findByReference('shopify.transaction', transaction.id)) ??
			(orderId && transaction.kind === 'refund'
				? undefined
				: orderId
					? await store.cases.findByReference('shopify.order', orderId)
					: undefined)
		);
	const byRefund = gid?.includes('/Refund/') ? await store.cases.findByReference('shopify.refund', gid) : undefined;
	return byRefund ?? (orderId ? await store.cases.findByReference('shopify.order', orderId) : undefined);
}

/** Tells the cases of an order of a dispute about it; true when they did not know. */
async function tellDispute(store: CaseStore, found: CaseState | undefined, { dispute }: OtherNews): Promise<boolean> {
	return dispute ? (await tellOfDispute(store, dispute, found ? [found] : [], 'Shopify')).changed : false;
}

/** Tells the case of its parcel; true when it did not know. */
async function tell(store: CaseStore, { reference }: CaseState, { returnId, parcel }: OtherNews): Promise<boolean> {
	const events: NewEvent[] = returnId && parcel ? [announced(returnId, parcel)] : [];
	if (!events.length) return false;
	const recorded = await store.cases.record({
		reference,
		events: events.map((event) => ({ actor: 'Shopify', ...event })),
	});
	return recorded.events.some(({ duplicate }) => !duplicate);
}

type Outcome = { case: CaseState; changed: boolean } | 'none' | 'unknown';

/** What the case learns of a refund: how the money of its own ended, and which one somebody else has made. */
async function refundOutcome(
	store: CaseStore,
	{ gid, note, transaction, orderId }: OtherNews,
	shop: AskShop,
): Promise<Outcome> {
	// That one of ours was written down says nothing of its money.
	const isRefund = gid?.includes('/Refund/') && !intentInNote(note);
	const status = transaction?.kind === 'refund' ? outcomes[transaction.status] : undefined;
	if (!isRefund && !status) return 'none';
	const known = transaction && (await store.cases.findByReference('shopify.transaction', transaction.id));
	const leg = known?.refunds.find(({ refund }) => refund?.providerIds['shopify.transaction'] === transaction?.id);
	if (known && leg && transaction && status) {
		const failureReason = status === 'failed' ? (transaction.errorCode ?? 'unknown') : undefined;
		return await record(store, known, {
			...leg.refund!,
			status,
			providerStatus: transaction.status.toUpperCase(),
			failureReason,
		});
	}
	if (!orderId) return 'none';
	const order = await shop.refundsOf(orderId);
	if (!order) return 'unknown';
	const node = order.refunds.find((one) =>
		isRefund ? one.id === gid : one.transactions.nodes.some(({ id }) => id === transaction!.id),
	);
	return node ? await takeInRefund(store, node, { id: orderId, name: order.name }) : 'none';
}

/**
 * Tells a case of a refund as Shopify has it: one of its own goes on, one that somebody else made (staff, another app) becomes an
 * exception of finance, since it pays what the return may owe.
 */
export async function takeInRefund(
	store: CaseStore,
	node: RefundNode & { return?: { id: string } | null },
	order: { id: string; name: string },
): Promise<Outcome> {
	const intent = intentInNote(node.note);
	const reference = caseNamed(intent);
	const owner = reference ? await store.cases.get(reference) : undefined;
	const wanted = owner?.refunds.find((one) => one.intent.id === intent);
	if (owner && isRecordNote(node.note))
		return isRecordOf(node, owner, wanted, order.id)
			? { case: owner, changed: false }
			: await recordOthers(store, node, order);
	// Somebody may have copied the note: then it is theirs.
	if (owner && wanted && isOf(node, wanted))
		return await record(store, owner, refundOf(node, wanted.intent.id, wanted.intent.amount), wanted);
	// Ours of before the case store was restored from a backup: the case finds it when it owes it again, and asks finance if it does not fit.
	if (owner && !wanted && owner.ids['shopify.order'] === order.id) return { case: owner, changed: false };
	return await recordOthers(store, node, order);
}

/** A refund that is none of ours: to the case of its return, else to the first of its order. */
async function recordOthers(
	store: CaseStore,
	node: RefundNode & { return?: { id: string } | null },
	order: { id: string; name: string },
): Promise<Outcome> {
	const found =
		(node.return && (await store.cases.findByReference('shopify.return', node.return.id))) ??
		(await store.cases.findByReference('shopify.order', order.id));
	const amountsOf = (hasFailed: boolean) =>
		node.transactions.nodes
			.filter(({ kind, status }) => kind === 'REFUND' && (outcomes[status.toLowerCase()] === 'failed') === hasFailed)
			.map(({ amountSet }) => moneyOf(amountSet))
			.filter(({ amount }) => amount);
	const [paid, failed] = [amountsOf(false), amountsOf(true)];
	if (found && failed.length)
		return await recordFailedOfOthers(store, found, { id: node.id, order: order.name, failed });
	if (!found || !paid.length) return 'none';
	// One that is the return's own, or that finance was asked about when a refund of the order was to be paid.
	const legs = [found, ...(await store.cases.sistersOf(found.reference))].flatMap(({ refunds }) => refunds);
	if (legs.some(({ refund, elsewhere }) => refund?.id === node.id || elsewhere?.includes(node.id))) return 'none';
	const exception = {
		code: 'refunded_in_shop',
		owner: 'finance' as const,
		message: `Somebody refunded ${paid.map(format).join(' and ')} of order ${order.name} in Shopify (refund ${tailOf(node.id)}). Compare it with what this return owes before more is paid, then resolve this exception.`,
	};
	const { events, case: after } = await store.cases.record({
		reference: found.reference,
		events: [
			{ source, id: `${node.id}/others`, actor: 'Shopify staff', type: 'exception.opened', data: { exception } },
			...(found.shadow
				? paid.map((amount) => observed(source, { what: 'refunded', id: node.id, amount }, { actor: 'Shopify staff' }))
				: []),
		],
	});
	return { case: after, changed: events.some(({ duplicate }) => !duplicate) };
}

/** A refund of others that has failed after a case was told of it, or was worked out with it: it gave back what the customer has not got. */
async function recordFailedOfOthers(
	store: CaseStore,
	found: CaseState,
	{ id, order, failed }: { id: string; order: string; failed: Money[] },
): Promise<Outcome> {
	const told = (await store.cases.timeline(found.reference)).some((event) => event.id === `${id}/others`);
	const counted = found.orders.shopify?.refundsOfOthers?.some((one) => one.id === id && one.amount.amount > 0);
	const asked = found.refunds.some(({ elsewhere }) => elsewhere?.includes(id));
	if (!told && !counted && !asked) return 'none';
	const exception = {
		code: 'shop_refund_failed',
		owner: 'finance' as const,
		message: `The refund of ${failed.map(format).join(' and ')} of order ${order} that somebody made in Shopify (refund ${tailOf(id)}) did not reach the customer, but this return was worked out or decided as if it had. Make it anew in Shopify, or pay the customer another way; then resolve this exception.`,
	};
	const { events, case: after } = await store.cases.record({
		reference: found.reference,
		events: [{ source, id: `${id}/others failed`, actor: 'Shopify', type: 'exception.opened', data: { exception } }],
	});
	return { case: after, changed: events.some(({ duplicate }) => !duplicate) };
}

/** Whether a refund gave back what the intent says, and nothing else. */
function isOf({ transactions }: RefundNode, { intent: { amount } }: RefundLeg): boolean {
	const paid = transactions.nodes.filter(({ kind }) => kind === 'REFUND').map(({ amountSet }) => moneyOf(amountSet));
	return paid.every((one) => one.amount === amount.amount && one.currency === amount.currency);
}

/**
 * Whether a refund is what this package itself wrote down of one that went back elsewhere: it moved nothing, and says no more than the case
 * knows. A note that somebody copied is on another refund, or on one of more.
 */
function isRecordOf(
	node: RefundNode,
	{ ids }: CaseState,
	{ intent, shopRecord }: Partial<RefundLeg> = {},
	orderId: string,
): boolean {
	if (!intent) return ids['shopify.order'] === orderId; // of before the case store was restored from a backup
	const gone = goneOf(node);
	return (
		(!shopRecord || shopRecord.id === node.id) &&
		(!gone || (gone.currency === intent.amount.currency && gone.amount <= intent.amount.amount))
	);
}

async function record(store: CaseStore, found: CaseState, refund: Refund, leg?: RefundLeg): Promise<Outcome> {
	if (refund.status === 'pending' && leg?.state !== 'due') return { case: found, changed: false };
	const { events, case: after } = await store.cases.record({
		reference: found.reference,
		events: refundEvents(refund).map((event) => ({ actor: 'Shopify', ...event })),
	});
	return { case: after, changed: events.some(({ duplicate }) => !duplicate) };
}

/** Tries again what could not be looked up when it came; a few at a time, since Shopify waits for an answer. */
async function finishWaiting(
	store: CaseStore,
	but: string,
	receiver: string | undefined,
	shop: AskShop,
): Promise<void> {
	const waiting = await store.inbox.waiting({ source, topic: 'order_transactions/create', receiver, limit: 4 });
	for (const { id, body } of waiting.filter((one) => one.id !== but).slice(0, 3)) {
		const message = readMessage('order_transactions/create', body);
		if ('unreadable' in message || isOfReturn(message)) continue;
		const settled = await refundOutcome(store, message.news, shop);
		if (settled === 'unknown') return;
		await store.inbox.mark(source, id, 'read');
	}
}

/** The case that an intent names. */
function caseNamed(intent: string | undefined): string | undefined {
	const reference = referenceOfIntent(intent) ?? intent;
	return isReference(reference) ? reference : undefined;
}

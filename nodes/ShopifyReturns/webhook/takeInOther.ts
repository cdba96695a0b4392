import type { CaseState, RefundLeg } from '../../shared/case/state';
import type { CaseStore } from '../../shared/case/store';
import { disputeEvents, isReference, type NewEvent, type Refund } from '../../shared/model';
import type { RefundNode } from '../documents';
import { moneyOf } from '../mapping/money';
import { refundEvents, refundOf } from '../mapping/refund';
import { announced } from '../returns/parcels';
import { UnreadableBody } from './body';
import { readOther, type OtherNews } from './otherBody';
import type { Delivery, TakenIn } from './takeIn';
import type { OtherTopic } from './topics';

/** Reads an order's refunds from Shopify; undefined when that cannot be done now. */
export type LookUpRefunds = (orderId: string) => Promise<RefundNode[] | undefined>;

const source = 'shopify';

/** Shopify's word in order_transactions/create -> what became of the money. Everything else has not ended. */
const outcomes: Record<string, 'succeeded' | 'failed'> = { success: 'succeeded', failure: 'failed', error: 'failed' };

/**
 * Stores a verified webhook that is not of a return. A case learns from order_transactions/create of a refund that its money has
 * arrived or has not (refunds/create does not say that: it comes when the refund is written down, whatever the bank does), and it
 * learns of parcels and disputes.
 */
export async function takeInOther(store: CaseStore, delivery: Delivery & { topic: OtherTopic }, lookUp: LookUpRefunds): Promise<TakenIn> {
	const { topic, webhookId, body, shop } = delivery;
	const stored = await store.putInbox({ source, id: webhookId, topic, body, receiver: shop });
	let news: OtherNews;
	try {
		news = readOther(topic, body);
	} catch (error) {
		if (!(error instanceof UnreadableBody)) throw error;
		await store.markInbox(source, webhookId, 'unreadable', error.message);
		return { news: stored, unreadable: error.message };
	}
	const settled = await recordOutcome(store, news, lookUp);
	if (settled !== 'unknown') await store.markInbox(source, webhookId, 'read');
	if (settled !== 'unknown' && news.transaction) await finishWaiting(store, webhookId, shop, lookUp);
	const found = typeof settled === 'object' ? settled.case : await caseOf(store, news);
	const told = found ? await tell(store, found, news) : false;
	return { news: stored || told || (typeof settled === 'object' && settled.changed), ...(news.returnId && { returnId: news.returnId }), case: found && (await store.get(found.reference)) };
}

/** The case that a webhook is about, by what it names. */
export async function caseOf(store: CaseStore, { returnId, gid, note, orderId, transaction }: OtherNews): Promise<CaseState | undefined> {
	if (returnId) return await store.findByReference('shopify.return', returnId);
	const intent = note && intentIn(note);
	const reference = intent && referenceOfIntent(intent);
	if (reference) return await store.get(reference);
	if (transaction) return (await store.findByReference('shopify.transaction', transaction.id)) ?? (orderId && transaction.kind === 'refund' ? undefined : orderId ? await store.findByReference('shopify.order', orderId) : undefined);
	const byRefund = gid?.includes('/Refund/') ? await store.findByReference('shopify.refund', gid) : undefined;
	return byRefund ?? (orderId ? await store.findByReference('shopify.order', orderId) : undefined);
}

/** Tells the case of its parcel or of a dispute about its order; true when it did not know. */
async function tell(store: CaseStore, { reference }: CaseState, { returnId, parcel, dispute }: OtherNews): Promise<boolean> {
	const events: NewEvent[] = [...(returnId && parcel ? [announced(returnId, parcel)] : []), ...(dispute ? disputeEvents(dispute) : [])];
	if (!events.length) return false;
	const recorded = await store.record({ reference, events: events.map((event) => ({ actor: 'Shopify', ...event })) });
	return recorded.events.some(({ duplicate }) => !duplicate);
}

type Outcome = { case: CaseState; changed: boolean } | 'none' | 'unknown';

/** Tells the case how its refund ended: by the transaction it knows, else by the refund's note, which Shopify is asked for. */
async function recordOutcome(store: CaseStore, { transaction, orderId }: OtherNews, lookUp: LookUpRefunds): Promise<Outcome> {
	const status = transaction?.kind === 'refund' ? outcomes[transaction.status] : undefined;
	if (!transaction || !status) return 'none';
	const known = await store.findByReference('shopify.transaction', transaction.id);
	const leg = known?.refunds.find(({ refund }) => refund?.providerIds['shopify.transaction'] === transaction.id);
	if (known && leg) {
		const failureReason = status === 'failed' ? (transaction.errorCode ?? 'unknown') : undefined;
		return await record(store, known, { ...leg.refund!, status, providerStatus: transaction.status.toUpperCase(), failureReason });
	}
	if (!orderId) return 'none';
	const refunds = await lookUp(orderId);
	if (!refunds) return 'unknown';
	const node = refunds.find((one) => one.transactions.nodes.some(({ id }) => id === transaction.id));
	const intent = node?.note ? intentIn(node.note) : undefined;
	const reference = intent && referenceOfIntent(intent);
	const owner = reference ? await store.get(reference) : undefined;
	const wanted = owner?.refunds.find((one) => one.intent.id === intent);
	// A refund that staff made, or of which somebody copied the note: nobody's step waits for it.
	if (!node || !owner || !wanted || !isOf(node, wanted)) return 'none';
	return await record(store, owner, refundOf(node, wanted.intent.id, wanted.intent.amount), wanted);
}

/** Whether a refund gave back what the intent says, and nothing else. */
function isOf({ transactions }: RefundNode, { intent: { amount } }: RefundLeg): boolean {
	const paid = transactions.nodes.filter(({ kind }) => kind === 'REFUND').map(({ amountSet }) => moneyOf(amountSet));
	return paid.every((one) => one.amount === amount.amount && one.currency === amount.currency);
}

async function record(store: CaseStore, found: CaseState, refund: Refund, leg?: RefundLeg): Promise<Outcome> {
	if (refund.status === 'pending' && leg?.state !== 'due') return { case: found, changed: false };
	const { events, case: after } = await store.record({ reference: found.reference, events: refundEvents(refund).map((event) => ({ actor: 'Shopify', ...event })) });
	return { case: after, changed: events.some(({ duplicate }) => !duplicate) };
}

/** Tries again what could not be looked up when it came; a few at a time, since Shopify waits for an answer. */
async function finishWaiting(store: CaseStore, but: string, receiver: string | undefined, lookUp: LookUpRefunds): Promise<void> {
	const waiting = await store.waitingInbox({ source, topic: 'order_transactions/create', receiver, limit: 4 });
	for (const { id, body } of waiting.filter((one) => one.id !== but).slice(0, 3)) {
		const settled = await recordOutcome(store, readOther('order_transactions/create', body), lookUp);
		if (settled === 'unknown') return;
		await store.markInbox(source, id, 'read');
	}
}

/** The intent in a refund's note; see mapping/refund.ts. */
function intentIn(note: string): string | undefined {
	return /\[([^[\]]+)\]/.exec(note)?.[1];
}

/** "RMA-7K2M9QX4TB" of "RMA-7K2M9QX4TB/R1". */
function referenceOfIntent(intent: string): string | undefined {
	const [reference] = intent.split('/');
	return isReference(reference) ? reference : undefined;
}

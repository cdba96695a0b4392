import { createHash } from 'node:crypto';
import type { CaseStore } from '../../shared/store/store';
import type { Delivery } from './delivery';
import { isReturnTopic, type ReturnTopic } from './topics';

const source = 'shopify';

/** What happens to a return once at most. */
const once: ReturnTopic[] = ['returns/request', 'returns/approve', 'returns/decline', 'returns/cancel'];

/**
 * Whether a trigger's flow hears of a change for the first time. One change comes in many ways: under several webhook ids (then event
 * id and body are the same), sent again, or found by a look. Each trigger hears of it once.
 */
export async function isFirstTelling(
	store: CaseStore,
	delivery: Delivery,
	about: { returnId?: string; reference?: string; gid?: string; status?: string; dispute?: boolean },
): Promise<boolean> {
	return await store.inbox.markSeen(source, `told:${await nameOf(store, delivery, about)}@${delivery.receiver ?? ''}`);
}

async function nameOf(
	store: CaseStore,
	{ topic, body, eventId, webhookId }: Delivery,
	{ returnId, reference, gid, status, dispute }: Parameters<typeof isFirstTelling>[2],
): Promise<string> {
	if (isReturnTopic(topic) && once.includes(topic)) return `${topic}/${returnId}`;
	// Closing and reopening can happen again: the case counts them.
	if (reference && (topic === 'returns/close' || topic === 'returns/reopen'))
		return `${topic}/${returnId}#${await timesOf(store, reference, topic)}`;
	// Opened or updated: what counts is how it stands, which a look says too.
	if (gid && dispute) return ['dispute', gid, status ?? ''].join('/');
	if (gid && (topic === 'refunds/create' || topic === 'order_transactions/create'))
		return [topic, gid, status ?? ''].join('/');
	return `${eventId || webhookId}/${createHash('sha256').update(`${topic}\n${body}`).digest('hex')}`;
}

async function timesOf(
	store: CaseStore,
	reference: string,
	topic: 'returns/close' | 'returns/reopen',
): Promise<number> {
	const type = topic === 'returns/close' ? 'return.closed' : 'return.reopened';
	return (await store.cases.timeline(reference)).filter((event) => event.type === type).length;
}

import type { CaseState } from '../../shared/case/caseState';
import { InvalidEvent } from '../../shared/model';
import { observed, type RefundNow } from '../../shared/operation';
import type { CaseStore } from '../../shared/store/store';
import { tellOfDispute } from '../../shared/trigger';
import { newsOfDispute } from '../records/dispute';
import type { PayPalEvent } from '../records/event';
import { eventOf } from '../records/refund';
import type { News } from '../refund/news';

const source = 'paypal';
const actor = 'PayPal';

export interface TakenIn {
	/** False for a repeat, which starts no flow. */
	news: boolean;
	/** The case of the event's refund, dispute or payment. */
	case?: CaseState;
	/** Why no case can take it in. */
	unreadable?: string;
}

/** Ids of events that this process is at. */
const underWay = new Set<string>();

/** Another call with the same event is being worked on: whoever sent this one shall ask again. */
export class UnderWay extends Error {}

/**
 * Stores a verified event and what it says about cases, before the sender gets its answer. `receiver` names the trigger: PayPal sends one event to
 * every webhook, and each trigger starts its own flow. Safe to repeat at any point: a repeat finishes what a crash left undone. News are told
 * once per event, and once per refund and status (`wanted`: the flow asked for events of this type). Rejects when the store fails.
 */
export async function takeIn(
	store: CaseStore,
	event: PayPalEvent,
	body: string,
	news: News,
	{ receiver, wanted }: { receiver: string; wanted: boolean },
): Promise<TakenIn> {
	const id = `${event.id}@${receiver}`;
	if (underWay.has(id)) throw new UnderWay();
	underWay.add(id);
	try {
		const first = await store.inbox.put({ source, id, topic: event.event_type, body, receiver });
		const unfinished = !first && (await store.inbox.find(source, id))?.state === 'new';
		let found: CaseState | undefined;
		for (const one of news.refunds) found = (await recorded(store, one)) ?? found;
		if (news.disputed) {
			const told = await tellOfDispute(store, newsOfDispute(news.disputed.dispute), await casesOf(store, news), actor);
			found = told.case ?? found;
		}
		const isNews = unfinished || (first && wanted && (await isNewStatus(store, news, receiver)));
		if (first || unfinished) await store.inbox.mark(source, id, 'read');
		return { news: isNews, case: found ?? (await caseOfPayment(store, news)) };
	} catch (error) {
		if (!(error instanceof InvalidEvent)) throw error;
		// What no event can hold would be sent again for ever.
		await store.inbox.mark(source, id, 'unreadable', error.message);
		return { news: false, unreadable: error.message };
	} finally {
		underWay.delete(id);
	}
}

/** Keeps a verified event that cannot be used, and why. */
export async function keepUnreadable(
	store: CaseStore,
	id: string,
	topic: string,
	body: string,
	why: string,
	receiver?: string,
): Promise<void> {
	await store.inbox.put({ source, id, topic, body, receiver });
	await store.inbox.mark(source, id, 'unreadable', why);
}

/** The case that news are about, without a change. */
export async function caseOf(store: CaseStore, news: News): Promise<CaseState | undefined> {
	return (await casesOf(store, news))[0];
}

/** The cases that have refunds on the payment, and the one that is known by the payment itself. */
async function casesOf(store: CaseStore, news: News): Promise<CaseState[]> {
	const refunds = [...news.refunds, ...(news.disputed?.refunds ?? [])];
	const found = await Promise.all([
		...refunds.map(async (one) => await caseOfRefund(store, one)),
		caseOfPayment(store, news),
	]);
	return [...new Map(found.flatMap((one) => (one ? [[one.reference, one] as const] : []))).values()];
}

async function caseOfPayment(store: CaseStore, { capture }: News): Promise<CaseState | undefined> {
	return capture ? await store.cases.findByReference('paypal.capture', capture) : undefined;
}

async function caseOfRefund(store: CaseStore, { refund, reference }: RefundNow): Promise<CaseState | undefined> {
	return (
		(reference && (await store.cases.get(reference))) || (await store.cases.findByReference('paypal.refund', refund.id))
	);
}

/** Records a refund's status on its case; the case as it is then, undefined when no case has this refund. */
async function recorded(store: CaseStore, now: RefundNow): Promise<CaseState | undefined> {
	const { refund } = now;
	const state = await caseOfRefund(store, now);
	if (!state) return await observedBeside(store, now);
	const intent = refund.intent || state.refunds.find((leg) => leg.refund?.id === refund.id)?.intent.id || '';
	const event = { actor, ...eventOf({ ...refund, intent }) };
	return (await store.cases.record({ reference: state.reference, events: [event] })).case;
}

/** A refund that is no case's: staff made it. The case of its payment keeps it while it is in shadow mode. */
async function observedBeside(store: CaseStore, { refund }: RefundNow): Promise<CaseState | undefined> {
	if (refund.status === 'failed' || refund.status === 'canceled') return undefined;
	const id = refund.providerIds['paypal.capture'];
	const found = id ? await store.cases.findByReference('paypal.capture', id) : undefined;
	if (!found?.shadow) return undefined;
	const event = observed(source, { what: 'refunded', id: refund.id, amount: refund.amount }, { actor });
	return (await store.cases.record({ reference: found.reference, events: [event] })).case;
}

/** Whether this trigger's flow has not heard yet that a refund has this status; what is about no single refund is news each time. */
async function isNewStatus(store: CaseStore, { refunds, disputed, subject }: News, receiver: string): Promise<boolean> {
	if (disputed || subject !== 'refund' || !refunds.length) return true;
	return await store.inbox.markSeen(source, `${eventOf(refunds[0].refund).id}@${receiver}`);
}

import type { CaseState } from '../../shared/case/caseState';
import type { CaseStore } from '../../shared/store/store';
import { InvalidEvent } from '../../shared/model';
import { observed, type RefundNow } from '../../shared/operation';
import { tellOfDispute } from '../../shared/trigger';
import { newsOfDispute } from '../records/dispute';
import type { StripeEvent } from '../records/event';
import { eventOf } from '../records/refund';
import type { DisputeNow, News } from '../records/news';

const source = 'stripe';
const actor = 'Stripe';

export interface TakenIn {
	/** False for a repeat, which starts no flow. */
	news: boolean;
	/** The case of the event's refund; of several, of the newest. */
	case?: CaseState;
	/** Why no case can take it in. */
	unreadable?: string;
}

/** Ids of events that this process is at. */
const underWay = new Set<string>();

/** Another call with the same event is being worked on: whoever sent this one shall ask again. */
export class UnderWay extends Error {}

/**
 * Stores a verified event and what it says about cases, before the sender gets its answer. `receiver` names the trigger: Stripe sends
 * one event to every endpoint, and each trigger starts its own flow. Safe to repeat at any point: a repeat finishes what a crash left
 * undone. News are told once per event, and once per refund and status, since several events can tell the same (`wanted`: the flow
 * asked for events of this type). Rejects when the store fails.
 */
export async function takeIn(
	store: CaseStore,
	event: StripeEvent,
	body: string,
	{ refunds, disputed }: News,
	{ receiver, wanted }: { receiver: string; wanted: boolean },
): Promise<TakenIn> {
	const id = `${event.id}@${receiver}`;
	if (underWay.has(id)) throw new UnderWay();
	underWay.add(id);
	try {
		const first = await store.inbox.put({ source, id, topic: event.type, body, receiver });
		const unfinished = !first && (await store.inbox.find(source, id))?.state === 'new';
		let found: CaseState | undefined;
		// The oldest first, so that a case hears of its refunds in their order.
		for (const one of [...refunds].reverse()) found = (await recorded(store, one)) ?? found;
		if (disputed) {
			const cases = await casesOfDispute(store, disputed);
			found = (await tellOfDispute(store, newsOfDispute(disputed.dispute), cases, actor)).case;
		}
		const news = unfinished || (first && wanted && (await isNewStatus(store, event, refunds, receiver)));
		if (first || unfinished) await store.inbox.mark(source, id, 'read');
		return { news, case: found };
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

/** The cases that have refunds on a disputed payment, and the one that is known by the payment itself. */
async function casesOfDispute(
	store: CaseStore,
	{ dispute: { providerIds }, refunds }: DisputeNow,
): Promise<CaseState[]> {
	const found = await Promise.all([
		...refunds.map(async (one) => await caseOfRefund(store, one)),
		...['stripe.payment_intent', 'stripe.charge'].map(async (system) =>
			providerIds[system] ? await store.cases.findByReference(system, providerIds[system]) : undefined,
		),
	]);
	return [...new Map(found.flatMap((one) => (one ? [[one.reference, one] as const] : []))).values()];
}

async function caseOfRefund(store: CaseStore, { refund, reference }: RefundNow): Promise<CaseState | undefined> {
	return (
		(reference && (await store.cases.get(reference))) || (await store.cases.findByReference('stripe.refund', refund.id))
	);
}

/** Records a refund's status on its case; the case as it is then, undefined when no case has this refund. */
async function recorded(store: CaseStore, now: RefundNow): Promise<CaseState | undefined> {
	const { refund } = now;
	const state = await caseOfRefund(store, now);
	if (!state) return await observedBeside(store, now);
	const intent = refund.intent || state.refunds.find((leg) => leg.refund?.id === refund.id)?.intent.id || '';
	return (
		await store.cases.record({ reference: state.reference, events: [{ actor, ...eventOf({ ...refund, intent }) }] })
	).case;
}

/** A refund that is no case's: staff made it. The case of its payment keeps it while it is in shadow mode. */
async function observedBeside(store: CaseStore, { refund }: RefundNow): Promise<CaseState | undefined> {
	if (refund.status === 'failed' || refund.status === 'canceled') return undefined;
	for (const system of ['stripe.payment_intent', 'stripe.charge']) {
		const id = refund.providerIds[system];
		const found = id ? await store.cases.findByReference(system, id) : undefined;
		if (!found?.shadow) continue;
		const event = observed(source, { what: 'refunded', id: refund.id, amount: refund.amount }, { actor: 'Stripe' });
		return (await store.cases.record({ reference: found.reference, events: [event] })).case;
	}
	return undefined;
}

async function isNewStatus(
	store: CaseStore,
	{ data: { object } }: StripeEvent,
	[now]: RefundNow[],
	receiver: string,
): Promise<boolean> {
	if (object.object !== 'refund') return true;
	return await store.inbox.markSeen(source, `${eventOf(now.refund).id}@${receiver}`);
}

/** The case that news are about, without a change. */
export async function caseOf(store: CaseStore, { refunds: [first], disputed }: News): Promise<CaseState | undefined> {
	if (disputed) return (await casesOfDispute(store, disputed))[0];
	return first && (await caseOfRefund(store, first));
}

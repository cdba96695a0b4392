import type { CaseState } from '../case/caseState';
import { InvalidEvent, type DisputeNews } from '../model';
import { refundEvent } from '../operation/payBack';
import type { RefundNow } from '../operation/paymentProvider';
import { observed } from '../operation/shadow';
import type { CaseStore } from '../store/store';
import { tellOfDispute } from './tellOfDispute';

/** A verified message of a payment provider. `receiver` names the trigger; `wanted`: its flow asked for messages of this kind. */
export interface Message {
	id: string;
	topic: string;
	body: string;
	receiver: string;
	wanted: boolean;
}

type PaymentIds = Record<string, string | undefined>;

/** What a message is about, read anew from the provider. */
export interface RefundNews {
	/** The newest first. */
	refunds: RefundNow[];
	/** It tells the status of one refund: a flow hears of each once. */
	ofOneRefund: boolean;
	/** A dispute, and the refunds of its payment: by them its cases are found. */
	disputed?: { news: DisputeNews; refunds: RefundNow[] };
	/** Ids of the payment that it is about. */
	payment?: PaymentIds;
}

export interface TakenIn {
	/** False for a repeat, which starts no flow. */
	news: boolean;
	/** The case of the message's refund, dispute or payment. */
	case?: CaseState;
	/** Why no case can take it in. */
	unreadable?: string;
}

/** Another call with the same message is being worked on: whoever sent this one shall ask again. */
export class UnderWay extends Error {}

/** How a payment provider's refunds and payments are known to cases: `refund`, and `payments`, are names of ids in other systems. */
interface Provider {
	source: string;
	actor: string;
	refund: string;
	payments: string[];
}

/** Brings what a payment provider says of refunds and disputes into cases. */
export class RefundIntake {
	/** Ids of messages that this process is at. */
	private readonly underWay = new Set<string>();

	constructor(private readonly provider: Provider) {}

	/**
	 * Stores a verified message and what it says about cases, before the sender gets its answer. Providers send one event to every webhook, and each
	 * trigger starts its own flow. Safe to repeat at any point: a repeat finishes what a crash left undone. News are told once per message, and
	 * once per refund and status, since several can tell the same. Rejects when the store fails.
	 */
	async takeIn(store: CaseStore, message: Message, news: RefundNews): Promise<TakenIn> {
		const { source } = this.provider;
		const { topic, body, receiver, wanted } = message;
		const id = `${message.id}@${receiver}`;
		if (this.underWay.has(id)) throw new UnderWay();
		this.underWay.add(id);
		try {
			const first = await store.inbox.put({ source, id, topic, body, receiver });
			const unfinished = !first && (await store.inbox.find(source, id))?.state === 'new';
			const found = await this.recordAll(store, news);
			const isNews = unfinished || (first && wanted && (await this.isNewStatus(store, news, receiver)));
			if (first || unfinished) await store.inbox.mark(source, id, 'read');
			return { news: isNews, case: found };
		} catch (error) {
			if (!(error instanceof InvalidEvent)) throw error;
			// What no event can hold would be sent again for ever.
			await store.inbox.mark(source, id, 'unreadable', error.message);
			return { news: false, unreadable: error.message };
		} finally {
			this.underWay.delete(id);
		}
	}

	/** Keeps a verified message that cannot be used, and why. */
	async keepUnreadable(
		store: CaseStore,
		message: Pick<Message, 'id' | 'topic' | 'body'> & { receiver?: string },
		why: string,
	): Promise<void> {
		await store.inbox.put({ source: this.provider.source, ...message });
		await store.inbox.mark(this.provider.source, message.id, 'unreadable', why);
	}

	/** The case that news are about, without a change. */
	async caseOf(store: CaseStore, news: RefundNews): Promise<CaseState | undefined> {
		return (await this.casesOf(store, news))[0];
	}

	private async recordAll(store: CaseStore, news: RefundNews): Promise<CaseState | undefined> {
		let found: CaseState | undefined;
		// The oldest first, so that a case hears of its refunds in their order.
		for (const one of [...news.refunds].reverse()) found = (await this.record(store, one)) ?? found;
		if (news.disputed) {
			const cases = await this.casesOf(store, news);
			found = (await tellOfDispute(store, news.disputed.news, cases, this.provider.actor)).case ?? found;
		}
		return found ?? (await this.casesOfPayment(store, news.payment))[0];
	}

	/** Records a refund's status on its case; the case as it is then, undefined when no case has this refund. */
	private async record(store: CaseStore, now: RefundNow): Promise<CaseState | undefined> {
		const { source, actor } = this.provider;
		const { refund } = now;
		const state = await this.caseOfRefund(store, now);
		if (!state) return await this.observeBeside(store, now);
		const intent = refund.intent || state.refunds.find((leg) => leg.refund?.id === refund.id)?.intent.id || '';
		const event = { actor, ...refundEvent(source, { ...refund, intent }) };
		return (await store.cases.record({ reference: state.reference, events: [event] })).case;
	}

	/** A refund that is no case's: staff made it. The case of its payment keeps it while it is in shadow mode. */
	private async observeBeside(store: CaseStore, { refund }: RefundNow): Promise<CaseState | undefined> {
		if (refund.status === 'failed' || refund.status === 'canceled') return undefined;
		const found = (await this.casesOfPayment(store, refund.providerIds)).find(({ shadow }) => shadow);
		if (!found) return undefined;
		const { source, actor } = this.provider;
		const event = observed(source, { what: 'refunded', id: refund.id, amount: refund.amount }, { actor });
		return (await store.cases.record({ reference: found.reference, events: [event] })).case;
	}

	/** Whether this trigger's flow has not heard yet that a refund has this status; what is about no single refund is news each time. */
	private async isNewStatus(store: CaseStore, { refunds: [now], ofOneRefund }: RefundNews, receiver: string) {
		if (!ofOneRefund || !now) return true;
		const { source } = this.provider;
		return await store.inbox.markSeen(source, `${refundEvent(source, now.refund).id}@${receiver}`);
	}

	/** The cases that have the refunds, and those that are known by the payment itself. */
	private async casesOf(store: CaseStore, { refunds, disputed, payment }: RefundNews): Promise<CaseState[]> {
		const found = await Promise.all(
			[...refunds, ...(disputed?.refunds ?? [])].map(async (one) => await this.caseOfRefund(store, one)),
		);
		const all = [...found, ...(await this.casesOfPayment(store, payment))];
		return [...new Map(all.flatMap((one) => (one ? [[one.reference, one] as const] : []))).values()];
	}

	private async casesOfPayment(store: CaseStore, ids: PaymentIds = {}): Promise<CaseState[]> {
		const found = await Promise.all(
			this.provider.payments.map(async (system) => {
				const id = ids[system];
				return id ? await store.cases.findByReference(system, id) : undefined;
			}),
		);
		return found.flatMap((one) => one ?? []);
	}

	private async caseOfRefund(store: CaseStore, { refund, reference }: RefundNow): Promise<CaseState | undefined> {
		return (
			(reference && (await store.cases.get(reference))) ||
			(await store.cases.findByReference(this.provider.refund, refund.id))
		);
	}
}

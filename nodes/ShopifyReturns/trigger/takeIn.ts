import { Refused } from '../../shared/case/commands';
import type { CaseState } from '../../shared/case/caseState';
import type { CaseStore, InboxRow } from '../../shared/store/store';
import { brandOf, needsOrder, type EventData, type NewEvent, type ReturnRequest } from '../../shared/model';
import { isUnderWay, observed } from '../../shared/operation';
import type { AskShop } from './askShop';
import type { ReturnNews } from './body';
import { createdEvents } from '../returns/newReturn';
import { isOfReturn, readMessage, type ReturnMessage } from './message';
import { isFirstTelling } from './telling';
import { isReturnTopic, type ReturnTopic } from './topics';
import type { Delivery } from './delivery';

export interface TakenIn {
	/** False for a repeat, which starts no flow. */
	news: boolean;
	returnId?: string;
	case?: CaseState;
	/** Why the body could not be read. */
	unreadable?: string;
}

type Observed = EventData<'shadow.observed'>['what'];

const source = 'shopify';
const actor = 'Shopify';
/** Only people of the shop can do what our own nodes have not done; a customer can ask for a return and cancel it. */
const staff = 'Shopify staff';

/**
 * Events of a return that Shopify tells, by topic; the effect of ours that makes the same change, and the end of the event's id.
 * `closes`: it can be undone and happen again.
 */
const changes: Partial<
	Record<
		ReturnTopic,
		{ name: Observed; effect: string; closes?: boolean; event: (news: ReturnNews) => Pick<NewEvent, 'type' | 'data'> }
	>
> = {
	'returns/approve': {
		name: 'approved',
		effect: 'shopify.return_approve',
		event: ({ request }) => ({
			type: 'return.approved',
			data: request ? { lines: request.lines.map(({ id, quantity }) => ({ line: id, quantity })) } : {},
		}),
	},
	'returns/decline': {
		name: 'declined',
		effect: 'shopify.return_decline',
		event: ({ decline }) => ({ type: 'return.declined', data: { ...decline } }),
	},
	'returns/cancel': {
		name: 'canceled',
		effect: 'shopify.return_cancel',
		event: () => ({ type: 'return.canceled', data: {} }),
	},
	'returns/close': {
		name: 'closed',
		effect: 'shopify.return_close',
		closes: true,
		event: () => ({ type: 'return.closed', data: {} }),
	},
	'returns/reopen': {
		name: 'reopened',
		effect: 'shopify.return_reopen',
		closes: false,
		event: () => ({ type: 'return.reopened', data: {} }),
	},
};

/**
 * Stores what a message says about its case; the message itself is stored already (`stored`: just now). Safe to repeat at any point:
 * a repeat finishes what a crash left undone. Rejects when the store fails; then the sender must send again.
 */
export async function takeIn(
	store: CaseStore,
	delivery: Delivery,
	{ topic, news: said }: ReturnMessage,
	shop: AskShop,
	stored: boolean,
): Promise<TakenIn> {
	const { webhookId, triggeredAt, origin } = delivery;
	const { returnId, request } = said;
	// A message that a crash, or an operator, left to be read.
	let changed = stored || (await store.inbox.find(source, webhookId))?.state === 'new';
	const maker = await makerOf(store, said);
	if (maker) {
		// Our own node made this return for a case that is there: it is no new case, whoever of the two tells first.
		const { events } = await store.cases.record({
			reference: maker.reference,
			events: createdEvents({ id: returnId, name: said.name ?? '', orderId: request!.providerIds['shopify.order'] }),
		});
		changed ||= events.some(({ duplicate }) => !duplicate);
	} else if (request) {
		// A return that staff made is open from the start: its first webhook is the approval, in one write, so that nobody is asked in between.
		const known = await store.cases.findByReference('shopify.return', returnId);
		const brand = known ? known.brand : await brandOfReturn(store, delivery, request, shop);
		if (!brand) return { news: false, returnId };
		const opened =
			known ??
			(await store.cases.open({
				request: { ...request, ...origin, brand },
				source,
				sourceId: returnId,
				time: request.requestedAt,
				actor: topic === 'returns/approve' ? staff : actor,
				also: topic === 'returns/approve' ? [factOf(topic, said, { actor: staff, time: timeOf(triggeredAt) })] : [],
			}));
		changed ||= 'duplicate' in opened && !opened.duplicate;
		if (said.unknownItems)
			await store.cases.record({ reference: opened.reference, events: [unknownItems(returnId, said.unknownItems)] });
		await applyWaiting(store, opened.reference, { returnId, openedBy: webhookId }, shop);
	}
	const found = await store.cases.findByReference('shopify.return', returnId);
	const change = changes[topic];
	const became = found && change ? await apply(store, found, topic, said, triggeredAt, shop) : undefined;
	if (became === 'cannot tell') return { news: false, returnId, case: found };
	changed = became === 'no more true' ? false : became === 'new' || changed;
	if (found && topic === 'returns/update') {
		// Its body says of pieces that were taken off alone.
		const told = await tellChanges(store, found, returnId, shop);
		if (told === undefined) return { news: false, returnId, case: found };
		changed ||= told;
	}
	// Webhooks come in any order: one that is ahead of its case waits in the inbox.
	if (found || !change) await store.inbox.mark(source, webhookId, 'read');
	const news = changed && (await isFirstTelling(store, delivery, { returnId, reference: found?.reference }));
	return { news, returnId, case: found && (await store.cases.get(found.reference)) };
}

/**
 * The brand of a return that has no case yet: by the setting, else that of the trigger. Undefined: the setting goes by the order, and Shopify did not
 * answer; the message waits in the inbox for the next look, for under another brand the return would be decided by another policy.
 */
async function brandOfReturn(
	store: CaseStore,
	{ shop: domain, origin }: Delivery,
	request: ReturnRequest,
	shop: AskShop,
): Promise<string | undefined> {
	const settings = await store.settings.get('default');
	const orderId = request.providerIds['shopify.order'];
	const asked = needsOrder(settings) && orderId ? await shop.brandFactsOf(orderId) : {};
	if (!asked) return undefined;
	const facts = { shop: domain, ...asked };
	return brandOf(facts, settings) ?? origin?.brand ?? request.brand;
}

/**
 * The case that our own node made this return for. The reference in a note alone proves nothing, since customers write notes: the
 * node must be at it, or have been, for this very order.
 */
async function makerOf(store: CaseStore, { madeBy, returnId, request }: ReturnNews): Promise<CaseState | undefined> {
	if (!madeBy || !request) return undefined;
	for (const effect of ['shopify.return_create', 'shopify.return_request']) {
		const claim = await store.claims.get(`${effect}:${request.providerIds['shopify.order']}/${madeBy}`);
		const made = (claim?.result as { id?: string } | undefined)?.id;
		if (claim && claim.state !== 'failed' && (!made || made === returnId)) return await store.cases.get(madeBy);
	}
	return undefined;
}

/** Items of a return that Shopify cannot name, or names without their order: a person must find out what comes. */
function unknownItems(returnId: string, message: string): NewEvent {
	return {
		source,
		id: `${returnId}/unknown_items`,
		actor,
		type: 'exception.opened',
		data: { exception: { code: 'items_unknown', owner: 'service', message } },
	};
}

/** Tells a case what its return is in the shop that it does not know. Undefined when the shop cannot be asked now; true when something was news. */
export async function tellChanges(
	store: CaseStore,
	found: CaseState,
	returnId: string,
	shop: Pick<AskShop, 'changesOf'>,
): Promise<boolean | undefined> {
	const changed = await shop.changesOf(returnId, store, found);
	if (!changed?.length) return changed && false;
	const { events } = await store.cases.record({ reference: found.reference, events: changed });
	return events.some(({ duplicate }) => !duplicate);
}

/** What a message's change was to its case. `cannot tell`: Shopify did not answer, so the message waits in the inbox for the next look. */
type Became = 'new' | 'known' | 'no more true' | 'cannot tell';

/** Records a change of a return. */
async function apply(
	store: CaseStore,
	found: CaseState,
	topic: ReturnTopic,
	news: ReturnNews,
	triggeredAt: string | undefined,
	shop: AskShop,
): Promise<Became> {
	const { reference, verdict, lines } = found;
	const { name, effect, closes } = changes[topic]!;
	const time = timeOf(triggeredAt);
	// Nobody but staff changes the return of a case that is in shadow mode: the report puts that beside what we would have done.
	if (found.shadow)
		await store.cases.record({
			reference,
			events: [observed(source, { what: name, id: news.returnId }, { at: time, actor: staff })],
		});
	// Our own node is at it, or was: it records the change itself, and knows more of it than the webhook.
	if (closes === undefined) {
		const claim = await store.claims.get(`${effect}:${news.returnId}`);
		if (claim && claim.state !== 'failed') return 'known';
	} else if ((await isUnderWay(store, effect, news.returnId)) || (await isKnown(store, found, closes, time)))
		return 'known';
	else {
		// The signature covers neither the time nor the id, and such bodies are the same each time: whoever has kept one could send it again.
		const status = await shop.statusOf(news.returnId);
		if (status !== (closes ? 'CLOSED' : 'OPEN')) return status ? 'no more true' : 'cannot tell';
	}
	// The case was approved before Shopify was told: nothing new, and nothing that may start its label again.
	if (topic === 'returns/approve' && verdict === 'approved') return 'known';
	// Quantities are of the case's own lines; a return that was made for the case has other ids.
	if (news.request?.lines.some((line) => !lines.some(({ id }) => id === line.id)))
		news = { ...news, request: undefined };
	const who = topic === 'returns/cancel' && verdict !== 'approved' ? actor : staff;
	const fact = factOf(topic, news, { actor: who, time });
	try {
		const { events } = await store.cases.record({ reference, events: [fact] });
		return events.every(({ duplicate }) => duplicate) ? 'known' : 'new';
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		// It has happened in Shopify, whatever the case allows: a person must look.
		const exception = {
			code: 'shop_differs',
			owner: 'service' as const,
			message: `Shopify says the return is ${name}. ${error.message}`,
		};
		const { events } = await store.cases.record({
			reference,
			events: [{ ...fact, id: `${fact.id}/refused`, type: 'exception.opened', data: { exception } }],
		});
		return events.every(({ duplicate }) => duplicate) ? 'known' : 'new';
	}
}

/** What a message of this topic says has happened to its return. */
function factOf(topic: ReturnTopic, news: ReturnNews, { actor, time }: { actor: string; time?: string }): NewEvent {
	const { name, closes, event } = changes[topic]!;
	const again = closes !== undefined && time ? `@${time}` : '';
	return {
		source,
		id: `${news.returnId}/${name}${again}`,
		actor,
		...event(news),
		references: { 'shopify.return': news.returnId },
		...(time && { time }),
	};
}

function timeOf(triggeredAt: string | undefined): string | undefined {
	return triggeredAt && Number.isFinite(Date.parse(triggeredAt)) ? new Date(triggeredAt).toISOString() : undefined;
}

/** Whether the case has this closing or reopening already, or a later one: webhooks come twice, and in any order. */
async function isKnown(
	store: CaseStore,
	{ reference, closedAt }: CaseState,
	closes: boolean,
	time: string | undefined,
): Promise<boolean> {
	if (!!closedAt === closes) return true;
	const last = (await store.cases.timeline(reference))
		.filter(({ type }) => type === 'return.closed' || type === 'return.reopened')
		.at(-1);
	return !!last && !!time && time <= last.time;
}

/** Applies what came for this return before its case was there. Whoever stores a raw event looks for the case after that, so none is missed. */
async function applyWaiting(
	store: CaseStore,
	reference: string,
	{ returnId, openedBy }: { returnId: string; openedBy: string },
	shop: AskShop,
): Promise<void> {
	for (
		let page = await waitingFor(store, returnId);
		page.length;
		page = await waitingFor(store, returnId, page.at(-1))
	) {
		for (const { id, topic, body } of page) {
			if (id === openedBy || !isReturnTopic(topic) || !changes[topic]) continue;
			const now = await store.cases.get(reference);
			const message = readMessage(topic, body);
			if ('unreadable' in message || !isOfReturn(message)) continue;
			const became = now && (await apply(store, now, topic, message.news, undefined, shop));
			if (became !== 'cannot tell') await store.inbox.mark(source, id, 'read');
		}
	}
}

async function waitingFor(store: CaseStore, returnId: string, after?: InboxRow): Promise<InboxRow[]> {
	return await store.inbox.waiting({ source, subject: returnId, after, limit: 100 });
}

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { CaseState } from '../../shared/case';
import { orderLineOf } from '../../shared/case/soldLine';
import {
	asReference,
	brandOf,
	firstFault,
	InvalidEvent,
	isOwnSource,
	referenceOf,
	ticketReference,
	type NewEvent,
	type Order,
	type ReturnRequest,
	type Ticket,
} from '../../shared/model';
import { putBackOf } from '../../shared/operation';
import type { CaseStore } from '../../shared/store';
import { refused, type ChannelAnswer, type Refusal, type TakenIn } from './answer';
import { asWritten } from './asWritten';
import { Envelope, messageTypes, RefundMessage, RequestMessage } from './message';
import { recordRefund } from './recordRefund';
import { Asks, returnOf, ticketAdded, ticketMessage } from './ticket';

const inboxSource = 'channel';

/**
 * `channels`: those that are taken. `payBack`: those of them that pay customers back themselves. `tickets`: what comes are tickets of a helpdesk,
 * which may be about a return that is there already.
 */
export interface Taking {
	channels: string[];
	payBack: string[];
	tickets?: boolean;
	actor: string;
}

/**
 * Takes in what a channel tells, once, and says what to answer. A message that cannot be taken is kept among the unreadable ones, where it is listed
 * and can be replayed. Throws only when the store cannot be reached: then the sender sends again.
 */
export async function takeInMessage(store: CaseStore, message: unknown, taking: Taking): Promise<TakenIn> {
	const { channels, payBack, tickets } = taking;
	const body = JSON.stringify({ message: message ?? null, channels, payBack, ...(tickets && { tickets }) });
	const key = createHash('sha256').update(body).digest('hex').slice(0, 32);
	const plain = asWritten(message);
	const read = Envelope.safeParse(plain);
	const taken = read.success ? await takeInRead(store, read.data, plain, taking) : refused(faultOf(read.error));
	if (taken.answer.outcome === 'refused') {
		const { field, message: what, reference } = taken.answer;
		const topic = read.success ? read.data.type : 'message';
		await store.inbox.put({ source: inboxSource, id: key, topic, body, ...(reference && { subject: reference }) });
		await store.inbox.mark(inboxSource, key, 'unreadable', field ? `Field ${field}: ${what}.` : what);
	} else await store.inbox.mark(inboxSource, key, 'read'); // it was refused before, and has come again
	return taken;
}

/** Takes in again what an operator has replayed; returns how many messages were taken. */
export async function takeInReplayedMessages(store: CaseStore, actor: string): Promise<number> {
	let taken = 0;
	for await (const { body } of putBackOf(store, inboxSource)) {
		const { message, ...taking } = JSON.parse(body) as Omit<Taking, 'actor'> & { message: unknown };
		const { answer } = await takeInMessage(store, message, { ...taking, actor });
		if (answer.outcome !== 'refused') taken++;
	}
	return taken;
}

/** Takes in what is a message by its envelope; what a case cannot keep, such as one that is too large, is refused. */
async function takeInRead(store: CaseStore, envelope: Envelope, message: unknown, taking: Taking): Promise<TakenIn> {
	try {
		return await takeIn(store, envelope, message, taking);
	} catch (error) {
		if (!(error instanceof InvalidEvent)) throw error;
		const { type, id } = envelope;
		const field = 'body';
		return refused({
			status: 422,
			field,
			message: `${field} ${error.issues[0].message}`,
			advice: 'Leave out what a return does not need.',
			type,
			id,
		});
	}
}

async function takeIn(store: CaseStore, envelope: Envelope, message: unknown, taking: Taking): Promise<TakenIn> {
	const { channel, sender, type, id } = envelope;
	const source = sender ? `${channel}:${sender}` : channel;
	if (!taking.channels.includes(channel) || isOwnSource(channel))
		return refused({
			status: 422,
			field: 'channel',
			message: `"${channel.slice(0, 40)}" is not taken here`,
			advice: `Send one of: ${taking.channels.join(', ')}. When the operator has added another to Channels, then send it again.`,
		});
	const named = { type, id };
	if (type === 'return.requested') {
		const ticket = taking.tickets && { helpdesk: sender ?? channel, id };
		const read = RequestMessage.safeParse(ticket ? ticketMessage(message) : message);
		const known = ticket && (await ofTicket(store, ticket, { source, message, actor: taking.actor }));
		if (known) return { ...known, answer: { ...known.answer, ...named } };
		if (!read.success) return refused({ ...faultOf(read.error), ...named });
		const { request, order } = read.data;
		const taken = await open(store, {
			request: ticket ? { ...request, providerIds: { ...request.providerIds, ...ticketReference(ticket) } } : request,
			order,
			paysBack: taking.payBack.includes(channel),
			source,
			sourceId: id,
			actor: taking.actor,
		});
		return { ...taken, answer: { ...taken.answer, ...named } };
	}
	const read = RefundMessage.safeParse(message);
	if (!read.success) return refused({ ...faultOf(read.error), ...named });
	const { reference, request = '', refund } = read.data;
	const found = (reference && asReference(reference)) || referenceOf(source, request);
	const taken = await recordRefund(store, found, refund, { channel, source, payBack: taking.payBack });
	return { ...taken, answer: { ...taken.answer, ...named } };
}

/** The return that a ticket is about, with the ticket added to it unless it has opened it; undefined: what it asks for is judged as any request is. */
async function ofTicket(
	store: CaseStore,
	ticket: Ticket,
	{ source, message, actor }: { source: string; message: unknown; actor: string },
): Promise<TakenIn | undefined> {
	const asks = Asks.safeParse(ticketMessage(message));
	if (!asks.success) return undefined;
	const own = await store.cases.get(referenceOf(source, ticket.id));
	if (own) return asks.data.lines.length ? undefined : { answer: openedBefore(own), case: own };
	const found = await returnOf(store, asks.data);
	if (!found) return undefined;
	const { reference, authorization } = found;
	const recorded = await store.cases.record({ reference, events: [ticketAdded(ticket, actor)] });
	const said = `The ticket is about return ${reference}, which is there already: ${authorization}`;
	return {
		answer: { outcome: 'found', status: 200, message: said, reference, authorization },
		case: recorded.case,
	};
}

interface Asked {
	request: ReturnRequest;
	order?: Order;
	/** The channel pays its customers back itself. */
	paysBack: boolean;
	source: string;
	sourceId: string;
	actor: string;
}

/** Opens the case of a request with the order that it came with, in one go, or finds the one that it opened before. */
async function open(
	store: CaseStore,
	{ request: asked, order, paysBack, source, sourceId, actor }: Asked,
): Promise<TakenIn> {
	const reference = referenceOf(source, sourceId);
	// A request that has opened its case before says the same again, whatever the settings say by now.
	const before = await store.cases.get(reference);
	const brand = before?.brand ?? (asked.brand === 'default' ? await brandBy(store, asked, source) : asked.brand);
	const request = { ...asked, brand };
	const opened = await store.cases.open({
		request,
		source,
		sourceId,
		actor,
		...(order && { also: [orderFound(reference, request, withPayer(order, payerBefore(before, asked) ?? paysBack))] }),
	});
	const { authorization } = opened.case;
	const standing = { reference: opened.reference, authorization };
	const conflict = opened.events.find((one) => one.conflict)?.conflict?.message;
	const answer: ChannelAnswer = conflict
		? {
				outcome: 'conflicting',
				status: 409,
				field: 'id',
				message: conflict,
				advice: 'Give every request an id of its own; one that was changed is another request.',
				...standing,
			}
		: opened.duplicate
			? openedBefore(opened.case)
			: { outcome: 'opened', status: 200, message: `Return ${opened.reference} is opened`, ...standing };
	return { answer, case: opened.case };
}

function openedBefore({ reference, authorization }: CaseState): ChannelAnswer {
	const message = `This request has opened return ${reference} before: ${authorization}`;
	return { outcome: 'duplicate', status: 200, message, reference, authorization };
}

/** The order as the channel knows it, with the lines of the request that it sold. */
function orderFound(reference: string, { lines, channel }: ReturnRequest, order: Order): NewEvent {
	const links = lines.flatMap((line) => {
		const sold = orderLineOf(line, order);
		return sold ? [[line.id, sold.id] as const] : [];
	});
	return {
		source: `shop:${channel}`,
		id: `${reference}.order`,
		type: 'order.found',
		data: { order, system: channel, lineLinks: Object.fromEntries(links) },
	};
}

/** The order with who pays its payments back, as the operator says: the channel with its own money, or nobody but us. What the channel says of it counts for nothing. */
function withPayer(order: Order, channelPays: boolean): Order {
	return {
		...order,
		payments: order.payments.map((payment) => ({
			...payment,
			...(channelPays ? { processor: 'other' as const, movesOwnMoney: true } : { movesOwnMoney: undefined }),
		})),
	};
}

/** Whether the channel paid back itself when it told the order first; undefined: it has told none. */
function payerBefore(before: CaseState | undefined, { channel }: ReturnRequest): boolean | undefined {
	return before?.orders[channel]?.payments.some(({ movesOwnMoney }) => movesOwnMoney);
}

async function brandBy(store: CaseStore, { channel }: ReturnRequest, source: string): Promise<string> {
	const settings = await store.settings.get('default');
	return brandOf({ salesChannels: [source, channel] }, settings) ?? 'default';
}

/** What is wrong with a message: the place, in words, and what to do. */
function faultOf(error: z.ZodError): Refusal {
	const { at, message } = firstFault(error);
	const field = at || 'body';
	return { status: 422, field, message: `${field} ${told(message)}`, advice: adviceFor(field) };
}

/** zod's word for what is not there, for people. */
function told(message: string): string {
	return message === 'Required' ? 'is missing' : message.replace(/^[A-Z]/, (first) => first.toLowerCase());
}

function adviceFor(field: string): string {
	const name = field.split('.').find((part) => !/^\d+$/.test(part) && part in advice);
	return advice[name ?? ''] ?? 'docs/guides/any-channel.md has every field with an example.';
}

const advice: Record<string, string> = {
	body: 'Send a JSON object, with Content-Type: application/json.',
	id: 'Send what you call this message, as text, the same one when you send it again.',
	type: `Send one of: ${messageTypes.join(', ')}; or leave it out for a request.`,
	sender: 'Send a short name of letters and digits, or leave it out.',
	lines: 'Send what comes back: sku and quantity of each article, a whole number from 1.',
	order: 'Send the order as docs/events.md describes it, amounts in minor units, or leave it out.',
	customer: 'Send name, email, phone, address and language of the customer as text, or leave out what is not known.',
	refund: 'Send id and amount of the refund, e.g. {"amount": 1250, "currency": "EUR"} for 12.50 EUR.',
	reference: 'Send the reference of the return, or as request the id of the request that opened it.',
	requestedAt: 'Send a time such as 2026-11-29T20:04:11Z, or leave it out.',
};

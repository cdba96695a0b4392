import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { isByHand, replayEach, Taking, tellLost, Untaken, workflowOf } from '../../shared/trigger';
import { UnderWay } from '../../shared/trigger/refundIntake';
import type { CaseStore } from '../../shared/store/store';
import { lookoutOf, type Looking } from '../../shared/trigger/lookout';
import { brandParameter, mayStart } from '../../shared/trigger/scope';
import { jsonOf } from '../../shared/model';
import { whyUnreadable } from '../../shared/trigger/unreadable';
import { leadsOn } from '../../shared/trigger/webhook';
import { eventTypes, StripeEvent } from '../records/event';
import { RawObject } from '../records/listing';
import { stripeOfNode, type Stripe } from '../transport/stripe';
import { EndpointMemory, isRegistered, register } from './endpoint';
import { itemOf } from './item';
import { keptEndpoints, withEndpoint } from './kept';
import { newsOf, UnknownObject, type News } from '../records/news';
import { intake, takeIn } from './takeIn';

const source = 'stripe';
/** An event may be listed some minutes after it was made. */
const overlapMs = 15 * 60_000;
/** Stripe lists the newest first, so a long absence is read a day at a time, the oldest day first. */
const windowMs = 24 * 3_600_000;
/** Stripe keeps events so long (docs/facts/stripe.md#events-are-kept-for-30-days). */
const keptMs = 30 * 24 * 3_600_000;
/** What changes a case, whatever the flow asked for. */
const types = eventTypes.map(({ value }) => String(value));

/** How far a trigger's look has come, and which events of before it could not take in. */
const Cursor = z.object({ until: z.string(), untaken: Untaken.optional() });

interface Onlooker {
	node: ITriggerFunctions;
	store: CaseStore;
	stripe: Stripe;
	receiver: string;
	secretKey: string;
}

/** The trigger's lookout: events that no webhook brought are read from Stripe. */
export async function stripeLookout(node: ITriggerFunctions): ReturnType<typeof lookoutOf> {
	return await lookoutOf<Onlooker>(node, {
		connection: source,
		onlooker: async (at) => {
			const { secretKey } = await node.getCredentials<{ secretKey: string }>('returnsStripeApi');
			return { ...at, secretKey, stripe: await stripeOfNode(node) };
		},
		look: lookAtStripe,
		replay: takeInReplayed,
	});
}

/** One look: the endpoint is there, and every event since the last look is taken in, the oldest first. */
export async function lookAtStripe(onlooker: Onlooker, looking: Looking): Promise<void> {
	const now = Date.now();
	const { store, receiver } = onlooker;
	const { untaken, ...begun } =
		looking.cursor === undefined ? { until: new Date(now).toISOString() } : Cursor.parse(JSON.parse(looking.cursor));
	// One that is ahead was kept by a clock that was set back since, or this clock is behind: what was passed over nobody knows.
	const isAhead = Date.parse(begun.until) > now;
	const oldest = now - keptMs;
	let until = isAhead ? new Date(oldest).toISOString() : begun.until;
	const taking = new Taking(untaken, now);
	const keep = async (isWhole = false) =>
		await looking.keep(JSON.stringify({ until, untaken: taking.untaken(isWhole) }));
	await mendEndpoint(onlooker);
	await keep();
	for (let from = Math.max(Date.parse(until) - overlapMs, oldest); from < now; from += windowMs) {
		const to = from + windowMs;
		// A second more on both ends: Stripe counts whole ones. The last window has no end: its clock may be ahead of this one.
		const range = {
			'created[gte]': Math.floor(from / 1000),
			...(to < now && { 'created[lte]': Math.ceil(to / 1000) }),
		};
		const events = await onlooker.stripe.list('/v1/events', RawObject, {
			...range,
			...Object.fromEntries(types.map((type, index) => [`types[${index}]`, type])),
		});
		events.reverse();
		for (const raw of events)
			await taking.take(
				raw.id,
				async () => await takeInMissed(onlooker, raw),
				async (why) =>
					await intake.keepUnreadable(
						store,
						{ id: `${raw.id}@${receiver}`, topic: typeOf(raw), body: JSON.stringify(raw), receiver },
						why,
					),
			);
		// By Stripe's own times: this clock may be ahead.
		const newest = timeOf(events.at(-1));
		if (!taking.isHeld && newest !== undefined && newest > until) until = newest;
		await keep();
	}
	await keep(true);
	taking.end();
}

async function takeInMissed(onlooker: Onlooker, raw: { id: string }): Promise<void> {
	const { store, receiver } = onlooker;
	const known = await store.inbox.find(source, `${raw.id}@${receiver}`);
	if (known && known.state !== 'new') return;
	const body = JSON.stringify(raw);
	const event = StripeEvent.safeParse(raw);
	if (event.success) return await takeInNow(onlooker, event.data, body);
	await intake.keepUnreadable(store, { id: raw.id, topic: typeOf(raw), body, receiver }, whyUnreadable(event.error));
}

/** When Stripe made an event: an ISO instant. */
function timeOf(raw: object | undefined): string | undefined {
	const seconds = (raw as { created?: unknown } | undefined)?.created;
	return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : undefined;
}

function typeOf(raw: object): string {
	return String((raw as { type?: unknown }).type ?? '');
}

/** Takes in one event, and starts the flow when it is news that the flow asked for. */
async function takeInNow(
	{ node, store, stripe, receiver }: Onlooker,
	event: StripeEvent,
	body: string,
	under?: string,
): Promise<void> {
	let news: News;
	try {
		news = await newsOf(stripe, event);
	} catch (error) {
		if (!(error instanceof UnknownObject)) throw error;
		await intake.keepUnreadable(store, { id: under ?? event.id, topic: event.type, body, receiver }, error.message);
		return;
	}
	const wanted = (node.getNodeParameter('events') as string[]).includes(event.type);
	try {
		const taken = await takeIn(store, event, body, news, { receiver, wanted });
		const read = (name: string) => node.getNodeParameter(name, '');
		if (!wanted || !taken.news || !mayStart(read, taken.case) || !leadsOn(node)) return;
		const settings = await store.settings.get(taken.case?.brand ?? brandParameter(read) ?? 'default');
		node.emit([node.helpers.returnJsonArray([itemOf(event, news, taken, settings) as IDataObject])]);
	} catch (error) {
		if (!(error instanceof UnderWay)) throw error; // its webhook has just come
	}
}

/** Takes in again what an operator put back: this trigger's messages, and those of before triggers were told apart. */
async function takeInReplayed(onlooker: Onlooker): Promise<void> {
	const { store, receiver } = onlooker;
	await replayEach(store, source, async (row) => {
		if (row.receiver && row.receiver !== receiver) return;
		const event = StripeEvent.safeParse(jsonOf(row.body));
		if (!event.success) return await store.inbox.mark(source, row.id, 'unreadable', whyUnreadable(event.error));
		await takeInNow(onlooker, event.data, row.body, row.id);
		if ((await store.inbox.find(source, row.id))?.state === 'new') await store.inbox.mark(source, row.id, 'read');
	});
}

/** Makes an endpoint again that was deleted or switched off; the operator hears of it. */
async function mendEndpoint({ node, store, stripe, receiver, secretKey }: Onlooker): Promise<void> {
	const { webhookAddress: url } = node.getWorkflowStaticData('node') as { webhookAddress?: string };
	if (!url || isByHand(node)) return;
	const wanted = node.getNodeParameter('events') as string[];
	const place = { receiver, url, secretKey };
	const workflow = workflowOf(node);
	let isMended = false;
	// None was given out yet: the workflow is being published in this moment, which makes it.
	if (!(await keptEndpoints(store, receiver, secretKey)).has(url)) return;
	await withEndpoint(store, place, async (known) => {
		// A copy: what is changed here n8n would not keep.
		const memory = new EndpointMemory({ ...node.getWorkflowStaticData('node') }, secretKey);
		if (!known) return undefined;
		memory.set(url, known);
		if (await isRegistered(stripe, memory, url, wanted)) return known;
		await register(stripe, memory, url, wanted, `n8n: ${workflow}`);
		isMended = true;
		return memory.get(url);
	});
	if (!isMended) return;
	await tellLost(store, source, receiver, {
		message: `Stripe's webhook endpoint of workflow "${workflow}" was gone or switched off; it was made again, and what was missed is taken in.`,
		advice:
			'Stripe switches an endpoint off when this n8n does not answer for some days. If n8n was up, find out who removed it in Stripe.',
	});
}

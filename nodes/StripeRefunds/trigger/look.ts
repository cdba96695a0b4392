import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { isByHand, tellLost, workflowOf } from '../../shared/trigger';
import type { CaseStore, InboxRow } from '../../shared/store/store';
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
import { keepUnreadable, takeIn, UnderWay } from './takeIn';

const source = 'stripe';
/** An event may be listed some minutes after it was made. */
const overlapMs = 15 * 60_000;
/** Stripe lists the newest first, so a long absence is read a day at a time, the oldest day first. */
const windowMs = 24 * 3_600_000;
/** Stripe keeps events so long (docs/facts/stripe.md#events-are-kept-for-30-days). */
const keptMs = 30 * 24 * 3_600_000;
/** What changes a case, whatever the flow asked for. */
const types = eventTypes.map(({ value }) => String(value));

/** How far a trigger's look has come. */
const Cursor = z.object({ until: z.string() });

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
	const { until } =
		looking.cursor === undefined ? { until: new Date(now).toISOString() } : Cursor.parse(JSON.parse(looking.cursor));
	await mendEndpoint(onlooker);
	await looking.keep(JSON.stringify({ until }));
	for (let from = Math.max(Date.parse(until) - overlapMs, now - keptMs); from < now; from += windowMs) {
		const to = Math.min(from + windowMs, now);
		// A second more on both ends: Stripe counts whole ones.
		const range = { 'created[gte]': Math.floor(from / 1000), 'created[lte]': Math.ceil(to / 1000) };
		const events = await onlooker.stripe.list('/v1/events', RawObject, {
			...range,
			...Object.fromEntries(types.map((type, index) => [`types[${index}]`, type])),
		});
		for (const raw of events.reverse()) await takeInMissed(onlooker, raw);
		await looking.keep(JSON.stringify({ until: new Date(to).toISOString() }));
	}
}

async function takeInMissed(onlooker: Onlooker, raw: { id: string }): Promise<void> {
	const { store, receiver } = onlooker;
	const known = await store.inbox.find(source, `${raw.id}@${receiver}`);
	if (known && known.state !== 'new') return;
	const body = JSON.stringify(raw);
	const event = StripeEvent.safeParse(raw);
	if (event.success) return await takeInNow(onlooker, event.data, body);
	const type = String((raw as { type?: unknown }).type ?? '');
	await keepUnreadable(store, raw.id, type, body, whyUnreadable(event.error), receiver);
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
		await keepUnreadable(store, under ?? event.id, event.type, body, error.message, receiver);
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
	for (let page = await replayed(); page.length; page = await replayed(page.at(-1))) {
		for (const row of page) {
			if (row.receiver && row.receiver !== receiver) continue;
			const event = StripeEvent.safeParse(jsonOf(row.body));
			if (!event.success) await store.inbox.mark(source, row.id, 'unreadable', row.error ?? whyUnreadable(event.error));
			else {
				await takeInNow(onlooker, event.data, row.body, row.id);
				if ((await store.inbox.find(source, row.id))?.state === 'new') await store.inbox.mark(source, row.id, 'read');
			}
		}
	}

	async function replayed(after?: InboxRow): Promise<InboxRow[]> {
		return await store.inbox.waiting({ source, replayed: true, after, limit: 100 });
	}
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

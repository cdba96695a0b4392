import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { jsonOf } from '../../shared/model';
import type { CaseStore } from '../../shared/store/store';
import { isByHand, replayEach, Taking, tellLost, Untaken, workflowOf } from '../../shared/trigger';
import { UnderWay } from '../../shared/trigger/refundIntake';
import { lookoutOf, type Looking } from '../../shared/trigger/lookout';
import { registrationsOf, withRegistration } from '../../shared/trigger/registration';
import { brandParameter, mayStart } from '../../shared/trigger/scope';
import { whyUnreadable } from '../../shared/trigger/unreadable';
import { leadsOn } from '../../shared/trigger/webhook';
import { instantOf } from '../records/fields';
import { isOurType, PayPalEvent } from '../records/event';
import { newsOf, UnknownObject, type News } from '../refund/news';
import { paypalOfNode, type PayPal } from '../transport/paypal';
import { register, registered } from './endpoint';
import { itemOf } from './item';
import { intake, takeIn } from './takeIn';

const source = 'paypal';
/** An event may be listed some minutes after it was made. */
const overlapMs = 15 * 60_000;
/** A long absence is read a day at a time, the oldest day first. */
const windowMs = 24 * 3_600_000;
/** PayPal keeps events so long (docs/facts/paypal.md#events-are-kept-for-30-days). */
const keptMs = 30 * 24 * 3_600_000;
const pageSize = 100;

/** How far a trigger's look has come, and which events of before it could not take in. */
const Cursor = z.object({ until: z.string(), untaken: Untaken.optional() });
const RawEvent = z
	.object({ id: z.string(), event_type: z.string().catch(''), create_time: z.string().catch('') })
	.passthrough();
type RawEvent = z.infer<typeof RawEvent>;
const Events = z.object({
	events: z.array(RawEvent).default([]),
	links: z.array(z.object({ href: z.string(), rel: z.string() })).default([]),
});

interface Onlooker {
	node: ITriggerFunctions;
	store: CaseStore;
	paypal: PayPal;
	receiver: string;
}

/** The trigger's lookout: events that no webhook brought are read from PayPal. */
export async function paypalLookout(node: ITriggerFunctions): ReturnType<typeof lookoutOf> {
	return await lookoutOf<Onlooker>(node, {
		connection: source,
		onlooker: async (at) => ({ ...at, paypal: await paypalOfNode(node) }),
		look: lookAtPayPal,
		replay: takeInReplayed,
	});
}

/** One look: the webhook is there, and every event since the last look is taken in, the oldest first. */
export async function lookAtPayPal(onlooker: Onlooker, looking: Looking): Promise<void> {
	const now = Date.now();
	const { store, receiver } = onlooker;
	const { untaken, ...begun } =
		looking.cursor === undefined ? { until: new Date(now).toISOString() } : Cursor.parse(JSON.parse(looking.cursor));
	const oldest = now - keptMs;
	// One that is ahead was kept by a clock that was set back since: what was passed over nobody knows.
	let until = Date.parse(begun.until) > now ? new Date(oldest).toISOString() : begun.until;
	const taking = new Taking(untaken, now);
	const keep = async (isWhole = false) =>
		await looking.keep(JSON.stringify({ until, untaken: taking.untaken(isWhole) }));
	await mendWebhook(onlooker);
	await keep();
	for (let from = Math.max(Date.parse(until) - overlapMs, oldest); from < now; from += windowMs) {
		// The last window goes on a while: PayPal's clock may be ahead of this one.
		const events = await eventsBetween(onlooker.paypal, from, Math.max(from + windowMs, now + overlapMs));
		for (const raw of events)
			await taking.take(
				raw.id,
				async () => await takeInMissed(onlooker, raw),
				async (why) =>
					await intake.keepUnreadable(
						store,
						{ id: `${raw.id}@${receiver}`, topic: raw.event_type, body: JSON.stringify(raw), receiver },
						why,
					),
			);
		// By PayPal's own times: this clock may be ahead.
		const newest = instantOf(events.at(-1)?.create_time);
		if (!taking.isHeld && newest !== undefined && newest > until) until = newest;
		await keep();
	}
	await keep(true);
	taking.end();
}

/** The events of a time that may change a case, the oldest first. */
async function eventsBetween(paypal: PayPal, from: number, to: number): Promise<RawEvent[]> {
	const at = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
	const found: RawEvent[] = [];
	let query: IDataObject | undefined = { start_time: at(from), end_time: at(to + 1000), page_size: pageSize };
	const asked = new Set<string>();
	while (query) {
		const { events, links }: z.output<typeof Events> = await paypal.get(
			'/v1/notifications/webhooks-events',
			Events,
			query,
		);
		found.push(...events.filter(({ event_type: type }) => isOurType(type)));
		const next: string | undefined = links.find(({ rel }) => rel === 'next')?.href;
		// A page that leads to itself would be asked for for ever.
		query = next && !asked.has(next) ? Object.fromEntries(new URL(next, paypal.baseUrl).searchParams) : undefined;
		if (next) asked.add(next);
	}
	return found.sort((a, b) => (a.create_time < b.create_time ? -1 : 1));
}

async function takeInMissed(onlooker: Onlooker, raw: RawEvent): Promise<void> {
	const { store, receiver } = onlooker;
	const known = await store.inbox.find(source, `${raw.id}@${receiver}`);
	if (known && known.state !== 'new') return;
	const body = JSON.stringify(raw);
	const event = PayPalEvent.safeParse(raw);
	if (event.success) return await takeInNow(onlooker, event.data, body);
	await intake.keepUnreadable(store, { id: raw.id, topic: raw.event_type, body, receiver }, whyUnreadable(event.error));
}

/** Takes in one event, and starts the flow when it is news that the flow asked for. */
async function takeInNow(
	{ node, store, paypal, receiver }: Onlooker,
	event: PayPalEvent,
	body: string,
	under?: string,
): Promise<void> {
	let news: News;
	try {
		news = await newsOf(paypal, event);
	} catch (error) {
		if (!(error instanceof UnknownObject)) throw error;
		await intake.keepUnreadable(
			store,
			{ id: under ?? event.id, topic: event.event_type, body, receiver },
			error.message,
		);
		return;
	}
	const wanted = (node.getNodeParameter('events') as string[]).includes(event.event_type);
	try {
		const taken = await takeIn(store, event, body, news, { receiver, wanted });
		const read = (name: string) => node.getNodeParameter(name, '');
		if (!wanted || !taken.news || !mayStart(read, taken.case) || !leadsOn(node)) return;
		const settings = await store.settings.get(taken.case?.brand ?? brandParameter(read) ?? 'default');
		node.emit([node.helpers.returnJsonArray([itemOf(event, news, taken, settings)])]);
	} catch (error) {
		if (!(error instanceof UnderWay)) throw error; // its webhook has just come
	}
}

/** Takes in again what an operator put back. */
async function takeInReplayed(onlooker: Onlooker): Promise<void> {
	const { store, receiver } = onlooker;
	await replayEach(store, source, async (row) => {
		if (row.receiver && row.receiver !== receiver) return;
		const event = PayPalEvent.safeParse(jsonOf(row.body));
		if (!event.success) return await store.inbox.mark(source, row.id, 'unreadable', whyUnreadable(event.error));
		await takeInNow(onlooker, event.data, row.body, row.id);
		if ((await store.inbox.find(source, row.id))?.state === 'new') await store.inbox.mark(source, row.id, 'read');
	});
}

/** Makes a webhook again that somebody has deleted or changed; the operator hears of it. */
async function mendWebhook({ node, store, paypal, receiver }: Onlooker): Promise<void> {
	const { webhookAddress: url } = node.getWorkflowStaticData('node') as { webhookAddress?: string };
	if (!url || isByHand(node)) return;
	const wanted = node.getNodeParameter('events') as string[];
	// None was given out yet: the workflow is being published in this moment, which makes it.
	if (!(await registrationsOf(store, receiver))[url]) return;
	let isMended = false;
	await withRegistration(store, receiver, url, async (known) => {
		if (known && (await registered(paypal, url, wanted)) === known) return known;
		isMended = true;
		return await register(paypal, url, wanted);
	});
	if (!isMended) return;
	await tellLost(store, source, receiver, {
		message: `PayPal's webhook of workflow "${workflowOf(node)}" was gone or changed; it was made again, and what was missed is taken in.`,
		advice: 'Find out who removed it in PayPal (developer.paypal.com, Apps & Credentials > your app > Webhooks).',
	});
}

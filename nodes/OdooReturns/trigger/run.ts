import { randomUUID } from 'node:crypto';
import {
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeOperationError,
} from 'n8n-workflow';
import {
	ifPossible,
	isHopeless,
	notTakenIn,
	receiverOf,
	Taking,
	warn,
	brandParameter,
	mayStart,
} from '../../shared/trigger';
import { openStoreOf } from '../../shared/store/open';
import { EffectError } from '../../shared/model';
import { toNodeError } from '../../shared/operation';
import { registrationsOf } from '../../shared/trigger/registration';
import { accept, leadsOn, rawBodyOf, refuse, testMark } from '../../shared/trigger/webhook';
import { connectNode } from '../transport/connect';
import { hintDone, keepHint, leftHints, readHint, type Hint } from './hints';
import { TriggerMemory } from './memory';
import { mendAutomations } from './mend';
import { anything, lookAt, nameOf, newest, readWatch, scopeOf, type Happening } from './poll';
import { Reading } from './reading';
import { show, tell, type Listener, type NoticedBy } from './tell';
import { watchesFor, type EventName, type Watch } from './watches';

/** So many events start one execution; the rest the next. */
const most = 500;
type Node = IExecuteFunctions | IPollFunctions | IWebhookFunctions;

/**
 * What has happened since the last poll. Events that were told already when something fails in the middle are given out all the same,
 * and what failed is read again by the next poll.
 */
export async function poll(node: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const items: IDataObject[] = [];
	const isFirst = !started.has(node);
	started.add(node);
	try {
		const listener = await listenerOf(node, 'poll');
		const tell = async (one: Happening) => void (await told(node, listener, one, items));
		const leave = async (one: Happening, why: string) => await leaveUntold(node, listener, one, why);
		const watches = await watchesOf(node, listener);
		const reading = await Reading.open(listener.store, listener.receiver, listener.memory);
		let failure: unknown;
		for (const watch of watches) {
			const held = await readWatch(listener.odoo, reading, watch, {
				tell,
				leave,
				isEnough: () => items.length >= most,
			});
			failure ??= held;
		}
		const left = await followLeft(listener, reading, watches, tell);
		await mended(node, listener, watches);
		failure ??= left;
		if (failure !== undefined) throw failure;
	} catch (error) {
		if (!items.length) {
			// n8n polls once while it starts, and gives up on the trigger when that fails.
			if (isFirst && node.getActivationMode() === 'init' && isDown(error)) return null;
			throw toNodeError(node.getNode(), error, 0);
		}
		warn(node, 'not everything that changed could be read; the next poll reads it again', error);
	}
	return items.length ? [node.helpers.returnJsonArray(items)] : null;
}

/**
 * Answers a call of the trigger's address: 401 without the secret, 503 when it could not be stored, else 200 at once, since a person in
 * Odoo waits for it. The document is read after that (docs/facts/odoo.md#an-automations-call-is-a-hint); what fails then is left to
 * the poll.
 */
export async function receive(webhook: IWebhookFunctions): Promise<IWebhookResponseData> {
	const memory = new TriggerMemory(webhook.getWorkflowStaticData('node'));
	const given = String((webhook.getQueryData() as IDataObject).key ?? '');
	if (!given || !(memory.knows(given) || (await isKept(webhook, given))))
		return refuse(webhook, 'The address is not complete');
	const hint = readHint((await rawBodyOf(webhook))?.toString('utf8') ?? '');
	if (!hint) return { webhookResponse: { ignored: true } };
	const isTest = webhook.getMode() === 'manual';
	let listener: Listener;
	let entry: string | undefined;
	try {
		listener = await listenerOf(webhook, isTest ? 'test' : 'webhook');
		// Without a case store nobody could tell the poll what was told already: it tells everything.
		if (!isTest && !listener.store) return { webhookResponse: { ignored: true } };
		if (!isTest) entry = await keepHint(listener.store!, listener.receiver, randomUUID(), hint);
	} catch (error) {
		return notTakenIn(webhook, error, 'Odoo', { ...hint }); // the next poll reads what has changed
	}
	const answered = accept(webhook, { received: true });
	const items: IDataObject[] = [];
	try {
		const watches = await watchesOf(webhook, listener);
		if (isTest) await shown(listener, watches, hint, items);
		else
			await followed(
				listener,
				await Reading.open(listener.store, listener.receiver, memory),
				watches,
				{ entry: entry!, hint },
				async (one) => void (await told(webhook, listener, one, items)),
			);
	} catch (error) {
		warn(webhook, 'the document could not be read; the next poll does it', error, { ...hint });
	}
	return {
		...answered,
		...(items.length && leadsOn(webhook) && { workflowData: [webhook.helpers.returnJsonArray(items)] }),
	};
}

/** Whether the secret is one that the case store knows and n8n does not: of automations that had to be made again, or that n8n has lost. */
async function isKept(webhook: IWebhookFunctions, given: string): Promise<boolean> {
	const keys = await ifPossible(webhook, 'Recalling the rules', async () => {
		return await registrationsOf(await openStoreOf(webhook), receiverOf(webhook));
	});
	return !!keys && new TriggerMemory({ keys }).knows(given); // else the poll tells it
}

/** Rules that cannot be looked at now are looked at with the next poll, which holds up no event. */
async function mended(node: IPollFunctions, listener: Listener, watches: Watch[]): Promise<void> {
	try {
		await mendAutomations(node, listener, watches);
	} catch (error) {
		warn(node, 'its automation rules could not be looked at; the next poll does it', error);
	}
}

/** Test runs: n8n would poll again and forget what the webhook brought. Without a webhook: the newest document of each event. */
export async function execute(node: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const given = node.getInputData();
	if (node.getMode() !== 'manual') return [given];
	if (given.some(({ json }) => json.odooEvent))
		return [given.map((item) => ({ ...item, json: { ...testMark(node), ...item.json } }))];
	try {
		const listener = await listenerOf(node, 'test');
		const items: IDataObject[] = [];
		for (const watch of await watchesOf(node, listener)) {
			for (const one of await newest(listener.odoo, watch)) items.push(...(await show(listener, one)));
		}
		if (items.length) return [node.helpers.returnJsonArray(items.map((item) => ({ ...testMark(node), ...item })))];
	} catch (error) {
		throw toNodeError(node.getNode(), error, 0);
	}
	throw new NodeOperationError(node.getNode(), 'Nothing of this kind is in Odoo yet', {
		description: 'Make a return in Odoo first, or choose more under Trigger On.',
	});
}

async function listenerOf(node: Node, noticedBy: NoticedBy): Promise<Listener> {
	const read = readerOf(node);
	return {
		odoo: await connectNode(node),
		store: await openStoreOf(node),
		noticedBy,
		brand: brandParameter(read),
		takes: (found) => mayStart(read, found),
		memory: new TriggerMemory(node.getWorkflowStaticData('node')),
		receiver: receiverOf(node),
	};
}

/** Reads parameters. In a run the second argument is the item's index, elsewhere what a missing parameter is. n8n leaves hidden ones out. */
function readerOf(node: IHookFunctions | Node) {
	return (name: string): unknown => (node as IExecuteFunctions).getNodeParameter(name, 0, '');
}

/** What is watched. The inspection location of the brand's settings counts unless another one is chosen. */
export async function watchesOf(node: IHookFunctions | Node, { store }: Pick<Listener, 'store'>): Promise<Watch[]> {
	const parameter = readerOf(node);
	const { value: chosen } = (parameter('location') || {}) as { value?: unknown };
	return watchesFor(
		parameter('events') as EventName[],
		Number(chosen) || (await store?.settings.get(brandParameter(parameter) ?? 'default'))?.odoo.inspectionLocation,
	);
}

/** Tells one event; a document with data that no trying again can cure is left out, and the operator hears of it. */
async function told(node: Node, listener: Listener, happening: Happening, items: IDataObject[]): Promise<void> {
	try {
		const item = await tell(listener, happening);
		if (item) items.push(item);
	} catch (error) {
		if (!isHopeless(error)) throw error;
		await leaveUntold(node, listener, happening, (error as Error).message);
	}
}

/** Leaves out an event for good. */
async function leaveUntold(
	node: Node,
	{ store }: Pick<Listener, 'store'>,
	happening: Happening,
	reason: string,
): Promise<void> {
	const { event, model, id } = happening;
	node.logger.error('Odoo Returns Trigger: an event could not be told', { event, model, id, reason });
	await store?.notices.put({
		key: `odoo-untold/${nameOf(happening)}`,
		owner: 'operator',
		message: `What happened to ${model} ${id} in Odoo (${event}) could not be told to its case or its flow: ${reason}`,
		advice: 'Open the document in Odoo, and record in its case what the case does not know.',
	});
}

/** Takes up what earlier calls left undone, to the end. What fails holds up nothing else; the first failure is given back. */
async function followLeft(
	listener: Listener,
	reading: Reading,
	watches: Watch[],
	take: (one: Happening) => Promise<void>,
): Promise<unknown> {
	const { store, receiver } = listener;
	if (!store) return undefined;
	let failure: unknown;
	for (
		let page = await leftHints(store, receiver);
		page.length;
		page = await leftHints(store, receiver, page.at(-1)!.entry)
	) {
		// The poll itself reads what a hint is about: after a day one that cannot be followed is listed as unreadable.
		const taking = new Taking(
			Object.fromEntries(page.map(({ entry }) => [entry.id, { since: entry.receivedAt, tries: 99 }])),
		);
		for (const { entry, hint } of page)
			await taking.take(
				entry.id,
				async () => await followed(listener, reading, watches, { entry: entry.id, hint }, take),
				async (why) => await store.inbox.mark('odoo', entry.id, 'unreadable', why),
			);
		failure ??= taking.failure;
	}
	return failure;
}

/** Reads the document that a hint names, and tells what has happened to it. */
async function followed(
	{ odoo, store }: Listener,
	reading: Reading,
	watches: Watch[],
	{ entry, hint }: { entry: string; hint: Hint | undefined },
	take: (one: Happening) => Promise<void>,
): Promise<void> {
	const watch = watches.find(({ model }) => model === hint?.model);
	const progress = watch && reading.of(watch.model, scopeOf(watch));
	// Before the first poll nobody knows what was there; that poll finds it.
	if (watch && progress) for (const one of await lookAt(odoo, watch, hint!.id, progress)) await take(one);
	await hintDone(store!, entry);
}

async function shown(listener: Listener, watches: Watch[], hint: Hint, items: IDataObject[]): Promise<void> {
	const watch = watches.find(({ model }) => model === hint.model);
	// The last that has happened to it is what Odoo called for.
	for (const one of watch ? (await lookAt(listener.odoo, watch, hint.id, anything)).slice(-1) : [])
		items.push(...(await show(listener, one)));
}

/** Contexts that have polled: n8n makes one per publication or start. */
const started = new WeakSet<IPollFunctions>();

/** Whether Odoo could not be asked just now. */
export function isDown(error: unknown): boolean {
	return error instanceof EffectError && error.category === 'retryable';
}

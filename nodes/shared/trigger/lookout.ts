import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { connections, doubled, type ConnectionName } from '../model';
import { openStoreOf } from '../store/open';
import type { CaseStore, Look } from '../store/store';
import { asEffectError, toNodeError } from '../operation/nodeError';
import { receiverOf } from './hooks';

const minute = 60_000;
const hour = 60 * minute;
/** How long a look holds its place without a sign of life. */
export const lookLeaseMs = 5 * minute;
/** How long closing a trigger waits for its look to end. */
const closingMs = 5_000;
/** So many looks in a row come to nothing before a person is told. */
const failuresUntilTold = 3;
const pruneBatch = 500;

/** One trigger's look at its provider, while this process holds it. */
export interface Looking {
	/** How far the last look came. */
	cursor: string | undefined;
	/** Keeps how far this one has come. Throws LookEnded when another process has it now, or the trigger was closed. */
	keep(cursor: string): Promise<void>;
}

/** The look was given up in between; the next one goes on where it came to. */
export class LookEnded extends Error {}

export interface Lookout {
	/** The provider, as people call it. */
	provider: string;
	/** Names the trigger's look in the store. */
	name: string;
	/** Reads what has changed, and takes in what is missing. */
	look(looking: Looking): Promise<void>;
	/** Takes in again what an operator put back. */
	replay(): Promise<void>;
}

/** How a trigger looks at its provider for what no webhook said. */
interface LookoutOf<Onlooker> {
	connection: ConnectionName;
	/** What it looks with, made for each look. */
	onlooker(at: { node: ITriggerFunctions; store: CaseStore; receiver: string }): Promise<Onlooker>;
	look(onlooker: Onlooker, looking: Looking): Promise<void>;
	/** Called only when an operator put something back. */
	replay(onlooker: Onlooker): Promise<void>;
}

/** A trigger's lookout. Undefined without a case store, which would tell what is known. */
export async function lookoutOf<Onlooker>(
	node: ITriggerFunctions,
	{ connection, onlooker, look, replay }: LookoutOf<Onlooker>,
): Promise<{ store: CaseStore; lookout: Lookout } | undefined> {
	const store = await openStoreOf(node);
	if (!store) return undefined;
	const receiver = receiverOf(node);
	const lookWith = async () => await onlooker({ node, store, receiver });
	return {
		store,
		lookout: {
			provider: connections[connection].name,
			name: `${connection}/${receiver}`,
			look: async (looking) => await look(await lookWith(), looking),
			replay: async () => {
				const [first] = await store.inbox.waiting({ source: connection, replayed: true, limit: 1 });
				if (first) await replay(await lookWith());
			},
		},
	};
}

/** A trigger's work while its workflow is published: it is on the lookout with what `make` gives. A test run only listens; so does a trigger that `make` gives nothing. */
export async function lookWhilePublished(
	node: ITriggerFunctions,
	make: (node: ITriggerFunctions) => Promise<{ store: CaseStore; lookout: Lookout } | undefined>,
): Promise<ITriggerResponse> {
	if (node.getMode() === 'manual') return {};
	try {
		const made = await make(node);
		return made ? keepLookout(node, made.store, made.lookout) : {};
	} catch (error) {
		throw toNodeError(node.getNode(), error, 0);
	}
}

/**
 * Keeps a trigger on the lookout: it looks at once, every hour, and sooner after a failure or while another process is at it, which may
 * have died in the middle; replayed messages are seen to each minute. Nothing here holds up publishing or throws: failures are logged, and told after a few in a row.
 */
function keepLookout(node: ITriggerFunctions, store: CaseStore, lookout: Lookout): ITriggerResponse {
	let closed = false;
	let failures = 0;
	let looking: Promise<void> = Promise.resolve();
	const timers = new Set<NodeJS.Timeout>();
	const after = (ms: number, work: () => Promise<void>) => {
		if (closed) return;
		const timer = setTimeout(() => {
			timers.delete(timer);
			void work();
		}, ms);
		timers.add(timer);
	};
	const look = async () => await (looking = lookNow());
	const lookNow = async () => {
		let pause = hour;
		try {
			const outcome = await withExpressions(node, async () => await lookOnce(store, lookout, () => closed));
			failures = 0;
			if (outcome === 'busy') pause = lookLeaseMs;
		} catch (error) {
			failures++;
			pause = doubled(minute, failures, hour);
			await failed(node, store, lookout, error, failures).catch(() => undefined);
		}
		// Several n8n on one store need not look in the same moment.
		after(failures ? pause : pause + Math.random() * minute, look);
	};
	const replay = async () => {
		try {
			await withExpressions(node, async () => await lookout.replay());
		} catch (error) {
			node.logger.warn(`${node.getNode().name}: replayed messages could not be read; it is tried again in a minute`, {
				reason: asEffectError(error).message,
			});
		}
		after(minute, replay);
	};
	after(0, look);
	after(minute, replay);
	return {
		closeFunction: async () => {
			closed = true;
			for (const timer of timers) clearTimeout(timer);
			// Its place is free again when it has ended; n8n goes without it when that takes too long.
			await Promise.race([looking, new Promise((resolve) => setTimeout(resolve, closingMs).unref())]);
		},
	};
}

/** One look, unless another process is at it; then the inbox is pruned. Rejects when it comes to nothing. */
export async function lookOnce(
	store: CaseStore,
	{ name, look }: Pick<Lookout, 'name' | 'look'>,
	isClosed = () => false,
): Promise<'looked' | 'busy'> {
	const held = await store.looks.begin(name, lookLeaseMs);
	if (!held) return 'busy';
	try {
		await look(lookingOf(store, held, isClosed));
		await prune(store);
	} catch (error) {
		await store.looks.end(held, asEffectError(error).message);
		if (error instanceof LookEnded) return 'busy';
		throw error;
	}
	await store.looks.end(held);
	return 'looked';
}

function lookingOf(store: CaseStore, held: Look, isClosed: () => boolean): Looking {
	return {
		cursor: held.cursor,
		keep: async (cursor) => {
			if (!(await store.looks.keep(held, cursor, lookLeaseMs)) || isClosed()) throw new LookEnded();
		},
	};
}

/** Deletes handled messages and cases, and erases personal data, that are kept no longer by the settings; a few at a time, so that nobody waits for it. */
async function prune(store: CaseStore): Promise<void> {
	const { inboxDays } = await store.settings.get('default');
	const before = new Date(Date.now() - inboxDays * 24 * hour).toISOString();
	for (const some of [
		async () => await store.inbox.prune({ before, limit: pruneBatch }),
		async () => await store.people.eraseDue(pruneBatch),
		async () => await store.people.deleteDue(pruneBatch),
	])
		while ((await some()) === pruneBatch) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function failed(
	node: ITriggerFunctions,
	store: CaseStore,
	{ provider, name }: Lookout,
	error: unknown,
	failures: number,
): Promise<void> {
	const { message, details } = asEffectError(error);
	node.logger.warn(`${node.getNode().name}: could not look for what was missed; it is tried again`, {
		reason: message,
	});
	if (failures < failuresUntilTold) return;
	const day = new Date().toISOString().slice(0, 10);
	await store.notices.put({
		key: `look-failed/${name}/${day}`,
		owner: 'operator',
		message: `Workflow "${node.getWorkflow().name ?? node.getWorkflow().id}" cannot ask ${provider} what has changed: ${message}`,
		advice:
			`${details.advice ?? ''} Until then only what ${provider} sends by itself is heard; what is missed is taken in once it answers again.`.trim(),
	});
}

/** n8n resolves expressions of credentials only while it holds an isolate, which it does not for a timer of ours. */
async function withExpressions<R>(node: ITriggerFunctions, work: () => Promise<R>): Promise<R> {
	const { workflow } = node as unknown as {
		workflow?: { expression?: { withIsolate?: (work: () => Promise<R>) => Promise<R> } };
	};
	return workflow?.expression?.withIsolate ? await workflow.expression.withIsolate(work) : await work();
}

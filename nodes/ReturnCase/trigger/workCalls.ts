import { performance } from 'node:perf_hooks';
import type { CaseStore } from '../../shared/store';

type Listener = () => void;

/** A look that takes longer than this is given up for lost: what it waits for may never answer. */
const stalledMs = 90_000;

/** One for each case store of this process. */
const callsOf = new WeakMap<Asked, WorkCalls>();
type Asked = Pick<CaseStore, 'onChange'> & { steps: Pick<CaseStore['steps'], 'namesWithWork'> };

/**
 * Calls `listener` when a change has left a step of this name that could be claimed. What changed is not asked: the case store is, once for
 * all names that anybody here listens for, so no way in which a step becomes ready can be forgotten. Returns the way to stop listening.
 */
export function listenForWork(store: Asked, stepName: string, listener: Listener): () => void {
	let calls = callsOf.get(store);
	if (!calls) callsOf.set(store, (calls = new WorkCalls(store)));
	return calls.listen(stepName, listener);
}

/** After a change, one look for the triggers of all names; only those with work are woken. */
class WorkCalls {
	private readonly listeners = new Map<string, Set<Listener>>();
	private stopListening?: () => void;
	/** When the look that is planned or under way began (monotonic). */
	private looking?: { since: number };
	/** Something changed since the look began. */
	private changed = false;

	constructor(private readonly store: Asked) {}

	listen(name: string, listener: Listener): () => void {
		this.stopListening ??= this.store.onChange(() => this.look());
		const ofName = this.listeners.get(name) ?? new Set();
		this.listeners.set(name, ofName.add(listener));
		return () => {
			ofName.delete(listener);
			if (!ofName.size && this.listeners.get(name) === ofName) this.listeners.delete(name);
			if (this.listeners.size) return;
			this.stopListening?.();
			this.stopListening = undefined;
		};
	}

	/** Many changes in one tick, one look; one that comes during a look, another. */
	private look(): void {
		this.changed = true;
		if (this.looking && performance.now() - this.looking.since < stalledMs) return;
		this.looking = { since: performance.now() };
		setImmediate(() => void this.wakeThoseWithWork());
	}

	private async wakeThoseWithWork(): Promise<void> {
		while (this.changed) {
			this.changed = false;
			const names = [...this.listeners.keys()];
			// Who cannot be told by the case store looks by himself, and says what is wrong.
			const found = await this.store.steps.namesWithWork(names).catch(() => names);
			for (const name of found) for (const listener of [...(this.listeners.get(name) ?? [])]) listener();
		}
		this.looking = undefined;
	}
}

import type { CaseStore } from '../../shared/store/store';
import type { Progress, TriggerMemory } from './memory';

const leaseMs = 30_000;
const nameOf = (receiver: string) => `odoo-progress/${receiver}`;
type All = Record<string, Progress>;

/**
 * How far the watches of a trigger have read. It is kept in the case store, with what the store knows: one that is restored from a backup
 * reads again what has happened since, and n8n may lose what it keeps with a workflow. Without a store it is kept there all the same.
 */
export class Reading {
	private constructor(
		private all: All,
		private readonly keep: (all: All) => Promise<void>,
	) {}

	static async open(store: CaseStore | undefined, receiver: string, memory: TriggerMemory): Promise<Reading> {
		if (!store) return new Reading(memory.progress, async (all) => void (memory.progress = all));
		const kept = await store.looks.cursor(nameOf(receiver));
		// What was kept with the workflow is of before progress was kept in the store.
		return new Reading(kept === undefined ? memory.progress : (JSON.parse(kept) as All), async (all) => {
			const held = await store.looks.begin(nameOf(receiver), leaseMs);
			if (!held) return; // another poll keeps its own at this moment; what this one has told is read again, and known
			await store.looks.keep(held, JSON.stringify(all), leaseMs);
			await store.looks.end(held);
		});
	}

	/** How far the watch of a model has read; undefined when it never has, or for another choice of documents. */
	of(model: string, scope: string): Progress | undefined {
		const known = this.all[model];
		return known?.of === scope ? known : undefined;
	}

	async advance(model: string, progress: Progress): Promise<void> {
		this.all = { ...this.all, [model]: progress };
		await this.keep(this.all);
	}
}

import { z } from 'zod';
import { EffectError } from '../model/effectError';
import { LookEnded } from './lookout';

const hour = 3_600_000;
/** What cannot be taken in for so long, and in so many looks, is left behind. */
const patienceMs = 24 * hour;
const mostTries = 5;
/** So many in a row for which the provider does not answer: it is the provider, and the rest waits for the next look. */
const downAfter = 5;

/** What earlier looks could not take in, by name: since when (an ISO instant), and in how many. It is kept with the look's cursor. */
export const Untaken = z.record(z.string(), z.object({ since: z.string(), tries: z.number().int().positive() }));
export type Untaken = z.infer<typeof Untaken>;

/**
 * Takes in what a look has found, one by one: what cannot be taken in holds up nothing else. While something is held, the look keeps its
 * cursor before it, so that the next one meets it again. What still fails after a day is left behind, once `leave` has told somebody.
 */
export class Taking {
	private readonly failing: Untaken = {};
	private readonly done = new Set<string>();
	private failures = 0;
	private inRow = 0;
	private first: unknown;

	constructor(
		private readonly before: Untaken = {},
		private readonly now = Date.now(),
	) {}

	/**
	 * Takes in one thing. `leave`: tells of what is left behind, for good. Rejects with what concerns the whole look: its end, or a setting
	 * that must be mended first.
	 */
	async take(name: string, work: () => Promise<void>, leave: (why: string) => Promise<void>): Promise<void> {
		if (this.isDown) return;
		const failures = this.failures;
		try {
			await work();
			// What was taken in within it may have failed.
			if (this.failures === failures) this.inRow = 0;
			this.done.add(name);
		} catch (error) {
			if (error instanceof LookEnded || (error instanceof EffectError && error.category === 'configuration'))
				throw error;
			await this.failed(name, error, leave);
		}
	}

	/** Whether something failed that the next look must meet again. */
	get isHeld(): boolean {
		return this.first !== undefined;
	}

	/** The first failure that is held; undefined when there is none. */
	get failure(): unknown {
		return this.first;
	}

	/** What is to be kept with the cursor; `isWhole`: the look has come to its end, so what it has not met is over. */
	untaken(isWhole: boolean): Untaken {
		if (isWhole && !this.isDown) return this.failing;
		const others = Object.entries(this.before).filter(([name]) => !this.done.has(name));
		return { ...Object.fromEntries(others), ...this.failing };
	}

	/** Rejects with the first failure that is held. */
	end(): void {
		if (this.first !== undefined) throw this.first;
	}

	private get isDown(): boolean {
		return this.inRow >= downAfter;
	}

	private async failed(name: string, error: unknown, leave: (why: string) => Promise<void>): Promise<void> {
		const known = this.before[name];
		// One of a time ahead was kept by a clock that was set back since.
		const since = known && Date.parse(known.since) <= this.now ? known.since : new Date(this.now).toISOString();
		const tries = (known?.tries ?? 0) + 1;
		this.failing[name] = { since, tries };
		this.failures++;
		if (tries >= mostTries && this.now - Date.parse(since) >= patienceMs)
			return await leave(error instanceof Error ? error.message : String(error));
		this.first ??= error;
		this.inRow = error instanceof EffectError && error.category === 'retryable' ? this.inRow + 1 : 0;
	}
}

/** A step that is not done, as far as it matters for when it can be claimed. */
export interface OpenStep {
	id: number;
	reference: string;
	name: string;
	state: string;
	due_at: number;
	lease_until: number | null;
	gives_way: number;
	attempts: number;
}

const claimable = ['ready', 'leased'];

/**
 * Remembers which steps are open: most looks for work find the case store as the last one left it, and none. Only saves time;
 * a look that could find something is always made.
 */
export class Idle {
	/** Counts writes that may have changed what is open. */
	version = 0;
	private read?: { version: number; steps: OpenStep[] };
	private readonly none = new Map<string, { version: number; until: number }>();

	/** `longestMs`: how long a look that could find something may be left out, when the times in the case store cannot be trusted. */
	constructor(
		private readonly now: () => number,
		private readonly readSteps: () => Promise<OpenStep[]>,
		private readonly longestMs = Infinity,
	) {}

	/** The steps may have changed. */
	changed(): void {
		this.version++;
	}

	/** False while nothing can have changed since `look` found no work; else what it finds now. */
	async unless(stepName: string, look: () => Promise<boolean>): Promise<boolean> {
		const { version } = this;
		const none = this.none.get(stepName);
		if (none?.version === version && this.now() < none.until) return false;
		const now = this.now();
		const found =
			(await this.steps()).some(({ name, state }) => name === stepName && claimable.includes(state)) && (await look());
		if (!found) this.none.set(stepName, { version, until: await this.nextDue(now) });
		return found;
	}

	/** When, after a time, a step can be claimed without anybody doing anything. */
	async nextDue(after: number): Promise<number> {
		const open = (await this.steps()).filter(({ state }) => claimable.includes(state));
		const times = open.map(({ state, due_at, lease_until }) => (state === 'ready' ? due_at : lease_until!));
		return Math.min(...times.filter((at) => at > after), open.length ? after + this.longestMs : Infinity);
	}

	/** Whether no step is left: waiting, at work, or stuck. */
	async nothingOpen(): Promise<boolean> {
		return !(await this.steps()).length;
	}

	async steps(): Promise<OpenStep[]> {
		const { version } = this;
		if (this.read?.version !== version) this.read = { version, steps: await this.readSteps() };
		return this.read.steps;
	}
}

import { type FaultPlan, minute } from './faults';
import { never, type N8nProcess } from './n8nProcess';
import type { Random } from './random';
import type { Story } from './story';
import type { VirtualTime } from './virtualTime';

/**
 * Every place where a process touches the world outside, before and after: each write to the case store and each call to a
 * provider. Between two of them nothing can be lost but memory, so these are all the places where a crash can matter.
 */
export class Boundaries {
	/** How many were passed. */
	passed = 0;
	crashes = 0;

	constructor(
		private readonly plan: FaultPlan,
		private readonly random: Random,
		private readonly time: VirtualTime,
		private readonly story: Story,
		private readonly startedAt: number,
		private readonly died: (process: N8nProcess) => void,
	) {}

	get stormy(): boolean {
		return this.time.now - this.startedAt < this.plan.until;
	}

	/** Comes back when the process may go on; never, when it has died here. */
	async pass(process: N8nProcess, where: string): Promise<void> {
		if (!process.alive) return await never();
		await this.wake(process);
		const index = this.passed++;
		if (!this.stormy) return;
		const { crashAt, crash, mostCrashes, standStill } = this.plan;
		if (this.crashes < mostCrashes && (crashAt === index || this.random.chance(crash))) {
			this.kill(process, where);
			return await never();
		}
		if (standStill && this.random.chance(standStill)) {
			const ms = this.random.int(50_000, 20 * minute);
			process.stillUntil = this.time.now + ms;
			this.story.count('process stood still');
			this.story.tell(process.name, `stands still for ${Math.round(ms / 1000)} s ${where}`);
			await this.wake(process);
		}
	}

	/** Waits while the process stands still. */
	private async wake(process: N8nProcess): Promise<void> {
		while (process.stillUntil > this.time.now) {
			await this.time.sleep(process.stillUntil - this.time.now);
			this.time.dirty = true;
		}
	}

	kill(process: N8nProcess, where: string): void {
		this.crashes++;
		process.alive = false;
		this.story.count('crash');
		this.story.count(`crash ${where}`);
		this.story.tell(process.name, `KILLED ${where}`);
		this.died(process);
	}
}

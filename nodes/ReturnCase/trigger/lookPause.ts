import { performance } from 'node:perf_hooks';

const growth = 1.5;

/** How long a trigger that found nothing waits for its next look: longer each time, up to `longestMs`, and never past the next step's time. */
export class LookPause {
	private pauseMs: number;
	private nextAt = 0;

	constructor(
		private readonly shortestMs: number,
		private readonly longestMs: number,
	) {
		this.pauseMs = shortestMs;
	}

	/** Whether it is time to look again. */
	isOver(): boolean {
		return performance.now() >= this.nextAt;
	}

	/** Something was found, or somebody told of a change: pauses begin short again. */
	reset(): void {
		this.pauseMs = this.shortestMs;
		this.nextAt = 0;
	}

	/** Nothing was found; `dueInMs`: until the next step of this name is due. */
	grow(dueInMs = Infinity): void {
		this.nextAt = performance.now() + Math.min(this.pauseMs, Math.max(0, dueInMs));
		this.pauseMs = Math.min(this.pauseMs * growth, this.longestMs);
	}
}

/**
 * Notices that the machine's clock was set forward. Every lease then looks as if it had run out, those of executions that live too:
 * for the length of one lease none is taken for dead, until its holder has had the time to renew it.
 */
export class ClockWatch {
	private last = { wall: Date.now(), steady: performance.now() };
	private trustFrom = 0;

	constructor(private readonly leaseMs: number) {}

	/** Whether a lease that has run out means that its holder is dead. */
	leasesCanBeTrusted(): boolean {
		const now = { wall: Date.now(), steady: performance.now() };
		const ahead = now.wall - this.last.wall - (now.steady - this.last.steady);
		this.last = now;
		if (ahead > this.leaseMs / 2) this.trustFrom = now.steady + this.leaseMs;
		return now.steady >= this.trustFrom;
	}
}

/** What happened in a run, for a person to read, and how often each kind of thing did. */
export class Story {
	readonly lines: string[] = [];
	readonly counts: Record<string, number> = {};

	constructor(
		private readonly now: () => number,
		private readonly startedAt: number,
	) {}

	tell(who: string, what: string): void {
		this.lines.push(`${clock(this.now() - this.startedAt)}  ${who.padEnd(10)}  ${what}`);
	}

	count(kind: string, by = 1): void {
		this.counts[kind] = (this.counts[kind] ?? 0) + by;
	}
}

function clock(ms: number): string {
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}

import { createHash } from 'node:crypto';
import type { SeedResult } from './run';

/** What many runs come to. */
export class Summary {
	private readonly counts: Record<string, number> = {};
	private readonly weathers: Record<string, number> = {};
	private readonly prints: Array<[number, string]> = [];
	runs = 0;
	private returns = 0;
	private virtualMs = 0;
	private boundaries = 0;
	private calls = 0;
	private stuck = 0;
	private cpuMs = 0;
	broken = 0;
	doubled = 0;

	add({
		seed,
		weather,
		returns,
		virtualMs,
		boundaries,
		calls,
		stuck,
		counts,
		broken,
		doubled,
		print,
		cpuMs,
	}: Summed): void {
		this.runs++;
		this.returns += returns;
		this.virtualMs += virtualMs;
		this.boundaries += boundaries;
		this.calls += calls;
		this.stuck += stuck;
		this.cpuMs += cpuMs;
		this.broken += broken.length ? 1 : 0;
		this.doubled += doubled.length ? 1 : 0;
		this.weathers[weather] = (this.weathers[weather] ?? 0) + 1;
		this.prints.push([seed, print]);
		for (const [kind, count] of Object.entries(counts)) this.counts[kind] = (this.counts[kind] ?? 0) + count;
	}

	/** A Markdown table. `seconds`: how long it all took. */
	table(seconds: number): string {
		const rows: Array<[string, string | number]> = [
			['runs', this.runs],
			[
				'kinds of runs',
				Object.entries(this.weathers)
					.sort()
					.map(([name, count]) => `${name} ${count}`)
					.join(', '),
			],
			['returns', this.returns],
			['hours in the shop', Math.round(this.virtualMs / 3_600_000)],
			['calls to providers', this.calls],
			['places where a crash was possible', this.boundaries],
			['crashes', this.counts.crash ?? 0],
			['different places of a crash', Object.keys(this.counts).filter((kind) => kind.startsWith('crash ')).length],
			...Object.entries(this.counts)
				.filter(([kind]) => !kind.startsWith('crash'))
				.sort()
				.map(([kind, count]): [string, number] => [kind.replace(/_/g, ' '), count]),
			['steps that waited for a person', this.stuck],
			['**runs with something paid, bought or booked twice**', this.doubled],
			['**runs that broke a rule**', this.broken],
			['fingerprint', this.fingerprint()],
			['time', `${seconds.toFixed(0)} s, ${(this.cpuMs / 1000).toFixed(0)} s of processor time`],
		];
		return [
			'| | |',
			'|---|---|',
			...rows.map(([name, value]) => `| ${name} | ${typeof value === 'number' ? value.toLocaleString('en') : value} |`),
		].join('\n');
	}

	/** The same for the same runs, whoever made them in whatever order. */
	private fingerprint(): string {
		const lines = this.prints.map(([seed, print]) => `${String(seed).padStart(9)} ${print}`).sort();
		return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
	}
}

/** A result as it is sent between processes. */
export type Summed = SeedResult & { print: string; cpuMs: number };

/** `cpuMs`: processor time that the run took. */
export function summed(result: SeedResult, cpuMs: number): Summed {
	return { ...result, print: createHash('sha256').update(JSON.stringify(result)).digest('hex').slice(0, 16), cpuMs };
}

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Summed } from './report';
import { replayOf, type Job } from './workers';

type Line = { run: string; result: Omit<Summed, 'story'> };

/** Results of a long run on disk, so that it can be broken off and go on later. For one version of the code only. */
export class Kept {
	private readonly known: Map<string, Line['result']>;

	constructor(private readonly file?: string) {
		const lines = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
		this.known = new Map(lines.map((line) => JSON.parse(line) as Line).map(({ run, result }) => [run, result]));
	}

	find(job: Job): Summed | undefined {
		const result = this.known.get(replayOf(job));
		return result && { ...result, story: [] };
	}

	/** Runs that broke a rule are not kept, but for those of a control: they are made again, with their story. */
	add(job: Job, summed: Summed): void {
		if (!this.file || (summed.broken.length && !job.without?.length)) return;
		appendFileSync(this.file, `${JSON.stringify({ run: replayOf(job), result: { ...summed, story: undefined } })}\n`);
	}
}

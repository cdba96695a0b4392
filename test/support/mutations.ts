import { Random } from '../simulation/random';

const printable = () => Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));

/** A source of small changes to a signed message: seeded, and never one that leaves it as it was. */
export class Mutations {
	private readonly random: Random;

	constructor(seed: number) {
		this.random = new Random(seed);
	}

	/** The text with one character replaced, left out or put in. */
	text(original: string): string {
		for (;;) {
			const at = this.random.int(0, original.length - 1);
			const letter = this.random.pick(printable());
			const [before, after] = [original.slice(0, at), original.slice(at + 1)];
			const changed = this.random.pick([before + letter + after, before + after, before + letter + original.slice(at)]);
			if (changed !== original) return changed;
		}
	}

	/** The bytes with one bit turned round, cut short or made longer. */
	bytes(original: Buffer): Buffer {
		const changed = Buffer.from(original);
		changed[this.random.int(0, changed.length - 1)] ^= 1 << this.random.int(0, 7);
		return this.random.pick([
			changed,
			changed,
			original.subarray(0, this.random.int(0, original.length - 1)),
			Buffer.concat([original, Buffer.from([this.random.int(0, 255)])]),
		]);
	}

	/** A whole number away from `original` by at least one, at most `by`. */
	number(original: number, by: number): number {
		return original + this.random.int(1, by) * this.random.pick([-1, 1]);
	}
}

/** How often each answer came when `call` was made `times` times, 20 at once. */
export async function tally(times: number, call: () => Promise<number[]>): Promise<Record<number, number>> {
	const counts: Record<number, number> = {};
	let left = times;
	const worker = async () => {
		while (left-- > 0) for (const status of await call()) counts[status] = (counts[status] ?? 0) + 1;
	};
	await Promise.all(Array.from({ length: 20 }, worker));
	return counts;
}

/** A seeded source of randomness: the same seed gives the same numbers on every machine. */
export class Random {
	private state: number;

	constructor(seed: number | string) {
		this.state = typeof seed === 'number' ? seed >>> 0 : hash(seed);
	}

	/** From 0 up to, not including, 1 (mulberry32). */
	next = (): number => {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** A whole number from `low` to `high`, both included. */
	int(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	pick<T>(list: readonly T[]): T {
		return list[this.int(0, list.length - 1)];
	}

	shuffled<T>(list: readonly T[]): T[] {
		const left = [...list];
		return list.map(() => left.splice(this.int(0, left.length - 1), 1)[0]);
	}

	/** Shaped like a UUID. */
	uuid = (): string => {
		const hex = () => this.int(0, 0xffff_ffff).toString(16).padStart(8, '0');
		const text = `${hex()}${hex()}${hex()}${hex()}`;
		return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-8${text.slice(17, 20)}-${text.slice(20)}`;
	};
}

/** What a seed's plan is drawn from. */
export function randomOf(seed: number): Random {
	return new Random(`seed ${seed}`);
}

/** FNV-1a. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193) >>> 0;
	return value;
}

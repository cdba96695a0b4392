/** What an answer of Shopify says about the cost of requests: points of this one, and of the app's bucket in this shop. */
export interface Cost {
	requestedQueryCost: number;
	throttleStatus: { maximumAvailable?: number; currentlyAvailable: number; restoreRate: number };
}

/**
 * An app's cost bucket in one shop, as the last answer showed it, so that a request waits before Shopify has to refuse it
 * (docs/facts/shopify.md#what-requests-cost; points come back at a steady rate). A document's cost is known from the last time it was
 * sent.
 */
export class Pace {
	private level?: { points: number; at: number; restoreRate: number; maximum: number };
	private readonly costs = new Map<string, number>();
	private underWay = 0;

	constructor(private readonly now: () => number = Date.now) {}

	/** Milliseconds until the bucket holds what this document takes; 0 when it does, or when nothing is known. */
	waitFor(document: string): number {
		const cost = this.costs.get(document);
		if (!this.level || !cost) return 0;
		const { restoreRate, maximum } = this.level;
		const lacking = Math.min(cost, maximum) - (this.points() - this.underWay);
		return lacking <= 0 ? 0 : Math.ceil((lacking / restoreRate) * 1000);
	}

	/** Counts a request as under way until `done`, so that several at once do not all take the same points. */
	begin(document: string): { done(cost: Cost | undefined): void } {
		const reserved = this.costs.get(document) ?? 0;
		this.underWay += reserved;
		let open = true;
		return {
			done: (cost) => {
				if (open) this.underWay -= reserved;
				open = false;
				if (cost) this.learn(document, cost);
			},
		};
	}

	private learn(
		document: string,
		{ requestedQueryCost, throttleStatus: { maximumAvailable, currentlyAvailable, restoreRate } }: Cost,
	): void {
		this.costs.set(document, requestedQueryCost);
		this.level = {
			points: currentlyAvailable,
			at: this.now(),
			restoreRate,
			maximum: maximumAvailable ?? Number.POSITIVE_INFINITY,
		};
	}

	private points(): number {
		const { points, at, restoreRate, maximum } = this.level!;
		return Math.min(maximum, points + (Math.max(0, this.now() - at) / 1000) * restoreRate); // a clock can be set back
	}
}

const paces = new Map<string, Pace>();

/** The pace of one app in one shop, shared by all nodes of this process. `key` names both and holds no secret. */
export function paceOf(key: string): Pace {
	let pace = paces.get(key);
	if (!pace) paces.set(key, (pace = new Pace()));
	return pace;
}

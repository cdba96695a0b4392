import type { DocumentNode } from 'graphql';

/** Of a standard shop. */
export const limits = { maximumAvailable: 2000, restoreRate: 100 };

/** An app's points in a shop: every call takes some, time gives them back. */
export class CostBucket {
	private points = limits.maximumAvailable;
	private at = Date.now();

	available(): number {
		const now = Date.now();
		this.points = Math.min(limits.maximumAvailable, this.points + ((now - this.at) / 1000) * limits.restoreRate);
		this.at = now;
		return this.points;
	}

	take(points: number): void {
		this.points = Math.max(0, this.available() - points);
	}
}

const costs = new WeakMap<DocumentNode, number>();

/** Ten points for a mutation and one for each field: not Shopify's formula, but it grows with the document. */
export function costOf(document: DocumentNode): number {
	let found = costs.get(document);
	if (found === undefined) {
		const text = JSON.stringify(document);
		const fields = (text.match(/"kind":"Field"/g) ?? []).length;
		found = (text.includes('"operation":"mutation"') ? 10 : 1) + Math.ceil(fields / 4);
		costs.set(document, found);
	}
	return found;
}

export function cost(requested: number, actual: number | null, available: number) {
	return {
		requestedQueryCost: requested,
		actualQueryCost: actual,
		throttleStatus: { ...limits, currentlyAvailable: Math.floor(available) },
	};
}

export function throttled(requested: number, available: number): object {
	return {
		errors: [
			{
				message: 'Throttled',
				extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/limits' },
			},
		],
		extensions: { cost: cost(requested, null, available) },
	};
}

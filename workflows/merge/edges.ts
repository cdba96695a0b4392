import { isRecord } from './flow';
import type { Trio } from './identity';

/** Where a connection ends. */
export interface Target {
	to: Trio;
	type: string;
	index: number;
}

/** One output of one node. */
export interface Output {
	from: Trio;
	type: string;
	index: number;
	targets: Target[];
}

/** The outputs of a workflow that lead somewhere, by a key that is the same on every side. What ends at no node is left out. */
export function outputsOf(
	connections: Record<string, unknown>,
	byName: ReadonlyMap<string, Trio>,
	keys: (trio: Trio) => number,
): Map<string, Output> {
	const outputs = new Map<string, Output>();
	for (const [name, types] of Object.entries(connections)) {
		const from = byName.get(name);
		if (!from || !isRecord(types)) continue;
		for (const [type, lists] of Object.entries(types)) {
			for (const [index, list] of (Array.isArray(lists) ? lists : []).entries()) {
				const targets = (Array.isArray(list) ? list : []).flatMap((one): Target[] => {
					const to = isRecord(one) ? byName.get(String(one.node)) : undefined;
					return to
						? [
								{
									to,
									type: String((one as { type: unknown }).type ?? 'main'),
									index: Number((one as { index: unknown }).index ?? 0),
								},
							]
						: [];
				});
				if (targets.length > 0) outputs.set(`${keys(from)} ${type} ${index}`, { from, type, index, targets });
			}
		}
	}
	return outputs;
}

/** Outputs as n8n stores them, in the order of `outputs`. */
export function connectionsOf(outputs: Output[], nameOf: (trio: Trio) => string): Record<string, unknown> {
	const connections: Record<string, Record<string, Array<object[]>>> = {};
	for (const { from, type, index, targets } of outputs) {
		if (targets.length === 0) continue;
		const lists = ((connections[nameOf(from)] ??= {})[type] ??= []);
		while (lists.length <= index) lists.push([]);
		lists[index] = targets.map((one) => ({ node: nameOf(one.to), type: one.type, index: one.index }));
	}
	return connections;
}

export const isTarget = (one: Target) => (other: Target) =>
	one.to === other.to && one.type === other.type && one.index === other.index;

export const without = (from: Target[], taken: Target[]) => from.filter((one) => !taken.some(isTarget(one)));

export const isSameSet = (some: Target[], others: Target[]) =>
	without(some, others).length === 0 && without(others, some).length === 0;

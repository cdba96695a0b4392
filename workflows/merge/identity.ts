import type { Flow, FlowNode } from './flow';

/** One node as the three sides have it; what a side has not, is absent there. */
export interface Trio {
	base?: FlowNode;
	mine?: FlowNode;
	theirs?: FlowNode;
}

/**
 * Which nodes of the three workflows are the same one: those of one id, else of one name and type. The order is that of the live
 * workflow, then of the template.
 */
export function matchNodes(base: Flow, mine: Flow, theirs: Flow): Trio[] {
	const trios: Trio[] = mine.nodes.map((node) => ({ mine: node }));
	place(base.nodes, 'base', trios, ['mine']);
	place(theirs.nodes, 'theirs', trios, ['base']);
	return trios;
}

type Side = keyof Trio;

/** Puts each node to the one it is the same as on one of the sides named, or on its own. */
function place(nodes: FlowNode[], side: Side, trios: Trio[], to: Side[]): void {
	const isFree = (trio: Trio) => !trio[side] && to.some((one) => trio[one]);
	const same = (fits: (one: FlowNode) => boolean) =>
		trios.find((trio) => isFree(trio) && to.some((one) => trio[one] && fits(trio[one])));
	const left = nodes.filter((node) => {
		const trio = node.id ? same(({ id }) => id === node.id) : undefined;
		if (trio) trio[side] = node;
		return !trio;
	});
	for (const node of left) {
		const trio = same(({ name, type }) => name === node.name && type === node.type);
		if (trio) trio[side] = node;
		else trios.push({ [side]: node });
	}
}

import { isSameSet, without, type Output, type Target } from './edges';
import type { Change, Conflict } from './flow';
import type { Trio } from './identity';

type Outputs = ReadonlyMap<string, Output>;

interface Nodes {
	/** Whether the result has the node. */
	stays(trio: Trio): boolean;
	nameOf(trio: Trio): string;
	/** Nodes whose outputs mean what the live workflow says: its parameters were kept against the template's. */
	isKept(trio: Trio): boolean;
}

/** Merges the connections, one output of a node at a time. */
export function mergeConnections(
	base: Outputs,
	mine: Outputs,
	theirs: Outputs,
	nodes: Nodes,
): { outputs: Output[]; changes: Change[]; conflicts: Conflict[] } {
	const merged: Output[] = [];
	const changes: Change[] = [];
	const conflicts: Conflict[] = [];
	for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
		const { from, type, index } = (mine.get(key) ?? theirs.get(key))!;
		if (!nodes.stays(from)) continue;
		const sides = [base, mine, theirs].map((side) => side.get(key)?.targets ?? []);
		const outcome =
			nodes.isKept(from) && !isSameSet(sides[0], sides[2]) && !isSameSet(sides[1], sides[2])
				? undefined
				: mergeTargets(sides[0], sides[1], sides[2], from);
		const targets = (outcome ?? sides[1]).filter(({ to }) => nodes.stays(to));
		const place = { node: nodes.nameOf(from), field: `output ${index + 1}${type === 'main' ? '' : ` (${type})`}` };
		const named = (list: Target[]) =>
			list.map(({ to }) => (nodes.stays(to) ? nodes.nameOf(to) : (to.theirs ?? to.base ?? to.mine)!.name));
		const lost = without(without(sides[2], sides[0]), targets);
		if (!outcome || lost.length > 0) conflicts.push({ ...place, yours: named(targets), template: named(sides[2]) });
		if (
			!isSameSet(
				targets,
				sides[1].filter(({ to }) => nodes.stays(to)),
			)
		)
			changes.push(place);
		merged.push({ from, type, index, targets });
	}
	return { outputs: merged, changes, conflicts };
}

/** Where an output leads; undefined when the live workflow leads it elsewhere and the template changed it too. */
function mergeTargets(
	base: Target[],
	mine: Target[],
	theirs: Target[],
	{ mine: live, theirs: template }: Trio,
): Target[] | undefined {
	if (!live) return theirs;
	// A node that the template does not have any more, or never had: nobody but the analyst says where it leads.
	if (!template || isSameSet(theirs, base) || isSameSet(mine, theirs)) return mine;
	if (isSameSet(mine, base)) return theirs;
	if (without(base, mine).length > 0) return undefined;
	return [...without(mine, without(base, theirs)), ...without(theirs, mine)];
}

import { connectionsOf, outputsOf, without, type Output } from './edges';
import type { Change, Conflict, Flow, FlowNode } from './flow';
import { matchNodes, type Trio } from './identity';
import { mergeConnections } from './mergeConnections';
import { isWorkedOn, mergeNode, type IsDefault } from './mergeNode';
import { mergeValue } from './mergeValue';
import { chooseNames } from './names';
import { referencesIn, renameReferences } from './references';

export interface Merged {
	flow: Flow;
	/** What the template changed since it was written last and the result has taken over. */
	changes: Change[];
	/** What both sides changed; the live side is kept. */
	conflicts: Conflict[];
}

/**
 * Brings a new template into a workflow that somebody works on.
 * @param base the template as it was written last time
 * @param mine the live workflow: whatever differs from `base` is somebody's work and stays
 * @param theirs the new template: whatever differs from `base` goes into the live workflow
 * @param isDefault whether n8n's editor leaves out a parameter of this value
 */
export function mergeWorkflow(base: Flow, mine: Flow, theirs: Flow, isDefault?: IsDefault): Merged {
	const all = matchNodes(base, mine, theirs);
	const outputs = {
		base: outputsBy('base', base, all),
		mine: outputsBy('mine', mine, all),
		theirs: outputsBy('theirs', theirs, all),
	};
	const { stays, dropped, conflicts } = chooseNodes(all, touchedBy(outputs.base, outputs.mine), isDefault);
	const kept = all.filter(stays);
	const { names, conflicts: nameConflicts } = chooseNames(kept);
	conflicts.push(...nameConflicts);
	const changes: Change[] = dropped.map((node) => ({ node, field: 'removed' }));
	const sides = renamedSides(all, names);
	const opaque = new Set<Trio>();
	const ids = new Set(kept.flatMap(({ mine: live }) => live?.id ?? []));

	const nodes = kept.map((trio): FlowNode => {
		const { base: was, mine: live, theirs: template } = sides.get(trio)!;
		if (!live) {
			changes.push({ node: template!.name, field: 'added' });
			const { id, ...rest } = template!;
			return id && !ids.has(id) ? { id, ...rest } : rest;
		}
		if (!template) return live;
		const merged = mergeNode(was ?? live, live, template, isDefault);
		if (trio.mine!.name !== live.name) changes.push({ node: trio.mine!.name, field: `renamed to ${live.name}` });
		changes.push(...merged.changes);
		conflicts.push(...merged.conflicts);
		if (merged.keptParameters) opaque.add(trio);
		return merged.node;
	});
	const connections = mergeConnections(outputs.base, outputs.mine, outputs.theirs, {
		stays,
		nameOf: (trio) => names.get(trio)!,
		isKept: (trio) => opaque.has(trio),
	});
	const settings = mergeValue('settings', base.settings ?? {}, mine.settings ?? {}, theirs.settings ?? {});
	const name = mergeValue('name', base.name, mine.name, theirs.name);
	for (const one of [settings, name]) {
		changes.push(...one.changed.map((field) => ({ field })));
		conflicts.push(...one.conflicts);
	}
	changes.push(...connections.changes);
	conflicts.push(...connections.conflicts, ...danglingReferences(nodes, kept, theirs));
	return {
		flow: {
			name: String(name.value),
			nodes,
			connections: connectionsOf(connections.outputs, (trio) => names.get(trio)!),
			settings: settings.value as Flow['settings'],
		},
		changes,
		conflicts,
	};
}

type Side = keyof Trio;

function outputsBy(side: Side, flow: Flow, trios: Trio[]): Map<string, Output> {
	const byName = new Map(trios.flatMap((trio) => (trio[side] ? [[trio[side].name, trio] as const] : [])));
	return outputsOf(flow.connections, byName, (trio) => trios.indexOf(trio));
}

/** Nodes that a connection of the live workflow's own begins or ends at. */
function touchedBy(base: Map<string, Output>, mine: Map<string, Output>): Set<Trio> {
	const touched = new Set<Trio>();
	for (const [key, { from, targets }] of mine) {
		for (const { to } of without(targets, base.get(key)?.targets ?? [])) touched.add(from).add(to);
	}
	return touched;
}

/** Which nodes the result has: all of the live workflow but those that only the template had and has given up, and all new ones. */
function chooseNodes(
	all: Trio[],
	touched: ReadonlySet<Trio>,
	isDefault?: IsDefault,
): { stays: (trio: Trio) => boolean; dropped: string[]; conflicts: Conflict[] } {
	const staying = new Set<Trio>();
	const dropped: string[] = [];
	const conflicts: Conflict[] = [];
	for (const trio of all) {
		const { base, mine, theirs } = trio;
		if (mine && base && !theirs) {
			if (isWorkedOn(base, mine, isDefault) || touched.has(trio)) {
				conflicts.push({ node: mine.name, field: 'node', yours: 'kept', template: 'removed' });
				staying.add(trio);
			} else dropped.push(mine.name);
		} else if (mine || (theirs && !base)) staying.add(trio);
		else if (theirs && base && isWorkedOn(base, theirs))
			conflicts.push({ node: theirs.name, field: 'node', yours: 'removed', template: 'changed' });
	}
	return { stays: (trio) => staying.has(trio), dropped, conflicts };
}

/** The three sides with every name, in expressions too, as the result has it. */
function renamedSides(all: Trio[], names: ReadonlyMap<Trio, string>): Map<Trio, Trio> {
	const tableOf = (side: Side) =>
		new Map(
			all.flatMap((trio) =>
				trio[side] && names.has(trio) && trio[side].name !== names.get(trio)
					? [[trio[side].name, names.get(trio)!] as const]
					: [],
			),
		);
	const tables = { base: tableOf('base'), mine: tableOf('mine'), theirs: tableOf('theirs') };
	const renamed = (trio: Trio, side: Side) => {
		const node = trio[side];
		return (
			node && {
				...node,
				name: names.get(trio) ?? node.name,
				...(node.parameters && {
					parameters: tables[side].size > 0 ? renameReferences(node.parameters, tables[side]) : node.parameters,
				}),
			}
		);
	};
	return new Map(
		all.map((trio) => [
			trio,
			{ base: renamed(trio, 'base'), mine: renamed(trio, 'mine'), theirs: renamed(trio, 'theirs') },
		]),
	);
}

/** Expressions that came with the template and read a node of it that the live workflow has no more. */
function danglingReferences(nodes: FlowNode[], kept: Trio[], theirs: Flow): Conflict[] {
	const offered = new Set(theirs.nodes.map(({ name }) => name));
	const names = new Set(nodes.map(({ name }) => name));
	return nodes.flatMap(({ name, parameters }, index) => {
		const before = referencesIn(kept[index].mine?.parameters);
		return referencesIn(parameters)
			.filter((one) => offered.has(one) && !names.has(one) && !before.includes(one))
			.map((one) => ({ node: name, field: 'expressions', yours: `"${one}" removed`, template: `reads "${one}"` }));
	});
}

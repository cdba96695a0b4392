import { importsOf, sourceFiles } from './imports';

/* The diagrams of docs/architecture.md, from what the sources import. */

type Graph = Map<string, Set<string>>;

/** Which part imports which other. `partOf`: the part that a file belongs to; undefined: none that is drawn. */
function graphOf(partOf: (file: string) => string | undefined): Graph {
	const graph: Graph = new Map();
	for (const file of sourceFiles()) {
		const from = partOf(file);
		if (from === undefined) continue;
		const to = graph.get(from) ?? new Set();
		graph.set(from, to);
		for (const part of importsOf(file).map(partOf)) if (part !== undefined && part !== from) to.add(part);
	}
	return graph;
}

function reaches(graph: Graph, from: string, to: string, seen = new Set<string>()): boolean {
	return [...(graph.get(from) ?? [])].some((next) => {
		if (next === to) return true;
		if (seen.has(next)) return false;
		return reaches(graph, next, to, seen.add(next));
	});
}

/** The same without arrows that others imply. */
function withoutImplied(graph: Graph): Graph {
	const left: Graph = new Map([...graph].map(([from, to]) => [from, new Set([...to].sort())]));
	for (const from of [...left.keys()].sort())
		for (const to of [...left.get(from)!]) {
			left.get(from)!.delete(to);
			if (!reaches(left, from, to)) left.get(from)!.add(to);
		}
	return left;
}

function drawn(graph: Graph): string {
	const idOf = (part: string) => part.replace(/\W/g, '_');
	const parts = [...new Set([...graph].flatMap(([from, to]) => [from, ...to]))].sort();
	const linked = parts.filter((part) => graph.get(part)?.size || [...graph.values()].some((to) => to.has(part)));
	const arrows = [...withoutImplied(graph)].flatMap(([from, to]) =>
		[...to].map((one) => `\t${idOf(from)} --> ${idOf(one)}`),
	);
	return [
		'```mermaid',
		'flowchart TD',
		...linked.filter((part) => idOf(part) !== part).map((part) => `\t${idOf(part)}["${part}"]`),
		...arrows.sort(),
		'```',
	].join('\n');
}

/** A floor of `shared`, a node's folder, or credentials. */
const floorOf = (file: string) => {
	const [top, folder, floor] = file.split('/');
	if (top !== 'nodes') return top;
	return folder === 'shared' ? `shared/${floor}` : folder;
};

/** Rooms of one node: its folders. Its files beside them only put them together. */
const roomOf = (node: string) => (file: string) => {
	const [, folder, room, ...rest] = file.split('/');
	return folder === node && rest.length ? room : undefined;
};

/** The section of docs/architecture.md. */
export function houseDiagrams(): string {
	const nodes = [...new Set(sourceFiles().map((file) => /^nodes\/(?!shared\/)(\w+)\//.exec(file)?.[1]))].filter(
		(node) => node !== undefined,
	);
	const withRooms = nodes.map((node) => ({ node, rooms: graphOf(roomOf(node)) })).filter(({ rooms }) => rooms.size > 5);
	return [
		drawn(graphOf(floorOf)),
		...withRooms.map(({ node, rooms }) => `The rooms of ${node}:\n\n${drawn(rooms)}`),
	].join('\n\n');
}

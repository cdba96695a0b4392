import fc from 'fast-check';
import type { Flow, FlowNode } from '../../workflows/merge/flow';
import { mergeWorkflow, type Merged } from '../../workflows/merge/mergeWorkflow';
import { renameReferences } from '../../workflows/merge/references';
import { aFlow, anEdit, edited } from './edits';

const edits = fc.array(anEdit, { maxLength: 6 });
const runs = { numRuns: 500 };

interface Known {
	node: FlowNode;
	/** Every value by its path: as it is written, and with nodes named by their ids, so that a new name is no change. */
	values: Map<string, { text: string; byId: string }>;
}

/** A workflow by the ids of its nodes. */
function byId(flow: Flow): { nodes: Map<string, Known>; edges: Set<string> } {
	const ids = new Map(flow.nodes.map(({ id, name }) => [name, id!]));
	const nodes = new Map(
		flow.nodes.map((node) => [
			node.id!,
			{ node, values: valuesOf(node, { ...node, parameters: renameReferences(node.parameters, ids) }) },
		]),
	);
	const edges = new Set<string>();
	for (const [name, types] of Object.entries(flow.connections)) {
		for (const [output, list] of (types as { main: Array<Array<{ node: string }>> }).main.entries())
			for (const one of list) edges.add(`${ids.get(name)} ${output} ${ids.get(one.node)}`);
	}
	return { nodes, edges };
}

function valuesOf(node: object, named: object): Known['values'] {
	const texts = leaves(node);
	return new Map([...leaves(named)].map(([path, value]) => [path, { text: texts.get(path)!, byId: value }]));
}

function leaves(node: object, path = ''): Map<string, string> {
	return new Map(
		Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
			typeof value === 'object' && value !== null && !Array.isArray(value)
				? [...leaves(value, `${path}.${key}`)]
				: [[`${path}.${key}`, JSON.stringify(value)] as [string, string]],
		),
	);
}

/** Paths at which two nodes differ, however the nodes they read are called. */
const differences = (from: Known, to: Known) =>
	[...new Set([...from.values.keys(), ...to.values.keys()])].filter((path) => {
		const [one, other] = [from.values.get(path), to.values.get(path)];
		return one?.text !== other?.text && one?.byId !== other?.byId;
	});

function merged(base: Flow, mineEdits: Parameters<typeof edited>[1], theirEdits: Parameters<typeof edited>[1]) {
	const mine = edited(base, mineEdits, 'm');
	const theirs = edited(base, theirEdits, 't');
	const result = mergeWorkflow(base, mine, theirs);
	return {
		mine,
		theirs,
		result,
		sides: { base: byId(base), mine: byId(mine), theirs: byId(theirs), result: byId(result.flow) },
	};
}

describe('merging a new template into a workflow that was edited', () => {
	it('loses nothing of what the analyst did', () => {
		fc.assert(
			fc.property(aFlow, edits, edits, (flow, mineEdits, theirEdits) => {
				const {
					sides: { base, mine, result },
				} = merged(flow, mineEdits, theirEdits);
				for (const [id, node] of mine.nodes) {
					const was = base.nodes.get(id);
					const is = result.nodes.get(id);
					if (!was) expect([is?.node.name, differences(node, is!)]).toEqual([node.node.name, []]);
					else if (is)
						expect(differences(was, node).filter((path) => differences(node, is).includes(path))).toEqual([]);
					// What only stands elsewhere is no work that keeps a node the template gave up.
					else expect(differences(was, node).filter((path) => !path.startsWith('.position'))).toEqual([]);
				}
				for (const id of base.nodes.keys()) if (!mine.nodes.has(id)) expect(result.nodes.has(id)).toBe(false);
				for (const edge of mine.edges) if (!base.edges.has(edge)) expect(result.edges).toContain(edge);
				for (const edge of base.edges) if (!mine.edges.has(edge)) expect(result.edges).not.toContain(edge);
			}),
			runs,
		);
	});

	it('takes over what the template changed, or tells why not', () => {
		fc.assert(
			fc.property(aFlow, edits, edits, (flow, mineEdits, theirEdits) => {
				const {
					result: { conflicts, flow: out },
					sides: { base, mine, theirs, result },
				} = merged(flow, mineEdits, theirEdits);
				const told = (id: string, field?: RegExp) =>
					conflicts.some(
						({ node, field: its }) =>
							[mine, theirs, result].some((side) => side.nodes.get(id)?.node.name === node) &&
							(!field || field.test(its)),
					);
				for (const [id, node] of theirs.nodes) {
					const was = base.nodes.get(id);
					const is = result.nodes.get(id);
					if (!was) expect(differences(node, is!).filter((path) => path !== '.name')).toEqual([]);
					else if (is)
						for (const path of differences(was, node))
							if (differences(node, is).includes(path)) expect([path, told(id)]).toEqual([path, true]);
					if (was && !is && differences(was, node).some((path) => !path.startsWith('.position')))
						expect(told(id, /node/)).toBe(true);
				}
				for (const [id] of base.nodes)
					if (!theirs.nodes.has(id) && result.nodes.has(id)) expect(told(id, /node/)).toBe(true);
				for (const edge of theirs.edges) {
					const [from, , to] = edge.split(' ');
					if (!base.edges.has(edge) && !result.edges.has(edge) && result.nodes.has(from))
						expect([edge, result.nodes.has(to) && !told(from, /output/)]).toEqual([edge, false]);
				}
				expect(out.name).toBe('Flow');
			}),
			runs,
		);
	});

	it('leaves a whole workflow: every connection joins two nodes that are there, and no name or id is there twice', () => {
		fc.assert(
			fc.property(aFlow, edits, edits, (flow, mineEdits, theirEdits) => {
				const { result } = merged(flow, mineEdits, theirEdits);
				expectWhole(result);
			}),
			runs,
		);
	});

	it('changes nothing when the same template comes again', () => {
		fc.assert(
			fc.property(aFlow, edits, edits, (flow, mineEdits, theirEdits) => {
				const { theirs, result } = merged(flow, mineEdits, theirEdits);
				const again = mergeWorkflow(theirs, result.flow, theirs);
				expect({ changes: again.changes, conflicts: again.conflicts }).toEqual({ changes: [], conflicts: [] });
				expect(byId(again.flow)).toEqual(byId(result.flow));
			}),
			runs,
		);
	});

	it('gives the new template itself when nobody edited the workflow', () => {
		fc.assert(
			fc.property(aFlow, edits, (flow, theirEdits) => {
				const { sides, result } = merged(flow, [], theirEdits);
				expect(sides.result).toEqual(sides.theirs);
				expect(result.conflicts).toEqual([]);
			}),
			runs,
		);
	});
});

function expectWhole({ flow }: Merged): void {
	const names = flow.nodes.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	expect(new Set(flow.nodes.map(({ id }) => id)).size).toBe(names.length);
	for (const [from, types] of Object.entries(flow.connections)) {
		expect(names).toContain(from);
		for (const list of (types as { main: Array<Array<{ node: string }>> }).main)
			for (const { node } of list) expect(names).toContain(node);
	}
}

import fc from 'fast-check';
import type { Flow, FlowNode } from '../../workflows/merge/flow';
import { renameReferences } from '../../workflows/merge/references';

/** One thing that somebody does to a workflow; numbers choose among what there is. */
export type Edit =
	| { kind: 'add' | 'insert'; at: number; name: number }
	| { kind: 'remove' | 'move' | 'disable' | 'retype'; at: number }
	| { kind: 'rename'; at: number; name: number }
	| { kind: 'set'; at: number; key: number; value: number }
	| { kind: 'connect' | 'disconnect'; at: number; to: number; output: number };

const small = fc.nat(11);
export const anEdit: fc.Arbitrary<Edit> = fc.oneof(
	fc.record({ kind: fc.constantFrom('add', 'insert'), at: small, name: fc.nat(3) }),
	fc.record({ kind: fc.constantFrom('remove', 'move', 'disable', 'retype'), at: small }),
	fc.record({ kind: fc.constant('rename'), at: small, name: fc.nat(3) }),
	fc.record({ kind: fc.constant('set'), at: small, key: fc.nat(3), value: fc.nat(3) }),
	fc.record({ kind: fc.constantFrom('connect', 'disconnect'), at: small, to: small, output: fc.nat(1) }),
) as fc.Arbitrary<Edit>;

/** A workflow in which nodes lead to the next one and read an earlier one by its name. */
export const aFlow: fc.Arbitrary<Flow> = fc.integer({ min: 1, max: 6 }).map((size) => {
	const nodes = Array.from({ length: size }, (_, index): FlowNode => ({
		id: `b${index}`,
		name: `Node ${index}`,
		type: 'x.node',
		typeVersion: 1,
		position: [index * 200, 0],
		parameters: {
			a: 'as written',
			deep: { b: 'as written', c: ['as written'] },
			...(index > 0 && { reads: `={{ $('Node ${index - 1}').first().json.x }}` }),
		},
	}));
	return {
		name: 'Flow',
		nodes,
		settings: {},
		connections: Object.fromEntries(
			nodes
				.slice(1)
				.map(({ name }, index) => [nodes[index].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
		),
	};
});

/** The workflow after the edits, as n8n's editor would leave it. `who` marks what is new. */
export function edited(flow: Flow, edits: Edit[], who: string): Flow {
	let next = JSON.parse(JSON.stringify(flow)) as Flow;
	for (const [step, edit] of edits.entries()) next = apply(next, edit, `${who}${step}`);
	return next;
}

type Lists = Array<Array<{ node: string; type: string; index: number }>>;

function apply(flow: Flow, edit: Edit, mark: string): Flow {
	const node = flow.nodes[edit.at % Math.max(1, flow.nodes.length)];
	if (!node) return flow;
	const listOf = (name: string, output: number) => {
		const lists = ((flow.connections[name] as { main: Lists } | undefined) ??= { main: [] }).main;
		flow.connections[name] = { main: lists };
		while (lists.length <= output) lists.push([]);
		return lists[output];
	};
	const add = () => {
		const name = freeName(flow, `New ${'name' in edit ? edit.name : 0}`);
		flow.nodes.push({
			id: mark,
			name,
			type: 'x.node',
			typeVersion: 1,
			position: [0, 300],
			parameters: { a: mark, reads: `={{ $('${node.name}').first().json.x }}` },
		});
		return name;
	};
	switch (edit.kind) {
		case 'add':
			listOf(node.name, 0).push({ node: add(), type: 'main', index: 0 });
			break;
		case 'insert': {
			const between = add();
			flow.connections[between] = { main: [listOf(node.name, 0).splice(0)] };
			listOf(node.name, 0).push({ node: between, type: 'main', index: 0 });
			break;
		}
		case 'remove':
			flow.nodes.splice(flow.nodes.indexOf(node), 1);
			delete flow.connections[node.name];
			for (const types of Object.values(flow.connections))
				for (const list of (types as { main: Lists }).main)
					list.splice(0, list.length, ...list.filter((one) => one.node !== node.name));
			break;
		case 'move':
			node.position = [mark.length, edit.at];
			break;
		case 'disable':
			node.disabled = !node.disabled;
			break;
		case 'retype':
			node.type = `x.${mark}`;
			node.parameters = { a: mark };
			break;
		case 'rename':
			return renamed(flow, node.name, freeName(flow, `Called ${edit.name}`));
		case 'set': {
			const value = `value ${edit.value}`;
			const parameters = node.parameters as { deep?: Record<string, unknown>; [key: string]: unknown };
			if (edit.key === 0) parameters.a = value;
			else if (edit.key === 1) (parameters.deep ??= {}).b = value;
			else if (edit.key === 2) (parameters.deep ??= {}).c = ['as written', value];
			else delete parameters.a;
			break;
		}
		case 'connect': {
			const target = flow.nodes[edit.to % flow.nodes.length].name;
			const list = listOf(node.name, edit.output);
			if (!list.some((one) => one.node === target)) list.push({ node: target, type: 'main', index: 0 });
			break;
		}
		case 'disconnect':
			listOf(node.name, edit.output).splice(edit.to % 2, 1);
	}
	return flow;
}

function renamed(flow: Flow, from: string, to: string): Flow {
	const names = new Map([[from, to]]);
	const nameOf = (name: string) => names.get(name) ?? name;
	return {
		...flow,
		nodes: flow.nodes.map((node) => ({
			...node,
			name: nameOf(node.name),
			parameters: renameReferences(node.parameters, names),
		})),
		connections: Object.fromEntries(
			Object.entries(flow.connections).map(([name, types]) => [
				nameOf(name),
				{
					main: (types as { main: Lists }).main.map((list) => list.map((one) => ({ ...one, node: nameOf(one.node) }))),
				},
			]),
		),
	};
}

function freeName(flow: Flow, wanted: string): string {
	let name = wanted;
	for (let number = 1; flow.nodes.some((one) => one.name === name); number++) name = `${wanted} ${number}`;
	return name;
}

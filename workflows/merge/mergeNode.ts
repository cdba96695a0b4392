import { isDeepStrictEqual } from 'node:util';
import type { Change, Conflict, FlowNode } from './flow';
import { isSame, mergeValue } from './mergeValue';

/** Whether a parameter has the value that the node type gives it by itself: n8n's editor does not save such ones. */
export type IsDefault = (node: FlowNode, parameter: string, value: unknown) => boolean;

/** Settled elsewhere: identity, name, accounts and the address of a webhook. */
const APART = ['id', 'name', 'credentials', 'webhookId', 'type', 'typeVersion', 'parameters'];

/** Fields in which an analyst's work on a node shows; where it stands and which accounts it has is no reason to keep a node. */
const WORK = (node: FlowNode) =>
	Object.keys(node).filter((key) => !['id', 'credentials', 'webhookId', 'position'].includes(key));

export interface MergedNode {
	node: FlowNode;
	changes: Change[];
	conflicts: Conflict[];
	/** The live parameters stay, though the template has others: what its outputs mean is the analyst's. */
	keptParameters: boolean;
}

/** Merges one node that is on the live workflow's side and the template's. Names and expressions are already those of the result. */
export function mergeNode(
	base: FlowNode,
	mine: FlowNode,
	theirs: FlowNode,
	isDefault: IsDefault = () => false,
): MergedNode {
	const { name } = mine;
	const node: FlowNode = { ...mine };
	const changes: Change[] = [];
	const conflicts: Conflict[] = [];
	for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
		if (!APART.includes(key)) put(key, mergeValue(key, base[key], mine[key], theirs[key]));
	}
	const before = conflicts.length;
	const written = withoutDefaults(base, mine, isDefault);
	if (isOneThing([base, mine, theirs], isDefault)) mergeAsOne(written);
	else
		put(
			'parameters',
			mergeValue('parameters', written, mine.parameters ?? {}, withoutDefaults(theirs, mine, isDefault)),
		);
	const webhookId = mine.webhookId ?? theirs.webhookId;
	// Accounts that the template names since; which account it is, is chosen elsewhere.
	const named = Object.entries(theirs.credentials ?? {}).filter(
		([type]) => !base.credentials?.[type] && !mine.credentials?.[type],
	);
	if (named.length > 0) node.credentials = { ...mine.credentials, ...Object.fromEntries(named) };
	return {
		node: { ...node, ...(webhookId ? { webhookId } : {}) },
		changes,
		conflicts,
		keptParameters: conflicts.length > before,
	};

	function put(key: string, outcome: ReturnType<typeof mergeValue>): void {
		if (outcome.value === undefined) delete node[key];
		else node[key] = outcome.value;
		changes.push(...outcome.changed.map((field) => ({ node: name, field })));
		conflicts.push(...outcome.conflicts.map((one) => ({ node: name, ...one })));
	}

	function mergeAsOne(parameters: Record<string, unknown>): void {
		const unitOf = (one: FlowNode, its = one.parameters ?? {}) => ({
			type: one.type,
			typeVersion: one.typeVersion,
			parameters: its,
		});
		const [was, live, template] = [unitOf(base, parameters), unitOf(mine), unitOf(theirs)];
		if (isDeepStrictEqual(live, template) || isDeepStrictEqual(unitOf(base), template)) return;
		if (!isSame(live, was)) conflicts.push({ node: name, field: 'what it does', yours: live, template });
		else {
			Object.assign(node, template);
			changes.push({ node: name, field: 'what it does' });
		}
	}
}

/** Whether an analyst has worked on a node since it was written. */
export function isWorkedOn(base: FlowNode, mine: FlowNode, isDefault: IsDefault = () => false): boolean {
	const written: FlowNode = { ...base, parameters: withoutDefaults(base, mine, isDefault) };
	const live: FlowNode = { ...mine, parameters: mine.parameters ?? {} };
	return [...new Set([...WORK(live), ...WORK(written)])].some((key) => !isSame(live[key], written[key]));
}

/** Parameters belong to a type, a version and an operation: where a side changed one of these, half of each side would fit nowhere. */
function isOneThing(nodes: FlowNode[], isDefault: IsDefault): boolean {
	const [first, ...others] = nodes;
	const isSameChoice = (other: FlowNode, key: string) => {
		const [one, two] = [first.parameters?.[key], other.parameters?.[key]];
		return (
			isDeepStrictEqual(one, two) ||
			(one === undefined && isDefault(other, key, two)) ||
			(two === undefined && isDefault(first, key, one))
		);
	};
	return others.some(
		(other) =>
			other.type !== first.type ||
			(other.typeVersion ?? 1) !== (first.typeVersion ?? 1) ||
			!['resource', 'operation', 'mode'].every((key) => isSameChoice(other, key)),
	);
}

function withoutDefaults(node: FlowNode, live: FlowNode, isDefault: IsDefault): Record<string, unknown> {
	const saved = live.parameters ?? {};
	return Object.fromEntries(
		Object.entries(node.parameters ?? {}).filter(([key, value]) => key in saved || !isDefault(node, key, value)),
	);
}

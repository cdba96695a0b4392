import type { IExecuteFunctions, INodeParameters, INodeProperties } from 'n8n-workflow';
import { EffectError } from '../model/effectError';
import { withOption } from './withOption';

/**
 * What an AI agent that has the node as a tool may do with an operation.
 * - `free`: it only reads; nothing is recorded in the case.
 * - `limited`: it gives money away; only within Options: Highest Amount (see limit.ts).
 * - `whenAllowed`: it changes something; only with Options: Allow AI Agents.
 * - `never`: it does whatever it is told, so a person must have written it.
 */
export type ToolStance = 'free' | 'limited' | 'whenAllowed' | 'never';

const allowAgents: INodeProperties = {
	displayName: 'Allow AI Agents',
	name: 'allowAgents',
	type: 'boolean',
	default: false,
	noDataExpression: true,
	description: 'Whether an AI agent that has this node as a tool may do this. Off, it may only read and try out.',
};

/** The parameters of an operation; one that an agent may do when allowed gains the switch for it among its options. */
export function withToolSwitch(description: INodeProperties[], stance: ToolStance): INodeProperties[] {
	return stance === 'whenAllowed' ? withOption(description, allowAgents) : description;
}

/** Throws EffectError when an AI agent has called the node, and neither the operation's stance nor the node's options let it. */
export function assertToolMay(
	{ node, dryRun }: { node: IExecuteFunctions; dryRun: boolean },
	stance: ToolStance,
): void {
	if (stance === 'free' || !isTool(node)) return;
	// A test run changes nothing, but it does read.
	if (dryRun && stance !== 'never') return;
	const options = node.getNode().parameters.options as INodeParameters | undefined;
	if (stance === 'limited' && isFixedAmount(options?.highestAmount)) return;
	if (stance === 'whenAllowed' && options?.allowAgents === true) return;
	throw refusals[stance]();
}

/** Whether an AI agent has called the node: n8n gives a node that is a tool another type, or runs it outside of any flow (mode `internal`). */
export function isTool(node: IExecuteFunctions): boolean {
	return node.getNode().type.endsWith('Tool') || node.getMode() === 'internal';
}

/** Written in the node by a person: of an expression the agent could fill in the value ($fromAI, $json). */
function isFixedAmount(value: unknown): boolean {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return text !== '' && !text.startsWith('=');
}

const refusals = {
	limited: () =>
		new EffectError('An AI agent may not give money away without a limit', {
			category: 'rejected',
			code: 'above_limit',
			field: 'highestAmount',
			advice:
				'Set Options: Highest Amount in this node to an amount, e.g. 100.00. It must be written there; an expression is not taken, since the agent could fill it in.',
		}),
	whenAllowed: () =>
		new EffectError('An AI agent may not do this: it changes something', {
			category: 'rejected',
			code: 'not_for_agents',
			field: 'allowAgents',
			advice:
				'Switch on Options: Allow AI Agents in this node when an agent shall do it; an expression is not taken. Else give the agent an operation that reads, or a workflow in which a person decides.',
		}),
	never: () =>
		new EffectError('This operation cannot be used by an AI agent', {
			category: 'rejected',
			code: 'not_for_agents',
			advice: 'Give the agent one of the other operations, or a workflow that has this step in it.',
		}),
};

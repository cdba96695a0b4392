import type { IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';
import { asReference, connectionNames, connections } from '../model';
import type { StepToken } from '../store/store';

const pack = 'n8n-nodes-returns.';
const triggerType = 'returnCaseTrigger';

/** Node types of this pack that can finish a step. */
export const finishers = ['returnCase', ...connectionNames.map((name) => connections[name].node)];

/** A step as its trigger hands it to the flow. `endsWithFlow`: its trigger ends it when the flow has ended well. */
export interface FlowStep extends StepToken {
	endsWithFlow?: boolean;
}

/** Operations that only look at a case, for a person, and end no step. */
const looks = ['waitForResult', 'describe'];

/** Nodes after which n8n no longer tells a trigger how the flow ended: the flow must end its step itself. */
const waits = ['n8n-nodes-base.wait', 'n8n-nodes-base.form', 'n8n-nodes-base.executeWorkflow'];

/**
 * The step an item belongs to: on the item itself, else in the trigger's output, found through n8n's item linking, whatever
 * the nodes in between did to the fields (docs/facts/n8n.md#item-linking-finds-the-triggers-item).
 */
export function stepOf(node: IExecuteFunctions, itemIndex: number): FlowStep | undefined {
	const own = node.getInputData()[itemIndex]?.json.step;
	if (isToken(own)) return own;
	return toldByTrigger(node, itemIndex, 'step').find(isToken);
}

/** The case that the step of an item is for, found as the step is; undefined when no step started this flow. */
export function referenceOfStep(node: IExecuteFunctions, itemIndex: number): string | undefined {
	return toldByTrigger(node, itemIndex, 'reference').map(asReference).find(Boolean);
}

/** A field of the item's beginning, as the triggers before this node gave it out. */
function toldByTrigger(node: IExecuteFunctions, itemIndex: number, field: string): unknown[] {
	const triggers = node.getParentNodes(node.getNode().name).filter(({ type }) => isOurs(type, [triggerType]));
	return triggers.map(({ name }) => linkedField(node, name, itemIndex, field));
}

function linkedField(node: IExecuteFunctions, trigger: string, itemIndex: number, field: string): unknown {
	try {
		return node.evaluateExpression(`{{ $(${JSON.stringify(trigger)}).item.json.${field} }}`, itemIndex);
	} catch {
		return undefined; // another trigger started this execution, a form say: there is no step to end
	}
}

/**
 * Whether this node ends the step: asked for, or (`auto`) no later node of the pack can. A step that ends with its flow is left to
 * its trigger, so that what fails in another branch is tried again; but after a wait the trigger hears no end.
 */
export function finishesStep(node: IExecuteFunctions, choice: string, { endsWithFlow }: FlowStep): boolean {
	if (choice !== 'auto') return choice === 'yes';
	if (endsWithFlow && !mayHaveWaited(node)) return false;
	return !node.getChildNodes(node.getNode().name, { includeNodeParameters: true }).some(isFinisher);
}

function mayHaveWaited(node: IExecuteFunctions): boolean {
	return node
		.getParentNodes(node.getNode().name, { includeNodeParameters: true })
		.some(({ type, parameters }) => waits.includes(type) || parameters?.operation === 'sendAndWait');
}

/** Whether a node can end a step: every node of the pack that works on a case but Do Once, whose work comes after it, and one that only looks. */
function isFinisher({ type, disabled, parameters }: NodeTypeAndVersion): boolean {
	return (
		!disabled &&
		isOurs(type, finishers) &&
		parameters?.resource !== 'once' &&
		!looks.includes(String(parameters?.operation))
	);
}

/** Whether a node works at a provider, and not only on the case. */
export function worksOutside(type: string): boolean {
	return isOurs(
		type.replace(/Tool$/, ''),
		connectionNames.map((name) => connections[name].node),
	);
}

function isOurs(type: string, names: string[]): boolean {
	return type.startsWith(pack) && names.includes(type.slice(pack.length));
}

function isToken(value: unknown): value is FlowStep {
	return (
		typeof value === 'object' &&
		value !== null &&
		typeof (value as StepToken).id === 'number' &&
		typeof (value as StepToken).token === 'string'
	);
}

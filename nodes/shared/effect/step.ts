import type { IExecuteFunctions } from 'n8n-workflow';
import type { StepToken } from '../case/store';

const pack = 'n8n-nodes-returns.';
const triggerType = 'returnCaseTrigger';

/** Node types of this pack that can finish a step. */
const finishers = ['returnCase', 'odooReturns', 'shopifyReturns', 'stripeRefunds', 'carrierLabels'];

/**
 * The step an item belongs to: on the item itself, else in the trigger's output, found through n8n's item linking, whatever
 * the nodes in between did to the fields (facts/steps.md section 3).
 */
export function stepOf(node: IExecuteFunctions, itemIndex: number): StepToken | undefined {
	const own = node.getInputData()[itemIndex]?.json.step;
	if (isToken(own)) return own;
	const trigger = node.getParentNodes(node.getNode().name).find(({ type }) => isOurs(type, [triggerType]));
	if (!trigger) return undefined;
	const linked = node.evaluateExpression(`{{ $(${JSON.stringify(trigger.name)}).item.json.step }}`, itemIndex);
	return isToken(linked) ? linked : undefined;
}

/** Whether this node ends the step: asked for, or (`auto`) no later node of the pack can. */
export function finishesStep(node: IExecuteFunctions, choice: string): boolean {
	if (choice !== 'auto') return choice === 'yes';
	return !node.getChildNodes(node.getNode().name).some(({ type, disabled }) => !disabled && isOurs(type, finishers));
}

function isOurs(type: string, names: string[]): boolean {
	return type.startsWith(pack) && names.includes(type.slice(pack.length));
}

function isToken(value: unknown): value is StepToken {
	return typeof value === 'object' && value !== null && typeof (value as StepToken).id === 'number' && typeof (value as StepToken).token === 'string';
}

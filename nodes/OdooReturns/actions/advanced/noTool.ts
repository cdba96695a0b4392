import { EffectError, type OperationContext } from '../../../shared/effect';

/**
 * Throws when an AI agent has called the node: raw steps do whatever they are told, so a person must have written them. n8n gives a
 * node that is a tool another type, or runs it outside of any flow (mode `internal`).
 */
export function refuseTool({ node }: OperationContext): void {
	if (!node.getNode().type.endsWith('Tool') && node.getMode() !== 'internal') return;
	throw new EffectError('Advanced operations of Odoo Returns cannot be used by an AI agent', { category: 'configuration', connection: 'odoo', advice: 'Give the agent one of the other operations, or a workflow that has this step in it.' });
}

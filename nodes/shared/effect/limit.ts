import type { INodeProperties } from 'n8n-workflow';
import { format, fromDecimal, type Money } from '../model';
import { EffectError } from './effectError';
import type { OperationContext } from './operation';
import { effectOptions } from './properties';

/** Options of operations that give money away. */
export const moneyOptions: INodeProperties = {
	...effectOptions,
	options: [
		...(effectOptions.options as INodeProperties[]),
		{ displayName: 'Highest Amount', name: 'highestAmount', type: 'string', default: '', placeholder: 'e.g. 100.00', description: 'Anything above this is refused. An AI agent may give money away only when this is set.' },
	],
};

/** Throws EffectError when the amount is above the node's limit, or when an AI agent has none. `what` begins the sentence, e.g. "Refund RMA-1/R1". */
export function assertWithinLimit(context: OperationContext, connection: string, what: string, amount: Money): void {
	const limit = String(context.option<unknown>('highestAmount', '') ?? '').trim();
	const asTool = context.node.getNode().type.endsWith('Tool');
	const refuse = (message: string, advice: string) => new EffectError(message, { category: 'rejected', connection, code: 'above_limit', advice, field: 'highestAmount' });
	if (!limit && asTool) throw refuse('An AI agent may not give money away without a limit', 'Set Options: Highest Amount in this node.');
	if (limit && amount.amount > fromDecimal(limit, amount.currency).amount) throw refuse(`${what} of ${format(amount)} is above this node's limit of ${limit} ${amount.currency}`, 'Let a person make it, or raise Options: Highest Amount.');
}

import type { INodeProperties } from 'n8n-workflow';
import { format, fromDecimal, type Money } from '../model';
import { EffectError } from '../model/effectError';
import type { OperationContext } from './operationContext';
import { effectOptions } from './properties';

/** Options of operations that give money away. */
export const moneyOptions: INodeProperties = {
	...effectOptions,
	options: [
		...(effectOptions.options as INodeProperties[]),
		{
			displayName: 'Highest Amount',
			name: 'highestAmount',
			type: 'string',
			default: '',
			placeholder: 'e.g. 100.00',
			description: 'Anything above this is refused. An AI agent may do this only when it is set.',
		},
	],
};

/** Throws EffectError when the amount is above the node's limit (that an AI agent has one: see tool.ts). `what` begins the sentence, e.g. "Refund RMA-1/R1". */
export function assertWithinLimit(context: OperationContext, connection: string, what: string, amount: Money): void {
	const limit = String(context.option<unknown>('highestAmount', '') ?? '').trim();
	if (!limit || amount.amount <= fromDecimal(limit, amount.currency).amount) return;
	throw new EffectError(`${what} of ${format(amount)} is above this node's limit of ${limit} ${amount.currency}`, {
		category: 'rejected',
		connection,
		code: 'above_limit',
		field: 'highestAmount',
		advice: 'Let a person make it, or raise Options: Highest Amount.',
	});
}

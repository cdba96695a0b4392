import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model/effectError';
import { Money, Policy } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { starterPolicy, starters } from '../../starters/starters';

export const option = {
	name: 'Get Starter',
	value: 'getStarter',
	action: 'Get a starter policy',
	description: 'Get a policy to begin with, for other nodes to take as it is, to check and to change',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Starter',
		name: 'starter',
		type: 'options',
		options: Object.entries(starters).map(([value, { name, description: says }]) => ({
			name,
			value,
			description: says,
		})),
		default: 'euConsumer',
		description: 'What kind of shop it is for',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: 'EUR',
		placeholder: 'e.g. EUR',
		description: 'Of the amounts in the policy, three letters',
	},
];

export const endsStep = false;

export const asTool = 'free';

export const output = z.object({ policy: Policy });

/** Gives one of the policies to begin with. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const [name, currency] = [context.param<string>('starter'), context.param<string>('currency').trim().toUpperCase()];
	const starter = starters[name];
	if (!starter)
		throw invalidInput(
			`There is no starter policy "${name}"`,
			`Choose ${Object.keys(starters).join(', ')}.`,
			'starter',
		);
	if (!Money.shape.currency.safeParse(currency).success)
		throw invalidInput(`"${currency}" is no currency`, 'Write three letters such as EUR.', 'currency');
	return { policy: starterPolicy(starter, currency) as unknown as IDataObject };
}

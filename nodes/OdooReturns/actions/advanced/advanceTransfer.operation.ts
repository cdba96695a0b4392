import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { realOption, type OperationContext } from '../../../shared/operation';
import { locatorOf } from '../locators';
import { advance, advanced } from './advance';
import { steps } from './transferSteps';

export const option = {
	name: 'Advance Transfer',
	value: 'advanceTransfer',
	action: 'Advance transfer',
	description: 'Confirm, reserve, validate or cancel a transfer',
};

export const description: INodeProperties[] = [
	locatorOf('transfer', {
		displayName: 'Transfer',
		name: 'transfer',
		description: 'A receipt, delivery or internal transfer',
		required: true,
	}),
	{
		displayName: 'Step',
		name: 'step',
		type: 'options',
		noDataExpression: true,
		options: steps.map(({ name, value, description: text }) => ({ name, value, description: text })),
		default: 'confirm',
	},
	realOption,
];

export const asTool = 'never';

export const output = advanced;

/** Confirms, reserves, validates or cancels a transfer. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await advance(context, 'stock.picking', 'transfer', steps);
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { realOption, type OperationContext } from '../../../shared/operation';
import { locatorOf } from '../locators';
import { advance, advanced, type Step } from './advance';

const steps: Step[] = [
	{
		name: 'Cancel',
		value: 'cancel',
		description: 'Cancel a draft',
		method: 'button_cancel',
		from: ['draft'],
		reached: ['cancel'],
	},
	{
		name: 'Post',
		value: 'post',
		description: 'Book a draft',
		method: 'action_post',
		from: ['draft'],
		reached: ['posted'],
	},
	{
		name: 'Reset to Draft',
		value: 'draft',
		description: 'Take a posted or canceled entry back; payments matched with it are set free',
		method: 'button_draft',
		from: ['posted', 'cancel'],
		reached: ['draft'],
	},
];

export const option = {
	name: 'Advance Entry',
	value: 'advanceEntry',
	action: 'Advance journal entry',
	description: 'Post an invoice, credit note or entry, cancel it or reset it to draft',
};

export const description: INodeProperties[] = [
	locatorOf('entry', {
		displayName: 'Entry',
		name: 'entry',
		description: 'An invoice, credit note or other journal entry',
		required: true,
	}),
	{
		displayName: 'Step',
		name: 'step',
		type: 'options',
		noDataExpression: true,
		options: steps.map(({ name, value, description: text }) => ({ name, value, description: text })),
		default: 'post',
	},
	realOption,
];

export const asTool = 'never';

export const output = advanced;

/** Posts a journal entry, cancels it or takes it back to draft. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await advance(context, 'account.move', 'entry', steps);
}

import type { INodeProperties } from 'n8n-workflow';
import { EffectError } from '../model';
import type { OperationContext } from './operationContext';

/** Code of the error that there is no such order. */
export const orderNotFound = 'order_not_found';

/** What a search for an order does when there is none: a withdrawal is taken in all the same, and a person looks for it. */
export const whenMissingProperty: INodeProperties = {
	displayName: 'When There Is No Such Order',
	name: 'whenMissing',
	type: 'options',
	options: [
		{ name: 'Wait, Then Fail', value: 'fail', description: 'It may only not be there yet' },
		{ name: 'Go On', value: 'goOn', description: 'The item goes on without an order, and orderMissing says so' },
	],
	default: 'fail',
};

/** What takes the place of an order that is not there, when the flow goes on without; throws whatever else is wrong. */
export async function orGoOn<R extends object>(
	context: OperationContext,
	work: () => Promise<R>,
): Promise<R | { orderMissing: string }> {
	try {
		return await work();
	} catch (error) {
		if (context.param<string>('whenMissing', 'fail') !== 'goOn') throw error;
		if (!(error instanceof EffectError) || error.details.code !== orderNotFound) throw error;
		return { orderMissing: error.message };
	}
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { ConnectionState } from '../../../shared/store/store';
import type { OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many connections',
	description: 'Get the providers that were ever in trouble, and how they are',
};

export const description: INodeProperties[] = [];

export const asTool = 'free';

export const output = ConnectionState;

export async function execute(context: OperationContext): Promise<IDataObject[]> {
	return (await context.requireStore().connections.list()).map((state) => ({ ...state }));
}

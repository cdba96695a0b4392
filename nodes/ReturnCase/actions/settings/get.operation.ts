import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { Settings } from '../../../shared/model';
import { z } from 'zod';
import type { OperationContext } from '../../../shared/operation';

export const brandProperty: INodeProperties = {
	displayName: 'Brand',
	name: 'brand',
	type: 'string',
	default: 'default',
	required: true,
	description: 'Settings are kept per brand; a shop with one brand uses default',
};

export const option = { name: 'Get', value: 'get', action: 'Get settings', description: 'Get the settings of a brand' };

export const description: INodeProperties[] = [brandProperty];

export const asTool = 'free';

export const output = z.object({ settings: Settings });

export async function execute(context: OperationContext): Promise<IDataObject> {
	return {
		settings: (await context.requireStore().settings.get(context.param<string>('brand'))) as unknown as IDataObject,
	};
}

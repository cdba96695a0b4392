import type { IBinaryKeyData, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../model';
import type { OperationContext } from './operationContext';

/** How many results of a sheet an item shows; all of them are in its file. */
export const mostListed = 1_000;

export const sheetProperty: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryProperty',
	type: 'string',
	default: 'data',
	required: true,
	description: 'Name of the binary field with the CSV file',
};

/** The text of the CSV file that an operation takes in. Throws EffectError when the item has no such file. */
export async function sheetText(context: OperationContext): Promise<string> {
	const { node, itemIndex } = context;
	const name = context.param<string>(sheetProperty.name, 'data');
	if (!node.getInputData()[itemIndex].binary?.[name])
		throw invalidInput(
			`The item has no file "${name}"`,
			'Name the binary field that the form, the mail or the file node before gives.',
			sheetProperty.name,
		);
	return (await node.helpers.getBinaryDataBuffer(itemIndex, name)).toString('utf8');
}

/** The results of a sheet, row by row, as the file `results`. */
export async function resultsFile({ node }: OperationContext, csv: string): Promise<IBinaryKeyData> {
	return { results: await node.helpers.prepareBinaryData(Buffer.from(csv), 'results.csv', 'text/csv') };
}

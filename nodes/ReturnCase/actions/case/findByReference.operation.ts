import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { caseOutput, type OperationContext } from '../../../shared/operation';
import { EffectError } from '../../../shared/model';

export const option = {
	name: 'Find by Reference',
	value: 'findByReference',
	action: 'Find case by reference',
	description: 'Find the case that carries an ID of another system',
};

export const description: INodeProperties[] = [
	{
		displayName: 'System',
		name: 'system',
		type: 'string',
		default: 'shopify.return',
		placeholder: 'e.g. stripe.refund',
		description: 'What kind of ID it is: shopify.return, shopify.order, odoo.return, stripe.refund, tracking and so on',
	},
	{ displayName: 'ID', name: 'id', type: 'string', default: '', required: true },
];

export const asTool = 'free';

export const output = caseOutput;

export async function execute(context: OperationContext): Promise<IDataObject> {
	const system = context.param<string>('system');
	const id = String(context.param<string>('id'));
	const found = await context.requireStore().cases.findByReference(system, id);
	if (!found) {
		throw new EffectError(`No case carries ${system} ${id}`, {
			category: 'invalid_input',
			connection: 'case_store',
			field: 'id',
			advice: 'Check the ID and its kind; open a case first when the return is new.',
		});
	}
	return { reference: found.reference, case: found as unknown as IDataObject };
}

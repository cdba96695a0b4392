import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { keepFailure, type OperationContext } from '../../../shared/operation';
import { readSetUp } from '../../setUp/readSetUp';
import { report, Report } from '../../setUp/report';
import { tellDesk } from '../../setUp/tellDesk';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Check',
	value: 'check',
	action: 'Check setup',
	description:
		'List what returns need in Odoo and is missing, and what the user may not do; writes nothing there, and shows it on the returns desk',
};

export const description: INodeProperties[] = [
	locatorOf('warehouse', {
		displayName: 'Warehouse',
		name: 'warehouse',
		description: 'Where returns come to. Leave blank when there is only one.',
	}),
	{
		displayName: 'Brand',
		name: 'brand',
		type: 'string',
		default: 'default',
		description:
			'Whose settings in the case store are looked at; without a Return Case credential those of the incoming item',
	},
];

export const asTool = 'free';

export const output = z.object({ setUp: Report });

/**
 * Lists what is there, what is missing and what the user may not do. Writes nothing in Odoo; with a case store the desk shows it, also that Odoo could
 * not be looked at.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	try {
		const setUp = await readSetUp(context, idOf(context, 'warehouse'));
		await tellDesk(context, setUp);
		return report(setUp);
	} catch (error) {
		if (error instanceof EffectError) await keepFailure(context, 'odoo', 'Odoo', error);
		throw error;
	}
}

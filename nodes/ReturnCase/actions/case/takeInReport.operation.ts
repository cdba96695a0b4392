import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { factsOutput, realOption, type OperationContext } from '../../../shared/operation';
import { ReportAnswer, takeInReports } from '../../warehouse/takeInReport';
import { jsonOrText } from '../../../shared/model';

export const option = {
	name: 'Take In Report',
	value: 'takeInReport',
	action: 'Take in report of warehouse',
	description: 'Record what a warehouse sent, and say what to answer when it is wrong',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Report',
		name: 'report',
		type: 'json',
		default: '={{ $json.body }}',
		description:
			'What the warehouse sent: {"reference", "type": "return.received" or "return.inspected", "ID", "data"}, or in plain words {"reference", "receipt", "lines": [{"sku", "quantity", "condition"}], "grades"}; also a list of them. The default takes it from a Webhook node.',
	},
	{
		displayName: 'Warehouse',
		name: 'sender',
		type: 'string',
		default: '',
		placeholder: 'e.g. north',
		description: 'Whose report it is, when several warehouses use numbers of their own. Blank: there is only one.',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	report: ReportAnswer.extend({ outcome: z.enum([...ReportAnswer.shape.outcome.options, 'dry_run']) }),
});

/** Takes in a report of a warehouse and says what to answer: also a wrong one is no failure of the flow, but an answer with a reason. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const body = bodyOf(context.param<unknown>('report'));
	if (context.dryRun) return { report: { outcome: 'dry_run', status: 200, message: 'A test run records nothing' } };
	const { answer, case: found } = await takeInReports(store, context.param<string>('sender', '').trim(), body);
	return {
		...(answer.reference && { reference: answer.reference }),
		...(found && { case: found as unknown as IDataObject }),
		report: answer as unknown as IDataObject,
	};
}

/** The report as a value. A text that is no JSON is a wrong report too, and answered as one. */
function bodyOf(given: unknown): unknown {
	return typeof given === 'string' ? jsonOrText(given) : given;
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { effectOptions, recordedOutput, referenceProperty, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Acknowledge Withdrawal',
	value: 'acknowledgeWithdrawal',
	action: 'Acknowledge withdrawal',
	description: 'Record that the customer has been sent the receipt of their statement',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Statement',
		name: 'statementId',
		type: 'string',
		default: '={{ $json.event?.data?.statement?.id }}',
		description: 'ID of the statement. Empty: every one of the case that has no receipt yet.',
	},
	{
		displayName: 'How',
		name: 'how',
		type: 'string',
		default: '',
		placeholder: 'e.g. by post',
		description: 'How the receipt was given, when it was not the e-mail',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = recordedOutput.extend({
	/** Statements that count as acknowledged now. */
	acknowledged: z.array(z.string()),
});

/** Records that the receipt went out. Each statement is acknowledged once; a repeat changes nothing. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { reference, statements = [] } = await context.requireCase();
	const wanted = String(context.param<unknown>('statementId', '') ?? '').trim();
	const how = context.param<string>('how', '').trim();
	const chosen = statements.filter(({ id, acknowledgedAt }) => (wanted ? id === wanted : !acknowledgedAt));
	if (!chosen.length && (wanted || !statements.length))
		throw invalidInput(
			wanted ? `${reference} has no statement ${wanted.slice(0, 40)}` : `${reference} is no withdrawal`,
			'Declare the withdrawal first, with Return Case: Declare Withdrawal.',
			'statementId',
		);
	const recorded = await context.recordEvents(
		chosen.map(({ id }) => ({
			source: 'case',
			id: `${reference}/acknowledged/${id}`,
			type: 'withdrawal.acknowledged',
			data: { statement: id, ...(how && { how }) },
		})),
	);
	return { ...recorded, acknowledged: chosen.map(({ id }) => id) };
}

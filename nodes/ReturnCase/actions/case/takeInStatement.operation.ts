import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { factsOutput, realOption, type OperationContext } from '../../../shared/operation';
import { rawBodyOf, rawBodyProperty, secretsOf } from '../../signed/inputs';
import { StatementAnswer, takeInStatement } from '../../withdrawal/takeInStatement';

export const option = {
	name: 'Take In Statement',
	value: 'takeInStatement',
	action: 'Take in statement of withdrawal',
	description: 'Record a signed statement of withdrawal that a webhook got, and say what to answer',
};

export const description: INodeProperties[] = [
	rawBodyProperty,
	{
		displayName: 'Signature',
		name: 'signature',
		type: 'string',
		default: '={{ $json.headers["x-signature"] }}',
		description: 'What the sender has sent as signature: sha256= and the HMAC-SHA256 of the body in hexadecimal digits',
	},
	{
		displayName: 'Brand',
		name: 'brand',
		type: 'string',
		default: 'default',
		description: 'Whose customers they are, when several shops share the case store',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	answer: StatementAnswer.extend({ outcome: z.enum([...StatementAnswer.shape.outcome.options, 'dry_run']) }),
});

/** Takes in a signed statement and says what to answer: one that is not signed, or cannot be read, is no failure of the flow. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	if (context.dryRun) return { answer: { outcome: 'dry_run', status: 200, message: 'A test run records nothing' } };
	const { answer, case: found } = await takeInStatement(
		store,
		{ raw: await rawBodyOf(context), signature: context.param<unknown>('signature', '') },
		await secretsOf(context),
		{ brand: context.param<string>('brand', 'default').trim() || 'default', actor: context.actor, now: Date.now() },
	);
	return {
		...(answer.reference && { reference: answer.reference }),
		...(found && { case: found as unknown as IDataObject }),
		answer: answer as unknown as IDataObject,
	};
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { caseOutput, effectOptions, type OperationContext, anyJsonParam } from '../../../shared/operation';
import { ReturnRequest, isOwnSource, referenceOf, invalidInput, parsed } from '../../../shared/model';
import { z } from 'zod';

export const option = {
	name: 'Open',
	value: 'open',
	action: 'Open case',
	description: 'Open a case for a return request, or find the one it opened before',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Return Request',
		name: 'request',
		type: 'json',
		default: '={{ $json.request }}',
		required: true,
		description:
			'What the customer wants to send back: channel, orderNumber, customer, lines (ID, SKU, quantity, reason). See docs/events.md.',
	},
	{
		displayName: 'Source',
		name: 'source',
		type: 'string',
		default: 'portal',
		required: true,
		description: 'Where the request comes from, e.g. portal, store, helpdesk',
	},
	{
		displayName: 'Request ID',
		name: 'sourceId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.formSubmissionId }}',
		description: 'What the source calls this request. The same ID opens one case only, however often it comes.',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = caseOutput.partial({ case: true }).extend({
	outcome: z.enum(['done', 'already_done', 'conflicting', 'dry_run']),
	/** Why the request was not stored, when its ID was used for another one. */
	conflict: z.string().optional(),
	/** In a test run: what would be stored. */
	request: ReturnRequest.optional(),
});

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const request = parsed(ReturnRequest, anyJsonParam(context, 'request'), ({ at, message }) =>
		invalidInput(
			`The return request is not complete: ${at || 'it'} ${message}`,
			'Map the missing field in Return Request.',
			`request.${at}`,
		),
	);
	const source = context.param<string>('source').trim();
	if (!source || isOwnSource(source))
		throw invalidInput(
			source ? `"${source}" is a source of this package's own` : 'The request has no source',
			'Set Source to where the request comes from, e.g. portal, store or helpdesk.',
			'source',
		);
	const sourceId = String(context.param<string>('sourceId')).trim();
	if (!sourceId)
		throw invalidInput(
			'The request has no ID, so a repeat could not be told from a new one',
			'Set Request ID to what the source calls this request.',
			'sourceId',
		);
	if (context.dryRun)
		return {
			reference: referenceOf(source, sourceId),
			outcome: 'dry_run',
			request: request as unknown as IDataObject,
		};
	const opened = await store.cases.open({ request, source, sourceId, actor: context.actor });
	const conflict = opened.events[0]?.conflict?.message ?? '';
	return {
		reference: opened.reference,
		case: opened.case as unknown as IDataObject,
		outcome: conflict ? 'conflicting' : opened.duplicate ? 'already_done' : 'done',
		conflict,
	};
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { caseOutput, effectOptions, type OperationContext, anyJsonParam } from '../../../shared/operation';
import {
	brandOf,
	idsFromOutside,
	ReturnRequest,
	isOwnSource,
	referenceOf,
	invalidInput,
	parsed,
} from '../../../shared/model';
import { isObject } from '../../../shared/model/jsonValues';
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
	{
		displayName: 'Brand By',
		name: 'brandBy',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description:
			"What tells the brand, by the rows of the setting Brands, when the request names none. The request's channel counts as a sales channel.",
		options: [
			{
				displayName: 'Company',
				name: 'company',
				type: 'string',
				default: '',
				description: 'The company that has bought',
			},
			{
				displayName: 'Sales Channel',
				name: 'salesChannel',
				type: 'string',
				default: '',
				placeholder: 'e.g. Online Store',
			},
			{ displayName: 'Shop', name: 'shop', type: 'string', default: '', placeholder: 'e.g. nord.myshopify.com' },
			{
				displayName: 'Tags',
				name: 'tags',
				type: 'string',
				default: '',
				description: 'Of the order, with commas between',
			},
		],
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
	const given = anyJsonParam(context, 'request');
	const read = parsed(ReturnRequest, given, ({ at, message }) =>
		invalidInput(
			`The return request is not complete: ${at || 'it'} ${message}`,
			'Map the missing field in Return Request.',
			`request.${at}`,
		),
	);
	const asked = { ...read, providerIds: idsFromOutside(read.providerIds) };
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
	const reference = referenceOf(source, sourceId);
	// A request that has opened its case before says the same again, whatever the setting says by now.
	const before = await store.cases.get(reference);
	const named = isObject(given) && !!given.brand;
	const request = named ? asked : { ...asked, brand: before?.brand ?? (await brandBy(context, asked)) ?? asked.brand };
	if (context.dryRun)
		return {
			reference,
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

/** The brand of a request that names none, by the setting; undefined: no row fits. */
async function brandBy(context: OperationContext, { channel }: ReturnRequest): Promise<string | undefined> {
	const { shop, company, salesChannel, tags } = context.param<Record<string, unknown>>('brandBy', {});
	const text = (value: unknown) => (typeof value === 'string' ? value : '');
	const facts = {
		shop: text(shop),
		company: text(company),
		salesChannels: [text(salesChannel), channel],
		tags: Array.isArray(tags) ? tags.map(text) : text(tags).split(','),
	};
	return brandOf(facts, await context.requireStore().settings.get('default'));
}

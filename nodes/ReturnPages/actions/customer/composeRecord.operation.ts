import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { standingOf } from '../../../shared/case/standing';
import type { CaseState } from '../../../shared/case/caseState';
import { referenceProperty, signBody, type OperationContext } from '../../../shared/operation';
import { CustomerRecord, recordOf, recordText } from '../../customer/record';

export const option = {
	name: 'Compose Record',
	value: 'composeRecord',
	action: 'Compose the record of a customer',
	description: 'Write what the returns of a customer come to, for the record of the customer elsewhere; sends nothing',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Sign',
		name: 'sign',
		type: 'boolean',
		default: false,
		description: 'Whether the body is signed with the secret of the Signed Webhook credential, for a webhook',
	},
];

/** What is written is sent by nodes after this one: the step goes on. */
export const endsStep = false;

export const asTool = 'free';

export const output = z.object({
	record: CustomerRecord.extend({
		/** Names what is told once and for all: by the event that started the flow, else by what the record says. */
		id: z.string(),
		/** What has happened, and the record in words. */
		text: z.string(),
		/** The same for programs, as JSON, and as it was signed. */
		body: z.string(),
		/** Goes into a header; the receiver makes it of the body with the same secret. */
		signature: z.string().optional(),
	}),
});

/** More returns than that are not read. */
const most = 500;

/** Writes the record of a return's customer, of the returns of its brand. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { cases, settings } = context.requireStore();
	const state = await context.requireCase();
	const { reference, brand, orderNumber = '' } = state;
	const record = recordOf(await returnsOf(context, state), most);
	const event = (context.item.event ?? {}) as { type?: string; position?: number };
	const { timeZone } = await settings.get(brand);
	const standing = standingOf(state, await cases.timeline(reference), timeZone);
	const happened = event.type && event.position !== undefined ? { event: event.type } : {};
	const content = { reference, brand, orderNumber, ...happened, standing, ...record };
	const id = `${reference}/${happened.event ? event.position : hashOf(content)}`;
	const body = JSON.stringify({ id, ...content });
	return {
		record: {
			id,
			...record,
			text: recordText(record, { reference, orderNumber, ...happened, standing }),
			body,
			...(context.param<boolean>('sign', false) && { signature: await signBody(context, body) }),
		} as unknown as IDataObject,
	};
}

/** The customer's returns; without an e-mail address those of the order. */
async function returnsOf(context: OperationContext, state: CaseState): Promise<CaseState[]> {
	const { cases } = context.requireStore();
	const email = state.customer?.email;
	const found = email
		? await cases.foundBy('email', email, most + 1)
		: [state, ...(await cases.sistersOf(state.reference))];
	return found.filter(({ brand }) => brand === state.brand);
}

function hashOf(content: object): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
}

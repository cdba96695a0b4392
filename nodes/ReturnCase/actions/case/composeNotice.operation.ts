import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { referenceProperty, signBody, type OperationContext } from '../../../shared/operation';
import { noticeCsv, noticeOf, WarehouseNotice } from '../../warehouse/notice';

export const option = {
	name: 'Compose Warehouse Notice',
	value: 'composeNotice',
	action: 'Compose notice for warehouse',
	description: 'Write what a warehouse is told of goods that come back, or do not any more; sends nothing',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Sign',
		name: 'sign',
		type: 'boolean',
		default: true,
		description:
			'Whether the body is signed with the secret of the Signed Webhook credential, for a webhook of the warehouse',
	},
];

export const asTool = 'free';

export const output = z.object({
	reference: z.string(),
	notice: WarehouseNotice.partial().extend({
		/** The body to send, as it was signed. */
		body: z.string().optional(),
		/** Goes into a header; the warehouse makes it of the body with the same secret. */
		signature: z.string().optional(),
		/** The same for a warehouse that takes a file: by e-mail, or by SFTP. */
		csv: z.string().optional(),
		fileName: z.string().optional(),
		outcome: z.enum(['done', 'nothing_to_do']),
	}),
});

/** Writes the notice of a case as it is now. The same case gives the same notice under the same id; nothing is sent or recorded. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const { reference } = state;
	const notice = noticeOf(state, await context.settings());
	if (!notice) return { reference, notice: { outcome: 'nothing_to_do' } };
	const body = JSON.stringify(notice);
	return {
		reference,
		notice: {
			...notice,
			body,
			...(context.param<boolean>('sign', true) && { signature: await signBody(context, body) }),
			csv: noticeCsv(notice),
			fileName: `${notice.id.replaceAll('/', '-')}.csv`,
			outcome: 'done',
		} as unknown as IDataObject,
	};
}

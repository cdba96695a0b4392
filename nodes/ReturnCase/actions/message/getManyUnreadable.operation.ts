import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { Settings } from '../../../shared/model';
import { z } from 'zod';
import { limitProperty, type OperationContext } from '../../../shared/operation';
import { sourceProperty, wantedSource } from './source';

export const option = {
	name: 'Get Many Unreadable',
	value: 'getManyUnreadable',
	action: 'Get many unreadable messages',
	description: 'Get what Shopify or Stripe sent and nobody could read, and why',
};

export const description: INodeProperties[] = [limitProperty, sourceProperty];

export const asTool = 'free';

export const output = z.object({
	source: z.string(),
	id: z.string(),
	topic: z.string(),
	receivedAt: z.string(),
	subject: z.string(),
	what: z.string(),
	/** Whether it was put back and waits to be read again. */
	replayed: z.boolean(),
	summary: z.string(),
	settings: Settings,
});

/** Messages that nobody could read, or has read since they were put back, the oldest first. The body is left out: it may hold a customer's data. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const store = context.requireStore();
	const rows = await store.inbox.unread({
		source: wantedSource(context),
		limit: context.param<number>('limit'),
	});
	const settings = (await store.settings.get('default')) as unknown as IDataObject;
	return rows.map(({ source, id, topic, receivedAt, error, subject, state }) => ({
		source,
		id,
		topic,
		receivedAt,
		subject: subject ?? '',
		what: error ?? '',
		replayed: state === 'new',
		/** One paragraph for a digest. */
		summary: `${source}: message ${id} (${topic}) of ${receivedAt} could not be read: ${error ?? 'no reason was kept'}. ${state === 'new' ? 'It was put back and waits to be read again: see that the workflow with the trigger of its sender is published.' : 'Correct what is wrong or update the package, then replay it.'}`,
		settings,
	}));
}

import type { IDataObject } from 'n8n-workflow';
import { referenceOf, type Settings } from '../../shared/model';
import { digitsOf } from './otherBody';
import type { Delivery } from './delivery';
import { isOfReturn, type Message } from './message';
import type { TakenIn } from './takeIn';

/** What the flow gets: the body's fields, and around them what it needs to know of the event and its case. */
export function itemOf(
	{ topic, webhookId, eventId, body, triggeredAt, shop, noticedBy }: Delivery,
	message: Message,
	{ returnId, case: found }: TakenIn,
	settings: Settings | undefined,
): IDataObject {
	const fields = { ...message.fields };
	delete fields.id; // above 2^53 it is not the number Shopify sent; admin_graphql_api_id is exact
	const order = digitsOf(body, 'order_id');
	if ('order_id' in fields && order) fields.order_id = order; // as text, with all its digits
	if (!isOfReturn(message)) fields.admin_graphql_api_id ??= message.news.gid ?? '';
	const reference = found?.reference ?? (returnId && referenceOf('shopify', returnId));
	return {
		...fields,
		...(reference && { reference }),
		topic,
		webhookId: noticedBy === 'look' ? '' : webhookId,
		eventId: eventId ?? '',
		triggeredAt: triggeredAt ?? '',
		shop: shop ?? '',
		noticedBy: noticedBy ?? 'webhook',
		...(found && { case: found as unknown as IDataObject }),
		...(settings && { settings: settings as unknown as IDataObject }),
	};
}

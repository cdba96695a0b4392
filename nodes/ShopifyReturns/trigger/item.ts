import type { IDataObject } from 'n8n-workflow';
import { referenceOf, type Settings } from '../../shared/model';
import { digitsOf, readOther } from './otherBody';
import type { Delivery } from './delivery';
import type { TakenIn } from './takeIn';
import { isReturnTopic } from './topics';

/** What the flow gets: the body's fields, and around them what it needs to know of the event and its case. */
export function itemOf(
	{ topic, webhookId, eventId, body, triggeredAt, shop, noticedBy }: Delivery,
	{ returnId, case: found }: TakenIn,
	settings: Settings | undefined,
): IDataObject {
	const fields = JSON.parse(body) as IDataObject;
	delete fields.id; // above 2^53 it is not the number Shopify sent; admin_graphql_api_id is exact
	const order = digitsOf(body, 'order_id');
	if ('order_id' in fields && order) fields.order_id = order; // as text, with all its digits
	if (!isReturnTopic(topic)) fields.admin_graphql_api_id ??= readOther(topic, body).gid ?? '';
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

/** Webhook topics about returns: as the header has them, and as the API calls them. */
export const returnTopics = {
	'returns/request': 'RETURNS_REQUEST',
	'returns/approve': 'RETURNS_APPROVE',
	'returns/decline': 'RETURNS_DECLINE',
	'returns/cancel': 'RETURNS_CANCEL',
	'returns/close': 'RETURNS_CLOSE',
	'returns/reopen': 'RETURNS_REOPEN',
	'returns/update': 'RETURNS_UPDATE',
	'returns/process': 'RETURNS_PROCESS',
} as const;

/** Topics around returns: parcels, goods, money. */
export const otherTopics = {
	'reverse_deliveries/attach_deliverable': 'REVERSE_DELIVERIES_ATTACH_DELIVERABLE',
	'reverse_fulfillment_orders/dispose': 'REVERSE_FULFILLMENT_ORDERS_DISPOSE',
	'refunds/create': 'REFUNDS_CREATE',
	'order_transactions/create': 'ORDER_TRANSACTIONS_CREATE',
	'disputes/create': 'DISPUTES_CREATE',
	'disputes/update': 'DISPUTES_UPDATE',
	'tender_transactions/create': 'TENDER_TRANSACTIONS_CREATE',
	'bulk_operations/finish': 'BULK_OPERATIONS_FINISH',
	'app/uninstalled': 'APP_UNINSTALLED',
} as const;

export const topics = { ...returnTopics, ...otherTopics };

export type ReturnTopic = keyof typeof returnTopics;
export type OtherTopic = keyof typeof otherTopics;
export type Topic = keyof typeof topics;

export function isTopic(text: string): text is Topic {
	return Object.hasOwn(topics, text);
}

export function isReturnTopic(text: string): text is ReturnTopic {
	return Object.hasOwn(returnTopics, text);
}

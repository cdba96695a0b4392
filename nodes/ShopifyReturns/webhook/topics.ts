/** Webhook topics about returns: as the header has them, and as the API calls them. */
export const topics = {
	'returns/request': 'RETURNS_REQUEST',
	'returns/approve': 'RETURNS_APPROVE',
	'returns/decline': 'RETURNS_DECLINE',
	'returns/cancel': 'RETURNS_CANCEL',
	'returns/close': 'RETURNS_CLOSE',
	'returns/reopen': 'RETURNS_REOPEN',
	'returns/update': 'RETURNS_UPDATE',
	'returns/process': 'RETURNS_PROCESS',
} as const;

export type Topic = keyof typeof topics;

export function isTopic(text: string): text is Topic {
	return Object.hasOwn(topics, text);
}

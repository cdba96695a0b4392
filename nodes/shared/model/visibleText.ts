/**
 * What a person typed or copied, without what nobody sees: spaces around it, and marks of direction or width that mails and chats in
 * Arabic or Hebrew put there.
 */
export function visibleText(text: string): string {
	return text.replace(/\p{Cf}/gu, '').trim();
}

/** The header that asks for an access token. */
export function basicOf(clientId: unknown, clientSecret: unknown): string {
	const [id, secret] = [clientId, clientSecret].map((one) => String(one ?? '').trim());
	return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

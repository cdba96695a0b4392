import { createHmac } from 'node:crypto';
import type { StripeAccount } from './account';
import type { Event } from './objects';

export interface DeliverOptions {
	/** Signs with these instead of the endpoint's own. */
	secrets?: string[];
	/** Changes the bytes after they were signed. */
	alter?: (body: string) => string;
	/** When it was signed, in seconds since 1970; default now. */
	signedAt?: number;
	/** The header, instead of the right one; undefined leaves it out. */
	header?: { value: string | undefined };
	/** Where to, when no endpoint is meant. */
	uri?: string;
}

/** `t=…,v1=…` with one v1 for each secret. */
export function signatureOf(body: string, secrets: string[], signedAt = Math.floor(Date.now() / 1000)): string {
	return [
		`t=${signedAt}`,
		...secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex')}`),
	].join(',');
}

/** Sends the account's events as Stripe does: signed, to each enabled endpoint that asked for them. */
export class StripeWebhooks {
	constructor(private readonly account: StripeAccount) {}

	/** HTTP status of each endpoint's answer; 0 when nobody answered. */
	async deliver(
		event: Event | string,
		{ secrets, alter = (text) => text, signedAt, header, uri }: DeliverOptions = {},
	): Promise<number[]> {
		const body = typeof event === 'string' ? event : JSON.stringify(event, null, 2);
		const asked = ({ status, enabled_events: events }: { status: string; enabled_events: string[] }) =>
			status === 'enabled' && typeof event !== 'string' && (events.includes('*') || events.includes(event.type));
		const targets = uri
			? [{ url: uri, id: [...this.account.endpoints.values()].find((one) => one.url === uri)?.id }]
			: [...this.account.endpoints.values()].filter(asked);
		return await Promise.all(
			targets.map(async ({ url, id }) => {
				const signature = header
					? header.value
					: signatureOf(body, secrets ?? this.account.secrets.get(id ?? '') ?? [], signedAt);
				try {
					const { status } = await fetch(url, {
						method: 'POST',
						body: alter(body),
						redirect: 'manual',
						signal: AbortSignal.timeout(10_000),
						headers: {
							'content-type': 'application/json; charset=utf-8',
							...(signature !== undefined && { 'stripe-signature': signature }),
						},
					});
					return status;
				} catch {
					return 0;
				}
			}),
		);
	}
}

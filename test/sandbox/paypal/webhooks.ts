import { createSign, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { makeSigner, type Signer } from './certificate';

export interface PayPalEventObject {
	id: string;
	event_type: string;
	create_time: string;
	resource_type: string;
	resource: object;
	[field: string]: unknown;
}

export interface Webhook {
	id: string;
	url: string;
	event_types: Array<{ name: string }>;
}

export interface DeliverOptions {
	/** Changes the bytes after they were signed. */
	alter?: (body: string) => string;
	/** Headers instead of the right ones; undefined leaves one out. */
	headers?: Record<string, string | undefined>;
	/** Signs for this webhook instead of the one that it is sent to. */
	webhookId?: string;
	/** Signs with another key. */
	signer?: Signer;
	/** Where to, when no webhook is meant. */
	uri?: string;
}

const day = 86_400_000;
let usual: Signer | undefined;
/** PayPal's key. A process makes one: that takes a while. */
export function usualSigner(): Signer {
	return (usual ??= makeSigner(
		'messageverificationcerts.example',
		new Date(Date.now() - day),
		new Date(Date.now() + 30 * day),
	));
}

/** Sends events as PayPal does: signed by its key, for each webhook that asked for them. */
export class PayPalWebhooks {
	readonly all = new Map<string, Webhook>();
	/** Where its certificate is. */
	certificateAddress = '';
	count = 0;

	/** HTTP status of each answer; 0 when nobody answered. */
	async deliver(event: PayPalEventObject | string, options: DeliverOptions = {}): Promise<number[]> {
		const { alter = (body) => body, headers = {}, webhookId, signer = usualSigner(), uri } = options;
		const body = typeof event === 'string' ? event : JSON.stringify(event);
		const asked = ({ event_types: types }: Webhook) =>
			typeof event !== 'string' && types.some(({ name }) => name === '*' || name === event.event_type);
		const targets = uri
			? [{ url: uri, id: [...this.all.values()].find(({ url }) => url === uri)?.id ?? '' }]
			: [...this.all.values()].filter(asked);
		return await Promise.all(
			targets.map(async ({ url, id }) => {
				const signed: Record<string, string | undefined> = {
					...signedHeaders(body, webhookId ?? id, signer, this.certificateAddress),
					...headers,
				};
				try {
					const { status } = await fetch(url, {
						method: 'POST',
						body: alter(body),
						redirect: 'manual',
						signal: AbortSignal.timeout(10_000),
						headers: Object.fromEntries(
							Object.entries({ 'content-type': 'application/json', ...signed }).filter(
								(entry): entry is [string, string] => entry[1] !== undefined,
							),
						),
					});
					return status;
				} catch {
					return 0;
				}
			}),
		);
	}
}

/** The headers that a message comes with. */
export function signedHeaders(
	body: string,
	webhookId: string,
	{ privateKey }: Signer,
	certificateAddress: string,
): Record<string, string> {
	const [id, time] = [randomUUID(), new Date().toISOString()];
	const signature = createSign('RSA-SHA256')
		.update(`${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`)
		.sign(privateKey, 'base64');
	return {
		'paypal-transmission-id': id,
		'paypal-transmission-time': time,
		'paypal-transmission-sig': signature,
		'paypal-cert-url': certificateAddress,
		'paypal-auth-algo': 'SHA256withRSA',
	};
}

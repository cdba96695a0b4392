import { createHmac } from 'node:crypto';
import type { ParcelStatus } from '../../shared/model';
import { sameText } from '../../shared/trigger/webhook';
import type { CarrierApi } from './api';

/** What a carrier service says of one parcel. */
export interface ParcelNews {
	trackingNumber: string;
	/** Who brings it, as the carrier service calls it. */
	carrier?: string;
	/** Undefined while the carrier has not seen it, and for words that are not known here. */
	status?: ParcelStatus;
	/** The carrier's own words. */
	detail?: string;
	/** When it happened, as it was said. */
	time?: string;
	estimatedDelivery?: string;
}

/** One call of a trigger's address. */
export interface Call {
	rawBody: Buffer;
	headers: Record<string, string | undefined>;
	query: Record<string, unknown>;
	now: number;
	/** What the carrier service has at an address beside its API, e.g. `/jwks`; for signatures with public keys. */
	fetchPublic(path: string): Promise<unknown>;
}

/**
 * How a carrier service tells of parcels by itself: `carriers/<name>/webhook.ts`. A secret is made for each address; what cannot be shown to come
 * from the shop's own account is not believed.
 */
export interface TrackingWebhook {
	/** What an analyst does in the carrier service when the webhook is registered by hand. */
	byHand: string;
	/** The address that is given to the carrier service; left out: the trigger's own. */
	addressOf?(url: string, secret: string): string;
	/** Makes the webhook; gives its id, and the secret when the carrier service chooses that. */
	register(
		api: CarrierApi,
		webhook: { url: string; secret: string; name: string },
	): Promise<{ id: string; secret?: string }>;
	/** Whether a webhook that was made is there. */
	exists(api: CarrierApi, id: string): Promise<boolean>;
	/** Removes it; one that is gone is no error. */
	remove(api: CarrierApi, id: string): Promise<void>;
	/** Whether a call comes from there, by one of the secrets. Compares in constant time; false without a secret. */
	isGenuine(call: Call, secrets: string[]): boolean | Promise<boolean>;
	/** What a genuine body says; nothing when it is about something else. `id`: what tells the message from others; left out: its bytes do. Throws UnreadableBody. */
	read(json: unknown): { id?: string; topic: string; news: ParcelNews[] };
}

/** Whether a text is the HMAC-SHA256 of bytes, in hexadecimal digits, by one of the secrets. */
export function isHmac(given: string | undefined, bytes: Buffer | string, secrets: string[]): boolean {
	return anySame(
		given?.toLowerCase(),
		secrets.map((secret) => createHmac('sha256', secret).update(bytes).digest('hex')),
	);
}

/** Whether a text is one of others. Each is compared, in constant time; blank ones count for nothing. */
export function anySame(given: string | undefined, others: string[]): boolean {
	let same = false;
	for (const other of others) if (given && other && sameText(given, other)) same = true;
	return same;
}

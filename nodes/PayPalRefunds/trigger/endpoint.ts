import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { PayPal } from '../transport/paypal';

const path = '/v1/notifications/webhooks';
const Webhook = z.object({
	id: z.string(),
	url: z.string(),
	event_types: z.array(z.object({ name: z.string() })).default([]),
});
type Webhook = z.infer<typeof Webhook>;
const Webhooks = z.object({ webhooks: z.array(Webhook).default([]) });

/**
 * Ids of the webhooks that a trigger made, by their address: the published one and the one of test runs. Kept in the workflow's static data. An
 * id is no secret: PayPal signs for it, and tells it to whoever may list the app's webhooks.
 */
export class WebhookMemory {
	constructor(private readonly data: IDataObject) {}

	get(url: string): string | undefined {
		return this.kept()[url];
	}

	set(url: string, id: string | undefined): void {
		const others = Object.entries(this.kept()).filter(([address]) => address !== url);
		this.data.webhooks = { ...Object.fromEntries(others), ...(id && { [url]: id }) };
	}

	ids(): string[] {
		return Object.values(this.kept());
	}

	private kept(): Record<string, string> {
		return { ...(this.data.webhooks as Record<string, string> | undefined) };
	}
}

/** The webhook at an address, when PayPal sends exactly the wanted events there. PayPal lets an app have one webhook at an address. */
export async function registered(paypal: PayPal, url: string, wanted: string[]): Promise<string | undefined> {
	const found = await webhookAt(paypal, url);
	return found && isFit(found, wanted) ? found.id : undefined;
}

/** Makes the webhook, or makes it anew with the wanted events; its id. n8n may call it several times when it fails half-way. */
export async function register(paypal: PayPal, url: string, wanted: string[]): Promise<string> {
	const found = await webhookAt(paypal, url);
	if (found && isFit(found, wanted)) return found.id;
	if (found) await paypal.remove(`${path}/${found.id}`);
	const { id } = await paypal.post(path, { url, event_types: wanted.map((name) => ({ name })) }, Webhook);
	return id;
}

/** Removes the webhook at an address. */
export async function unregister(paypal: PayPal, url: string): Promise<void> {
	const found = await webhookAt(paypal, url);
	if (found) await paypal.remove(`${path}/${found.id}`);
}

async function webhookAt(paypal: PayPal, url: string): Promise<Webhook | undefined> {
	return (await paypal.get(path, Webhooks)).webhooks.find((one) => one.url === url);
}

function isFit({ event_types: types }: Webhook, wanted: string[]): boolean {
	const names = types.map(({ name }) => name);
	return names.length === wanted.length && wanted.every((name) => names.includes(name));
}

import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError } from '../../shared/model';
import { seal, unseal } from '../../shared/effect/seal';
import { stripeError } from '../transport/stripeError';
import { answerOf, stripeVersion, type Stripe } from '../transport/stripe';

/** Tells endpoints that this trigger made from those that a person made. */
const markField = 'made_by';
const mark = 'n8n-nodes-returns';

const Endpoint = z.object({
	id: z.string(),
	url: z.string(),
	status: z.string(),
	api_version: z.string().nullish(),
	enabled_events: z.array(z.string()),
	metadata: z.record(z.string(), z.string()).nullish(),
	secret: z.string().optional(),
});
type Endpoint = z.infer<typeof Endpoint>;

/** What the trigger keeps of its endpoint: Stripe tells the secret only once. */
export interface KnownEndpoint {
	id: string;
	secret: string;
}

/**
 * Endpoints that a trigger made, by their address: the published one and the one of test runs. Kept in the workflow's static data, the
 * secrets sealed with the key of the credential: with another key they are unknown, and the endpoint is made anew.
 */
export class EndpointMemory {
	constructor(
		private readonly data: IDataObject,
		private readonly secretKey: string,
	) {}

	get(url: string): KnownEndpoint | undefined {
		const kept = this.kept()[url];
		const secret = kept && unseal(kept.sealed ?? '', this.secretKey);
		return secret === undefined ? undefined : { id: kept.id, secret };
	}

	set(url: string, known: KnownEndpoint | undefined): void {
		const others = Object.entries(this.kept()).filter(([address]) => address !== url);
		this.data.endpoints = {
			...Object.fromEntries(others),
			...(known && { [url]: { id: known.id, sealed: seal(known.secret, this.secretKey) } }),
		} as IDataObject;
	}

	secrets(): string[] {
		return Object.keys(this.kept()).flatMap((url) => this.get(url)?.secret ?? []);
	}

	private kept(): Record<string, { id: string; sealed?: string }> {
		return { ...(this.data.endpoints as unknown as Record<string, { id: string; sealed?: string }> | undefined) };
	}
}

/** Whether Stripe sends exactly the wanted events here, and the secret to check them is known. */
export async function isRegistered(
	stripe: Stripe,
	memory: EndpointMemory,
	url: string,
	wanted: string[],
): Promise<boolean> {
	const endpoints = await endpointsAt(stripe, url);
	const known = memory.get(url);
	return endpoints.some((one) => one.id === known?.id && isFit(one, wanted)) && endpoints.filter(isOurs).length === 1;
}

/**
 * Makes the endpoint, or repairs it: other events, or switched off (Stripe does that after days of failures). n8n calls it up to five
 * times when it fails half-way (docs/facts/n8n.md#registering-at-a-provider-may-run-five-times), so it starts from what is there; an
 * endpoint whose secret nobody heard is made anew.
 */
export async function register(
	stripe: Stripe,
	memory: EndpointMemory,
	url: string,
	wanted: string[],
	description: string,
): Promise<void> {
	const endpoints = (await endpointsAt(stripe, url)).filter(isOurs);
	const known = memory.get(url);
	const kept = endpoints.find((one) => one.id === known?.id && one.api_version === stripeVersion);
	for (const one of endpoints) if (one !== kept) await stripe.remove(`/v1/webhook_endpoints/${one.id}`);
	if (kept) {
		if (!isFit(kept, wanted))
			await written(stripe, `/v1/webhook_endpoints/${kept.id}`, { ...eventFields(wanted), disabled: 'false' });
		return;
	}
	memory.set(url, undefined);
	const fields = {
		url,
		...eventFields(wanted),
		api_version: stripeVersion,
		description,
		[`metadata[${markField}]`]: mark,
	};
	const { id, secret } = await written(stripe, '/v1/webhook_endpoints', fields, randomUUID());
	if (!secret)
		throw new EffectError('Stripe told no signing secret, so webhooks could not be verified', {
			category: 'configuration',
			connection: 'stripe',
			advice: 'Publish again; or choose Register Webhook: By Hand, and put the secret into the credential.',
		});
	memory.set(url, { id, secret });
}

/** Removes the endpoints that this trigger made at its address. */
export async function unregister(stripe: Stripe, memory: EndpointMemory, url: string): Promise<void> {
	for (const { id } of (await endpointsAt(stripe, url)).filter(isOurs))
		await stripe.remove(`/v1/webhook_endpoints/${id}`);
	memory.set(url, undefined);
}

/** The endpoints that triggers made, at any address. */
export async function ownEndpoints(stripe: Stripe): Promise<Endpoint[]> {
	return (await allEndpoints(stripe)).filter(isOurs);
}

async function endpointsAt(stripe: Stripe, url: string): Promise<Endpoint[]> {
	return (await allEndpoints(stripe)).filter((one) => one.url === url);
}

async function allEndpoints(stripe: Stripe): Promise<Endpoint[]> {
	return await stripe.list('/v1/webhook_endpoints', Endpoint);
}

function isOurs({ metadata }: Endpoint): boolean {
	return metadata?.[markField] === mark;
}

function isFit({ status, api_version: version, enabled_events: events }: Endpoint, wanted: string[]): boolean {
	return (
		status === 'enabled' &&
		version === stripeVersion &&
		events.length === wanted.length &&
		wanted.every((type) => events.includes(type))
	);
}

function eventFields(wanted: string[]): Record<string, string> {
	return Object.fromEntries(wanted.map((type, index) => [`enabled_events[${index}]`, type]));
}

async function written(stripe: Stripe, path: string, fields: Record<string, string>, key?: string): Promise<Endpoint> {
	const { status, body } = await stripe.post(path, fields, key);
	if (status >= 400) throw stripeError(status, body);
	return answerOf(Endpoint, body, 'unknown_outcome');
}

import { z } from 'zod';
import type { CaseStore } from '../../shared/store/store';
import { registrationsOf, withRegistration } from '../../shared/trigger/registration';
import { seal, unseal } from '../../shared/effect/seal';
import { EndpointMemory, type KnownEndpoint } from './endpoint';

const Sealed = z.object({ id: z.string(), sealed: z.string() });

/**
 * Registers a trigger's endpoint and keeps it in the case store: what `work` gives, undefined forgets it. `work` gets what is kept now,
 * undefined also when it was sealed with another key. One at a time, as withRegistration says.
 */
export async function withEndpoint(
	store: CaseStore,
	{ receiver, url, secretKey }: Place,
	work: (known: KnownEndpoint | undefined) => Promise<KnownEndpoint | undefined>,
): Promise<void> {
	await withRegistration(store, receiver, url, async (kept) => {
		const known = await work(opened(kept, secretKey));
		return known && JSON.stringify({ id: known.id, sealed: seal(known.secret, secretKey) });
	});
}

/** Whose endpoint, where, and the key that its secret is sealed with. */
export interface Place {
	receiver: string;
	url: string;
	secretKey: string;
}

/** The endpoints of a trigger that the case store knows, by address; those sealed with another key are unknown. */
export async function keptEndpoints(
	store: CaseStore | undefined,
	receiver: string,
	secretKey: string,
): Promise<Map<string, KnownEndpoint>> {
	const kept = Object.entries(await registrationsOf(store, receiver)).flatMap(
		([url, text]): Array<[string, KnownEndpoint]> => {
			const known = opened(text, secretKey);
			return known ? [[url, known]] : [];
		},
	);
	return new Map(kept);
}

function opened(text: string | undefined, secretKey: string): KnownEndpoint | undefined {
	if (text === undefined) return undefined;
	const { id, sealed } = Sealed.parse(JSON.parse(text));
	const secret = unseal(sealed, secretKey);
	return secret === undefined ? undefined : { id, secret };
}

/** Lets a memory know what the case store knows of an address; that is the newer of the two. */
export async function recall(
	memory: EndpointMemory,
	store: CaseStore | undefined,
	receiver: string,
	url: string,
	secretKey: string,
): Promise<EndpointMemory> {
	const known = (await keptEndpoints(store, receiver, secretKey)).get(url);
	if (known && memory.get(url)?.id !== known.id) memory.set(url, known);
	return memory;
}

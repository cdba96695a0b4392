import { z } from 'zod';
import type { CaseStore } from '../../shared/store/store';
import { keepRegistration, registrationsOf } from '../../shared/trigger/registration';
import { seal, unseal } from '../../shared/effect/seal';
import { EndpointMemory, type KnownEndpoint } from './endpoint';

const Sealed = z.object({ id: z.string(), sealed: z.string() });

/** Keeps a trigger's endpoint in the case store; undefined forgets it. */
export async function keepEndpoint(
	store: CaseStore,
	receiver: string,
	url: string,
	known: KnownEndpoint | undefined,
	secretKey: string,
): Promise<void> {
	await keepRegistration(
		store,
		receiver,
		url,
		known && JSON.stringify({ id: known.id, sealed: seal(known.secret, secretKey) }),
	);
}

/** The endpoints of a trigger that the case store knows, by address; those sealed with another key are unknown. */
export async function keptEndpoints(
	store: CaseStore | undefined,
	receiver: string,
	secretKey: string,
): Promise<Map<string, KnownEndpoint>> {
	const kept = Object.entries(await registrationsOf(store, receiver)).flatMap(
		([url, text]): Array<[string, KnownEndpoint]> => {
			const { id, sealed } = Sealed.parse(JSON.parse(text));
			const secret = unseal(sealed, secretKey);
			return secret === undefined ? [] : [[url, { id, secret }]];
		},
	);
	return new Map(kept);
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

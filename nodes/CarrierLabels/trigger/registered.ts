import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { seal, unseal } from '../../shared/effect/seal';
import { registrationsOf, withRegistration } from '../../shared/trigger/registration';
import type { CaseStore } from '../../shared/store/store';
import { webhookOf, type Listened } from './connect';

const Kept = z.object({ id: z.string(), sealed: z.string() });

interface Known {
	id: string;
	secret: string;
}

/** Where a trigger listens. */
export interface Place {
	receiver: string;
	url: string;
	/** What the webhook is called at the carrier service. */
	name: string;
}

/** Whether the webhook of an address is there, and the secret to check its calls is known. */
export async function isRegistered(store: CaseStore, at: Listened, { receiver, url }: Place): Promise<boolean> {
	const known = opened((await registrationsOf(store, receiver))[url], at.key);
	return !!known && (await webhookOf(at).exists(at.api, known.id));
}

/**
 * Makes the webhook of an address, or leaves it when it is there. One whose secret nobody knows any more is removed first. Safe to repeat: n8n
 * calls it up to five times when it fails half-way (docs/facts/n8n.md#registering-at-a-provider-may-run-five-times).
 * Gives whether it was made.
 */
export async function register(store: CaseStore, at: Listened, { receiver, url, name }: Place): Promise<boolean> {
	const webhook = webhookOf(at);
	let isMade = false;
	await withRegistration(store, receiver, url, async (kept) => {
		const known = opened(kept, at.key);
		if (known && (await webhook.exists(at.api, known.id))) return kept;
		const former = idOf(kept);
		if (former) await webhook.remove(at.api, former);
		const secret = randomBytes(32).toString('base64url');
		const made = await webhook.register(at.api, { url: webhook.addressOf?.(url, secret) ?? url, secret, name });
		isMade = true;
		return JSON.stringify({ id: made.id, sealed: seal(made.secret ?? secret, at.key) });
	});
	return isMade;
}

/** Removes the webhook that was made for an address, and forgets its secret. */
export async function unregister(store: CaseStore, at: Listened, { receiver, url }: Place): Promise<void> {
	await withRegistration(store, receiver, url, async (kept) => {
		const id = idOf(kept);
		if (id) await webhookOf(at).remove(at.api, id);
		return undefined;
	});
}

/** The secrets of a trigger's addresses; those that were sealed with another key are unknown. */
export async function keptSecrets(store: CaseStore | undefined, receiver: string, key: string): Promise<string[]> {
	return Object.values(await registrationsOf(store, receiver)).flatMap((kept) => opened(kept, key)?.secret ?? []);
}

function opened(kept: string | undefined, key: string): Known | undefined {
	if (kept === undefined) return undefined;
	const { id, sealed } = Kept.parse(JSON.parse(kept));
	const secret = unseal(sealed, key);
	return secret === undefined ? undefined : { id, secret };
}

const idOf = (kept: string | undefined) => (kept === undefined ? undefined : Kept.parse(JSON.parse(kept)).id);

import { z } from 'zod';
import type { By } from './operators';

/** An account at a provider. `key`: `stripe`, or `stripe:` and the id of n8n's credential for it; `name`: the credential's name. */
export interface Account {
	key: string;
	name?: string;
}

/** Code of the error that a step gets while its provider is paused. */
export const pausedCode = 'connection_paused';

/** An account at a provider, or with its plain name all of them, as all workers together see it. */
export const ConnectionState = z.object({
	/** The provider. */
	connection: z.string(),
	/** Name of its credential in n8n; absent: all accounts of the provider. */
	account: z.string().optional(),
	/** `stripe:k2J7`, or `stripe`: what pauses and resumes it. */
	key: z.string(),
	paused: z.boolean(),
	/** Paused by a person: only a person resumes it. */
	byHand: z.boolean(),
	/** Failures in a row. */
	failures: z.number().int(),
	pausedAt: z.string().optional(),
	/** When the next probe is sent. */
	retryAt: z.string().optional(),
	reason: z.string().optional(),
});
export type ConnectionState = z.infer<typeof ConnectionState>;

/** Accounts of providers, and whether their steps wait. */
export interface Connections {
	/** Every account that was ever used or paused. One is paused after failures in a row, and tested by one step at a time. */
	list(): Promise<ConnectionState[]>;
	/** Changes that nobody was told of yet, each once. */
	news(): Promise<ConnectionState[]>;
	/** By its connection; the plain name of a provider means all of its accounts. */
	pause(name: string, reason: string, by?: By): Promise<void>;
	resume(name: string, by?: By): Promise<boolean>;
}

import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { Untaken } from '../../shared/trigger';
import { sameText } from '../../shared/trigger/webhook';
import type { EventName } from './watches';

/** How far a watch has read. Documents that were there before the trigger are told for what happens to them from then on. */
export interface Progress {
	/** Text of the cursor of changes/cursor.ts. */
	cursor: string;
	/** Documents that were made since then are the trigger's, whatever state they are met in: an ISO instant. */
	since: string;
	/** Documents that were there and not finished, with what had happened to them. */
	before: Record<string, EventName[]>;
	/** What the cursor and `before` are for; another choice begins anew. */
	of: string;
	/** What happened before the cursor and could not be told yet. */
	untaken?: Untaken;
}

/** So many events are remembered where no case store does. */
const remembered = 5_000;

/**
 * What the trigger keeps with its workflow. n8n notices a change of the outermost fields only
 * (docs/facts/n8n.md#what-a-workflow-keeps-can-be-lost).
 */
export class TriggerMemory {
	constructor(private readonly data: IDataObject) {}

	/** Whether Odoo was given a secret for this address. */
	hasKey(url: string): boolean {
		return url in this.keys();
	}

	/** The digest of the secret of an address. */
	digestAt(url: string): string | undefined {
		return this.keys()[url];
	}

	/** Takes over a digest that is known from elsewhere. */
	recall(url: string, digest: string | undefined): void {
		if (digest && digest !== this.keys()[url]) this.data.keys = { ...this.keys(), [url]: digest };
	}

	/** Keeps a digest of the secret in the address that Odoo was given: who reads the workflow could call the address with the secret itself. */
	keep(url: string, key: string | undefined): void {
		const others = Object.entries(this.keys()).filter(([address]) => address !== url);
		this.data.keys = { ...Object.fromEntries(others), ...(key && { [url]: digestOf(key) }) };
	}

	/** Whether a secret is in use: at this address, or without one at any (of the published trigger and of a test run). */
	knows(key: string, url?: string): boolean {
		const digests = url === undefined ? Object.values(this.keys()) : [this.keys()[url] ?? ''];
		const digest = digestOf(key);
		return digests.filter((one) => sameText(one, digest)).length > 0;
	}

	/** Why nothing is told at once, in a sentence; undefined when it is. */
	get onlyPolled(): string | undefined {
		return this.data.onlyPolled as string | undefined;
	}

	set onlyPolled(reason: string | undefined) {
		this.data.onlyPolled = reason ?? '';
	}

	/** How far the watches have read, by model, where no case store keeps it. */
	get progress(): Record<string, Progress> {
		return (this.data.progress as unknown as Record<string, Progress> | undefined) ?? {};
	}

	set progress(all: Record<string, Progress>) {
		this.data.progress = all as unknown as IDataObject;
	}

	/** Whether an event was not told before. */
	isNew(event: string): boolean {
		const told = (this.data.told as string[] | undefined) ?? [];
		if (told.includes(event)) return false;
		this.data.told = [...told, event].slice(-remembered);
		return true;
	}

	private keys(): Record<string, string> {
		return { ...(this.data.keys as Record<string, string> | undefined) };
	}
}

function digestOf(key: string): string {
	return createHash('sha256').update(key).digest('hex');
}

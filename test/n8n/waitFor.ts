import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
	/** How long to try before giving up. */
	timeoutMs?: number;
	/** The pause between two tries. */
	everyMs?: number;
}

/**
 * Calls `probe` until it returns something other than undefined.
 * @param what names the awaited thing in the error
 * @returns what `probe` returned; throws when the time is over
 */
export async function waitFor<T>(
	what: string,
	probe: () => Promise<T | undefined>,
	{ timeoutMs = 60_000, everyMs = 200 }: WaitOptions = {},
): Promise<T> {
	const end = Date.now() + timeoutMs;
	for (;;) {
		const result = await probe();
		if (result !== undefined) return result;
		if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
		await sleep(everyMs);
	}
}

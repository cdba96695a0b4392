import { InvalidEvent } from '../model/caseEvent';
import { EffectError } from '../model/effectError';
import { putBackOf } from '../operation/putBack';
import type { CaseStore, InboxRow } from '../store/store';

/**
 * Takes in again, one by one, what an operator put back. What no trying again can cure is listed as unreadable once more, with its reason;
 * what the provider could not be asked for waits for the next time, which the rejection says.
 */
export async function replayEach(
	store: CaseStore,
	source: string,
	work: (row: InboxRow) => Promise<void>,
): Promise<void> {
	let first: unknown;
	for await (const row of putBackOf(store, source)) {
		try {
			await work(row);
		} catch (error) {
			if (isHopeless(error)) await store.inbox.mark(source, row.id, 'unreadable', (error as Error).message);
			else first ??= error;
		}
	}
	if (first !== undefined) throw first;
}

/** Whether trying again cannot help: one thing with odd data must not hold up all others. */
export function isHopeless(error: unknown): boolean {
	return error instanceof EffectError
		? error.category === 'invalid_input' || error.category === 'rejected'
		: error instanceof InvalidEvent;
}

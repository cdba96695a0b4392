import type { CaseStore } from '../store/store';

/** So long one write may hold the place, and so often it is tried. */
const leaseMs = 10_000;
const tries = 40;

const nameOf = (receiver: string) => `registration/${receiver}`;
type Kept = Record<string, string>;

/**
 * Keeps what proves the calls to an address that a provider was given, sealed or as a digest; undefined forgets it. In the case store, for
 * n8n may lose what is written to a workflow's static data: it takes for saved what came while it was saving for another trigger
 * (docs/facts/n8n.md#what-a-workflow-keeps-can-be-lost).
 * Throws when another process is at it for too long.
 */
export async function keepRegistration(
	store: CaseStore,
	receiver: string,
	url: string,
	proof: string | undefined,
): Promise<void> {
	for (let attempt = 1; attempt <= tries; attempt++) {
		const held = await store.beginLook(nameOf(receiver), leaseMs);
		if (held) {
			// eslint-disable-next-line @typescript-eslint/no-unused-vars -- left out
			const { [url]: _before, ...others } = read(held.cursor);
			await store.keepLook(held, JSON.stringify({ ...others, ...(proof !== undefined && { [url]: proof }) }), leaseMs);
			await store.endLook(held);
			return;
		}
		await new Promise((resolve) => setTimeout(resolve, 50 * Math.min(attempt, 10)));
	}
	throw new Error('The case store did not let the address of the trigger be kept; publish again');
}

/** What proves the calls to each address of a trigger. */
export async function registrationsOf(store: CaseStore | undefined, receiver: string): Promise<Kept> {
	return read(await store?.lookCursor(nameOf(receiver)));
}

function read(text: string | undefined): Kept {
	return text === undefined ? {} : (JSON.parse(text) as Kept);
}

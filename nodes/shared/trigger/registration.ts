import { EffectError } from '../model';
import type { CaseStore, Look } from '../store/store';

/** So long one write may hold the place, and so often it is tried. */
const leaseMs = 10_000;
const tries = 40;

const nameOf = (receiver: string) => `registration/${receiver}`;
type Kept = Record<string, string>;

/**
 * Keeps what proves the calls to an address that a provider was given, sealed or as a digest; undefined forgets it. In the case store, for
 * n8n may lose what is written to a workflow's static data: it takes for saved what came while it was saving for another trigger
 * (docs/facts/n8n.md#what-a-workflow-keeps-can-be-lost).
 * Throws EffectError when another process is at it for too long.
 */
export async function keepRegistration(
	store: CaseStore,
	receiver: string,
	url: string,
	proof: string | undefined,
): Promise<void> {
	for (let attempt = 1; attempt <= tries; attempt++) {
		const held = await store.looks.begin(nameOf(receiver), leaseMs);
		if (held && (await keep(held))) return;
		await new Promise((resolve) => setTimeout(resolve, 50 * Math.min(attempt, 10)));
	}
	throw new EffectError('The case store did not let the address of this trigger be kept', {
		category: 'configuration',
		connection: 'case_store',
		advice: 'Another n8n is publishing the same workflow at this moment. Publish it again in a minute.',
	});

	/** False: it took so long that another process has the place now. */
	async function keep(held: Look): Promise<boolean> {
		// eslint-disable-next-line @typescript-eslint/no-unused-vars -- left out
		const { [url]: _before, ...others } = read(held.cursor);
		const all = JSON.stringify({ ...others, ...(proof !== undefined && { [url]: proof }) });
		const kept = await store.looks.keep(held, all, leaseMs);
		if (kept) await store.looks.end(held);
		return kept;
	}
}

/** What proves the calls to each address of a trigger. */
export async function registrationsOf(store: CaseStore | undefined, receiver: string): Promise<Kept> {
	return read(await store?.looks.cursor(nameOf(receiver)));
}

function read(text: string | undefined): Kept {
	return text === undefined ? {} : (JSON.parse(text) as Kept);
}

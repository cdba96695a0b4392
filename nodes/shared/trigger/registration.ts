import { EffectError } from '../model';
import type { CaseStore, Look } from '../store/store';

/** So long one registration may hold the place without a sign of life, and so often another one tries for it: longer than that. */
const leaseMs = 30_000;
const tries = 80;

const nameOf = (receiver: string) => `registration/${receiver}`;
type Kept = Record<string, string>;

/**
 * Registers a trigger at its provider, and keeps what proves the calls to the address that the provider was given, sealed or as a digest:
 * what `work` gives, undefined forgets it. `work` gets what is kept now. One at a time for a trigger, in all processes: n8n polls, and
 * starts the look, while it still publishes the same trigger, and two at once would each give the provider a secret of its own. Kept in
 * the case store, for n8n may lose what is written to a workflow's static data: it takes for saved what came while it was saving for
 * another trigger (docs/facts/n8n.md#what-a-workflow-keeps-can-be-lost). `work` is done again when it took so long that another had the
 * place meanwhile. Throws EffectError when another process is at it for too long.
 */
export async function withRegistration(
	store: CaseStore,
	receiver: string,
	url: string,
	work: (kept: string | undefined) => Promise<string | undefined>,
): Promise<void> {
	for (let attempt = 1; attempt <= tries; attempt++) {
		const held = await store.looks.begin(nameOf(receiver), leaseMs);
		if (held && (await done(held))) return;
		await new Promise((resolve) => setTimeout(resolve, 50 * Math.min(attempt, 10)));
	}
	throw new EffectError('The case store did not let the address of this trigger be kept', {
		category: 'configuration',
		connection: 'case_store',
		advice: 'Another n8n is publishing the same workflow at this moment. Publish it again in a minute.',
	});

	/** False: it took so long that another process has the place now. */
	async function done(held: Look): Promise<boolean> {
		try {
			const { [url]: before, ...others } = read(held.cursor);
			const proof = await work(before);
			return await store.looks.keep(held, JSON.stringify({ ...others, ...(proof && { [url]: proof }) }), leaseMs);
		} finally {
			await store.looks.end(held);
		}
	}
}

/** Forgets what proves the calls to an address. */
export async function forgetRegistration(store: CaseStore, receiver: string, url: string): Promise<void> {
	await withRegistration(store, receiver, url, async () => undefined);
}

/** What proves the calls to each address of a trigger. */
export async function registrationsOf(store: CaseStore | undefined, receiver: string): Promise<Kept> {
	return read(await store?.looks.cursor(nameOf(receiver)));
}

function read(text: string | undefined): Kept {
	return text === undefined ? {} : (JSON.parse(text) as Kept);
}

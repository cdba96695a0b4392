import { pausedCode, type Account, type CaseStore, type StepToken } from '../store/store';
import { assertIntact } from './assertIntact';
import { EffectError } from '../model/effectError';

/** Something that changes the world outside: a refund, a document, a label. `R` must be plain JSON. */
export interface Effect<R> {
	/** Names the business operation once and for all, e.g. `RMA-1/R1`. Never random. */
	key: string;
	/** e.g. `stripe.refund`. */
	kind: string;
	/** Finds out whether it has happened, by what the provider can be asked. Undefined: it has not. */
	lookUp(known: EffectMemory): Promise<R | undefined>;
	/**
	 * Does it. May note ids on the way (a created, unpaid shipment) that a later look-up starts from. Noting also makes sure that
	 * the claim is still ours: it is the last thing to do before something that the provider would do twice.
	 */
	act(known: EffectMemory): Promise<R>;
	/** What would be done, for a dry run. Must not change anything. */
	preview(): Promise<Partial<R> | R>;
}

export interface EffectMemory {
	progress: Record<string, string>;
	note(progress: Record<string, string>): Promise<void>;
}

export type EffectOutcome<R> =
	| { outcome: 'done' | 'already_done'; result: R; claim?: { key: string; token: string } }
	| { outcome: 'dry_run'; result: Partial<R> | R };

/** How long one try may take before another may step in. */
export const effectLeaseMs = 90_000;

export interface EffectOptions {
	store?: CaseStore;
	reference?: string;
	step?: StepToken;
	/** Nothing is done: only what would be is told. */
	dryRun: boolean;
	/** The same in shadow mode, but what was done for real before, or may have been, is told as it is. */
	shadow?: boolean;
	/** Whose provider it asks. Left out: the provider of its kind has one account. */
	account?: Account;
}

/**
 * Runs an effect so that it happens at most once, and exactly once when the provider recovers: claim, look up when there is
 * doubt, act, and leave the claim for the caller to settle as done together with its event (CaseStore.record), so that both
 * are stored in one transaction. Without a store: look up, then act under the provider's own idempotency.
 * Throws EffectError; `unknown_outcome` keeps the claim in doubt, any other frees it, and of one in doubt only what says `undone`.
 */
export async function runEffect<R>(
	effect: Effect<R>,
	{ store, reference, step, dryRun, shadow, account }: EffectOptions,
): Promise<EffectOutcome<R>> {
	if (dryRun || (shadow && !(await wasBegun(effect, store))))
		return { outcome: 'dry_run', result: await effect.preview() };
	if (!store) {
		const memory: EffectMemory = { progress: {}, note: async () => {} };
		const found = await effect.lookUp(memory);
		return found ? { outcome: 'already_done', result: found } : { outcome: 'done', result: await effect.act(memory) };
	}
	await assertIntact(store, reference, effect.kind);
	const claim = await store.claims.begin(`${effect.kind}:${effect.key}`, {
		reference,
		kind: effect.kind,
		leaseMs: effectLeaseMs,
		step,
		account,
	});
	if (claim.standing === 'done') return { outcome: 'already_done', result: claim.result as R };
	if (claim.standing === 'busy') {
		throw new EffectError(`Another execution is at ${effect.kind} ${effect.key}`, {
			category: 'retryable',
			retryAfterMs: Math.max(1_000, new Date(claim.until!).getTime() - Date.now()),
			advice: 'Nothing to do: the other execution ends it, or it is looked up when that one has died.',
		});
	}
	if (claim.standing === 'paused') {
		const connection = effect.kind.split('.')[0];
		throw new EffectError(
			`Connection Paused: ${connection}${account?.name ? ` "${account.name}"` : ''} (${claim.reason})`,
			{
				category: 'retryable',
				connection,
				code: pausedCode,
				retryAfterMs: Math.max(1_000, new Date(claim.until!).getTime() - Date.now()),
				advice:
					'The step waits without using up its tries. Return Case: Resume Connection ends a pause that a person made.',
			},
		);
	}
	const progress = { ...claim.progress };
	const memory: EffectMemory = {
		progress,
		note: async (more) => {
			Object.assign(progress, more);
			if (await store.claims.noteProgress(claim, progress)) return;
			// This execution stood still for so long that it was taken for dead. What it would do now may be done already.
			throw new EffectError(`Another execution has taken over ${effect.kind} ${effect.key}`, {
				category: 'retryable',
				advice: 'Nothing to do: the other execution ends it.',
			});
		},
	};
	const holder = { key: claim.key, token: claim.token };
	try {
		if (claim.standing === 'doubt') {
			const found = await effect.lookUp(memory);
			if (found) return { outcome: 'already_done', result: found, claim: holder };
		}
		if (!shadow) return { outcome: 'done', result: await effect.act(memory), claim: holder };
	} catch (error) {
		const inDoubt =
			!(error instanceof EffectError) ||
			error.category === 'unknown_outcome' ||
			(claim.standing === 'doubt' && !error.details.undone);
		await store.claims.settle({ ...holder, state: inDoubt ? 'unknown' : 'failed', error: (error as Error).message });
		throw error;
	}
	// It was tried before shadow mode, and has not happened: now it does not.
	await store.claims.settle({ ...holder, state: 'failed', error: 'Withheld in shadow mode' });
	return { outcome: 'dry_run', result: await effect.preview() };
}

/** Whether an effect was done for real, or may have been, before shadow mode was switched on. */
async function wasBegun<R>({ kind, key }: Effect<R>, store: CaseStore | undefined): Promise<boolean> {
	const known = await store?.claims.get(`${kind}:${key}`);
	return !!known && known.state !== 'failed';
}

import type { Account } from './connections';
import type { StepToken } from './steps';

export type ClaimState = 'begun' | 'done' | 'failed' | 'unknown';

/** One effect's claim, as `begin` finds or makes it. */
export interface Claim {
	key: string;
	token: string;
	/** 'first': nobody tried. 'again': tried before, and known not to have happened. 'doubt': may have happened. 'done': has. 'busy': another is at it. 'paused': the provider is. */
	standing: 'first' | 'again' | 'doubt' | 'done' | 'busy' | 'paused';
	/** What `done` left. */
	result?: unknown;
	/** What an earlier try noted on its way (ids it had got so far). */
	progress?: Record<string, string>;
	/** For 'busy' and 'paused': until when. */
	until?: string;
	/** For 'paused': why. */
	reason?: string;
}

export type ClaimOutcome = { key: string; token: string } & (
	{ state: 'done'; result: unknown } | { state: 'failed' | 'unknown'; error: string }
);

/** An effect of a step at a provider, as its last try ended. */
export interface EndedEffect {
	/** The account, or the provider. */
	connection: string;
	/** e.g. `stripe.refund`. */
	kind: string;
	state: Exclude<ClaimState, 'begun'>;
	/** How long the lease was given for when the try began, and when it ended: milliseconds since 1970. */
	leaseUntil: number;
	endedAt: number;
}

/** Effects that must happen once. */
export interface Claims {
	/** `account`: whose provider the effect asks; without it, the provider of its kind. */
	begin(
		key: string,
		options: { reference?: string; kind: string; leaseMs: number; step?: StepToken; account?: Account },
	): Promise<Claim>;
	/** Keeps what a holder found out on its way. False: another holds the claim now, and this one must do nothing more. */
	noteProgress(claim: { key: string; token: string }, progress: Record<string, string>): Promise<boolean>;
	settle(outcome: ClaimOutcome): Promise<void>;
	get(key: string): Promise<{ state: ClaimState; result?: unknown } | undefined>;
	/** Whether an effect of this kind is under way for a case, or may have happened without anybody knowing. */
	isOpen(reference: string, kind: string): Promise<boolean>;
	/** Effects of steps at providers that have ended, those of the newest steps first. */
	newest(limit: number): Promise<EndedEffect[]>;
}

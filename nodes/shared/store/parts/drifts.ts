import type { KeptDrift } from '../../model';
import type { By } from './operators';

/** How a drift stands after it was kept. */
export interface DriftStanding {
	state: 'open' | 'accepted' | 'healed';
	/** How many times it has come: 2 when it had healed and is there again, or when more is at risk than was accepted. */
	round: number;
}

/** A drift that a person lets be, and how many times it had come until then. */
export interface AcceptedDrift {
	drift: KeptDrift;
	round: number;
}

/** A drift as it stands, healed or not, and who let it be at last. */
export interface FoundDrift {
	drift: KeptDrift;
	acceptedBy?: string;
	/** When a run found it gone. */
	healedAt?: string;
}

/** What the last reconciliation found, so that the next one knows what is new, what has healed and what a person lets be. */
export interface Drifts {
	/** Keeps a drift as a run found it. What a person has accepted meanwhile stays so, unless more is at risk now. */
	keep(drift: KeptDrift): Promise<DriftStanding>;
	/** Drifts that have not healed, by id; `after`: beyond this id. */
	standing(options: { limit: number; after?: string }): Promise<KeptDrift[]>;
	/** Drifts of a return that have not healed. */
	of(reference: string): Promise<KeptDrift[]>;
	/** All that was found of these returns. */
	ofMany(references: string[]): Promise<FoundDrift[]>;
	/** A person lets a drift be as it is. Undefined: there is none of this id, or it has healed. */
	accept(id: string, by: By): Promise<AcceptedDrift | undefined>;
}

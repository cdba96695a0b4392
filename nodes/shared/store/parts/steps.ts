import { z } from 'zod';
import type { CaseEvent } from '../../model';
import type { CaseState } from '../../case/caseState';
import type { Scope } from '../channels';
import type { Account } from './connections';
import type { By } from './operators';

/** Names a claimed step; the token is its fencing number in disguise: a later claim makes it worthless. */
export interface StepToken {
	id: number;
	token: string;
}

/** A step handed to a trigger: the event that made it, its case, and the token to end it with. */
export interface ClaimedStep extends StepToken {
	name: string;
	attempt: number;
	event: CaseEvent;
	case: CaseState;
}

export type StepState = 'ready' | 'leased' | 'held' | 'done' | 'stuck';

export interface StepRow {
	id: number;
	name: string;
	reference: string;
	eventType: string;
	state: StepState;
	attempts: number;
	dueAt: string;
	/** Until when it waits for something that is not there yet; it is looked for again at `dueAt`. */
	waitsUntil?: string;
	error?: StepError;
}

/** Why a step did not end, in words for the operator. */
export interface StepError {
	message: string;
	advice?: string;
	category?: string;
	/** The provider. */
	connection?: string;
	/** Which of its accounts; absent: the provider has one, or it is not known. */
	account?: Account;
	/** The credential itself was refused: whatever is asked with it fails, so it is not this step's fault. */
	credentialRefused?: boolean;
	/** What it needs is not there yet, and may come by itself: the step waits for it (lateRecords.ts). */
	notYet?: boolean;
	/** The provider has answered the request, with this HTTP status. */
	status?: number;
	retryAfterMs?: number;
	/** The provider's own code, or `connection_paused`. */
	code?: string;
	/** Address of the execution in n8n, when known. */
	execution?: string;
}

/** Code of the error of a step that came ahead of its turn: the steps behind it in its lane may overtake it. */
export const outOfTurnCode = 'out_of_turn';

/** Steps of a name that have not ended. */
export interface QueuedSteps {
	name: string;
	waiting: number;
	/** Handed out to executions. */
	working: number;
	/** When the oldest of them was made, by its event. */
	since?: string;
}

/** Open steps under a name that no published trigger serves. */
export const UnservedSteps = z.object({ name: z.string(), steps: z.number().int(), cases: z.number().int() });
export type UnservedSteps = z.infer<typeof UnservedSteps>;

/** Work that events led to: a row per event and named step. */
export interface Steps {
	/**
	 * Makes a durable subscription, or changes its event types. Events that no step was ever made of wait for it. No channels or brands:
	 * cases of all; `-register`: of all but this one. One name may have a subscription for each list of brands; `subscriber` names the
	 * trigger, whose earlier list of brands this one replaces.
	 */
	subscribe(name: string, types: string[], options?: Partial<Scope> & { subscriber?: string }): Promise<void>;
	unsubscribe(name: string, by?: By): Promise<void>;
	/** Whether a claim could find something. `abandoned: false` leaves out steps that another execution seems to have given up. */
	hasWork(name: string, options?: { abandoned?: boolean; brands?: string[] }): Promise<boolean>;
	/** Which of these names have a step that is due and could be claimed; one read for all. What only time frees (a lease that ran out) is left out. */
	namesWithWork(names: string[]): Promise<string[]>;
	/** Milliseconds until a step of this name is due or given up, without anybody doing anything; undefined: none is waiting. */
	nextDue(name: string): Promise<number | undefined>;
	/** `skipMoot`: steps that have lost their point since their return ended (mootSteps.ts) are ended, and said to need nothing, instead of being claimed. */
	claim(
		name: string,
		options: {
			limit: number;
			leaseMs: number;
			maxAttempts: number;
			abandoned?: boolean;
			brands?: string[];
			skipMoot?: boolean;
		},
	): Promise<ClaimedStep[]>;
	renew(steps: StepToken[], leaseMs: number): Promise<number>;
	/** Ends steps that are still held by their token; returns how many. */
	finish(steps: StepToken[]): Promise<number>;
	fail(
		steps: StepToken[],
		options: {
			error: StepError;
			maxAttempts: number;
			baseMs?: number;
			retryAfterMs?: number;
			countAttempt?: boolean;
			skipMoot?: boolean;
		},
	): Promise<number>;
	/** Sets a step aside until it is replayed or its case moves on by a person's decision. */
	hold(step: StepToken, reason: string): Promise<boolean>;
	/** Stuck and held steps, oldest first; `waiting`: then also those that wait for something that is not there yet. */
	stuck(options: { limit: number; name?: string; waiting?: boolean }): Promise<StepRow[]>;
	/** Every step that the case has had so far, oldest first. */
	of(reference: string): Promise<StepRow[]>;
	/** Puts stuck steps back into work; all of a name or a case, or one by id. What was held on purpose stays held. Returns how many. */
	replay(filter: { id?: number; name?: string; reference?: string }, by?: By): Promise<number>;
	/** Puts one held step back into work. False: it is not held. */
	release(id: number, by: By): Promise<boolean>;
	/** A trigger says that it works on steps of a name, now and then. Returns the names that it served before and that nobody serves now. */
	signOn(name: string, instance: string, brands?: string[]): Promise<UnservedSteps[]>;
	/** The trigger was unpublished. */
	signOff(name: string, instance: string): Promise<void>;
	unserved(): Promise<UnservedSteps[]>;
	/** What waits and what is worked on, by the name of the step. */
	queue(): Promise<QueuedSteps[]>;
	/** Gives the steps of a name that nobody serves to another name, of one case or of all. Throws HandOverRefused. */
	handOver(
		what: { from: string; to: string; reference?: string },
		by: By,
	): Promise<{ moved: number; alreadyThere: number }>;
}

import type { CaseEvent, CaseException, NewEvent, ReturnRequest, Settings } from '../model';
import type { CaseState } from './state';

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
	error?: StepError;
}

/** Why a step did not end, in words for the operator. */
export interface StepError {
	message: string;
	advice?: string;
	category?: string;
	connection?: string;
	retryAfterMs?: number;
	/** The provider's own code, or `connection_paused`. */
	code?: string;
	/** Address of the execution in n8n, when known. */
	execution?: string;
}

export interface RecordInput {
	reference: string;
	events: NewEvent[];
	/** Ends this step in the same transaction. */
	finishes?: StepToken;
	/** Settles these claims in the same transaction. */
	claim?: ClaimOutcome;
}

export interface Recorded {
	case: CaseState;
	/**
	 * One entry for each event given, in order; a duplicate was stored before and changed nothing. `conflict`: its sender had used the id
	 * for something else; what came now is not stored, and this exception asks a person.
	 */
	events: Array<{ event: CaseEvent; duplicate: boolean; conflict?: CaseException }>;
	/** False when the step's token was out of date: somebody else has the step now. */
	finished: boolean;
}

/** Code of the error that a step gets while its provider is paused. */
export const pausedCode = 'connection_paused';

/** Code of the error of a step that came ahead of its turn: the steps behind it in its lane may overtake it. */
export const outOfTurnCode = 'out_of_turn';

/** A provider, as all workers together see it. */
export interface ConnectionState {
	connection: string;
	paused: boolean;
	/** Paused by a person: only a person resumes it. */
	byHand: boolean;
	/** Failures in a row. */
	failures: number;
	pausedAt?: string;
	/** When the next probe is sent. */
	retryAt?: string;
	reason?: string;
}

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

export type ClaimOutcome = { key: string; token: string } & ({ state: 'done'; result: unknown } | { state: 'failed' | 'unknown'; error: string });

export interface CaseFilter {
	settlement?: string;
	authorization?: string;
	logistics?: string;
	/** Only cases without `return.closed`. */
	open?: boolean;
	limit: number;
	after?: string;
}

/** The case store: the only code that touches a database. Every method is one transaction; times are UTC instants. */
export interface CaseStore {
	/** Opens a case, or finds the one that the same request opened before. */
	open(input: { request: ReturnRequest; source: string; sourceId: string; time?: string; actor?: string }): Promise<Recorded & { reference: string; duplicate: boolean }>;
	/** Appends events to a case. Throws CaseNotFound, Refused (a command the state forbids), or InvalidEvent. */
	record(input: RecordInput): Promise<Recorded>;
	get(reference: string): Promise<CaseState | undefined>;
	getMany(filter: CaseFilter): Promise<CaseState[]>;
	timeline(reference: string): Promise<CaseEvent[]>;
	/** The case that carries an id of another system, e.g. `shopify.return`, `gid://…`. */
	findByReference(system: string, id: string): Promise<CaseState | undefined>;
	/** Checks the hash chain of a case's events; the position of the first broken one, or undefined. */
	verify(reference: string): Promise<number | undefined>;

	/** Makes a durable subscription, or changes its event types. Events that no step was ever made of wait for it. No channels: cases of all; `-register`: of all but this one. */
	subscribe(name: string, types: string[], channels?: string[]): Promise<void>;
	unsubscribe(name: string): Promise<void>;
	hasWork(name: string): Promise<boolean>;
	claimSteps(name: string, options: { limit: number; leaseMs: number; maxAttempts: number }): Promise<ClaimedStep[]>;
	renewSteps(steps: StepToken[], leaseMs: number): Promise<number>;
	/** Ends steps that are still held by their token; returns how many. */
	finishSteps(steps: StepToken[]): Promise<number>;
	failSteps(steps: StepToken[], options: { error: StepError; maxAttempts: number; baseMs?: number; retryAfterMs?: number; countAttempt?: boolean }): Promise<number>;
	/** Sets a step aside until it is replayed or its case moves on by a person's decision. */
	holdStep(step: StepToken, reason: string): Promise<boolean>;
	stuckSteps(options: { limit: number; name?: string }): Promise<StepRow[]>;
	/** Every step that the case has had so far, oldest first. */
	stepsOf(reference: string): Promise<StepRow[]>;
	/** Puts stuck and held steps back into work; all of a name, or one by id. Returns how many. */
	replaySteps(filter: { id?: number; name?: string; reference?: string }): Promise<number>;
	/** The newest events of these types, without steps: to try a flow out in the editor. */
	sample(types: string[], limit: number, channels?: string[]): Promise<Array<{ event: CaseEvent; case: CaseState }>>;

	beginClaim(key: string, options: { reference?: string; kind: string; leaseMs: number; step?: StepToken }): Promise<Claim>;
	/** Keeps what a holder found out on its way. False: another holds the claim now, and this one must do nothing more. */
	noteProgress(claim: { key: string; token: string }, progress: Record<string, string>): Promise<boolean>;
	settleClaim(outcome: ClaimOutcome): Promise<void>;
	getClaim(key: string): Promise<{ state: ClaimState; result?: unknown } | undefined>;

	/** Every provider that was ever in trouble. A provider is paused after failures in a row, and tested by one step at a time. */
	connections(): Promise<ConnectionState[]>;
	/** Changes that nobody was told of yet, each once. */
	connectionNews(): Promise<ConnectionState[]>;
	pauseConnection(name: string, reason: string): Promise<void>;
	resumeConnection(name: string): Promise<boolean>;

	/** Stores a verified raw event before its sender gets an answer. False: it was stored before. */
	putInbox(entry: { source: string; id: string; topic: string; body: string; receivedAt?: string }): Promise<boolean>;
	markInbox(source: string, id: string, state: 'read' | 'unreadable', error?: string): Promise<void>;
	getInbox(options: { state?: 'new' | 'read' | 'unreadable'; limit: number }): Promise<Array<{ source: string; id: string; topic: string; state: string; body: string; receivedAt: string; error?: string }>>;

	getSettings(brand: string): Promise<Settings>;
	saveSettings(brand: string, settings: unknown): Promise<Settings>;

	/** Calls `listener` when a step may have become ready in this process. Returns the way to stop listening. */
	onChange(listener: () => void): () => void;
	/** Throws when the database cannot be used. */
	ping(): Promise<void>;
	close(): Promise<void>;
}

export class CaseNotFound extends Error {
	constructor(readonly reference: string) {
		super(`There is no case ${reference}`);
		this.name = 'CaseNotFound';
	}
}

/** The store is not fit for this n8n: an operator must change something first. */
export class StoreUnusable extends Error {
	constructor(message: string, readonly advice: string) {
		super(message);
		this.name = 'StoreUnusable';
	}
}

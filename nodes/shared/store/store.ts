import { z } from 'zod';
import type { AlarmOwner, CaseEvent, CaseException, NewEvent, ReturnRequest, Settings } from '../model';
import type { Scope } from './channels';
import type { Flaw } from './integrity';
import type { CaseState } from '../case/caseState';

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

/** An account at a provider. `key`: `stripe`, or `stripe:` and the id of n8n's credential for it; `name`: the credential's name. */
export interface Account {
	key: string;
	name?: string;
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

export interface RecordInput {
	reference: string;
	events: NewEvent[];
	/** Ends this step in the same transaction. */
	finishes?: StepToken;
	/** Settles these claims in the same transaction. */
	claim?: ClaimOutcome;
	/** What the refunds among the events were worked out beside (basisOf the order's other returns): OutOfDate when that has changed. */
	basis?: string;
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

/** An account at a provider, or with its plain name all of them, as all workers together see it. */
export const ConnectionState = z.object({
	/** The provider. */
	connection: z.string(),
	/** Name of its credential in n8n; absent: all accounts of the provider. */
	account: z.string().optional(),
	/** `stripe:k2J7`, or `stripe`: what pauses and resumes it. */
	key: z.string(),
	paused: z.boolean(),
	/** Paused by a person: only a person resumes it. */
	byHand: z.boolean(),
	/** Failures in a row. */
	failures: z.number().int(),
	pausedAt: z.string().optional(),
	/** When the next probe is sent. */
	retryAt: z.string().optional(),
	reason: z.string().optional(),
});
export type ConnectionState = z.infer<typeof ConnectionState>;

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

export interface CaseFilter {
	settlement?: string;
	authorization?: string;
	logistics?: string;
	/** Only cases without `return.closed`. */
	open?: boolean;
	limit: number;
	after?: string;
	/** The last case of the page before. */
	before?: { updatedAt: string; reference: string };
}

/** `new`: waits for its case or its trigger. `not_ours`: about something that no case is for. */
export type InboxState = 'new' | 'read' | 'unreadable' | 'not_ours';

/** A verified raw message of a provider. */
export interface InboxEntry {
	/** The provider: shopify, stripe, odoo. */
	source: string;
	/** What tells it from every other message of the source; a repeat has the same. */
	id: string;
	topic: string;
	body: string;
	/** What it is about, e.g. the return's id: by this it is found when the case it waits for is there. */
	subject?: string;
	/** The shop or account it came from: whose trigger reads it again. */
	receiver?: string;
	receivedAt?: string;
}

export interface InboxRow extends InboxEntry {
	state: InboxState;
	receivedAt: string;
	/** Why it is unreadable. */
	error?: string;
}

export interface InboxFilter {
	state?: InboxState;
	source?: string;
	limit: number;
}

/** Which of the messages that wait: all of a source, or less. */
export interface WaitingFilter {
	source: string;
	subject?: string;
	topic?: string;
	receiver?: string;
	/** Only those that an operator put back. */
	replayed?: boolean;
	/** The last one of the page before. */
	after?: Pick<InboxRow, 'id' | 'receivedAt'>;
	limit: number;
}

/** A look at a provider, held by one process. `cursor`: how far the last one came. */
export interface Look {
	name: string;
	token: string;
	cursor?: string;
}

/** Something a person must hear of that belongs to no step. */
export interface Notice {
	/** Names it once and for all. */
	key: string;
	owner: 'service' | 'warehouse' | 'finance' | 'operator' | 'digital';
	/** What happened, in a sentence. */
	message: string;
	/** What to do. */
	advice: string;
	/** The case it is about. */
	reference?: string;
	/** Address of the page to look at. */
	link?: string;
}

export type StoredNotice = Notice & { madeAt: string };

/** Who does something to the installation, and why. */
export interface By {
	actor: string;
	reason?: string;
}

/** Something that a person did; `subject`: the step, name, connection or brand it was done to. */
export interface OperatorAct {
	actor: string;
	action:
		| 'steps_replayed'
		| 'step_released'
		| 'steps_handed_over'
		| 'step_retired'
		| 'connection_paused'
		| 'connection_resumed'
		| 'settings_saved'
		| 'alarm_closed';
	subject: string;
	reference?: string;
	details?: Record<string, unknown>;
}

export interface OperatorEntry extends OperatorAct {
	at: string;
}

/** Open steps under a name that no published trigger serves. */
export const UnservedSteps = z.object({ name: z.string(), steps: z.number().int(), cases: z.number().int() });
export type UnservedSteps = z.infer<typeof UnservedSteps>;

/**
 * What a person must be told. `stuck`, `held`: a step; `paused`, `resumed`: a connection; `unserved`: steps of a name that no published trigger
 * has; `exception`: of a case; `failure`: an execution that no step sees to; `message`: one of a provider that cannot be read; `notice`: see
 * Notice, told once.
 */
export type AlarmKind =
	'stuck' | 'held' | 'paused' | 'resumed' | 'unserved' | 'exception' | 'failure' | 'message' | 'notice';

export interface AlarmFacts {
	/** The step's name, the connection, the exception's code, the workflow's name. */
	subject: string;
	reason?: string;
	advice?: string;
	/** Address of the execution in n8n. */
	execution?: string;
	/** The node that failed. */
	node?: string;
	/** The refund that it is about. */
	intent?: string;
}

export interface Alarm {
	id: number;
	kind: AlarmKind;
	owner: AlarmOwner;
	brand: string;
	raisedAt: string;
	/** How often it was told before. */
	told: number;
	reference?: string;
	case?: CaseState;
	stepId?: number;
	facts: AlarmFacts;
}

/** What n8n's error workflow knows of an execution. */
export interface FailedExecution {
	/** Id of the workflow in n8n. */
	workflow: string;
	workflowName: string;
	/** The node that failed; blank when a trigger did. */
	node: string;
	message: string;
	execution?: string;
}

/** Cases, and the events they are made of. */
interface Cases {
	/** Opens a case, or finds the one that the same request opened before. */
	open(input: {
		request: ReturnRequest;
		source: string;
		sourceId: string;
		time?: string;
		actor?: string;
	}): Promise<Recorded & { reference: string; duplicate: boolean }>;
	/** Appends events to a case. Throws CaseNotFound, Refused (a command the state forbids), or InvalidEvent. */
	record(input: RecordInput): Promise<Recorded>;
	get(reference: string): Promise<CaseState | undefined>;
	getMany(filter: CaseFilter): Promise<CaseState[]>;
	/** The other returns of the same order, the oldest first. */
	sistersOf(reference: string): Promise<CaseState[]>;
	timeline(reference: string): Promise<CaseEvent[]>;
	/** The case that carries an id of another system, e.g. `shopify.return`, `gid://…`. */
	findByReference(system: string, id: string): Promise<CaseState | undefined>;
	/** Checks that a case is as it was written, events and state; the position of the first event that cannot be believed, or undefined. */
	verify(reference: string): Promise<number | undefined>;
	/** The same, with what is wrong in words. */
	findFlaw(reference: string): Promise<Flaw | undefined>;
	/** Approved returns whose time to come back is over, the longest overdue first. */
	overdue(limit: number): Promise<string[]>;
	/** Lets an overdue return expire when nothing of it has moved, else asks its owner (exception `missing`). Undefined: nothing to do any more. */
	endOverdue(reference: string): Promise<'expired' | 'missing' | undefined>;
	/** The newest events of these types, without steps: to try a flow out in the editor. */
	sample(types: string[], limit: number, scope?: Partial<Scope>): Promise<Array<{ event: CaseEvent; case: CaseState }>>;
}

/** Work that events led to: a row per event and named step. */
interface Steps {
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
	/** Gives the steps of a name that nobody serves to another name, of one case or of all. Throws HandOverRefused. */
	handOver(
		what: { from: string; to: string; reference?: string },
		by: By,
	): Promise<{ moved: number; alreadyThere: number }>;
}

/** Effects that must happen once. */
interface Claims {
	/** `account`: whose provider the effect asks; without it, the provider of its kind. */
	begin(
		key: string,
		options: { reference?: string; kind: string; leaseMs: number; step?: StepToken; account?: Account },
	): Promise<Claim>;
	/** Keeps what a holder found out on its way. False: another holds the claim now, and this one must do nothing more. */
	noteProgress(claim: { key: string; token: string }, progress: Record<string, string>): Promise<boolean>;
	settle(outcome: ClaimOutcome): Promise<void>;
	get(key: string): Promise<{ state: ClaimState; result?: unknown } | undefined>;
}

/** Accounts of providers, and whether their steps wait. */
interface Connections {
	/** Every account that was ever used or paused. One is paused after failures in a row, and tested by one step at a time. */
	list(): Promise<ConnectionState[]>;
	/** Changes that nobody was told of yet, each once. */
	news(): Promise<ConnectionState[]>;
	/** By its connection; the plain name of a provider means all of its accounts. */
	pause(name: string, reason: string, by?: By): Promise<void>;
	resume(name: string, by?: By): Promise<boolean>;
}

/** Verified raw messages, stored before their senders get an answer. */
interface Inbox {
	/** Stores a verified raw message before its sender gets an answer. False: it was met before, also when its body is gone by now. */
	put(entry: InboxEntry): Promise<boolean>;
	mark(source: string, id: string, state: Exclude<InboxState, 'new'>, error?: string): Promise<void>;
	/** One message by its key; undefined when it was never stored, or its body is gone. */
	find(source: string, id: string): Promise<InboxRow | undefined>;
	/** Messages that wait, the oldest first. */
	waiting(filter: WaitingFilter): Promise<InboxRow[]>;
	get(filter: InboxFilter): Promise<InboxRow[]>;
	/** Puts unreadable messages back for their trigger to read again: one, those of a source, or all. Returns how many. */
	replay(filter: { source?: string; id?: string }): Promise<number>;
	/** Deletes up to `limit` handled messages (read, not ours) that came before an instant. Returns how many; unreadable ones stay. */
	prune(options: { before: string; limit: number }): Promise<number>;
	/** Remembers that something was met; true the first time, for one caller in whatever process. */
	markSeen(source: string, id: string): Promise<boolean>;
}

/** How far triggers have looked for what no message told. */
interface Looks {
	/** Begins a look at a provider for what has changed; undefined while another process is at it. */
	begin(name: string, leaseMs: number): Promise<Look | undefined>;
	/** Keeps how far a look has come. False: another process has it now, and this one must stop. */
	keep(look: Pick<Look, 'name' | 'token'>, cursor: string, leaseMs: number): Promise<boolean>;
	end(look: Pick<Look, 'name' | 'token'>, error?: string): Promise<void>;
	cursor(name: string): Promise<string | undefined>;
}

/** What needs a person. */
interface Alarms {
	/** When the next alarm is due, in milliseconds since 1970; undefined while nothing needs a person. A read, as long as nothing changed. */
	next(): Promise<number | undefined>;
	/** Alarms that are due, for one taker. They come again, later each time, until alarmsTold is called for them; and daily while they are open. */
	take(options: { limit: number }): Promise<Alarm[]>;
	told(ids: number[]): Promise<void>;
	open(options: { limit: number; reference?: string; owner?: AlarmOwner }): Promise<Alarm[]>;
	/** A person has dealt with exceptions or failures: one, or those of a case. Returns what was closed. */
	close(which: { id: number } | { reference: string }, by: By): Promise<Alarm[]>;
	/** What n8n's error workflow tells. */
	recordFailure(failure: FailedExecution): Promise<void>;
	/** The execution's step sees to a failure itself. */
	coverFailure(workflow: string, node: string): Promise<void>;
}

/** What happened outside any case, for a person to hear of once. */
interface Notices {
	/**
	 * Keeps a notice for a person, once per key: what happened outside any case (a webhook was made again, a connection cannot be
	 * read). False: one of this key is there. Put the occurrence into the key (a day, an id), so that the next one is told again.
	 */
	put(notice: Notice): Promise<boolean>;
	/** Notices that nobody was told of yet, oldest first; mark them with noticesTold once the mail is out. */
	untold(limit: number): Promise<StoredNotice[]>;
	told(keys: string[]): Promise<number>;
}

/** What people did to the installation. */
interface Operators {
	/** What people did to the installation, newest first. */
	log(options: { reference?: string; limit: number }): Promise<OperatorEntry[]>;
}

/** Settings, by brand. */
interface StoredSettings {
	get(brand: string): Promise<Settings>;
	save(brand: string, settings: unknown, by?: By): Promise<Settings>;
	/** Reads, changes and stores a brand's settings in one transaction; a rejection of `change` leaves them as they were. */
	change(brand: string, change: (before: Settings) => unknown, by?: By): Promise<{ before: Settings; after: Settings }>;
}

/** The case store: the only code that touches a database. Every method is one transaction; times are UTC instants. */
export interface CaseStore {
	cases: Cases;
	steps: Steps;
	claims: Claims;
	connections: Connections;
	inbox: Inbox;
	looks: Looks;
	alarms: Alarms;
	notices: Notices;
	operators: Operators;
	settings: StoredSettings;

	/** Calls `listener` when cases or steps changed, in this process or in one that the database tells of. Returns the way to stop listening. */
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

/** Another return of the order has released a refund meanwhile: what was worked out beside it must be worked out anew. */
export class OutOfDate extends Error {
	constructor(readonly reference: string) {
		super(`Another return of the order of ${reference} has released a refund meanwhile`);
		this.name = 'OutOfDate';
	}
}

/** The store is not fit for this n8n: an operator must change something first. */
export class StoreUnusable extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
		this.name = 'StoreUnusable';
	}
}

/** Steps cannot be handed over like this. */
export class HandOverRefused extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
		this.name = 'HandOverRefused';
	}
}

import type { CaseEvent, CaseException, CaseKind, Money, NewEvent, ReceiptLimit, ReturnRequest } from '../../model';
import type { Declaration } from '../../case/declaration';
import type { CaseState } from '../../case/caseState';
import type { WordKind } from '../../case/foundBy';
import type { Charge } from './budgets';
import type { Scope } from '../channels';
import type { Flaw } from '../integrity';
import type { ClaimOutcome } from './claims';
import type { StepToken } from './steps';

export interface RecordInput {
	reference: string;
	events: NewEvent[];
	/** Ends this step in the same transaction. */
	finishes?: StepToken;
	/** Settles these claims in the same transaction. */
	claim?: ClaimOutcome;
	/** What the refunds among the events were worked out beside (basisOf the order's other returns): OutOfDate when that has changed. */
	basis?: string;
	/** The version of the case that a person saw who wants this: MovedOn when it is another by now. */
	seen?: number;
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

/** A budget of receipts, by what the statement then says. */
export interface ReceiptCharge extends Charge {
	of: ReceiptLimit;
}

export interface CaseFilter {
	kind?: CaseKind;
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

/** How many open cases of a brand and channel stand alike on all four tracks. */
export interface OpenTracks extends Pick<
	CaseState,
	'brand' | 'channel' | 'authorization' | 'logistics' | 'inspection' | 'settlement'
> {
	cases: number;
	/** What they are about in money together; absent: of these nobody knows it. */
	value?: Money;
}

/** Which refunds and credits that have reached customers, or which returns: told, or asked for, from an instant on and before another. */
export interface Period {
	from: string;
	to: string;
	limit: number;
}

export interface ChangedCases {
	/** The last case of the page before. */
	after?: { updatedAt: string; reference: string };
	limit: number;
	/** What was written within this time is left out: another transaction may still be writing before it. */
	youngMs: number;
}

export interface EventsAfter {
	seq: number;
	limit: number;
	youngMs: number;
}

/** Cases, and the events they are made of. */
export interface Cases {
	/** Opens a case, or finds the one that the same request opened before. `also`: what else is known of it from the start, in the same transaction. */
	open(input: {
		request: ReturnRequest;
		source: string;
		sourceId: string;
		time?: string;
		actor?: string;
		also?: NewEvent[];
	}): Promise<Recorded & { reference: string; duplicate: boolean }>;
	/**
	 * Records a customer's statement in the case of its withdrawal, which it opens when there is none (withdrawals.ts). `mail`: what the mail of its
	 * receipt costs; when that is used up, the statement is recorded all the same, and says so (`held`).
	 */
	declare(
		declaration: Declaration,
		mail?: ReceiptCharge[],
	): Promise<Recorded & { reference: string; duplicate: boolean }>;
	/** Appends events to a case. Throws CaseNotFound, MovedOn, Refused (a command the state forbids), or InvalidEvent. */
	record(input: RecordInput): Promise<Recorded>;
	get(reference: string): Promise<CaseState | undefined>;
	getMany(filter: CaseFilter): Promise<CaseState[]>;
	/** Cases that have changed, in the order of their changes, behind a place in it; what is younger is left out. */
	changed(options: ChangedCases): Promise<CaseState[]>;
	/** Events in the order in which they were stored, behind a place in it, up to the first that is younger. */
	eventsAfter(options: EventsAfter): Promise<Array<{ seq: number; event: CaseEvent; recordedAt: string }>>;
	/** Open cases, counted by where they stand; all, or those that were asked for from an instant on. */
	openTracks(options?: { since?: string }): Promise<OpenTracks[]>;
	/** Returns that were asked for in a period, the newest first. */
	opened(period: Period): Promise<CaseState[]>;
	/** What of these types was told of these returns, each return's in its order. */
	eventsOf(references: string[], types: string[]): Promise<CaseEvent[]>;
	/** Refunds and credits of a period that reached customers, the newest first, with their cases as they are now. */
	paid(period: Period): Promise<Array<{ event: CaseEvent; case: CaseState }>>;
	/** The cases of an order, by its number in any brand, the newest change first. */
	ofOrder(orderNumber: string, limit: number): Promise<CaseState[]>;
	/** The cases that a text finds, as a parcel's number, a customer's e-mail or name, or an article of an open return; the newest first. */
	foundBy(kind: WordKind, text: string, limit: number): Promise<CaseState[]>;
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
	/** Withdrawals of which somebody is to be reminded, the longest overdue first. */
	reminders(limit: number): Promise<string[]>;
	/** Reminds of a withdrawal that the customer waits for (reminders.ts); false: nothing to remind of any more. */
	remind(reference: string): Promise<boolean>;
	/** Cases that stand still at something that is to be looked at, the longest first. */
	standStills(limit: number): Promise<string[]>;
	/** Tells of what a case stands still at for longer than its brand lets it (standStills.ts); how often somebody was told. */
	tellStandStills(reference: string): Promise<number>;
	/** The newest events of these types, without steps: to try a flow out in the editor. */
	sample(types: string[], limit: number, scope?: Partial<Scope>): Promise<Array<{ event: CaseEvent; case: CaseState }>>;
}

import type { Calendar, Decision, Order, OrderLine, Policy, PolicyFacts } from '../../shared/model';
import type { PolicyCase, PolicyLine } from '../input/policyCase';

/** What is judged: the same question has the same answer. */
export interface Question {
	case: PolicyCase;
	/** The instant up to which days are counted. */
	asOf: string;
	/** What is known besides the case. */
	facts?: PolicyFacts;
}

/** A question as the rules read it: every line beside what was sold, looked up once. */
export interface Asked {
	case: PolicyCase;
	order?: Order;
	lines: AskedLine[];
	/** The local day up to which days are counted, in the shop's time zone. */
	today: number;
	/** Currencies of the order's amounts; several are for a person. */
	currencies: string[];
	facts: PolicyFacts;
	/** As rules of the book compare them. */
	channel: string;
	country?: string;
	tier: string;
	/** The local day on which the order was placed. */
	orderedOn?: number;
	/** The customer is on a list of those whom no limit and no block holds. */
	isAllowed: boolean;
}

/** A line of the request. */
export interface AskedLine {
	line: PolicyLine;
	/** How people know it. */
	name: string;
	/** The order's line that it is about, when there is exactly one. */
	sold?: OrderLine;
	/** Pieces that earlier lines of the request ask for of the same line of the order. */
	before: number;
	/** As rules of the book compare them: the category with all above it. */
	categories: readonly string[];
	sku: string;
	reason: string;
}

/** What a rule compared, in words for people. */
export type Compared = NonNullable<Decision['reasons'][number]['compared']>;

/** What a rule says, in words for people. `limit` takes the line down to `quantity` pieces. */
export type Finding = {
	code: string;
	message: string;
	compared?: Compared;
	/** The rule of the book that it was. */
	row?: string;
} & ({ effect: 'review' | 'decline' } | { effect: 'limit'; quantity: number });

/** What a rule says of the case as a whole. `line`: what it is about; `people`: so many must approve. */
export type CaseFinding = Exclude<Finding, { effect: 'limit' }> & { line?: string; people?: number };

/** Pieces of each line, by its id, that the line rules left. */
export type Allowed = ReadonlyMap<string, number>;

/** One check of one line. Pure; nothing means no objection. */
export type LineCheck = (one: AskedLine, asked: Asked) => Finding | undefined;

/** One check of the case as a whole, over what the line rules left. Pure; an empty list means no objection. */
export type CaseCheck = (asked: Asked, allowed: Allowed) => CaseFinding[];

/** A rule: its id, and the check it makes of a policy, or several, once for each version of it. Undefined: the policy asks nothing of the kind. */
export interface Rule<Check> {
	id: string;
	compile(policy: Policy, calendar: Calendar): Check | Check[] | undefined;
}

/** A rule about single lines, judged first. */
export type LineRule = Rule<LineCheck>;

/** A rule about the case as a whole. */
export type CaseRule = Rule<CaseCheck>;

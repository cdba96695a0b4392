import type { PolicySettings } from '../../shared/model';
import type { PolicyCase } from '../input/policyCase';

/** What a rule judges. */
export interface Question {
	case: PolicyCase;
	policy: PolicySettings;
	/** The shop's IANA time zone. */
	timeZone: string;
	/** The instant up to which days are counted. */
	asOf: string;
}

/** What a rule has against a line or a case, in words for people. `limit` takes the line down to `quantity` pieces. */
export type Finding = { code: string; message: string } & (
	| { effect: 'review'; line?: string }
	| { effect: 'decline'; line: string }
	| { effect: 'limit'; line: string; quantity: number }
);

/** A rule about single lines, judged first. Pure; no findings means no objection. */
export type LineRule = (question: Question) => Finding[];

/** Pieces of each line, by its id, that the line rules left. */
export type Allowed = ReadonlyMap<string, number>;

/** A rule about the case as a whole, judged over what the line rules left. */
export type CaseRule = (question: Question, allowed: Allowed) => Finding[];

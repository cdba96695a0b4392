import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { CaseState } from '../../shared/case/caseState';
import type { CaseEvent, NewEvent, StaffRole } from '../../shared/model';
import type { Field } from '../html/form';

/** Something that a person does to a return on its page, when they may and the case allows it. */
export interface Act {
	/** What of the case it can be done to now; none: it is not offered. Pure. */
	offers(state: CaseState): Offer[];
	/** What comes of it. Throws Refused or EffectError, in words for the person. */
	perform(state: CaseState, told: Told): Promise<Result> | Result;
}

export interface Offer {
	/** Whose business it is, besides managers. Absent: everybody's on the list. */
	roles?: readonly StaffRole[];
	/** Which refund, exception or the like it is about, when the case has several. */
	about?: string;
	/** Text of the button. */
	text: string;
	/** What a person should know who does it. */
	lead?: string;
	fields: Field[];
	/** What of the case the person decides about, where text and fields do not show all of it: another by now, and it is another offer. */
	basis?: unknown;
}

/** Names what is offered, not the case as a whole: what happens to a case and does not touch an offer leaves it as it was. */
export function markOf({ text, about, lead, fields, basis }: Offer): string {
	return createHash('sha256')
		.update(JSON.stringify([text, about, lead, fields, basis]))
		.digest('base64url')
		.slice(0, 16);
}

/** What a person has pressed and filled in. */
export interface Told {
	about?: string;
	/** What they typed, trimmed, by the names of the fields; of a photo the address under which the case keeps it. */
	given: Record<string, string>;
	/** E-mail of the person. */
	who: string;
	/** Names this pressing of the button once and for all. */
	mark: string;
	timeline(): Promise<CaseEvent[]>;
}

export interface Result {
	/** What the case learns at once. */
	events: NewEvent[];
	/** What the flow behind the desk gets, which does the rest; by which output, and what it needs to know. */
	flow?: { output: Output; data: IDataObject };
}

/** Outputs of the Return Desk Trigger: what the flow behind it must do, and what has been done. */
export const outputs = ['Approve', 'Decline', 'Reopen', 'Done', 'Look', 'Message', 'Install'] as const;
export type Output = (typeof outputs)[number];

/** Source of what the desk itself says to a case. */
export const deskSource = 'flow:desk';

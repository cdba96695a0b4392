import { DateTime } from 'luxon';
import type { CaseState } from './caseState';
import { approvalsOf, missingApprovals } from './approvals';
import { format, type CaseEvent } from '../model';

const decisions: Partial<Record<CaseEvent['type'], string>> = {
	'return.approved': 'Approved',
	'return.declined': 'Declined',
	'return.canceled': 'Canceled',
	'return.expired': 'Expired',
};

/** Whether a person may still decide about the return. */
export function waitsForDecision({ verdict, closedAt }: Pick<CaseState, 'verdict' | 'closedAt'>): boolean {
	return !closedAt && (verdict === 'requested' || verdict === 'in_review');
}

/** How the return stands, in one sentence: that it waits, or what was decided, when and by whom. Pure. */
export function standingOf(state: CaseState, timeline: CaseEvent[], timeZone: string): string {
	if (waitsForDecision(state)) return waiting(state, timeZone);
	// The state goes by the newest decision that counted.
	const [last] = timeline.filter(({ type }) => decisions[type]?.toLowerCase() === state.verdict).slice(-1);
	const decided = last
		? `${decisions[last.type]!} on ${shownTime(last.time, timeZone)} ${deciderOf(last)}.`
		: `The return is ${state.verdict}.`;
	return state.closedAt && state.closedAt !== last?.time
		? `${decided} Closed on ${shownTime(state.closedAt, timeZone)}.`
		: decided;
}

function waiting(state: CaseState, timeZone: string): string {
	if (state.verdict !== 'in_review') return 'Asked for; the policy has not decided yet.';
	const [first] = approvalsOf(state);
	if (!first || !missingApprovals(state)) return 'Waits for a reviewer.';
	return `${first.by} has approved${first.value ? ` ${format(first.value)}` : ''} on ${shownTime(first.at, timeZone)}. Waits for a second person.`;
}

/** What wrote it down: a person by name, or our own node, which does what the policy says. */
function deciderOf({ actor = '' }: CaseEvent): string {
	if (!actor || actor.startsWith('n8n: ')) return 'by the policy';
	return actor === 'Shopify' ? 'in Shopify' : `by ${actor}`;
}

/** An instant as people write it, in the brand's time zone. */
export function shownTime(instant: string, timeZone: string): string {
	return DateTime.fromISO(instant, { zone: timeZone }).toFormat('d LLL yyyy, HH:mm');
}

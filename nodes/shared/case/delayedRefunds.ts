import type { NewEvent } from '../model';
import { isProtected, whyNotDue } from './commands';
import type { CaseState, RefundLeg } from './caseState';
import { stoppedBy } from './disputes';
import { creditNoteMisfit, heldByHand } from './exceptionOf';

/*
 * A refund may wait for a day after it was worked out, so that there is time to look: it is frozen and held, and becomes due by itself on that day. What
 * stops it then (a dispute, too little left) is told. A person may release or drop it before. How long: Return Case: Release Refund. One that waits for a
 * credit note that does not fit has no day, but is due as soon as the customer withdraws from the contract: the law waits for no books.
 */

/** When the next refund that waits for a day becomes due, in milliseconds since 1970; undefined: none waits. Pure. */
export function nextReleaseAt(state: CaseState): number | undefined {
	const waiting = delayed(state).map(({ at }) => at);
	return waiting.length ? Math.min(...waiting) : undefined;
}

/** What becomes of a refund whose day has come: it is due, waits for a dispute, or finance is asked; undefined: none has. Pure. */
export function releaseEvent(state: CaseState, now: number): NewEvent | undefined {
	const [next] = delayed(state).filter(({ at }) => at <= now);
	if (!next) return undefined;
	const { intent } = next.leg;
	const id = (what: string) => `${state.reference}/${what}/${intent.id}`;
	const why = whyNotDue(state, intent);
	if (why === undefined) return { source: 'case', id: id('released'), type: 'refund.due', data: { intent } };
	const dispute = stoppedBy(state, intent)?.id;
	if (dispute)
		return {
			source: 'case',
			id: id(`dispute/${dispute}/held`),
			type: 'refund.held',
			data: { intent, until: `dispute ${dispute} is decided`, dispute },
		};
	const message = `Refund ${intent.id} waited for a day, and cannot become due now. ${why} Decide on it (Return Case: Decide Refund).`;
	const exception = { code: heldByHand, owner: 'finance' as const, intent: intent.id, message };
	return { source: 'case', id: id('not released'), type: 'exception.opened', data: { exception } };
}

/**
 * Refunds that are released by themselves: at once when the customer has withdrawn from the contract meanwhile. Of one that finance was asked about the answer
 * decides, and of a return that has ended nothing is released.
 */
function delayed(state: CaseState): Array<{ leg: RefundLeg; at: number }> {
	const { verdict, refunds, exceptions, openedAt } = state;
	if (verdict !== 'approved') return [];
	const atOnce = isProtected(state) ? openedAt : undefined;
	return refunds.flatMap((leg) => {
		const askedAs = (wanted: string) =>
			exceptions.some(({ code, intent }) => code === wanted && intent === leg.intent.id);
		if (leg.state !== 'held' || askedAs(heldByHand)) return [];
		const at = leg.releaseAt ? (atOnce ?? leg.releaseAt) : askedAs(creditNoteMisfit) ? atOnce : undefined;
		return at ? [{ leg, at: Date.parse(at) }] : [];
	});
}

import type { CaseState } from '../../shared/case/caseState';
import { isProtected } from '../../shared/case/commands';
import { stoppedBy } from '../../shared/case/disputes';
import { disputesOfSisters } from '../../shared/case/disputesOfSisters';
import { legOf } from '../../shared/case/refundLeg';
import type { CaseException, NewEvent, RefundIntent } from '../../shared/model';
import { standingQuestion } from '../../shared/operation/byHand/question';
import type { Owed } from './owed';

/** What a release depends on besides what is owed. */
export interface Situation {
	state: CaseState;
	/** The other returns of the order. */
	sisters: CaseState[];
	/** How many days refunds wait. */
	days: number;
}

/** Each refund stands in one of the four lists. */
export interface Plan {
	due: RefundIntent[];
	/** A person decides about them: for the `question` that stands about the whole return, else for what inspection takes off or a credit note that does not fit. */
	asked: Array<{ intent: RefundIntent; confirm?: boolean; misfit?: string }>;
	question?: CaseException;
	/** The bank decides about a dispute first. */
	stopped: Array<{ intent: RefundIntent; dispute: string }>;
	/** They become due by themselves. */
	delayed: Array<{ intent: RefundIntent; releaseAt: string }>;
	/** What the return learns of disputes that only other returns of the order know. */
	told: NewEvent[];
}

/** Which refunds become due now, and what the others wait for. A person is asked before the bank, the bank before a day. */
export function planRelease(
	{ intents, confirm, misfits }: Owed,
	{ state, sisters, days }: Situation,
	now: number,
): Plan {
	const question = standingQuestion(state);
	// The shop says another worth, or somebody has refunded the order: all wait. Inspection takes something off and the policy wants a person to see it: the refund with the goods waits.
	const asked = intents
		.map((intent, index) => ({
			intent,
			confirm: confirm === true && index === 0,
			// A withdrawal by law in time waits for no books (Art. 13).
			misfit: isProtected(state) ? undefined : misfits.get(intent.id),
		}))
		.filter((one) => question !== undefined || one.confirm || one.misfit !== undefined);
	const disputes = [state, ...sisters].flatMap((one) => one.disputes ?? []);
	const others = without(
		intents,
		asked.map(({ intent }) => intent),
	);
	const stopped = others.flatMap((intent) => {
		const dispute = stoppedBy({ ...state, disputes }, intent);
		return dispute ? [{ intent, dispute: dispute.id }] : [];
	});
	const free = without(
		others,
		stopped.map(({ intent }) => intent),
	);
	const delayed = delaysOf(state, free, days, now);
	const due = without(
		free,
		delayed.map(({ intent }) => intent),
	);
	return { due, asked, question, stopped, delayed, told: disputesOfSisters(state, sisters) };
}

/** Nothing is owed, so nothing becomes due and nothing waits. */
export const nothingToPlan: Plan = { due: [], asked: [], stopped: [], delayed: [], told: [] };

/** The refunds of a plan that wait. */
export function heldIn({ asked, stopped, delayed }: Plan): RefundIntent[] {
	return [...asked, ...stopped, ...delayed].map(({ intent }) => intent);
}

/** Refunds that wait for a day; one that waits already keeps its day. None of a withdrawal by law in time (Art. 13). */
function delaysOf(state: CaseState, intents: RefundIntent[], days: number, now: number): Plan['delayed'] {
	if (!days || isProtected(state)) return [];
	const releaseAt = new Date(now + days * 86_400_000).toISOString();
	return intents.flatMap((intent) => {
		const leg = legOf(state, intent.id);
		if (leg && !leg.releaseAt) return [];
		return [{ intent, releaseAt: leg?.releaseAt ?? releaseAt }];
	});
}

function without(intents: RefundIntent[], others: RefundIntent[]): RefundIntent[] {
	return intents.filter((intent) => !others.includes(intent));
}

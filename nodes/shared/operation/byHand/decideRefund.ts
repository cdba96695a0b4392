import type { CaseState, RefundLeg } from '../../case/caseState';
import {
	EffectError,
	format,
	intentId,
	invalidInput,
	nextIntentNumber,
	typedAmount,
	type Money,
	type NewEvent,
	type RefundIntent,
} from '../../model';
import { legToRefund } from '../legToRefund';
import { assertPayable } from '../payable';
import { refundedElsewhere, timesAnswered } from '../paidElsewhere';
import {
	deductedFrom,
	deductionToConfirm,
	disputeDecided,
	questionAbout,
	waitsForDecision,
	type Question,
} from './question';

export const refundDecisions = ['drop', 'other', 'pay'] as const;
export type RefundDecision = (typeof refundDecisions)[number];

/** What comes of finance's answer about a refund that is held. `amount`: what is paid; absent: nothing. */
interface Decided {
	events: NewEvent[];
	refund: string;
	amount?: Money;
	message: string;
}

/**
 * Finance's answer about a refund that is held: it is paid as it was, with another amount (`typed`, in the refund's currency) under a new id, or not
 * at all. Without a name in `intent` the only refund that finance was asked about. Throws EffectError when it waits for no answer. Pure.
 */
export function decideRefund(
	state: CaseState,
	{ intent: id, decision, typed = '' }: { intent: string; decision: RefundDecision; typed?: string },
): Decided {
	const leg = legToRefund(state, id || (onlyAsked(state) ?? ''), { evenHeld: true });
	const question = questionAbout(state, leg);
	const confirms = question === deductionToConfirm;
	if (!waitsForDecision(state, leg)) {
		throw new EffectError(`Refund ${leg.intent.id} does not wait for a decision: it is ${leg.state}`, {
			category: 'rejected',
			field: 'intent',
			advice:
				'Only a refund that is held is decided here: somebody has refunded the order meanwhile, inspection takes something off, the shop says that the return is worth another amount, its credit note does not fit, its payment is disputed, it waits for a day, or a person holds it.',
		});
	}
	const amount =
		decision === 'drop' ? undefined : decision === 'other' ? otherAmount(typed, leg, confirms) : leg.intent.amount;
	const { reference, refunds } = state;
	const before = timesAnswered(state, leg.intent.id);
	const mark = `${leg.intent.id} knowing ${question && !(question === refundedElsewhere && leg.elsewhere) ? known[question] : knownOf(leg)}${before ? ` after ${before} answers` : ''}`;
	const dropped: NewEvent = {
		id: `dropped ${mark}`,
		source: 'flow',
		type: 'refund.dropped',
		data: { intent: leg.intent.id, reason: amount ? 'paid with another amount' : 'not owed any more' },
	};
	const due = (intent: RefundIntent): NewEvent => ({
		id: `due ${mark}${intent.id === leg.intent.id ? '' : ` as ${intent.id}`}`,
		source: 'flow',
		type: 'refund.due',
		data: { intent },
	});
	const events =
		decision === 'pay'
			? [due(leg.intent)]
			: amount
				? [dropped, due(insteadOf(leg, amount, nextIntent(reference, refunds)))]
				: [dropped];
	// Of one that only waits for a day nobody was asked.
	const asked = !!(question ?? leg.elsewhere ?? leg.dispute);
	const resolved: NewEvent = {
		id: `decided ${mark}`,
		source: 'flow',
		type: 'exception.resolved',
		data: {
			code: question ?? (leg.elsewhere ? refundedElsewhere : disputeDecided),
			intent: leg.intent.id,
			note: decision,
		},
	};
	const said =
		decision === 'drop'
			? 'is not paid'
			: decision === 'pay'
				? 'is paid all the same'
				: `is not paid; ${format(amount!)} is paid instead`;
	return {
		events: [...events, ...(asked ? [resolved] : [])],
		refund: leg.intent.id,
		...(amount && { amount }),
		message: `Refund ${leg.intent.id} of ${format(leg.intent.amount)} ${said}.`,
	};
}

/** What finance knew when it answered a question, for the ids of the answers. */
const known: Record<Question, string> = {
	[deductionToConfirm]: 'the deduction',
	shop_worth: 'what the shop says',
	refunded_elsewhere: 'what was refunded meanwhile',
	credit_note_misfit: 'that its credit note does not fit',
	held_by_hand: 'that it was held',
	dispute_decided: 'what the dispute came to',
};

function knownOf({ elsewhere, dispute, releaseAt }: RefundLeg): string {
	if (elsewhere) return elsewhere.join(' ') || 'a refusal';
	return dispute ? `dispute ${dispute}` : `that it waits until ${releaseAt}`;
}

/** Without a name: the only refund that finance was asked about. */
function onlyAsked(state: CaseState): string | undefined {
	const asked = state.refunds.filter((leg) => waitsForDecision(state, leg));
	return asked.length === 1 ? asked[0].intent.id : undefined;
}

/** Less than it was; of a refund that inspection takes something off, up to what it would be without that. */
function otherAmount(typed: string, leg: RefundLeg, confirms: boolean): Money {
	const { intent } = leg;
	const amount = typedAmount(typed.trim(), intent.amount.currency, 'amount');
	const most = intent.amount.amount + (confirms ? deductedFrom(leg) : -1);
	if (amount.amount > 0 && amount.amount <= most && amount.amount !== intent.amount.amount) {
		assertPayable({ ...intent, amount });
		return amount;
	}
	if (confirms)
		throw invalidInput(
			`The other amount must be more than zero, not what it is, and at most ${format({ amount: most, currency: intent.amount.currency })}`,
			'Choose Do Not Pay or Pay It All the Same for those.',
			'amount',
		);
	throw invalidInput(
		'The other amount must be more than zero and less than the refund was',
		'Choose Do Not Pay or Pay It All the Same for those.',
		'amount',
	);
}

/** The pieces stay with the dropped refund, which covers them; this one says only how much. */
function insteadOf({ intent }: RefundLeg, amount: Money, id: string): RefundIntent {
	return {
		...intent,
		id,
		amount,
		breakdown: [{ kind: 'adjustment', amount, description: `${instead}${intent.id}` }],
	};
}

const instead = 'Instead of refund ';

/** Whether a refund is paid instead of another, with the amount that a person said. */
export function replacesAny({ breakdown }: Pick<RefundIntent, 'breakdown'>): boolean {
	return breakdown.length === 1 && breakdown[0].description.startsWith(instead);
}

/** Whether it is paid instead of this one. */
export function replacedBy(id: string, { breakdown }: Pick<RefundIntent, 'breakdown'>): boolean {
	return breakdown.length === 1 && breakdown[0].description === `${instead}${id}`;
}

function nextIntent(reference: string, refunds: RefundLeg[]): string {
	const ids = refunds.map(({ intent }) => intent.id);
	return intentId(reference, nextIntentNumber(reference, ids));
}

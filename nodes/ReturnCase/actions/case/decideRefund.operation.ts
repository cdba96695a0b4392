import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	recordedOutput,
	assertWithinLimit,
	legToRefund,
	moneyOptions,
	referenceProperty,
	refundedElsewhere,
	timesAnswered,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import {
	Money,
	intentId,
	nextIntentNumber,
	EffectError,
	invalidInput,
	format,
	type NewEvent,
	type RefundIntent,
	typedAmount,
} from '../../../shared/model';
import { z } from 'zod';
import type { CaseState, RefundLeg } from '../../../shared/case/caseState';
import { shopWorth } from '../../../shared/case/exceptionOf';
import { deductedFrom, deductionToConfirm, questionAbout, type Question } from '../../byHand/question';

export const option = {
	name: 'Decide Refund',
	value: 'decideRefund',
	action: 'Decide on held refund',
	description: 'Say what becomes of a refund that is held until a person has decided',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return this is about. Empty: the only one that is due.'),
	{
		displayName: 'Decision',
		name: 'decision',
		type: 'options',
		options: [
			{ name: 'Do Not Pay', value: 'drop', description: 'Nothing more is owed for it' },
			{
				name: 'Pay Another Amount',
				value: 'other',
				description: 'Less than it was: what is still owed. Also without a deduction of the inspection.',
			},
			{ name: 'Pay It All the Same', value: 'pay', description: 'What somebody else refunded was for something else' },
		],
		default: 'drop',
		description:
			'What becomes of a refund that is held because somebody has refunded the order meanwhile, inspection takes something off, or the shop says that the return is worth another amount',
	},
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 12.50',
		displayOptions: { show: { decision: ['other'] } },
		description: 'In the currency of the refund',
	},
	moneyOptions,
];

export const asTool = 'limited';

export const output = recordedOutput.extend({
	decided: z.object({ refund: z.string(), decision: z.string(), amount: Money.optional() }),
	message: z.string(),
});

/** Finance's answer about a refund that is held: it is paid as it was, with another amount under a new id, or not at all. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const { intent: id, decision } = {
		intent: context.param<string>('intent', '') ?? '',
		decision: context.param<string>('decision', 'drop'),
	};
	const leg = legToRefund(state, id || (onlyAsked(state) ?? ''), { evenHeld: true });
	const question = questionAbout(state, leg);
	const confirms = question === deductionToConfirm;
	if (leg.state !== 'held' || (!leg.elsewhere && !question)) {
		throw new EffectError(`Refund ${leg.intent.id} does not wait for a decision: it is ${leg.state}`, {
			category: 'rejected',
			field: 'intent',
			advice:
				'Only a refund that is held is decided here: somebody has refunded the order meanwhile, inspection takes something off, or the shop says that the return is worth another amount.',
		});
	}
	const amount =
		decision === 'drop' ? undefined : decision === 'other' ? otherAmount(context, leg, confirms) : leg.intent.amount;
	if (amount) assertWithinLimit(context, 'case_store', `Refund ${leg.intent.id}`, amount);
	const { reference, refunds } = state;
	const before = timesAnswered(state, leg.intent.id);
	const mark = `${leg.intent.id} knowing ${question ? known[question] : leg.elsewhere!.join(' ') || 'a refusal'}${before ? ` after ${before} answers` : ''}`;
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
	const resolved: NewEvent = {
		id: `decided ${mark}`,
		source: 'flow',
		type: 'exception.resolved',
		data: { code: question ?? refundedElsewhere, intent: leg.intent.id, note: decision },
	};
	const said =
		decision === 'drop'
			? 'is not paid'
			: decision === 'pay'
				? 'is paid all the same'
				: `is not paid; ${format(amount!)} is paid instead`;
	return {
		...(await context.recordEvents([...events, resolved])),
		decided: { refund: leg.intent.id, decision, ...(amount && { amount: amount as unknown as IDataObject }) },
		message: `Refund ${leg.intent.id} of ${format(leg.intent.amount)} ${said}.`,
	};
}

/** What finance knew when it answered a question, for the ids of the answers. */
const known: Record<Question, string> = {
	[deductionToConfirm]: 'the deduction',
	[shopWorth]: 'what the shop says',
};

/** Without a name: the only refund that finance was asked about. */
function onlyAsked({ refunds, exceptions }: CaseState): string | undefined {
	const asked = refunds.filter((leg) => leg.state === 'held' && (leg.elsewhere ?? questionAbout({ exceptions }, leg)));
	return asked.length === 1 ? asked[0].intent.id : undefined;
}

/** Less than it was; of a refund that inspection takes something off, up to what it would be without that. */
function otherAmount(context: OperationContext, leg: RefundLeg, confirms: boolean): Money {
	const { intent } = leg;
	const text = String(context.param<unknown>('amount', '') ?? '').trim();
	const amount = typedAmount(text, intent.amount.currency, 'amount');
	const most = intent.amount.amount + (confirms ? deductedFrom(leg) : -1);
	if (amount.amount > 0 && amount.amount <= most && amount.amount !== intent.amount.amount) return amount;
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
		breakdown: [{ kind: 'adjustment', amount, description: `Instead of refund ${intent.id}` }],
	};
}

function nextIntent(reference: string, refunds: RefundLeg[]): string {
	const ids = refunds.map(({ intent }) => intent.id);
	return intentId(reference, nextIntentNumber(reference, ids));
}

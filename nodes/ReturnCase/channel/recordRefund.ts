import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { contentHash, reusedId } from '../../shared/case/reusedId';
import { format, sameMoney, type Money, type Refund } from '../../shared/model';
import { paidByHand } from '../../shared/operation/byHand/paidByHand';
import type { CaseStore } from '../../shared/store';
import { refused, type Refusal, type TakenIn } from './answer';

/** A refund that a channel has made, as it calls it. */
interface MadeRefund {
	id: string;
	amount: Money;
	paidAt?: string;
}

interface Teller {
	channel: string;
	source: string;
	/** Channels that pay customers back themselves. */
	payBack: string[];
}

/**
 * Records in a case that its channel has paid the customer back. No money is moved: the refund that is due is settled, and the books follow. Only the
 * channel of the return may tell it, and only one whose refunds nothing here pays, or it would be paid twice.
 */
export async function recordRefund(
	store: CaseStore,
	reference: string,
	made: MadeRefund,
	{ channel, source, payBack }: Teller,
): Promise<TakenIn> {
	const state = await store.cases.get(reference);
	if (!state)
		return refused({
			status: 404,
			field: 'request',
			message: `There is no return ${reference}`,
			advice: 'Send the request first. Name the return by its reference, or by the id and sender of its request.',
		});
	const fault = faultOfChannel(state, channel, payBack);
	if (fault) return refused({ ...fault, reference });
	const before = state.refunds.find((leg) => leg.refund?.id === `${leg.intent.id} ${made.id}`)?.refund;
	if (before)
		return sameMoney(before.amount, made.amount)
			? answered(state, 'duplicate', `Refund ${made.id} was recorded before`)
			: await conflicting(store, state, made, before, source);
	const leg = legFor(state, made.amount);
	if (!leg)
		return refused({
			status: 409,
			field: 'refund',
			message: `Return ${reference} has no single refund that is due, nor one over ${format(made.amount)}`,
			advice:
				'Send it again later: a refund becomes due as the policy says, for example when the goods are received. It is kept and listed until then.',
			reference,
		});
	if (leg.intent.amount.currency !== made.amount.currency)
		return refused({
			status: 422,
			field: 'refund.amount.currency',
			message: `Refund ${leg.intent.id} is in ${leg.intent.amount.currency}`,
			advice: 'Send the amount in the currency of the order.',
			reference,
		});
	const { events } = await paidByHand(
		state,
		{ intent: leg.intent.id, how: 'marketplace', proof: made.id, amount: made.amount, paidAt: made.paidAt },
		async () => await store.cases.timeline(reference),
	);
	const recorded = await store.cases.record({ reference, events: events.map((one) => ({ ...one, actor: source })) });
	return answered(
		recorded.case,
		'recorded',
		`Refund ${leg.intent.id} of ${format(leg.intent.amount)} is recorded as paid by ${source}${sameMoney(leg.intent.amount, made.amount) ? '' : `, which has paid ${format(made.amount)}: finance is asked`}`,
	);
}

function faultOfChannel(state: CaseState, channel: string, payBack: string[]): Refusal | undefined {
	if (state.channel !== channel)
		return {
			status: 422,
			field: 'channel',
			message: `Return ${state.reference} did not come by ${channel}`,
			advice: 'Send the channel that has asked for the return.',
		};
	if (!payBack.includes(channel))
		return {
			status: 422,
			field: 'type',
			message: `Refunds of ${channel} are paid from here`,
			advice: 'Do not send them. When this channel pays back itself, the operator names it under Pay Back Themselves.',
		};
	return undefined;
}

/** The refund that is due over this amount, else the only one that is due. */
function legFor({ refunds }: CaseState, amount: Money): RefundLeg | undefined {
	const due = refunds.filter(({ state }) => state === 'due');
	return due.find(({ intent }) => sameMoney(intent.amount, amount)) ?? (due.length === 1 ? due[0] : undefined);
}

function answered(state: CaseState, outcome: 'recorded' | 'duplicate', message: string): TakenIn {
	const { reference, authorization } = state;
	return { answer: { outcome, status: 200, message, reference, authorization }, case: state };
}

/** The same refund told with another amount: what was recorded stays, and finance is asked. */
async function conflicting(
	store: CaseStore,
	{ reference }: CaseState,
	{ id, amount }: MadeRefund,
	before: Refund,
	source: string,
): Promise<TakenIn> {
	const told = { source, id, type: 'refund.succeeded' as const };
	const exception = { ...reusedId(told, { time: before.createdAt }, ['amount']), intent: before.intent };
	const { case: state } = await store.cases.record({
		reference,
		events: [
			{
				id: `${source}/refund.made/${id}/reused/${contentHash(amount)}`,
				source: 'case',
				type: 'exception.opened',
				data: { exception },
			},
		],
	});
	return {
		answer: {
			outcome: 'conflicting',
			status: 409,
			field: 'refund.id',
			message: `Refund ${id} was recorded with ${format(before.amount)} before, and now comes with ${format(amount)}`,
			advice: 'Give every refund an id of its own. Which amount is right is asked of the finance team of the shop.',
			reference,
			authorization: state.authorization,
		},
		case: state,
	};
}

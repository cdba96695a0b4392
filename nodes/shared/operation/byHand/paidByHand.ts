import type { CaseState, RefundLeg } from '../../case/caseState';
import { settledBy } from '../../case/refundLeg';
import {
	EffectError,
	invalidInput,
	type CaseEvent,
	type EventData,
	type Money,
	type NewEvent,
	type Refund,
} from '../../model';
import { legToRefund } from '../legToRefund';
import { refundedElsewhere } from '../paidElsewhere';
import { questionAbout } from './question';
import { payByHand } from './requestToFinance';

/** How a person has paid a customer, and the words for it. */
export const handWays = {
	bank_transfer: 'Bank transfer',
	cash: 'Cash',
	marketplace: 'Marketplace',
	payment_provider: 'Payment provider',
	voucher: 'Voucher',
	other: 'Other',
} as const;

/** What the payer tells. `paidAt`: blank is now. `amount`: what was paid, when it may be another than was owed. */
interface Paid {
	intent: string;
	how: string;
	proof: string;
	paidAt?: string;
	amount?: Money;
}

/**
 * What a case learns when a person has paid a refund of it: the refund, and that what finance was asked is answered. The refund's id names intent and
 * proof, so that one transfer may pay several refunds, and the same told twice is told once. Throws EffectError when it cannot be paid by hand.
 * `timeline` is read only to say who was faster.
 */
export async function paidByHand(
	state: CaseState,
	{ intent, ...paid }: Paid,
	timeline: () => Promise<CaseEvent[]>,
): Promise<{ refund: Refund; events: NewEvent[] }> {
	// Held because somebody has refunded meanwhile: then finance may say that this was it.
	const leg = legToRefund(state, intent, { evenHeld: true });
	if (leg.state === 'held' && !leg.elsewhere && questionAbout(state, leg) !== refundedElsewhere)
		throw new EffectError(`Refund ${leg.intent.id} is held`, {
			category: 'rejected',
			advice: 'Release it first (Return Case: Release Refund); then it becomes due.',
		});
	const refund = refundOf(leg, paid);
	await assertOpen(leg, refund, timeline);
	const open = state.exceptions.filter(
		(one) =>
			!one.resolved &&
			one.intent === leg.intent.id &&
			[payByHand, refundedElsewhere, 'refund_failed'].includes(one.code),
	);
	return {
		refund,
		events: [
			{ id: `${refund.id}/paid`, source: 'by hand', type: 'refund.succeeded', data: { refund } },
			...open.map(({ code }): NewEvent => ({
				id: `${refund.id}/${code}`,
				source: 'by hand',
				type: 'exception.resolved',
				data: { code, intent: leg.intent.id, note: `Paid by hand: ${refund.id}` },
			})),
		],
	};
}

/** The refund as its payer tells it. */
function refundOf(
	{ intent: { id, amount: owed } }: RefundLeg,
	{ how, proof: typed, paidAt = '', amount = owed }: Omit<Paid, 'intent'>,
): Refund {
	const proof = typed.trim();
	if (!proof)
		throw invalidInput(
			'There is no proof of the payment',
			'Give the number of the transfer, receipt or transaction in Proof.',
			'proof',
		);
	if (proof.length > 80) throw invalidInput('The proof is longer than 80 characters', 'Give only its number.', 'proof');
	const time = paidAt ? new Date(paidAt) : undefined;
	if (time && !Number.isFinite(time.getTime()))
		throw invalidInput(`"${paidAt}" is no time`, 'Give one such as 2026-11-21T10:00:00Z, or leave it empty.', 'paidAt');
	return {
		id: `${id} ${proof}`,
		intent: id,
		amount,
		status: 'succeeded',
		providerStatus: how,
		...(time && { createdAt: time.toISOString() }),
		providerIds: {},
	};
}

async function assertOpen(leg: RefundLeg, refund: Refund, timeline: () => Promise<CaseEvent[]>): Promise<void> {
	const before = settledBy(leg);
	const refuse = (message: string, advice: string) =>
		new EffectError(message, { category: 'rejected', field: 'intent', advice });
	if (before && before !== refund.id)
		throw refuse(
			`Refund ${leg.intent.id} is settled already, by ${before}${toldBy(await timeline(), before)}`,
			'When the customer was paid twice, take one of the payments back.',
		);
	if (leg.state === 'pending')
		throw refuse(
			`Refund ${leg.intent.id} is on its way at ${leg.intent.payment.processor}`,
			'Wait until it has ended; it can be settled by hand when it has failed.',
		);
}

/** Who told of a refund, when it was a person. */
function toldBy(timeline: CaseEvent[], refund: string): string {
	const actor = timeline.find(
		({ type, data }) => type === 'refund.succeeded' && (data as EventData<'refund.succeeded'>).refund.id === refund,
	)?.actor;
	return actor && !actor.startsWith('n8n: ') ? `, told by ${actor}` : '';
}

import type { CaseException, Refund } from '../model';
import type { CaseState, RefundLeg } from './caseState';
import { givenByBank, nameOf } from './disputes';
import { exceptionOf } from './exceptionOf';
import type { Handlers } from './handler';
import { legOf, settle, settledBy } from './refundLeg';

/** What a case learns of the money: refunds, credit, exchanges, their books, and amounts that are held. */
export const refundHandlers: Handlers = {
	'refund.held': (state, { intent, elsewhere, dispute, releaseAt }) => {
		const leg = legOf(state, intent.id);
		if (!leg)
			state.refunds.push({ intent, state: 'held', ...(dispute && { dispute }), ...(releaseAt && { releaseAt }) });
		else if (elsewhere && leg.state === 'due') Object.assign(leg, { state: 'held', elsewhere });
		// What was paid or dropped meanwhile stays so, whoever releases it again.
		else if (dispute && (leg.state === 'due' || (leg.state === 'held' && (leg.dispute ?? leg.releaseAt)))) {
			Object.assign(leg, { state: 'held', dispute });
			// The bank decides from now on, and no day.
			delete leg.releaseAt;
		}
	},
	'refund.dropped': (state, { intent }) => {
		const leg = legOf(state, intent);
		if (leg?.state === 'held' || leg?.state === 'due') leg.state = 'dropped';
	},
	'refund.due': (state, { intent }) => {
		const leg = legOf(state, intent.id);
		if (!leg) state.refunds.push({ intent, state: 'due' });
		else if (leg.state === 'held') leg.state = 'due';
	},
	'refund.submitted': (state, { refund }, _event, exceptions) => {
		const leg = legOf(state, refund.intent);
		if (!leg || leg.state === 'succeeded') return;
		Object.assign(leg, { state: 'pending', refund });
		if (refund.waitsFor) exceptions.push(waitingFor(refund.waitsFor, refund.id, refund.intent));
	},
	'refund.succeeded': (state, { refund }, _event, exceptions) => {
		settle(state, { what: 'Refund', id: refund.id, intent: refund.intent }, { refund }, exceptions);
	},
	'refund.failed': (state, { refund }, _event, exceptions) => {
		const leg = legOf(state, refund.intent);
		const settled = leg && settledBy(leg);
		if (settled && settled !== refund.id) return; // another way has worked meanwhile
		if (leg) Object.assign(leg, { state: 'failed', refund });
		exceptions.push(
			exceptionOf(
				'refund_failed',
				`Refund ${refund.id} did not reach the customer${refund.failureReason ? `: ${refund.failureReason}` : ''}. ${afterFailure(state, refund, leg)}`,
				leg && { intent: refund.intent },
			),
		);
	},
	'store_credit.issued': (state, credit, _event, exceptions) => {
		if (credit.intent)
			settle(
				state,
				{ what: 'Store credit', id: credit.id, intent: credit.intent },
				{ storeCredit: credit },
				exceptions,
			);
	},
	'exchange.created': (state, { id, intent, rest }, _event, exceptions) => {
		if (!intent) return;
		// What is exchanged need not have been due before.
		if (!legOf(state, intent.id)) state.refunds.push({ intent, state: 'held' });
		settle(state, { what: 'Exchange', id, intent: intent.id }, { exchange: { id, ...(rest && { rest }) } }, exceptions);
	},
	'credit_note.posted': (state, { creditNote }) => {
		const leg = legOf(state, creditNote.intent);
		if (leg) leg.creditNote = creditNote;
	},
	'payment.recorded': (state, { payment }) => {
		const leg = legOf(state, payment.intent);
		if (leg) leg.payment = payment;
	},
	'shop_refund.recorded': (state, { id, intent, amount }) => {
		const leg = legOf(state, intent);
		if (leg) leg.shopRecord = { id, amount };
	},
	'hold.placed': (state, { hold }) => {
		if (!state.holds?.some(({ id }) => id === hold.id)) (state.holds ??= []).push({ ...hold, state: 'placed' });
	},
	'hold.captured': (state, { hold, amount }) => {
		for (const one of state.holds ?? [])
			if (one.id === hold) Object.assign(one, { state: 'captured', captured: amount });
	},
	'hold.released': (state, { hold }) => {
		for (const one of state.holds ?? []) if (one.id === hold && one.state === 'placed') one.state = 'released';
	},
};

/** Who must do something for a refund to go on: finance itself, or the customer, whom service tells. */
function waitingFor(
	{ who, what, until }: NonNullable<Refund['waitsFor']>,
	refund: string,
	intent: string,
): CaseException {
	const by = until ? ` by ${until.slice(0, 10)}` : '';
	return who === 'finance'
		? exceptionOf('refund_waits_for_funds', `Refund ${refund} is on hold${by}: ${what} Then resolve this exception.`, {
				intent,
			})
		: exceptionOf(
				'refund_waits_for_customer',
				`Refund ${refund} waits for the customer${by}: ${what} Tell the customer, then resolve this exception.`,
				{ intent },
			);
}

/** What finance does about a refund that failed. Where the customer disputes the payment, the bank pays, and another way would pay twice. */
function afterFailure(state: CaseState, { failureReason }: Refund, leg: RefundLeg | undefined): string {
	const dispute = leg && givenByBank(state, leg.intent);
	const isDisputed = failureReason === 'charge_for_pending_refund_disputed';
	if (!dispute && !isDisputed) return 'Pay it another way, then resolve this exception.';
	const which = dispute ? nameOf(dispute) : 'The payment is disputed at the bank';
	return dispute && dispute.state !== 'open'
		? `${which} is ${dispute.state}: the customer has got money by it. Pay nothing another way before you have looked at the provider how much, then resolve this exception.`
		: `${which}${dispute ? ' is not decided' : ''}: do not pay it another way before the bank has decided, or the customer may get it twice. When it decides for the shop, pay it; then resolve this exception.`;
}

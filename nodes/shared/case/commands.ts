import {
	type CaseEvent,
	type EventData,
	type EventType,
	type RefundIntent,
	europeanEconomicArea,
	format,
	money,
	storeCredit,
} from '../model';
import { whyNoApproval, whyTooFew } from './approvals';
import { isFreeToEnd } from './can';
import { lostOnUnknown, nameOf, stoppedBy } from './disputes';
import { leftToGiveBack, uncounted } from './leftToGiveBack';
import { paidOrderOf, paymentsOf, whyNotItsPayment } from './itsPayment';
import { bonusOf, legOf } from './refundLeg';
import type { CaseState } from './caseState';
import { transitions, type Verdict } from './transitions';

/** A command that this case cannot take, with the reason. Facts are never refused. */
export class Refused extends Error {
	constructor(
		readonly reference: string,
		readonly eventType: string,
		message: string,
	) {
		super(message);
		this.name = 'Refused';
	}
}

/** Throws Refused when the event is a command (see transitions.ts) that the case's state forbids. Facts are never refused. */
export function assertAllowed(state: CaseState, event: Pick<CaseEvent, 'type' | 'data'>): void {
	const refuse = (message: string): never => {
		throw new Refused(state.reference, event.type, message);
	};
	const { kind, from } = transitions[event.type];
	if (kind === 'fact') return;
	if (!from.includes(state.verdict))
		refuse(forbidden[event.type]?.(state.verdict) ?? `The return is ${state.verdict}.`);
	switch (event.type) {
		case 'return.approval_given': {
			const why = whyNoApproval(state, event.data as EventData<'return.approval_given'>);
			if (why) refuse(why);
			break;
		}
		case 'return.approved': {
			const why = whyTooFew(state, event.data as EventData<'return.approved'>);
			if (why) refuse(why);
			break;
		}
		case 'return.declined':
		case 'return.canceled':
			if (!isFreeToEnd(state))
				refuse('A refund of this return is already due or paid; it cannot be declined or canceled any more.');
			break;
		case 'refund.dropped': {
			const { intent } = event.data as EventData<'refund.dropped'>;
			const leg = legOf(state, intent);
			if (!leg) refuse(`This return has no refund ${intent}.`);
			if (leg && leg.state !== 'held' && leg.state !== 'due' && leg.state !== 'dropped')
				refuse(`Refund ${intent} is ${leg.state}; it cannot be dropped any more.`);
			break;
		}
		case 'refund.due': {
			const { intent } = event.data as EventData<'refund.due'>;
			assertFrozen(state, intent);
			if (legOf(state, intent.id)?.state === 'dropped') refuse(`Refund ${intent.id} was dropped. Use a new refund id.`);
			if (intent.payment.id === storeCredit && needsConsent(state))
				refuse(
					`The customer has withdrawn from the contract, so refund ${intent.id} goes back the way it was paid; store credit needs their consent. Record it (withdrawal.consent_given), or refund the payment.`,
				);
			const foreign = whyNotItsPayment(state, intent);
			if (foreign) refuse(`Refund ${intent.id} cannot become due: ${foreign}`);
			const dispute = stoppedBy(state, intent);
			if (dispute)
				refuse(
					`${nameOf(dispute)} is not decided yet, so refund ${intent.id} waits: the bank may pay the customer. It is released or canceled by itself then.`,
				);
			const lost = lostOnUnknown(state, intent);
			if (lost)
				refuse(
					`${nameOf(lost)} is lost: the bank has paid the customer. How the order was paid is not known, so nobody can tell what is left for refund ${intent.id}. Find the order first.`,
				);
			const payment = paymentsOf(state).find((one) => one.id === intent.payment.id);
			if (payment) {
				const others = state.refunds.filter((one) => one.intent.id !== intent.id && one.state !== 'failed');
				const total = money(uncounted(payment, others) + intent.amount.amount, intent.amount.currency);
				const { refundable, chargedBack } = payment;
				const left = money(Math.max(0, refundable.amount - (chargedBack?.amount ?? 0)), refundable.currency);
				if (total.amount > left.amount)
					refuse(
						`Refunds of ${format(total)} would be more than the ${format(left)} that can be paid back on payment ${payment.id}${chargedBack?.amount ? `, of which the bank has paid back ${format(chargedBack)}` : ''}.`,
					);
			}
			if (!payment) assertPaidFor(state, intent, refuse);
			break;
		}
		default:
	}
}

/** Why a refund cannot become due; undefined: it can. Pure. */
export function whyNotDue(state: CaseState, intent: RefundIntent): string | undefined {
	try {
		assertAllowed(state, { type: 'refund.due', data: { intent } });
		return undefined;
	} catch (error) {
		if (error instanceof Refused) return error.message;
		throw error;
	}
}

/** Of a withdrawal in time the money goes back the way it came, unless the customer has agreed to something else (Directive 2011/83/EU Art. 13(1)). */
function needsConsent(state: CaseState): boolean {
	return isProtected(state) && !state.consent;
}

/**
 * The customer has withdrawn from the contract by law, lives where that law holds, as far as anybody knows, and nobody has judged that it came too late. A
 * decision from before the withdrawal has not judged it. Pure.
 */
export function isProtected({ withdrawal, decision, order, customer }: CaseState): boolean {
	const country = (order?.customer?.address ?? customer?.address)?.country.toUpperCase();
	if (!withdrawal || (country && !europeanEconomicArea.includes(country))) return false;
	return decision?.law?.protected !== false;
}

/** Why a command is refused for the verdict alone. */
const forbidden: { [T in EventType]?: (verdict: Verdict) => string } = {
	'return.approved': (verdict) => `The return is ${verdict}; it cannot be approved any more. Open a new case.`,
	'return.approval_given': (verdict) =>
		`The return was ${verdict} meanwhile, so it cannot be approved any more. Somebody else has decided.`,
	'refund.due': (verdict) => `The return is ${verdict}; only an approved return is refunded.`,
};

/** Throws Refused when a refund that the case has would change its amount. */
export function assertFrozen(state: CaseState, { id, amount }: RefundIntent): void {
	const frozen = legOf(state, id)?.intent.amount;
	if (!frozen || (frozen.amount === amount.amount && frozen.currency === amount.currency)) return;
	throw new Refused(
		state.reference,
		'refund.due',
		`Refund ${id} is frozen at ${format(frozen)} and cannot become ${format(amount)}. Use a new refund id.`,
	);
}

/**
 * What stands for no payment, store credit or what a person pays: with all other refunds it may not be more than the customer paid and has
 * not got back. A refund that failed is what this one may be for, so it does not count here.
 */
function assertPaidFor(state: CaseState, intent: RefundIntent, refuse: (message: string) => never): void {
	const { id, amount } = intent;
	const owed = amount.amount - bonusOf(intent);
	const known = paidOrderOf(state);
	// What was paid in another currency says nothing of this one.
	const others = state.refunds.filter(
		({ intent: other, state: stands }) =>
			other.id !== id && stands !== 'failed' && other.amount.currency === amount.currency,
	);
	const payments = known?.payments.filter(({ captured }) => captured.currency === amount.currency) ?? [];
	const left = known && leftToGiveBack({ ...known, payments }, others);
	if (left !== undefined && owed > left)
		refuse(
			`Refund ${id} of ${format({ ...amount, amount: owed })} would be more than the ${format(money(left, amount.currency))} that the customer paid and has not got back. Lower it, or drop the refund that it stands in for.`,
		);
}

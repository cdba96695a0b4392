import type { CaseState } from './caseState';

/** Why a case's personal data is still needed, for people; undefined: it is not. Nothing is erased that a person, a bank or a refund waits for. Pure. */
export function whyKept({ closedAt, refunds, disputes = [], exceptions }: CaseState): string | undefined {
	if (!closedAt) return 'The return is not closed.';
	const leg = refunds.find(({ state }) => state !== 'succeeded' && state !== 'dropped');
	if (leg) return `Refund ${leg.intent.id} is ${leg.state}.`;
	const dispute = disputes.find(({ state }) => state === 'open');
	if (dispute) return `The customer disputes a payment at the bank (${dispute.id}).`;
	const asked = exceptions.find(({ resolved }) => !resolved);
	return asked && `A person is still asked about it (${asked.code}).`;
}

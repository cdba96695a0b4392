import { z } from 'zod';
import { givenBy } from '../../shared/case/refundLeg';
import type { CaseState } from '../../shared/case/caseState';
import type { StepRow } from '../../shared/store/store';
import { format, type LogisticsStatus } from '../../shared/model';

/** What a flow can wait for. */
export const wants = ['decided', 'approved', 'received', 'settled', 'step'] as const;
export type Want = (typeof wants)[number];

/** `reached`: it is so. `stopped`: it will not come without a person, or not at all. `pending`: it may still come by itself. */
export const WaitResult = z.object({
	result: z.enum(['reached', 'stopped', 'pending']),
	/** A sentence for the person who waits. */
	reason: z.string(),
});
export type WaitResult = z.infer<typeof WaitResult>;

type Step = Pick<StepRow, 'name' | 'state' | 'waitsUntil' | 'error'>;

/** Whether a case is as somebody waits for it to be. `stepName` counts for `step` only. Pure. */
export function waitResultOf(found: CaseState, steps: Step[], want: Want, stepName = ''): WaitResult {
	const reached = reachedBy(found, steps, want, stepName);
	if (reached) return { result: 'reached', reason: reached };
	const stopped = stoppedBy(found, steps, want);
	if (stopped) return { result: 'stopped', reason: stopped };
	const late = steps.find(({ waitsUntil }) => waitsUntil);
	return {
		result: 'pending',
		reason: late
			? `Step "${late.name}" looks again by itself, until ${late.waitsUntil!.slice(0, 16).replace('T', ' ')} UTC: ${late.error?.message ?? 'something is not there yet'}.`
			: 'The return is still being worked on.',
	};
}

function reachedBy(found: CaseState, steps: Step[], want: Want, stepName: string): string | undefined {
	const { authorization, logistics, settlement } = found;
	if (want === 'settled') return settlement === 'settled' ? settledIn(found) : undefined;
	if (want === 'received') return receivedAs[logistics];
	if (want === 'approved') return authorization === 'approved' ? 'The return is approved.' : undefined;
	if (want === 'decided') return decided.includes(authorization) ? decidedAs(found) : undefined;
	const named = steps.filter(({ name }) => name === stepName);
	return named.length && named.every(({ state }) => state === 'done') ? `Step "${stepName}" is done.` : undefined;
}

const receivedAs: Partial<Record<LogisticsStatus, string>> = {
	received: 'The goods are received.',
	not_expected: 'No goods come: the customer keeps them, or they were never sent.',
};

/** How much went back, and how; what new goods left of a refund is a refund of its own. */
function settledIn({ refunds }: CaseState): string {
	const ways = refunds
		.filter(({ state }) => state === 'succeeded')
		.map((leg) => {
			const how = leg.exchange ? 'in new goods' : leg.storeCredit ? 'as store credit' : 'to the customer';
			return `${format({ ...leg.intent.amount, amount: givenBy(leg) })} ${how}`;
		});
	return `The refund is settled${ways.length ? `: ${ways.join(', ')}` : ''}.`;
}

/** Who stands and waits has to be told why it was declined. */
function decidedAs({ authorization, decision }: CaseState): string {
	const why = authorization === 'declined' ? (decision?.reasons ?? []).map(({ message }) => message) : [];
	return [`The return is ${authorization}.`, ...why].join(' ');
}

const decided = ['approved', 'declined', 'canceled', 'expired'];
const over = ['declined', 'canceled', 'expired'];

/** What keeps a case from going on by itself. Only the first reason: it is shown to a person who stands and waits. */
function stoppedBy(found: CaseState, steps: Step[], want: Want): string | undefined {
	const { authorization, settlement, exceptions } = found;
	if (over.includes(authorization)) return decidedAs(found);
	if (authorization === 'in_review') return 'The return waits for a reviewer.';
	const stuck = steps.find(({ state }) => state === 'stuck' || state === 'held');
	if (stuck) return `Step "${stuck.name}" waits for a person: ${stuck.error?.message ?? 'it was set aside'}.`;
	if (want !== 'settled') return undefined;
	if (settlement === 'failed') return 'The refund did not reach the customer.';
	const byHand = exceptions.find(({ owner, resolved }) => owner === 'finance' && !resolved);
	return byHand && `Finance looks after it: ${byHand.message}`;
}

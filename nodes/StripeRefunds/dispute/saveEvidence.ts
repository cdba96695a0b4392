import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError, type NewEvent } from '../../shared/model';
import { Dispute, toDispute } from '../records/dispute';
import { idempotencyKeyOf } from '../refund/refundOrder';
import { answerOf, type Stripe } from '../transport/stripe';
import { stripeError } from '../transport/stripeError';
import { awaitsEvidence, bodyOf, isWithBank, missingIn, StripeDisputeWithEvidence } from './evidence';

export const Saved = Dispute.extend({
	/** Evidence by Stripe's names that was filled in; what was there stays. */
	filled: z.array(z.string()),
	/** It was sent to the bank; false: it is a draft. */
	submitted: z.boolean(),
});
export type Saved = z.infer<typeof Saved>;

/** Evidence, by Stripe's names, for a dispute. */
export interface Saving {
	stripe: Stripe;
	id: string;
	fields: Record<string, string>;
	/** It is sent to the bank; false: it is kept as a draft. */
	submit: boolean;
	reference?: string;
	/** The dispute's status when this began: an inquiry that becomes a dispute is answered anew. */
	phase: string;
}

export async function readDispute({ stripe, id }: Pick<Saving, 'stripe' | 'id'>): Promise<StripeDisputeWithEvidence> {
	return await stripe.get(`/v1/disputes/${encodeURIComponent(id)}`, StripeDisputeWithEvidence);
}

/** Fills evidence in where nobody has written anything yet, or sends it, once. */
export function savingEffect(saving: Saving): Effect<Saved> {
	const { id, fields, submit, phase } = saving;
	return {
		// A draft is filled with what is known by then.
		key: `${id}/${phase.startsWith('warning_') ? 'inquiry/' : ''}${submit ? 'submit' : `draft/${digestOf(fields)}`}`,
		kind: 'stripe.dispute',
		lookUp: async () => savedBefore(await readDispute(saving), saving),
		act: async () => {
			const before = await readDispute(saving);
			const done = savedBefore(before, saving);
			if (done) return done;
			assertAwaited(before);
			const missing = missingIn(before, fields);
			const after = await write(saving, missing);
			return { ...toDispute(after), filled: Object.keys(missing), submitted: submit };
		},
		preview: async () => {
			const before = await readDispute(saving);
			assertAwaited(before);
			return { id, filled: Object.keys(missingIn(before, fields)) };
		},
	};
}

/** What the case learns; named as the trigger names it, so that it is told once. */
export function savingEvents({ phase }: Saving, { id: dispute, submitted }: Saved): NewEvent[] {
	const about = phase.startsWith('warning_')
		? `${dispute}/inquiry`
		: phase.startsWith('appeal_')
			? `${dispute}/appeal`
			: dispute;
	return [
		submitted
			? { source: 'stripe', id: `${about}/answered`, type: 'dispute.evidence_submitted', data: { dispute } }
			: { source: 'stripe', id: `${about}/drafted`, type: 'dispute.evidence_drafted', data: { dispute } },
	];
}

function savedBefore(dispute: StripeDisputeWithEvidence, { submit, fields }: Saving): Saved | undefined {
	const done = submit ? isWithBank(dispute) : !Object.keys(missingIn(dispute, fields)).length;
	return done ? { ...toDispute(dispute), filled: [], submitted: isWithBank(dispute) } : undefined;
}

function digestOf(fields: Record<string, string>): string {
	return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 16);
}

/** Throws EffectError (rejected) when Stripe takes no evidence any more. */
function assertAwaited(dispute: StripeDisputeWithEvidence): void {
	if (awaitsEvidence(dispute)) return;
	throw new EffectError(`Dispute ${dispute.id} takes no evidence: it is ${dispute.status.replaceAll('_', ' ')}`, {
		category: 'rejected',
		connection: 'stripe',
		code: 'dispute_not_open',
		advice: 'Look at it in Stripe: the bank has the evidence, or has decided.',
	});
}

async function write(
	{ stripe, id, submit, reference }: Saving,
	missing: Record<string, string>,
): Promise<StripeDisputeWithEvidence> {
	const body = bodyOf(missing, { submit, reference });
	const what = `dispute ${id} ${JSON.stringify(body)}`;
	const { status, body: said } = await stripe.post(
		`/v1/disputes/${encodeURIComponent(id)}`,
		body,
		idempotencyKeyOf(what),
	);
	if (status < 400) return answerOf(StripeDisputeWithEvidence, said, 'unknown_outcome');
	throw stripeError(status, said);
}

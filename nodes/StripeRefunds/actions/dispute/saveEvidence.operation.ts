import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput, type NewEvent } from '../../../shared/model';
import {
	disputeProperty,
	effectOptions,
	jsonParam,
	performed,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import {
	awaitsEvidence,
	bodyOf,
	fieldsOf,
	isWithBank,
	missingIn,
	stripeDisputeOf,
	StripeDisputeWithEvidence,
} from '../../dispute/evidence';
import { Dispute, toDispute } from '../../records/dispute';
import { idempotencyKeyOf } from '../../refund/refundOrder';
import { answerOf, stripeOf, type Stripe } from '../../transport/stripe';
import { stripeError } from '../../transport/stripeError';

export const option = {
	name: 'Save Evidence',
	value: 'saveEvidence',
	action: 'Save evidence of dispute',
	description: 'Put the evidence into the dispute as a draft that a person sends in Stripe, or send it to the bank',
};

export const description: INodeProperties[] = [
	referenceProperty,
	disputeProperty("the case's only one that is open"),
	{
		displayName: 'Evidence',
		name: 'evidence',
		type: 'json',
		default: '={{ $json.evidence }}',
		description:
			"What Return Case: Dispute: Describe gives, or texts by Stripe's names. What somebody has filled in already stays as it is.",
	},
	{
		displayName: 'Send to the Bank',
		name: 'submit',
		type: 'boolean',
		default: false,
		description:
			'Whether to send it: the bank takes evidence once. Off: it is kept as a draft, and a person looks at it and sends it in Stripe.',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

const Saved = Dispute.extend({
	/** Evidence by Stripe's names that was filled in; what was there stays. */
	filled: z.array(z.string()),
	/** It was sent to the bank; false: it is a draft. */
	submitted: z.boolean(),
});
type Saved = z.infer<typeof Saved>;

export const output = performed('dispute', Saved.partial().required({ id: true, filled: true }));

/** Fills in the evidence of a dispute that Stripe waits for, where nobody has written anything yet; with *Send to the Bank* it is sent, once. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const submit = context.param<boolean>('submit', false);
	const fields = fieldsOf(
		jsonParam(
			context,
			'evidence',
			z.record(z.string(), z.unknown()),
			'Use the evidence of Return Case: Dispute: Describe.',
		) ?? {},
	);
	const id = await disputeMeant(context);
	const stripe = await stripeOf(context);
	const { reference } = context;
	const read = async () => await stripe.get(`/v1/disputes/${encodeURIComponent(id)}`, StripeDisputeWithEvidence);
	const now = await read();
	const found = (one: StripeDisputeWithEvidence): Saved | undefined => {
		const done = submit ? isWithBank(one) : !Object.keys(missingIn(one, fields)).length;
		return done ? { ...toDispute(one), filled: [], submitted: isWithBank(one) } : undefined;
	};
	return await context.perform<Saved>(
		'dispute',
		{
			// An inquiry that becomes a dispute is answered anew, and a draft is filled with what is known by then.
			key: `${id}/${now.status.startsWith('warning_') ? 'inquiry/' : ''}${submit ? 'submit' : `draft/${digestOf(fields)}`}`,
			kind: 'stripe.dispute',
			lookUp: async () => found(await read()),
			act: async () => {
				const before = await read();
				const done = found(before);
				if (done) return done;
				assertAwaited(before);
				const missing = missingIn(before, fields);
				const after = await write(stripe, id, bodyOf(missing, { submit, reference }));
				return { ...toDispute(after), filled: Object.keys(missing), submitted: submit };
			},
			preview: async () => {
				const before = await read();
				assertAwaited(before);
				return { id, filled: Object.keys(missingIn(before, fields)) };
			},
		},
		({ id: dispute, submitted }) => eventsOf(dispute, { submitted, phase: now.status }),
	);
}

/** What the case learns; named as the trigger names it, so that it is told once. */
function eventsOf(dispute: string, { submitted, phase }: { submitted: boolean; phase: string }): NewEvent[] {
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

async function write(stripe: Stripe, id: string, body: Record<string, string>): Promise<StripeDisputeWithEvidence> {
	const what = `dispute ${id} ${JSON.stringify(body)}`;
	const { status, body: said } = await stripe.post(
		`/v1/disputes/${encodeURIComponent(id)}`,
		body,
		idempotencyKeyOf(what),
	);
	if (status < 400) return answerOf(StripeDisputeWithEvidence, said, 'unknown_outcome');
	throw stripeError(status, said);
}

/** The dispute that is named, else the only one of the case that is open at Stripe. Throws EffectError. */
async function disputeMeant(context: OperationContext): Promise<string> {
	const named = String(context.param<unknown>('dispute', '') ?? '').trim();
	if (named) return named;
	const { reference, disputes = [] } = await context.requireCase();
	const open = disputes.filter(({ provider, state }) => provider === 'stripe' && state === 'open');
	if (open.length === 1) return stripeDisputeOf(open[0]);
	throw invalidInput(
		`Return ${reference} has ${open.length || 'no'} open ${open.length === 1 ? 'dispute' : 'disputes'} at Stripe`,
		open.length
			? `Name one in Dispute: ${open.map(({ id }) => id).join(', ')}.`
			: 'Name one in Dispute; Stripe Refunds: Dispute: Get Many lists those that are open.',
		'dispute',
	);
}

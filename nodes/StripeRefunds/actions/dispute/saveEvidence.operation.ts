import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import {
	disputeProperty,
	effectOptions,
	jsonParam,
	performed,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { fieldsOf, stripeDisputeOf } from '../../dispute/evidence';
import { readDispute, Saved, savingEffect, savingEvents, type Saving } from '../../dispute/saveEvidence';
import { stripeOf } from '../../transport/stripe';

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

export const output = performed('dispute', Saved.partial().required({ id: true, filled: true }));

/** Fills in the evidence of a dispute that Stripe waits for, where nobody has written anything yet; with *Send to the Bank* it is sent, once. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const submit = context.param<boolean>('submit', false);
	const fields = evidenceOf(context);
	const id = await disputeMeant(context);
	const stripe = await stripeOf(context);
	const { status: phase } = await readDispute({ stripe, id });
	const saving: Saving = { stripe, id, fields, submit, reference: context.reference, phase };
	return await context.perform('dispute', savingEffect(saving), (saved) => savingEvents(saving, saved));
}

function evidenceOf(context: OperationContext): Record<string, string> {
	const given = jsonParam(
		context,
		'evidence',
		z.record(z.string(), z.unknown()),
		'Use the evidence of Return Case: Dispute: Describe.',
	);
	return fieldsOf(given ?? {});
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

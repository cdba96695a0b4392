import { z } from 'zod';
import { cutText, invalidInput, type ProviderIds } from '../../shared/model';
import { StripeDispute } from '../records/dispute';

/*
 * Evidence that answers a dispute, as Stripe takes it: texts, each in a field of its own. What somebody has filled in already stays as it is, so a draft
 * that a person works on is never written over, and a repeat finds nothing to do. (Published types of 2026-10-28: DisputeUpdateParams.)
 */

/** A dispute with the texts of its evidence; files are ids there. */
export const StripeDisputeWithEvidence = StripeDispute.extend({
	evidence: z.record(z.string(), z.unknown()).nullish(),
	metadata: z.record(z.string(), z.string()).nullish(),
});
export type StripeDisputeWithEvidence = z.infer<typeof StripeDisputeWithEvidence>;

/** Stripe's names of what Return Case: Dispute: Describe gives. */
const names: Record<string, string> = {
	customerName: 'customer_name',
	customerEmail: 'customer_email_address',
	shippingAddress: 'shipping_address',
	shippingDate: 'shipping_date',
	productDescription: 'product_description',
	refundRefusal: 'refund_refusal_explanation',
	text: 'uncategorized_text',
};
/** Parts of the same that Stripe has no field for. */
const left = ['html', 'fileName'];

/** Further texts of Stripe's own that a flow may give by Stripe's names. */
const texts = [
	...Object.values(names),
	'access_activity_log',
	'billing_address',
	'cancellation_policy_disclosure',
	'cancellation_rebuttal',
	'customer_purchase_ip',
	'duplicate_charge_explanation',
	'duplicate_charge_id',
	'refund_policy_disclosure',
	'service_date',
	'shipping_carrier',
	'shipping_tracking_number',
];

const longestText = 20_000;
const longestTogether = 150_000;

/** The fields as Stripe names them, blank ones left out, each as long as Stripe takes it. Throws EffectError that names one it does not have. */
export function fieldsOf(given: Record<string, unknown>): Record<string, string> {
	const fields: Record<string, string> = {};
	let room = longestTogether;
	for (const [key, value] of Object.entries(given)) {
		if (left.includes(key)) continue;
		const name = names[key] ?? key;
		if (!texts.includes(name))
			throw invalidInput(
				`Stripe has no evidence "${key.slice(0, 60)}" that is a text`,
				`Use the evidence of Return Case: Dispute: Describe, or Stripe's names: ${[...new Set(texts)].join(', ')}.`,
				'evidence',
			);
		if (value !== undefined && value !== null && typeof value !== 'string')
			throw invalidInput(`Evidence "${key}" is no text`, 'Give each as a text.', `evidence.${key}`);
		const text = cutText(value?.trim() ?? '', Math.min(longestText, room));
		if (!text) continue;
		fields[name] = text;
		room -= text.length;
	}
	return fields;
}

/** What is still to be filled in: what somebody has written stays. */
export function missingIn(
	{ evidence }: StripeDisputeWithEvidence,
	fields: Record<string, string>,
): Record<string, string> {
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !evidence?.[name]));
}

/** Body of POST /v1/disputes/{id}. Without `submit` Stripe would send it to the bank, so it is always said. */
export function bodyOf(
	fields: Record<string, string>,
	{ submit, reference }: { submit: boolean; reference?: string },
): Record<string, string> {
	return {
		...Object.fromEntries(Object.entries(fields).map(([name, text]) => [`evidence[${name}]`, text])),
		...(reference && { 'metadata[return_reference]': reference }),
		submit: String(submit),
	};
}

/** Whether Stripe waits for evidence. */
export function awaitsEvidence({ status }: StripeDispute): boolean {
	return status.endsWith('needs_response');
}

/** Whether evidence was sent: the bank looks at it, and takes no more. */
export function isWithBank({ status }: StripeDispute): boolean {
	return status.endsWith('under_review');
}

/** The dispute's id among ids of a case's dispute. */
export function stripeDisputeOf({ id, providerIds }: { id: string; providerIds: ProviderIds }): string {
	return providerIds['stripe.dispute'] ?? id;
}

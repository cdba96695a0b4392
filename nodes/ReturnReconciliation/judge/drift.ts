import { z } from 'zod';
import { FinancialRecord, Money, owners, type Owner } from '../../shared/model';
import type { Role } from './source';

/** Every class of drift: who looks after it, and what to do. */
export const driftClasses = {
	missing_in_erp: {
		owner: 'finance',
		advice: 'Issue the credit note and record the payment (Odoo Returns), or replay the stuck step of the case.',
	},
	missing_in_payment: {
		owner: 'finance',
		advice:
			'Look the payment up at the provider. When no refund was made there, replay the step of the case; do not pay by hand before.',
	},
	missing_in_shop: {
		owner: 'digital',
		advice:
			'Look at the order in the shop. When its refund is missing there, replay the step of the case or record it by hand.',
	},
	missing_in_cases: { owner: 'service', advice: 'Find out who made this refund and why, then record it on its case.' },
	missing_in_other: { owner: 'digital', advice: 'Find out why this system does not know the refund.' },
	amount_differs: {
		owner: 'finance',
		advice: 'Compare the documents; correct the wrong one with a further document, never by changing a booked one.',
	},
	currency_differs: {
		owner: 'finance',
		advice: 'A refund goes back in the currency of the payment. Correct the document that says otherwise.',
	},
	status_differs: {
		owner: 'finance',
		advice:
			'The provider decides how a refund ended. Read it again into the case (Confirm refunds), then correct the books.',
	},
	duplicate: {
		owner: 'finance',
		advice:
			'Find out whether the customer was paid twice or the refund was only written down twice. Cancel the surplus document, or ask the money back.',
	},
	late: {
		owner: 'finance',
		advice: 'Ask the provider why the refund is still on its way; a balance that is too low is the usual reason.',
	},
	refunded_after_failure: {
		owner: 'finance',
		advice:
			'The refund failed and was paid again. Reverse the booking of the failed try, so that the books show one payment.',
	},
	over_captured: {
		owner: 'finance',
		advice: 'More was paid back than was ever taken. Stop further refunds on this payment and look at each one made.',
	},
	unknown_reference: {
		owner: 'service',
		advice:
			"No return is named. Find out what this refund is for; write the return's reference on it, or record it on a case.",
	},
} as const satisfies Record<string, { owner: Owner; advice: string }>;

export type DriftClass = keyof typeof driftClasses;
export const missingIn: Record<Role, DriftClass> = {
	erp: 'missing_in_erp',
	payment: 'missing_in_payment',
	shop: 'missing_in_shop',
	cases: 'missing_in_cases',
	other: 'missing_in_other',
};

/** What each system says of one refund; of refunds that agree this is all. */
export const Named = z.object({
	reference: z.string().optional(),
	intent: z.string().optional(),
	amount: Money,
	/** As they were read. */
	records: z.array(FinancialRecord),
});
export type Named = z.infer<typeof Named>;

export const Drift = Named.extend({
	/** The same drift has the same id every night. */
	id: z.string(),
	class: z.enum(Object.keys(driftClasses) as [DriftClass, ...DriftClass[]]),
	owner: z.enum(owners),
	/** The inputs it is about. */
	sources: z.array(z.string()),
	message: z.string(),
	advice: z.string(),
	/** Whether a case carries this reference, so that the drift can be recorded on it. */
	onCase: z.boolean(),
	/** Perhaps the same refund: equal amount, near in time. For a person to decide. */
	proposedMatch: FinancialRecord.optional(),
});
export type Drift = z.infer<typeof Drift>;

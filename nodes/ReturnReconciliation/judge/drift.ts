import { z } from 'zod';
import { FinancialRecord, GoodsRecord, Money, owners, type Owner } from '../../shared/model';
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
	missing_in_other: {
		owner: 'digital',
		advice: 'Enter the refund in this system, and find out why it did not get there.',
	},
	amount_differs: {
		owner: 'finance',
		advice: 'Compare the documents; correct the wrong one with a further document, never by changing a booked one.',
	},
	currency_differs: {
		owner: 'finance',
		advice: 'A refund goes back in the currency of the payment. Correct the document that says otherwise.',
	},
	several_currencies: {
		owner: 'finance',
		advice:
			'Parts of one refund went back in several currencies. Look at what the payment was taken in, and work out by hand whether the parts make up what is owed.',
	},
	status_differs: {
		owner: 'finance',
		advice:
			'The provider decides how a refund ended. Read it again into the case (Confirm refunds), then correct the books.',
	},
	failed_after_success: {
		owner: 'finance',
		advice:
			'The customer has no money: the refund was told as paid, and came back. Ask the customer for another way, pay it again, and reverse the booking of the failed refund.',
	},
	credit_note_without_payment: {
		owner: 'finance',
		advice:
			'The credit note is posted and nobody has paid it. When the customer is owed the money, replay the step of the case; else reverse the credit note.',
	},
	payout_without_refund: {
		owner: 'finance',
		advice:
			'Money left the balance and no refund is known for it. Open the line at the provider, find out which order and return it is for, and record it on the case.',
	},
	payment_without_payout: {
		owner: 'finance',
		advice:
			'The provider calls the refund paid, but it is in no payout. Look at its balance transactions, and read the payouts over a longer time before anything else is done.',
	},
	chargeback_after_refund: {
		owner: 'finance',
		advice:
			'The bank takes money back that was refunded before. Contest the chargeback with the refund as evidence (credit processed), and pay nothing more on this payment.',
	},
	refund_after_chargeback: {
		owner: 'finance',
		advice:
			'The bank had taken the money before it was refunded, so the customer has it twice. Stop further refunds on this payment; contest the chargeback with the refund as evidence, or ask the customer for it.',
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
	refunded_not_received: {
		owner: 'service',
		advice:
			'Look where the parcel is. When the carrier lost it, claim it; when the customer never sent it, ask for the goods or for the money. A withdrawal by law was rightly paid first when the customer has proof of sending.',
	},
	received_not_refunded: {
		owner: 'service',
		advice:
			'The goods are here and nothing was paid. Look at the case: release what is held, replay its stuck step, or tell the customer why nothing is due.',
	},
	stock_without_receipt: {
		owner: 'warehouse',
		advice:
			'More was put into stock than was received. Count the goods: record the receipt that is missing, or take the movement back in the ERP.',
	},
	sold_in_quarantine: {
		owner: 'warehouse',
		advice:
			'A piece that nobody had released was sold. Stop the delivery when it has not left; else call the customer, and find out how it came out of quarantine.',
	},
	label_unused: {
		owner: 'service',
		advice:
			'The label was paid and its parcel was never scanned. Give it back (Carrier Labels, Void) while the carrier still takes it.',
	},
} as const satisfies Record<string, { owner: Owner; advice: string }>;

export type DriftClass = keyof typeof driftClasses;
export const missingIn: Record<Role, DriftClass> = {
	erp: 'missing_in_erp',
	payment: 'missing_in_payment',
	payout: 'payment_without_payout',
	bank: 'missing_in_payment',
	shop: 'missing_in_shop',
	cases: 'missing_in_cases',
	other: 'missing_in_other',
	// They tell of goods only; no refund is missing there.
	warehouse: 'missing_in_other',
	carrier: 'missing_in_other',
};

/**
 * What mends a drift and may be done without a person, since it moves no money and no goods; `by_hand`: the advice says what a person does.
 */
export const fixes = {
	by_hand: undefined,
	register_payment:
		'The provider has paid and the credit note is posted: register that payment in the books (Odoo Returns, Record Payment). No money moves.',
	record_in_shop:
		'It was paid elsewhere: record the refund in the shop (Shopify Returns, Record), so that the order shows it. No money moves.',
	take_into_case: 'The provider has ended it: take its word into the case (template Confirm refunds).',
} as const satisfies Record<string, string | undefined>;
export type Fix = keyof typeof fixes;

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
	/** What is at risk; absent when nobody says what the goods are worth. */
	amount: Money.optional(),
	/** What each system says of the goods, when it is about them. */
	goods: z.array(GoodsRecord).optional(),
	/** The same drift has the same id every night. */
	id: z.string(),
	class: z.enum(Object.keys(driftClasses) as [DriftClass, ...DriftClass[]]),
	owner: z.enum(owners),
	/** The inputs it is about. */
	sources: z.array(z.string()),
	message: z.string(),
	/** What to do, in words. */
	advice: z.string(),
	/** What may be done about it without a person; `by_hand`: nothing. */
	fix: z.enum(Object.keys(fixes) as [Fix, ...Fix[]]),
	/** Beside the last run: `accepted`: a person lets it be; `healed`: it is no longer there. */
	state: z.enum(['new', 'open', 'accepted', 'healed']),
	/** When a run first found it. */
	firstFound: z.string(),
	/** It could not be judged this time: what it is about was not read, or is too young or too old. */
	unseen: z.boolean().optional(),
	/** When its oldest record was made, and whole days from then on; absent: no record says when. */
	since: z.string().optional(),
	ageDays: z.number().int().optional(),
	/** Whether a case carries this reference, so that the drift can be recorded on it. */
	onCase: z.boolean(),
	/** Perhaps the same refund: equal amount, near in time. For a person to decide. */
	proposedMatch: FinancialRecord.optional(),
});
export type Drift = z.infer<typeof Drift>;

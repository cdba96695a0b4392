import { z } from 'zod';
import { Money } from './money';
import { ProviderIds } from './order';
import { refundStatuses } from './statuses';
import { Instant } from './time';

/** Payments that no order has: what goes back as store credit because somebody chose so, and what only a person can pay back. */
export const storeCredit = 'store_credit';
export const byHand = 'by_hand';

/** What a part of a refund is for, where its kind alone does not say. */
export const partNames = [
	'return_fee',
	'restocking_fee',
	'piece_fee',
	'deduction',
	'label',
	/** Of goods that the customer keeps: what does not go back. */
	'kept',
	'tax_kept',
	'duties',
	/** What store credit is worth more; no money that was paid. */
	'bonus',
	/** More than was paid and has not gone back. */
	'not_paid',
	/** What the customer still has to pay for the order. */
	'outstanding',
	/** What makes it an amount that the payment's provider can pay. */
	'rounding',
	/** What a register took besides the price, since it takes coins that there are. */
	'coins',
	/** What another refund of the same goods pays. */
	'other_refund',
] as const;
export type PartName = (typeof partNames)[number];

/** One refund that shall be made. Frozen when it becomes due: every retry sends exactly this. */
export const RefundIntent = z
	.object({
		/** `RMA-…/R1`: the idempotency key of the money. */
		id: z.string(),
		amount: Money.refine((value) => value.amount > 0, 'must be more than zero'),
		/** What the amount is made of. The parts add up to it; fees are negative. */
		breakdown: z
			.array(
				z.object({
					kind: z.enum(['line', 'tax', 'shipping', 'fee', 'adjustment']),
					name: z.enum(partNames).optional(),
					line: z.string().optional(),
					quantity: z.number().int().optional(),
					amount: Money,
					description: z.string().default(''),
				}),
			)
			.default([]),
		/** Which payment it goes back to; `store_credit` and `by_hand` are no payment of the order. */
		payment: z.object({
			id: z.string(),
			processor: z.string(),
			method: z.string().optional(),
			providerIds: ProviderIds.default({}),
		}),
		reason: z.string().default('return'),
	})
	.superRefine(({ amount, breakdown }, context) => {
		const stray = breakdown.find((part) => part.amount.currency !== amount.currency);
		const total = breakdown.reduce((sum, part) => sum + part.amount.amount, 0);
		if (stray)
			context.addIssue({
				code: z.ZodIssueCode.custom,
				path: ['breakdown'],
				message: `mixes ${stray.amount.currency} with ${amount.currency}`,
			});
		else if (breakdown.length && total !== amount.amount)
			context.addIssue({
				code: z.ZodIssueCode.custom,
				path: ['breakdown'],
				message: `adds up to ${total}, the amount is ${amount.amount} (minor units of ${amount.currency})`,
			});
	});
export type RefundIntent = z.infer<typeof RefundIntent>;

/** A refund as the payment provider knows it. */
export const Refund = z.object({
	id: z.string(),
	intent: z.string(),
	amount: Money,
	status: z.enum(refundStatuses),
	/** The provider's own word, kept raw. */
	providerStatus: z.string().optional(),
	failureReason: z.string().optional(),
	/** While it is on its way, and goes on only when somebody does something: who, what, and until when. */
	waitsFor: z.object({ who: z.enum(['finance', 'customer']), what: z.string(), until: Instant.optional() }).optional(),
	createdAt: Instant.optional(),
	providerIds: ProviderIds.default({}),
});
export type Refund = z.infer<typeof Refund>;

export const CreditNote = z.object({
	id: z.string(),
	number: z.string().optional(),
	amount: Money,
	intent: z.string().optional(),
	providerIds: ProviderIds.default({}),
});
export type CreditNote = z.infer<typeof CreditNote>;

export const RefundPayment = z.object({
	id: z.string(),
	amount: Money,
	/** The provider's refund id, as the ERP's memo carries it. */
	refund: z.string(),
	intent: z.string().optional(),
	providerIds: ProviderIds.default({}),
});
export type RefundPayment = z.infer<typeof RefundPayment>;

/** Credit that a customer was given for the next purchase: a balance, a gift card, a voucher. */
export const StoreCredit = z.object({
	id: z.string(),
	/** store_credit, gift_card, … */
	kind: z.string().default('store_credit'),
	amount: Money.optional(),
	/** The refund that it settles; absent: it was given besides. */
	intent: z.string().optional(),
	/** What the shop remembers it by: the refund, or the reference that was given. */
	credit: z.string().optional(),
	providerIds: ProviderIds.default({}),
});
export type StoreCredit = z.infer<typeof StoreCredit>;

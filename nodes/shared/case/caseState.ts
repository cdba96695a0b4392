import { z } from 'zod';
import {
	authorizationStatuses,
	caseKinds,
	CaseException,
	CreditNote,
	Customer,
	Decision,
	DisputedPayment,
	DisputeMovement,
	disputeOutcomes,
	Hold,
	Inspection,
	inspectionStatuses,
	labelRefunds,
	logisticsStatuses,
	Money,
	Order,
	ParcelClaim,
	parcelStatuses,
	PolicySettings,
	Proof,
	ProviderIds,
	Receipt,
	Refund,
	RefundIntent,
	RefundPayment,
	refundTimings,
	refundWays,
	ReturnLabel,
	ReturnLine,
	settlementStatuses,
	StoreCredit,
	Statement,
} from '../model';
import { Review } from './review';
import { Quantities } from './quantities';
import { WithdrawalClock } from './withdrawalClock';

/** A line as the customer asked for it; `quantity` is the requested number of pieces. */
const CaseLine = ReturnLine.extend({ quantities: Quantities });
export type CaseLine = z.infer<typeof CaseLine>;

/** One refund of a case, from its decision to the books. */
export const RefundLeg = z.object({
	intent: RefundIntent,
	/** `dropped`: a person decided that it is not paid; it still covers its goods. */
	state: z.enum(['held', 'due', 'pending', 'succeeded', 'failed', 'dropped']),
	/** Refunds of others that finance was told of when it was asked about this one. */
	elsewhere: z.array(z.string()).optional(),
	/** The dispute that a held one waits for. */
	dispute: z.string().optional(),
	/** When a held one becomes due by itself (delayedRefunds.ts). */
	releaseAt: z.string().optional(),
	refund: Refund.optional(),
	/** What the customer got instead of money. */
	storeCredit: StoreCredit.optional(),
	/** The new goods that it was given for; `rest`: what they left of it, a refund of its own when it is paid. */
	exchange: z.object({ id: z.string(), rest: Money.optional() }).optional(),
	creditNote: CreditNote.optional(),
	payment: RefundPayment.optional(),
	/** What the shop was told of it, when it went back elsewhere: the shop's refund, and how much of it that shows. */
	shopRecord: z.object({ id: z.string(), amount: Money }).optional(),
});
export type RefundLeg = z.infer<typeof RefundLeg>;

/** A disputed payment of a case's order, and what has become of it. */
export const CaseDispute = DisputedPayment.extend({
	state: z.enum(['open', ...disputeOutcomes]),
	openedAt: z.string(),
	draftedAt: z.string().optional(),
	submittedAt: z.string().optional(),
	decidedAt: z.string().optional(),
	movements: z.array(DisputeMovement).optional(),
	/** Up to when finance was reminded of the evidence, in milliseconds since 1970 (disputeReminders.ts). */
	remindedAt: z.number().optional(),
});
export type CaseDispute = z.infer<typeof CaseDispute>;

/** What a person may still do with a return (can.ts). */
const Can = z.object({
	/** Enough people have approved, or one is enough. */
	approve: z.boolean(),
	/** A person is asked to approve. */
	giveApproval: z.boolean(),
	decline: z.boolean(),
	cancel: z.boolean(),
	/** A refund that is held may be released. */
	release: z.boolean(),
	/** A refund may be dropped: it is neither on its way nor paid. */
	drop: z.boolean(),
	reopen: z.boolean(),
});
export type Can = z.infer<typeof Can>;

/** What is computed from the rest: the four tracks (rollUp.ts), and what may still be done. */
const RollUps = z.object({
	authorization: z.enum(authorizationStatuses),
	logistics: z.enum(logisticsStatuses),
	inspection: z.enum(inspectionStatuses),
	settlement: z.enum(settlementStatuses),
	can: Can,
});
export type RollUps = z.infer<typeof RollUps>;

/** A return case: quantities, legs, and what is computed from them. Nodes give it out as it is, under `case`. */
export const CaseState = z
	.object({
		reference: z.string(),
		kind: z.enum(caseKinds),
		brand: z.string(),
		channel: z.string(),
		orderNumber: z.string().optional(),
	})
	.merge(RollUps)
	.extend({
		/** The facts that the authorization track is computed from. */
		verdict: z.enum(['requested', 'in_review', 'approved', 'declined', 'canceled', 'expired']),
		/** Position of the last event. */
		version: z.number().int(),
		openedAt: z.string(),
		/** When its newest event was recorded, which can be long after it happened. */
		updatedAt: z.string(),
		closedAt: z.string().optional(),
		customer: Customer.optional(),
		lines: z.array(CaseLine),
		/** The order as each system knows it now, in the order in which they were asked; `order` is as the first of them does. */
		order: Order.optional(),
		orders: z.record(z.string(), Order),
		decision: Decision.optional(),
		/** While people decide, and of those who have approved. */
		review: Review.optional(),
		/** The policy of a return that was approved without a decision of ours: as the settings were then. */
		rules: PolicySettings.optional(),
		/** When the return was approved, and when its order was looked at last. */
		approvedAt: z.string().optional(),
		orderFoundAt: z.string().optional(),
		refundTiming: z.enum(refundTimings).optional(),
		/** How the customer gets what is owed: as they asked, or as a reviewer decided. Absent: the way they paid. */
		refundTo: z.enum(refundWays).optional(),
		/** How the goods come back, when the request said so. */
		returnBy: z.enum(['parcel', 'drop_off']).optional(),
		/** The customer has withdrawn from the contract by law. */
		withdrawal: z.boolean().optional(),
		/** It was begun, or met, in shadow mode: to its end nothing is done outside for it. */
		shadow: z.boolean().optional(),
		/** What the customer has declared, and whether they have got the receipt. Its words are in the event `withdrawal.declared`. */
		statements: z
			.array(
				Statement.pick({ id: true, channel: true, email: true, held: true }).extend({
					toldAt: z.string(),
					recordedAt: z.string(),
					acknowledgedAt: z.string().optional(),
				}),
			)
			.optional(),
		/** What must be done by when, since the customer has withdrawn. */
		clock: WithdrawalClock.optional(),
		/** The customer's consent to another way than they paid, and when it was recorded. */
		consent: z.object({ refundTo: z.enum(refundWays), at: z.string() }).optional(),
		/** Systems in which the order was canceled, because nothing of it had been sent. */
		orderCanceledIn: z.array(z.string()).optional(),
		/** What shows something of the goods, and when it was given; photos are those of their lines, too. */
		proofs: z.array(Proof.extend({ at: z.string(), by: z.string().optional() })).optional(),
		labels: z.array(
			ReturnLabel.extend({
				voided: z.boolean().optional(),
				/** What became of its price, once it was given back. */
				refund: z.enum(labelRefunds).optional(),
			}),
		),
		/** What was said last of the parcel that was told of last. */
		tracking: z.object({ trackingNumber: z.string(), status: z.string() }).optional(),
		/** Every parcel that a carrier has told of: how far it came (`reached`), and what was said last. */
		parcels: z
			.array(
				z.object({
					trackingNumber: z.string(),
					reached: z.enum(parcelStatuses),
					status: z.enum(parcelStatuses),
					detail: z.string().optional(),
					/** When the carrier first had it, and when it was delivered. */
					acceptedAt: z.string().optional(),
					deliveredAt: z.string().optional(),
					estimatedDelivery: z.string().optional(),
				}),
			)
			.optional(),
		/** What carriers were asked to pay for, and what they answered. */
		claims: z.array(ParcelClaim).optional(),
		/** Up to when the customer was reminded to send, in milliseconds since 1970 (sendReminders.ts). */
		remindedAt: z.number().optional(),
		/** `canceled`: the warehouse has taken it back. */
		receipts: z.array(Receipt.extend({ canceled: z.boolean().optional() })),
		inspections: z.array(Inspection),
		/** Amounts held on the customer's card, and what became of them. */
		holds: z
			.array(Hold.extend({ state: z.enum(['placed', 'captured', 'released']), captured: Money.optional() }))
			.optional(),
		/** Payments of the order that the customer disputes, or disputed, at the bank. */
		disputes: z.array(CaseDispute).optional(),
		refunds: z.array(RefundLeg),
		exceptions: z.array(CaseException.extend({ resolved: z.boolean().optional() })),
		/** Ids of this case's documents in other systems: `odoo.return`, `shopify.return`, … */
		ids: ProviderIds,
	});
export type CaseState = z.infer<typeof CaseState>;

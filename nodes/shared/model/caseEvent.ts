import { z } from 'zod';
import { disputeOutcomes, DisputedPayment, DisputeMovement } from './disputedPayment';
import { Money } from './money';
import { Order, ProviderIds } from './order';
import { processorNames } from './providers';
import { CreditNote, Refund, RefundIntent, RefundPayment, StoreCredit } from './refund';
import {
	CaseException,
	Decision,
	Hold,
	Inspection,
	ParcelClaim,
	Proof,
	Receipt,
	ReturnLabel,
	ReturnRequest,
	StockMovement,
	Tracking,
} from './returns';
import { PolicySettings } from './settings';
import { labelRefunds, owners, refundWays, reviewAddressees } from './statuses';
import { storable } from './storable';
import { Instant } from './time';
import { Statement, WithdrawalReceipt } from './withdrawal';

const approvedLines = z.array(z.object({ line: z.string(), quantity: z.number().int().nonnegative() }));
/** What staff did while a case was in shadow mode, where the case has no event of its own for it. */
const observations = ['approved', 'declined', 'canceled', 'closed', 'reopened', 'refunded'] as const;
/** Whom an event of a review asks, by their address in the settings; absent: nobody. */
const reviewAddressee = z.enum(reviewAddressees).optional();
const refundNews = z.object({ refund: Refund });

/** What each event type carries. Data a sender adds besides is kept. */
export const eventData = {
	'return.requested': z.object({ request: ReturnRequest }),
	'return.review_required': z.object({ decision: Decision }),
	'return.approval_given': z.object({
		by: z.string().trim().min(1),
		/** What they approved, frozen: pieces by line, and what they are worth. */
		lines: approvedLines,
		value: Money.optional(),
		note: z.string().optional(),
		asks: reviewAddressee,
		message: z.string().optional(),
	}),
	'return.approval_voided': z.object({ reason: z.string(), asks: reviewAddressee }),
	'return.review_reminded': z.object({
		/** Which one, from 1. */
		reminder: z.number().int().positive(),
		escalated: z.boolean(),
		asks: reviewAddressee,
		message: z.string(),
	}),
	'return.proof_given': z.object({ proof: Proof }),
	'return.approved': z.object({
		lines: approvedLines.optional(),
		decision: Decision.optional(),
		refundTo: z.enum(refundWays).optional(),
		note: z.string().optional(),
	}),
	'policy.kept': z.object({ rules: PolicySettings.strip() }),
	'return.declined': z.object({ reason: z.string(), note: z.string().optional(), decision: Decision.optional() }),
	'return.canceled': z.object({ reason: z.string().optional() }),
	'return.expired': z.object({}),
	/** `day` after the approval; `at`: milliseconds since 1970, what lies before is not told any more. */
	'return.reminded': z.object({ day: z.number().int().positive(), at: z.number().int() }),
	/** How many pieces of these lines remain. */
	'return.items_removed': z.object({ lines: approvedLines }),
	'return.closed': z.object({ reason: z.string().optional() }),
	'return.reopened': z.object({ reason: z.string().optional() }),
	'withdrawal.declared': z.object({ statement: Statement, receipt: WithdrawalReceipt }),
	/** `how`: of a receipt that was not sent by e-mail, e.g. by post. */
	'withdrawal.acknowledged': z.object({ statement: z.string(), how: z.string().optional() }),
	'withdrawal.proof_given': z.object({ proof: z.string().min(1), sentAt: Instant.optional() }),
	'withdrawal.consent_given': z.object({ refundTo: z.literal('store_credit'), consent: z.string().min(1) }),
	'withdrawal.reminded': z.object({
		about: z.enum(['refund', 'receipt']),
		/** Days since the statement, of a refund that is late, days since it was due. */
		day: z.number().int(),
		/** Milliseconds since 1970 that it was due at: what lies before is not told any more. */
		at: z.number().int(),
		owner: z.enum(owners),
		message: z.string(),
		advice: z.string(),
	}),
	'order.canceled': z.object({ id: z.string(), system: z.string(), name: z.string().optional() }),
	'order.found': z.object({
		order: Order,
		system: z.string(),
		lineLinks: z.record(z.string(), z.string()).default({}),
	}),
	'payment.found': z.object({
		/** The payment's id in the order. */
		payment: z.string(),
		processor: z.enum(processorNames),
		providerIds: ProviderIds,
	}),
	'return_document.created': z.object({ id: z.string(), system: z.string(), name: z.string().optional() }),
	'return_document.canceled': z.object({ id: z.string(), system: z.string(), name: z.string().optional() }),
	'return_document.undone': z.object({
		id: z.string(),
		system: z.string(),
		lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
	}),
	'shop_return.processed': z.object({ id: z.string() }),
	'shop_parcel.announced': z.object({
		id: z.string(),
		trackingNumber: z.string().optional(),
		trackingUrl: z.string().optional(),
	}),
	'shop_goods.sorted': z.object({
		id: z.string(),
		lines: z.array(z.object({ line: z.string(), quantity: z.number().int().positive(), disposition: z.string() })),
	}),
	'shop_stock.changed': z.object({
		id: z.string(),
		changes: z.array(
			z.object({ item: z.string(), location: z.string(), quantity: z.string(), delta: z.number().int() }),
		),
	}),
	'shop_refund.recorded': z.object({ id: z.string(), intent: z.string(), amount: Money }),
	'label.issued': z.object({ label: ReturnLabel }),
	'label.voided': z.object({ label: z.string() }),
	'label.refund_decided': z.object({ label: z.string(), refund: z.enum(labelRefunds) }),
	'shipment.in_transit': z.object({ tracking: Tracking }),
	'shipment.delivered': z.object({ tracking: Tracking }),
	'shipment.exception': z.object({ tracking: Tracking }),
	'claim.opened': z.object({ claim: ParcelClaim }),
	'claim.decided': z.object({
		claim: z.string(),
		outcome: z.enum(['paid', 'refused']),
		amount: Money.optional(),
		note: z.string().optional(),
	}),
	'return.received': z.object({ receipt: Receipt }),
	'receipt.canceled': z.object({ receipt: z.string(), reason: z.string().optional() }),
	'return.inspected': z.object({ inspection: Inspection }),
	'receipt.posted': z.object({ id: z.string(), system: z.string(), receipt: z.string().optional() }),
	'stock.updated': z.object({ movements: z.array(StockMovement), system: z.string() }),
	'hold.placed': z.object({ hold: Hold }),
	'hold.captured': z.object({ hold: z.string(), amount: Money }),
	'hold.released': z.object({ hold: z.string() }),
	'dispute.opened': z.object({ dispute: DisputedPayment }),
	'dispute.funds_moved': z.object({ dispute: z.string(), movement: DisputeMovement }),
	'dispute.evidence_drafted': z.object({ dispute: z.string() }),
	'dispute.evidence_submitted': z.object({ dispute: z.string() }),
	'dispute.decided': z.object({ dispute: z.string(), outcome: z.enum(disputeOutcomes) }),
	'dispute.reminded': z.object({
		dispute: z.string(),
		/** Milliseconds since 1970 that it was due at: what lies before is not told any more. */
		at: z.number().int(),
		owner: z.enum(owners),
		message: z.string(),
		advice: z.string(),
	}),
	'refund.held': z.object({
		intent: RefundIntent,
		until: z.string(),
		elsewhere: z.array(z.string()).optional(),
		/** The dispute that it waits for; one that was due waits as well. */
		dispute: z.string().optional(),
		/** When it becomes due by itself, unless somebody has said otherwise by then. */
		releaseAt: Instant.optional(),
	}),
	'refund.dropped': z.object({ intent: z.string(), reason: z.string().optional() }),
	'refund.due': z.object({ intent: RefundIntent }),
	'refund.submitted': refundNews,
	'refund.succeeded': refundNews,
	'refund.failed': refundNews,
	'credit_note.posted': z.object({ creditNote: CreditNote }),
	'payment.recorded': z.object({ payment: RefundPayment }),
	'store_credit.issued': StoreCredit,
	'exchange.created': z.object({ id: z.string(), intent: RefundIntent.optional(), rest: Money.optional() }),
	'exception.opened': z.object({ exception: CaseException }),
	'exception.resolved': z.object({
		code: z.string(),
		intent: z.string().optional(),
		/** Only those about this dispute. */
		dispute: z.string().optional(),
		note: z.string().optional(),
	}),
	'reconciliation.drift_found': z.object({
		class: z.string(),
		message: z.string(),
		/** The same every night. */
		drift: z.string().optional(),
		/** What mends it without a person; `by_hand`: nothing. */
		fix: z.string().optional(),
		/** The refund that it is about. */
		intent: z.string().optional(),
	}),
	'customer.notified': z.object({ about: z.string() }),
	'note.added': z.object({ note: z.string().trim().min(1) }),
	'step.no_action': z.object({ step: z.string(), reason: z.string() }),
	'shadow.began': z.object({ brand: z.string() }),
	'shadow.withheld': z.object({
		/** The effect, such as `stripe.refund`, and what names it once and for all. */
		effect: z.object({ kind: z.string(), key: z.string() }),
		/** What would have been done; absent when that could not be worked out. */
		would: z.record(z.string(), z.unknown()).optional(),
		/** Why it could not be worked out, or would have been refused. */
		problem: z.string().optional(),
	}),
	'shadow.observed': z.object({
		what: z.enum(observations),
		/** What the other system calls it. */
		id: z.string(),
		system: z.string(),
		amount: Money.optional(),
	}),
} as const;

export type EventType = keyof typeof eventData;
export const eventTypes = Object.keys(eventData) as [EventType, ...EventType[]];
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>;

/** Longest id of an event or of a document elsewhere: databases keep no index of longer ones. */
const longestId = 500;
/** Largest data of one event, in characters of JSON. What an event brings is carried on by its case, and read with each later one. */
const largestData = 1_000_000;

/**
 * Something that happened to a case, before it is stored. `source` + `id` name it once and for all: the same pair is stored once.
 * `references` are ids of other systems by which the case can be found from now on.
 */
export const NewEvent = z.object({
	id: z.string().min(1).max(longestId),
	source: z.string().min(1).max(100),
	type: z.enum(eventTypes),
	time: Instant.optional(),
	/** Who did it, for the audit trail: a person, a step or a system. */
	actor: z.string().optional(),
	data: z.record(z.string(), z.unknown()).default({}),
	references: z.record(z.string().max(100), z.string().max(longestId)).optional(),
});
export type NewEvent = z.infer<typeof NewEvent>;

/** A stored event: the CloudEvents 1.0 envelope, with the position in its case. */
export const StoredEvent = z.object({
	specversion: z.literal('1.0'),
	id: z.string(),
	source: z.string(),
	type: z.enum(eventTypes),
	subject: z.string(),
	time: z.string(),
	actor: z.string().optional(),
	position: z.number().int(),
	data: z.record(z.string(), z.unknown()),
});

/** The same, with what its type carries. */
export interface CaseEvent<T extends EventType = EventType> extends Omit<z.infer<typeof StoredEvent>, 'type' | 'data'> {
	type: T;
	data: EventData<T>;
}

/** A failure to understand an event: which field, what was wrong. */
export class InvalidEvent extends Error {
	constructor(
		readonly eventType: string,
		readonly issues: Array<{ field: string; message: string }>,
	) {
		super(`${eventType}: ${issues.map(({ field, message }) => `${field || 'data'} ${message}`).join('; ')}`);
		this.name = 'InvalidEvent';
	}
}

/** Checks an event's envelope and data. Returns it typed; throws InvalidEvent naming field and fault. */
export function parseNewEvent(input: unknown): NewEvent {
	const envelope = NewEvent.safeParse(storableEvent(input));
	if (!envelope.success) throw invalid('event', envelope.error);
	const data = eventData[envelope.data.type].passthrough().safeParse(envelope.data.data);
	if (!data.success) throw invalid(envelope.data.type, data.error);
	return { ...envelope.data, data: data.data as Record<string, unknown> };
}

/** The event as every database can keep it. Throws InvalidEvent when it is too large. */
function storableEvent(input: unknown): unknown {
	const { type } = (input ?? {}) as { type?: unknown };
	const tooLarge = (message: string) =>
		new InvalidEvent(typeof type === 'string' ? type.slice(0, 50) : 'event', [{ field: 'data', message }]);
	let size: number;
	try {
		size = JSON.stringify(input)?.length ?? 0;
	} catch (error) {
		throw tooLarge(
			error instanceof RangeError ? 'is nested too deeply' : `is no plain JSON (${(error as Error).message})`,
		);
	}
	if (size > largestData)
		throw tooLarge(
			`is ${(size / 1e6).toFixed(1)} MB large; an event may have ${largestData / 1e6} MB. Keep files and long texts elsewhere, and give their address`,
		);
	return storable(input);
}

function invalid(type: string, error: z.ZodError): InvalidEvent {
	return new InvalidEvent(
		type,
		error.issues.map(({ path, message }) => ({ field: path.join('.'), message })),
	);
}

import type { AuthorizationStatus, EventType, Owner } from '../model';

/** Who looks after an exception that a case opens by itself. */
export const exceptionOwners = {
	requested_again: 'service',
	expired_late: 'service',
	document_of_ended_return: 'warehouse',
	return_undone: 'service',
	withdrawal_of_ended_return: 'service',
	withdrawal_without_address: 'service',
	label_of_ended_return: 'service',
	label_not_refunded: 'finance',
	parcel_of_ended_return: 'warehouse',
	shipment: 'service',
	lost_parcel: 'service',
	returned_parcel: 'service',
	found_parcel: 'service',
	not_received: 'warehouse',
	missing: 'service',
	goods_of_ended_return: 'warehouse',
	unknown_item: 'warehouse',
	over_receipt: 'warehouse',
	over_inspection: 'warehouse',
	receipt_canceled: 'warehouse',
	sent_back_after_refund: 'finance',
	refund_without_goods: 'finance',
	refund_of_ended_return: 'finance',
	foreign_payment: 'finance',
	unknown_refund: 'finance',
	refund_not_due: 'finance',
	refund_differs: 'finance',
	refund_failed: 'finance',
	refund_waits_for_funds: 'finance',
	refund_waits_for_customer: 'service',
	paid_twice: 'finance',
	late_decision: 'service',
	late_inspection: 'warehouse',
	late_refund: 'finance',
	late_confirmation: 'finance',
	late_books: 'finance',
	dispute: 'finance',
	dispute_lost: 'finance',
	dispute_decided: 'finance',
	refund_beside_dispute: 'finance',
} as const satisfies Record<string, Owner>;
export type ExceptionCode = keyof typeof exceptionOwners;

/** How far the decision about a return is. */
export type Verdict = AuthorizationStatus;

export interface Transition {
	/** A fact has happened and is always recorded. A command is a wish, and refused when it does not fit. */
	kind: 'fact' | 'command';
	/** Verdicts in which it fits. */
	from: readonly Verdict[];
	/** When it does not fit all the same, in words; commands.ts and misfits.ts look. */
	unless?: string;
	/** Facts: the exception that it opens when it does not fit. */
	otherwise?: ExceptionCode;
	/** Exceptions that it can open besides, by what it says. */
	opens?: readonly ExceptionCode[];
}

const alive = ['requested', 'in_review', 'approved'] as const;
const always = ['requested', 'in_review', 'approved', 'declined', 'canceled', 'expired'] as const;

const fits: Transition = { kind: 'fact', from: always };
const fact = (
	from: readonly Verdict[],
	otherwise: ExceptionCode,
	opens: readonly ExceptionCode[] = [],
): Transition => ({ kind: 'fact', from, otherwise, opens });
const command = (from: readonly Verdict[], unless?: string, opens: readonly ExceptionCode[] = []): Transition => ({
	kind: 'command',
	from,
	...(unless && { unless }),
	opens,
});

/** Every event: fact or command, when it fits, and what it opens when it does not. docs/events.md shows this table. */
export const transitions: Record<EventType, Transition> = {
	'return.requested': fact([], 'requested_again'), // opens a case; in a case that is there it changes nothing
	'return.review_required': fits, // late, when the return was decided or canceled meanwhile: then it changes nothing
	'return.approval_given': command(
		['requested', 'in_review'],
		'they have approved before, or it has changed since they looked',
	),
	'return.approval_voided': fits,
	'return.review_reminded': fits,
	'return.proof_given': fits,
	'return.approved': command(alive, 'two people must approve it, and have not approved just that'),
	'policy.kept': fits,
	'return.declined': command(always, 'a refund is due or paid', ['goods_of_ended_return']),
	'return.canceled': command(always, 'a refund is due or paid', ['goods_of_ended_return']),
	'return.expired': {
		...fact([...alive, 'expired'], 'expired_late'),
		unless: 'goods have arrived, a refund is due or paid, or it is closed',
	},
	'return.reminded': fits,
	'return.items_removed': fits, // before it is approved it changes nothing: what is approved then is what remains
	'return.closed': fits,
	'return.reopened': fits,
	'withdrawal.declared': fact(alive, 'withdrawal_of_ended_return', ['withdrawal_without_address']),
	'withdrawal.acknowledged': fits,
	'withdrawal.proof_given': fits,
	'withdrawal.consent_given': fits,
	'withdrawal.reminded': fits,
	'order.canceled': fits,
	'order.found': fits,
	'payment.found': fits,
	'return_document.created': fact(alive, 'document_of_ended_return'),
	'return_document.canceled': fits,
	'return_document.undone': { ...fits, opens: ['return_undone'] },
	'shop_return.processed': fits,
	'shop_parcel.announced': fact(alive, 'parcel_of_ended_return'),
	'shop_goods.sorted': fits,
	'shop_stock.changed': fits,
	'shop_refund.recorded': fits,
	'label.issued': fact(alive, 'label_of_ended_return'),
	'label.voided': fits,
	'label.refund_decided': { ...fits, opens: ['label_not_refunded'] },
	'shipment.in_transit': fact(alive, 'parcel_of_ended_return'),
	'shipment.delivered': fact(alive, 'parcel_of_ended_return', ['found_parcel']),
	'shipment.exception': fact(alive, 'parcel_of_ended_return', ['shipment', 'lost_parcel', 'returned_parcel']),
	'claim.opened': fits,
	'claim.decided': fits,
	'return.received': fact(alive, 'goods_of_ended_return', ['unknown_item', 'over_receipt']),
	'receipt.canceled': { ...fits, opens: ['receipt_canceled', 'refund_without_goods'] },
	'return.inspected': fact(alive, 'goods_of_ended_return', [
		'unknown_item',
		'over_inspection',
		'sent_back_after_refund',
	]),
	'receipt.posted': fits,
	'stock.updated': fits,
	'hold.placed': fits,
	'hold.captured': fits,
	'hold.released': fits,
	'dispute.opened': { ...fits, opens: ['dispute'] },
	'dispute.funds_moved': fits,
	'dispute.evidence_drafted': fits,
	'dispute.evidence_submitted': fits,
	'dispute.decided': { ...fits, opens: ['dispute_lost', 'dispute_decided'] },
	'dispute.reminded': fits,
	'refund.held': fact(alive, 'refund_of_ended_return', ['foreign_payment']),
	'refund.dropped': command(always, 'it is on its way or paid'),
	'refund.due': command(
		['approved'],
		"the payment is not one of the order's, is in another currency, is disputed, or has less left, or a withdrawal would end in store credit without consent",
	),
	'refund.submitted': fact(alive, 'refund_of_ended_return', [
		'unknown_refund',
		'refund_not_due',
		'refund_waits_for_funds',
		'refund_waits_for_customer',
	]),
	'refund.succeeded': fact(alive, 'refund_of_ended_return', [
		'unknown_refund',
		'paid_twice',
		'refund_not_due',
		'refund_differs',
		'refund_beside_dispute',
	]),
	'refund.failed': { ...fits, opens: ['refund_failed'] },
	'credit_note.posted': fits,
	'payment.recorded': fits,
	'store_credit.issued': fact(alive, 'refund_of_ended_return', ['unknown_refund', 'paid_twice']),
	'exchange.created': fact(alive, 'refund_of_ended_return', ['paid_twice', 'foreign_payment']),
	'exception.opened': fits,
	'exception.resolved': fits,
	'reconciliation.drift_found': fits,
	'customer.notified': fits,
	'note.added': fits,
	'step.no_action': fits,
	'shadow.began': fits,
	'shadow.withheld': fits,
	'shadow.observed': fits,
};

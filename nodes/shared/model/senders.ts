import { eventTypes, type EventType } from './caseEvent';
import { isOwnSource } from './sources';

/** Who tells a case something from outside. The source of what they tell begins with it, so that no id of theirs can be one of ours. */
export const senderKinds = ['warehouse', 'carrier', 'shop', 'flow'] as const;
export type SenderKind = (typeof senderKinds)[number];

/** Every event: the kind of sender that may record it from outside, or what to do instead. */
export const recordable: Record<EventType, SenderKind | { instead: string }> = {
	'return.requested': { instead: 'Open a case with Return Case: Open.' },
	'return.review_required': 'flow',
	'return.approval_given': { instead: 'Use Return Case: Give Approval.' },
	'return.approval_voided': {
		instead: 'Use Return Case: Give Approval; the package records this by itself when the return changes after that.',
	},
	'return.review_reminded': {
		instead: 'Use nothing for it: the lane Ask People of template 01 reminds by itself, as the policy says.',
	},
	'return.proof_given': { instead: 'Use Return Case: Attach Proof.' },
	'return.approved': 'flow',
	'policy.kept': { instead: 'Use Return Policy: Evaluate; the case keeps the policy it was decided by.' },
	'return.declined': 'flow',
	'return.canceled': 'flow',
	'return.expired': 'flow',
	'return.reminded': {
		instead: 'Use a Return Case Trigger: the package reminds by itself while one is published, as the policy says.',
	},
	'return.items_removed': { instead: 'Use Shopify Returns: Return: Remove Items.' },
	'return.closed': 'flow',
	'return.reopened': 'flow',
	'withdrawal.declared': { instead: 'Use Return Case: Declare Withdrawal.' },
	'withdrawal.acknowledged': { instead: 'Use Return Case: Acknowledge Withdrawal.' },
	'withdrawal.proof_given': 'flow',
	'withdrawal.consent_given': 'flow',
	'withdrawal.reminded': {
		instead: 'Use a Return Case Trigger: the package reminds by itself while one is published.',
	},
	'order.canceled': { instead: 'Use Shopify Returns or Odoo Returns: Order: Cancel, which cancels it and records it.' },
	'order.found': 'shop',
	'payment.found': { instead: 'Use Stripe Refunds: Payment: Find.' },
	'return_document.created': { instead: 'Use Odoo Returns: Return: Create, which makes the document and records it.' },
	'return_document.canceled': { instead: 'Use Odoo Returns: Return: Cancel.' },
	'return_document.undone': { instead: 'Use Odoo Returns: Return: Undo.' },
	'shop_return.processed': { instead: 'Use Shopify Returns: Process.' },
	'shop_parcel.announced': { instead: 'Use Shopify Returns to announce the parcel.' },
	'shop_goods.sorted': { instead: 'Use Shopify Returns to dispose of the goods.' },
	'shop_stock.changed': { instead: 'Use Shopify Returns to change the stock.' },
	'shop_refund.recorded': { instead: 'Use Shopify Returns: Refund: Record.' },
	'label.issued': 'carrier',
	'label.voided': 'carrier',
	'label.refund_decided': 'carrier',
	'shipment.in_transit': 'carrier',
	'shipment.delivered': 'carrier',
	'shipment.exception': 'carrier',
	'claim.opened': { instead: 'Use shipment.exception: what a carrier has lost or damaged is claimed by itself.' },
	'claim.decided': 'carrier',
	'return.received': 'warehouse',
	'receipt.canceled': 'warehouse',
	'return.inspected': 'warehouse',
	'receipt.posted': { instead: 'Use Odoo Returns: Goods: Receive.' },
	'stock.updated': { instead: 'Use Odoo Returns: Goods: Sort.' },
	'hold.placed': { instead: 'Use Stripe Refunds: Hold: Create.' },
	'hold.captured': { instead: 'Use Stripe Refunds: Hold: Capture.' },
	'hold.released': { instead: 'Use Stripe Refunds: Hold: Release.' },
	'dispute.opened': 'flow',
	'dispute.funds_moved': 'flow',
	'dispute.evidence_drafted': { instead: 'Use Stripe Refunds: Dispute: Save Evidence.' },
	'dispute.evidence_submitted': 'flow',
	'dispute.decided': 'flow',
	'dispute.reminded': {
		instead: 'Use a Return Case Trigger: the package reminds by itself while one is published.',
	},
	'refund.held': 'flow',
	'refund.dropped': { instead: 'Use Return Case: Decide Refund.' },
	'refund.due': { instead: 'Use Return Case: Release Refund.' },
	'refund.submitted': { instead: 'Use the node of the payment provider, which makes the refund and records it.' },
	'refund.succeeded': {
		instead: 'Use the node of the payment provider; what a person has paid, record with Return Case: Settle by Hand.',
	},
	'refund.failed': { instead: 'Use the node or trigger of the payment provider.' },
	'credit_note.posted': { instead: 'Use Odoo Returns: Credit Note: Issue.' },
	'payment.recorded': { instead: 'Use Odoo Returns: Credit Note: Record Payment.' },
	'store_credit.issued': {
		instead:
			'Use Store Credit: Issue or Gift Card: Create; what a person has given, record with Return Case: Settle by Hand.',
	},
	'exchange.created': { instead: 'Use Odoo Returns: Exchange: Create.' },
	'exception.opened': 'flow',
	'exception.resolved': 'flow',
	'reconciliation.drift_found': 'flow',
	'customer.notified': 'flow',
	'note.added': 'flow',
	'step.no_action': { instead: 'Use Return Case: Step: No Action.' },
	'shadow.began': { instead: 'Use Shadow Mode in Return Case: Save Settings.' },
	'shadow.withheld': { instead: 'Use the node itself: it records what it would have done in shadow mode.' },
	'shadow.observed': 'flow',
};

/** Events that Return Case: Record Event offers. */
export const recordableTypes = eventTypes.filter((type) => typeof recordable[type] === 'string');

/**
 * The source of an event that `sender` tells: `warehouse:north`. A blank sender is the only one of its kind (`warehouse:default`).
 * Undefined when the name is no sender's: a source of this package, another kind's prefix, or no name at all.
 */
export function sourceOf(kind: SenderKind, sender: string): string | undefined {
	const typed = sender.trim().toLowerCase().replace(/\s+/g, ' ');
	const name = typed.startsWith(`${kind}:`) ? typed.slice(kind.length + 1).trim() : typed === kind ? '' : typed;
	if (
		isOwnSource(name.split(':')[0]) ||
		senderKinds.some((other) => name.startsWith(`${other}:`)) ||
		!/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]{0,79}$/u.test(name || 'default')
	)
		return undefined;
	return `${kind}:${name || 'default'}`;
}

/** Whether a source is a sender's, and not this package's own. */
export function isSendersSource(source: string): boolean {
	return senderKinds.some((kind) => source.startsWith(`${kind}:`));
}

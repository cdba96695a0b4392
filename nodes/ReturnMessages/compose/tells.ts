import type { CaseState } from '../../shared/case';
import type { MessageName } from '../../shared/model';
import type { ToldEvent } from './about';

/** What an event is told by, where that does not depend on what it says. */
const byType: Record<string, MessageName> = {
	'return.requested': 'requested',
	'return.approved': 'approved',
	'label.issued': 'label',
	'refund.succeeded': 'refund_paid',
	'refund.failed': 'refund_failed',
	'return.declined': 'declined',
	'return.canceled': 'canceled',
	'return.expired': 'expired',
	'exchange.created': 'exchange',
	'store_credit.issued': 'credit_issued',
	'withdrawal.declared': 'withdrawal_received',
	'return.review_required': 'review',
	'exception.opened': 'exception',
	'return_document.canceled': 'not_expected',
	'return.reminded': 'reminder',
	'claim.opened': 'claim',
};

/**
 * The message that tells of an item: by its event, or of an item without one by what it is (a stuck step, news of a connection). Undefined: nobody is
 * told. Goods that came back as they should are told of by the refund that follows.
 */
export function messageFor(
	item: { event?: ToldEvent; isStuckStep: boolean; isConnection: boolean },
	state: CaseState | undefined,
): MessageName | undefined {
	const { event } = item;
	if (!event) return item.isStuckStep ? 'stuck' : item.isConnection ? 'connection' : undefined;
	if (event.type === 'return.received') return state?.logistics === 'part_received' ? 'part_received' : 'received';
	if (event.type === 'return.inspected') {
		const lines = (event.data.inspection as { lines?: Array<{ destination?: string; note?: string }> } | undefined)
			?.lines;
		if (lines?.some(({ destination }) => destination === 'customer')) return 'sent_back';
		return lines?.some(({ note }) => note?.trim()) ? 'inspected' : undefined;
	}
	return byType[event.type];
}

import { format, type CaseEvent, type EventData, type EventType } from '../../shared/model';

/** Events that a bank may read, in words: what the customer, the carrier and the shop did. What is said among staff is none of them. */
const words: { [T in EventType]?: (data: EventData<T>) => string } = {
	'return.requested': ({ request }) =>
		`The customer asked to return ${request.lines.map(({ quantity, sku, title }) => `${quantity} x ${title || sku}`).join(', ') || 'the order'}`,
	'return.approved': () => 'The return was approved',
	'return.declined': () => 'The return was declined',
	'return.canceled': () => 'The return was canceled',
	'return.expired': () => 'The return expired: no goods had come',
	'return.reminded': () => 'The customer was reminded to send the goods',
	'withdrawal.declared': ({ statement }) => `The customer withdrew from the contract (by ${statement.channel})`,
	'withdrawal.acknowledged': () => 'The customer got the receipt of the withdrawal',
	'order.canceled': () => 'The order was canceled',
	'label.issued': ({ label }) => `The customer got a return label (${label.carrier} ${label.trackingNumber})`,
	'shipment.in_transit': ({ tracking }) => `The carrier has the returned parcel ${tracking.trackingNumber}`,
	'shipment.delivered': ({ tracking }) => `The returned parcel ${tracking.trackingNumber} was delivered`,
	'shipment.exception': ({ tracking }) =>
		`The carrier reports of the returned parcel ${tracking.trackingNumber}: ${tracking.detail ?? tracking.status}`,
	'return.received': ({ receipt }) =>
		`Goods came back: ${receipt.lines.map(({ quantity, sku, line }) => `${quantity} x ${sku ?? line}`).join(', ')}`,
	'receipt.canceled': ({ receipt }) => `The warehouse took back its receipt ${receipt}`,
	'return.inspected': ({ inspection }) =>
		`Goods were inspected: ${inspection.lines.map(({ quantity, sku, line, condition, note }) => [`${quantity} x ${sku ?? line}`, condition === 'unknown' ? '' : condition, note].filter(Boolean).join(', ')).join('; ')}`,
	'refund.submitted': ({ refund }) => `Refund ${refund.id} of ${format(refund.amount)} was sent to the bank`,
	'refund.succeeded': ({ refund }) => `Refund ${refund.id} of ${format(refund.amount)} reached the customer`,
	'refund.failed': ({ refund }) => `Refund ${refund.id} of ${format(refund.amount)} did not reach the customer`,
	'store_credit.issued': ({ amount }) => `The customer got store credit${amount ? ` of ${format(amount)}` : ''}`,
	'exchange.created': () => 'New goods were sent in exchange',
	'customer.notified': ({ about }) => `The customer was written to (${about.replaceAll('_', ' ')})`,
	'dispute.opened': ({ dispute }) => `${dispute.phase === 'inquiry' ? 'Inquiry' : 'Dispute'} ${dispute.id} was opened`,
};

/** What happened in a case, as a bank may read it, the oldest first. Pure. */
export function timeLineOf(timeline: CaseEvent[]): Array<{ at: string; what: string }> {
	return timeline.flatMap(({ type, time, data }) => {
		const say = words[type] as ((data: unknown) => string) | undefined;
		return say ? [{ at: time, what: say(data) }] : [];
	});
}

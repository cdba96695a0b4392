import type { ParcelStatus } from '../../../shared/model';
import type { LabelNow } from '../carrier';
import type { Return } from './label';

/** Sendcloud's parent statuses, and the phases of its event subscriptions. */
const statuses: Record<string, ParcelStatus> = {
	...all('label_made', [
		...['announced', 'announcing', 'labelled', 'no_label', 'ready_to_send'],
		...['ready-to-send', 'no-label', 'announced-uncollected'],
	]),
	...all('accepted', ['accepted', 'dropped', 'picked-up-by-driver']),
	...all('in_transit', [
		...['sorted', 'in_transit', 'customs'],
		...['to-sorting', 'sorting', 'at-sorting-centre', 'shipment-on-route', 'at-customs'],
	]),
	...all('out_for_delivery', ['in_delivery', 'driver-on-route']),
	...all('available_for_pickup', ['pup', 'awaiting-customer-pickup']),
	...all('delivered', ['delivered', 'delivery_forced', 'delivery-forced', 'collected-by-customer']),
	...all('returned_to_sender', ['returned_sender', 'returned-to-sender', 'refused-by-recipient']),
	...all('lost', ['missing']),
	...all('exception', [
		...['attempted', 'refused', 'non_conformity', 'damaged', 'customer_rejected', 'address_error', 'customs_issue'],
		...['delay_unknown', 'delivery_delay', 'dropoff_expiration', 'handover_delay', 'hold', 'off_radar'],
		...['pup_expiration', 'sorting_delay'],
		...['delayed', 'undeliverable', 'delivery-failed', 'exception', 'collect-error'],
	]),
};

function all(status: ParcelStatus, words: string[]): Record<string, ParcelStatus> {
	return Object.fromEntries(words.map((word) => [word, status]));
}

/** Where a parcel is, by the parent status or phase and the exception, which says more; undefined while the carrier has not said. */
export function statusOf(status: string | null | undefined, exception?: string | null): ParcelStatus | undefined {
	return statuses[wordOf(exception)] ?? statuses[wordOf(status)] ?? statuses[status ?? ''];
}

/** Sendcloud's examples write "Ready to Ship" where its list has `ready-to-send`. */
const wordOf = (given: string | null | undefined) => (given ?? '').trim().toLowerCase().replaceAll(' ', '-');

/** The newest of what is known. The list is in no order that is promised. */
export function lastStatus({ status_history: history }: Return): string | undefined {
	const newest = [...history].sort(
		(a, b) => Date.parse(a.carrier_update_timestamp ?? '') - Date.parse(b.carrier_update_timestamp ?? ''),
	);
	return newest.at(-1)?.parent_status ?? undefined;
}

const refunds: Record<string, LabelNow['refund']> = {
	cancelling: 'requested',
	'cancelling-upstream': 'requested',
	cancelled: 'paid',
	'cancelled-upstream': 'paid',
};

/** What became of a label's price: Sendcloud charges none that is canceled. */
export function refundOf(found: Return): LabelNow['refund'] {
	return refunds[wordOf(lastStatus(found))];
}

/** Whether the carrier has refused to make the label. */
export function isRefused(found: Return): boolean {
	return ['announcement-failed', 'address-invalid'].includes(wordOf(lastStatus(found)));
}

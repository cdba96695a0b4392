import type { ParcelStatus } from '../../../shared/model';
import type { LabelNow } from '../carrier';
import type { Transaction } from './label';

const statuses: Record<string, ParcelStatus> = {
	PRE_TRANSIT: 'label_made',
	TRANSIT: 'in_transit',
	DELIVERED: 'delivered',
	RETURNED: 'returned_to_sender',
	FAILURE: 'exception',
};
const details: Record<string, ParcelStatus> = {
	package_accepted: 'accepted',
	out_for_delivery: 'out_for_delivery',
	pickup_available: 'available_for_pickup',
	package_lost: 'lost',
};

/** Where a parcel is, by Shippo's status and the code of its substatus; undefined while the carrier has not said. */
export function statusOf(status: string | null | undefined, detail?: string | null): ParcelStatus | undefined {
	return details[detail ?? ''] ?? statuses[status ?? ''];
}

const refunds: Record<string, LabelNow['refund']> = {
	REFUNDPENDING: 'requested',
	REFUNDED: 'paid',
	REFUNDREJECTED: 'refused',
};

/** What became of a label's price; undefined while nobody has asked for it back. */
export function refundOf({ status }: Pick<Transaction, 'status'>): LabelNow['refund'] {
	return refunds[status];
}

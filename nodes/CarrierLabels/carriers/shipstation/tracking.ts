import type { ParcelStatus } from '../../../shared/model';
import type { LabelNow } from '../carrier';
import type { Label } from './label';

const codes: Record<string, ParcelStatus> = {
	NY: 'label_made',
	AC: 'accepted',
	IT: 'in_transit',
	AT: 'exception',
	SP: 'available_for_pickup',
	DE: 'delivered',
	EX: 'exception',
	in_transit: 'in_transit',
	delivered: 'delivered',
	error: 'exception',
};
const details: Record<string, ParcelStatus> = {
	SHIPMENT_CREATED: 'label_made',
	AWAITING_PICKUP_DROP_OFF: 'label_made',
	ELEC_ADVICE_RECD_BY_CARRIER: 'label_made',
	OUT_FOR_DELIVERY: 'out_for_delivery',
	AWAITING_COLLECTION_FROM_PICKUP_POINT: 'available_for_pickup',
	COLLECT_AT_LOCAL_PO: 'available_for_pickup',
	DELIVERED_TO_PICKUP_POINT: 'available_for_pickup',
	RETURN_TO_SENDER: 'returned_to_sender',
	UNDELIVERABLE_RETURNED_TO_SENDER: 'returned_to_sender',
	REFUSED_BY_CUSTOMER: 'returned_to_sender',
	NOT_COLLECTED_FROM_PICKUP_POINT: 'returned_to_sender',
	PARCEL_LOST: 'lost',
};

/** Where a parcel is, by ShipStation's code and its detail, which says more; undefined while the carrier has not said. */
export function statusOf(code: string | null | undefined, detail?: string | null): ParcelStatus | undefined {
	return details[detail ?? ''] ?? codes[code ?? ''];
}

const refunds: Record<string, LabelNow['refund']> = {
	request_scheduled: 'requested',
	pending: 'requested',
	approved: 'paid',
	rejected: 'refused',
	excluded: 'nothing_due',
};

/** What became of a label's price; undefined while nobody has asked for it back. */
export function refundOf({ refund_details: details, voided, status }: Label): LabelNow['refund'] {
	return refunds[details?.refund_status ?? ''] ?? (voided || status === 'voided' ? 'requested' : undefined);
}

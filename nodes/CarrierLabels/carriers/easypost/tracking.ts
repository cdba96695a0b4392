import type { ParcelStatus } from '../../../shared/model';
import type { LabelNow, VoidedLabel } from '../carrier';
import * as standing from '../standing';
import type { Shipment } from './label';

const statuses: Record<string, ParcelStatus> = {
	pre_transit: 'label_made',
	in_transit: 'in_transit',
	out_for_delivery: 'out_for_delivery',
	available_for_pickup: 'available_for_pickup',
	delivered: 'delivered',
	return_to_sender: 'returned_to_sender',
	failure: 'exception',
};

/** Where a parcel is, by EasyPost's status and its detail; undefined while the carrier has not said (`unknown`, `cancelled`, `error`). */
export function statusOf(status: string | null | undefined, detail?: string | null): ParcelStatus | undefined {
	if (detail === 'lost') return 'lost';
	if (status === 'in_transit' && detail === 'received_at_origin_facility') return 'accepted';
	return statuses[status ?? ''];
}

const refunds: Record<string, LabelNow['refund']> = {
	submitted: 'requested',
	refunded: 'paid',
	rejected: 'refused',
	not_applicable: 'nothing_due',
};

/** What became of a label's price; undefined while nobody has asked for it back. */
export function refundOf({ refund_status: said }: Pick<Shipment, 'refund_status'>): LabelNow['refund'] {
	return refunds[said ?? ''];
}

/** How a bought label stands; undefined while it could be voided. A refund that was rejected may be asked for again (EasyPost's docs: one asked for too early is). */
export function standingOf(shipment: Shipment): VoidedLabel | undefined {
	return standing.standingOf(shownOf(shipment), knownOf(shipment));
}

/** A label that the carrier does not take back, with what was said. */
export function refusedVoid(shipment: Shipment, said?: string): VoidedLabel {
	return standing.refusedVoid(shownOf(shipment), knownOf(shipment), said);
}

function knownOf(shipment: Shipment) {
	const { status, status_detail: detail } = shipment.tracker ?? {};
	return {
		refund: refundOf(shipment),
		refundStatus: shipment.refund_status ?? undefined,
		status: statusOf(status, detail),
		detail: detail ?? undefined,
		word: status ?? undefined,
		quiet: ['unknown', 'cancelled', 'error'],
	};
}

function shownOf({ id, selected_rate: rate, tracking_code: trackingNumber }: Shipment) {
	return { id, carrier: rate?.carrier ?? 'EasyPost', trackingNumber: trackingNumber ?? '' };
}

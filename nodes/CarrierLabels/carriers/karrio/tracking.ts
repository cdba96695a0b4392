import type { ParcelStatus } from '../../../shared/model';
import type { LabelNow } from '../carrier';
import type { Shipment } from './label';

const statuses: Record<string, ParcelStatus> = {
	pending: 'label_made',
	created: 'label_made',
	picked_up: 'accepted',
	shipped: 'accepted',
	in_transit: 'in_transit',
	on_hold: 'exception',
	delivery_delayed: 'exception',
	needs_attention: 'exception',
	out_for_delivery: 'out_for_delivery',
	ready_for_pickup: 'available_for_pickup',
	delivered: 'delivered',
	return_to_sender: 'returned_to_sender',
	delivery_failed: 'exception',
};

/** Where a parcel is, by the status of Karrio's tracker or shipment, and the reason of an incident; undefined while the carrier has not said. */
export function statusOf(status: string | null | undefined, reason?: string | null): ParcelStatus | undefined {
	return reason === 'carrier_parcel_lost' ? 'lost' : statuses[status ?? ''];
}

/** What became of a label's price. Karrio passes the wish on, and never hears what the carrier decides. */
export function refundOf({ status }: Pick<Shipment, 'status'>): LabelNow['refund'] {
	return status === 'cancelled' ? 'requested' : undefined;
}

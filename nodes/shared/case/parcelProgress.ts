import { parcelStatuses, type EventType, type ParcelStatus } from '../model';

/** How far a parcel is; what has no number goes on. */
const stage: Partial<Record<ParcelStatus, number>> = {
	label_made: 0,
	accepted: 1,
	in_transit: 2,
	out_for_delivery: 3,
	available_for_pickup: 3,
	lost: 4,
	delivered: 5,
	returned_to_sender: 5,
};

/** What is known of a parcel: how far it came, and what was said last. */
export interface ParcelKnown {
	/** The furthest it came. */
	reached: ParcelStatus;
	status: ParcelStatus;
	detail?: string;
}

/**
 * Whether news of a parcel are news: it comes further, or something new is wrong with it on the way. Carriers tell late, twice and in any
 * order; where a parcel was before is no news. One that was lost may still be found, and what is delivered or back stays so.
 */
export function isNews(known: ParcelKnown | undefined, status: ParcelStatus, detail?: string): boolean {
	if (!known) return status !== 'label_made';
	const [before, now] = [stage[known.reached] ?? 0, stage[status]];
	if (now !== undefined) return now > before;
	return before < stage.lost! && !(known.status === status && known.detail === detail);
}

/** What is known of a parcel after news of it. */
export function afterNews(known: ParcelKnown | undefined, status: ParcelStatus, detail?: string): ParcelKnown {
	return {
		reached: stage[status] === undefined ? (known?.reached ?? 'accepted') : status,
		status,
		...(detail && { detail }),
	};
}

/** A status as an event says it; what people and other systems write is taken by the event's type. */
export function parcelStatusOf(type: EventType, said: string): ParcelStatus {
	const known = parcelStatuses.find((one) => one === said);
	if (type === 'shipment.delivered') return 'delivered';
	if (type === 'shipment.exception') return known && stage[known] !== 2 && known !== 'delivered' ? known : 'exception';
	return known && !['delivered', 'exception', 'lost', 'returned_to_sender'].includes(known) ? known : 'in_transit';
}

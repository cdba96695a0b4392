import { z } from 'zod';
import type { ParcelStatus } from '../../../shared/model';
import { parcelNumber, text } from '../price';
import type { ParcelNews } from '../webhook';

/** A tracking of AfterShip's API, as far as it is read here. */
export const Tracking = z.object({
	tracking_number: parcelNumber,
	slug: text,
	tag: text,
	subtag: text,
	subtag_message: text,
	return_to_sender: z.boolean().nullish().catch(undefined),
	checkpoints: z
		.array(z.object({ checkpoint_time: text, created_at: text }).catch({}))
		.nullish()
		.catch(undefined),
	latest_estimated_delivery: z.object({ datetime: text }).nullish().catch(undefined),
	courier_estimated_delivery_date: z.object({ estimated_delivery_date: text }).nullish().catch(undefined),
});
export type Tracking = z.infer<typeof Tracking>;

const statuses: Record<string, ParcelStatus> = {
	InfoReceived: 'label_made',
	InTransit: 'in_transit',
	OutForDelivery: 'out_for_delivery',
	AvailableForPickup: 'available_for_pickup',
	AttemptFail: 'exception',
	Exception: 'exception',
	Delivered: 'delivered',
};
const details: Record<string, ParcelStatus> = {
	InTransit_002: 'accepted',
	Exception_010: 'returned_to_sender',
	Exception_011: 'returned_to_sender',
	Exception_013: 'lost',
	Exception_021: 'lost',
};

/** Where a parcel is, by AfterShip's tag and its subtag; undefined while the carrier has not said (`Pending`), and when nothing was heard for long (`Expired`). */
export function statusOf(tag: string | null | undefined, subtag?: string | null): ParcelStatus | undefined {
	return details[subtag ?? ''] ?? statuses[tag ?? ''];
}

export function newsOf(tracking: Tracking): ParcelNews {
	const { tracking_number: trackingNumber, slug, tag, subtag, subtag_message: message } = tracking;
	const status = statusOf(tag, subtag);
	const time = lastTimeOf(tracking);
	const expected =
		tracking.latest_estimated_delivery?.datetime ?? tracking.courier_estimated_delivery_date?.estimated_delivery_date;
	return {
		trackingNumber,
		...(slug && slug !== unrecognized && { carrier: slug }),
		// On its way back it may be called delivered, too: at the customer's.
		status: status && status !== 'label_made' && tracking.return_to_sender ? 'returned_to_sender' : status,
		detail: [tag, message ?? subtag].filter(Boolean).join(': '),
		...(time && { time }),
		...(expected && { estimatedDelivery: expected }),
	};
}

/** The slug of a number whose carrier AfterShip does not recognize. */
export const unrecognized = 'unrecognized';

/** Of the newest checkpoint: they are in no order that is promised. */
function lastTimeOf({ checkpoints }: Tracking): string | undefined {
	const at = (time: string) => Date.parse(time) || 0;
	const times = (checkpoints ?? []).flatMap(
		({ checkpoint_time: happened, created_at: heard }) => happened ?? heard ?? [],
	);
	return times.sort((a, b) => at(a) - at(b)).at(-1);
}

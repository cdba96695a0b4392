import type { ReturnLabel } from '../../shared/model';

/** A parcel as an analyst recorded it: its number, and who brings it. */
export type TrackedParcel = Pick<ReturnLabel, 'trackingNumber' | 'carrier'>;

/** A carrier's code as carrier services write it: `DHL Express` is `dhl_express`. */
export function codeOf(carrier: string): string {
	return carrier
		.trim()
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_');
}

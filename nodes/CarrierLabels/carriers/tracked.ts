import type { ReturnLabel } from '../../shared/model';
import type { CarrierApi } from './api';
import type { ParcelNews } from './webhook';

/** A parcel as an analyst recorded it: its number, and who brings it. */
export type TrackedParcel = Pick<ReturnLabel, 'trackingNumber' | 'carrier'>;

/** How several parcels are asked for at once. */
export interface TracksMany {
	/** So many in one question. */
	most: number;
	/** Where they are, in their order; undefined for one that is not followed yet. Reads only. */
	ask(api: CarrierApi, parcels: TrackedParcel[]): Promise<Array<ParcelNews | undefined>>;
	/** Has one followed from now on, once, whatever is repeated; what is known of it then. */
	follow(api: CarrierApi, parcel: TrackedParcel): Promise<ParcelNews | undefined>;
}

/** A carrier's code as carrier services write it: `DHL Express` is `dhl_express`. */
export function codeOf(carrier: string): string {
	return carrier
		.trim()
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_');
}

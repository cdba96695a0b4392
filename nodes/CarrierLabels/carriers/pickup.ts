import { z } from 'zod';
import type { EffectMemory } from '../../shared/effect';
import { Money, type Address } from '../../shared/model';
import type { CarrierApi } from './api';

/** A carrier is to fetch parcels that have labels. */
export interface PickupRequest {
	/** Names it once and for all, at the carrier service, too, where that takes a name. */
	reference: string;
	/** Ids of the labels at the carrier service. */
	labels: string[];
	/** Where the parcels are; whoever is there has e-mail and telephone. */
	address: Address;
	/** Between which instants. */
	from: string;
	until: string;
	/** Whose clock is meant where a carrier service takes a day and hours. */
	timeZone: string;
	/** For the driver. */
	note: string;
}

/** What was ordered. */
export const Pickup = z.object({
	/** The carrier service's own id. */
	id: z.string(),
	carrier: z.string(),
	/** The carrier's number of it, which the customer may be asked for. */
	confirmation: z.string(),
	from: z.string(),
	until: z.string(),
	/** Absent: the carrier service does not say. */
	cost: Money.optional(),
	labels: z.array(z.string()),
});
export type Pickup = z.infer<typeof Pickup>;

/** A pickup as its carrier service has it now. `ordered`: somebody comes. `canceled`: nobody does. `over`: its time has passed. */
export const PickupNow = Pickup.pick({ id: true, carrier: true, confirmation: true }).extend({
	status: z.enum(['ordered', 'canceled', 'over']),
	/** For people: why somebody still comes. */
	message: z.string().optional(),
});
export type PickupNow = z.infer<typeof PickupNow>;

/** How a carrier service has parcels fetched. Every failure is an EffectError; `unknown_outcome` when it may have been ordered. */
export interface Pickups {
	/** The pickup that an earlier try ordered, by what it noted, by its reference or its labels. Reads only. */
	find(api: CarrierApi, request: PickupRequest, memory: EffectMemory): Promise<Pickup | undefined>;
	/** Orders it, at most once, noting before the request that orders what `find` starts from. */
	create(api: CarrierApi, request: PickupRequest, memory: EffectMemory): Promise<Pickup>;
	/** How many labels one pickup can be for. */
	most: number;
	/** Left out: only the carrier itself can be asked not to come. */
	cancellation?: PickupCancellation;
}

/** How a pickup is called off: asked once or more, what `read` says then counts. */
export interface PickupCancellation {
	/** Undefined: there is none of this id. Reads only. */
	read(api: CarrierApi, id: string): Promise<PickupNow | undefined>;
	/** Asks that nobody comes. May be repeated. */
	ask(api: CarrierApi, id: string): Promise<void>;
}

/** How a pickup stands that somebody would come for until an instant; undefined: nobody knows until when. */
export function standsUntil(until: string | null | undefined): 'ordered' | 'over' {
	return Date.parse(until ?? '') < Date.now() ? 'over' : 'ordered';
}

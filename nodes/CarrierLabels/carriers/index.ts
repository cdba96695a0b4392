import { z } from 'zod';
import { ReturnLabel, type CarrierName, type FollowerName } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import { aftership } from './aftership';
import type { Carrier, Follower } from './carrier';
import { easypost } from './easypost';
import { karrio } from './karrio';
import { sendcloud } from './sendcloud';
import { shippo } from './shippo';
import { shipstation } from './shipstation';

/** Every carrier service, by its name in the table of connections (nodes/shared/model/providers.ts). */
export const carriers: Record<CarrierName, Carrier> = { easypost, karrio, sendcloud, shippo, shipstation };

/** The same, and who only says where parcels are. */
export const followers: Record<FollowerName, Follower> = { ...carriers, aftership };

/** A label as operations give it out, with the ids that carrier services know. */
export const LabelOutput = ReturnLabel.extend({
	providerIds: idsOf(...Object.values(carriers).flatMap(({ ids }) => ids)),
});

/** A label as it was bought. */
export const BoughtLabel = LabelOutput.extend({
	/** Who sold it. */
	carrierService: z.string(),
	/** By rules: who was asked before, and why they sold none. */
	passedOver: z.array(z.object({ carrierService: z.string(), message: z.string() })),
}).partial();

export * from './carrier';

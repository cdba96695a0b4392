import { ReturnLabel, type CarrierName } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import type { Carrier } from './carrier';
import { easypost } from './easypost';

/** Every carrier service, by its name in the table of connections (nodes/shared/model/providers.ts). */
export const carriers: Record<CarrierName, Carrier> = { easypost };

/** A label as operations give it out, with the ids that carrier services know. */
export const LabelOutput = ReturnLabel.extend({
	providerIds: idsOf(...Object.values(carriers).flatMap(({ ids }) => ids)),
});

export * from './carrier';

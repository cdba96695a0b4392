import type { CarrierName } from '../../shared/model';
import type { Carrier } from './carrier';
import { easypost } from './easypost';

/** Every carrier service, by its name in the table of connections (nodes/shared/model/providers.ts). */
export const carriers: Record<CarrierName, Carrier> = { easypost };

export * from './carrier';

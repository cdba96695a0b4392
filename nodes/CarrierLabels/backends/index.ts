import type { CarrierBackend } from './backend';
import { easypost } from './easypost';

/** Every carrier service, by the value of the node's Carrier Service. */
export const backends: Record<string, CarrierBackend> = { easypost };

export * from './backend';

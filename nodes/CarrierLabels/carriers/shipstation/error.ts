import type { EffectError } from '../../../shared/model';
import { refusalOf } from '../refusal';

export const answerer = { provider: 'ShipStation', connection: 'shipstation' };

/** Turns an answer of ShipStation of 400 or above into an EffectError. */
export const shipstationError = (status: number, body: unknown): EffectError => refusalOf(answerer, status, body);

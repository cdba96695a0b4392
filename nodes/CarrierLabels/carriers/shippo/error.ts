import type { EffectError } from '../../../shared/model';
import { refusalOf } from '../refusal';

export const answerer = { provider: 'Shippo', connection: 'shippo' };

/** Turns an answer of Shippo of 400 or above into an EffectError. */
export const shippoError = (status: number, body: unknown): EffectError => refusalOf(answerer, status, body);

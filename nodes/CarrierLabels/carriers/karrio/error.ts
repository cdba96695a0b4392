import type { EffectError } from '../../../shared/model';
import { refusalOf } from '../refusal';

export const answerer = { provider: 'Karrio', connection: 'karrio' };

/** Turns an answer of Karrio of 400 or above into an EffectError. */
export const karrioError = (status: number, body: unknown): EffectError => refusalOf(answerer, status, body);

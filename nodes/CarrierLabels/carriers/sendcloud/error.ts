import type { EffectError } from '../../../shared/model';
import { refusalOf } from '../refusal';

export const answerer = { provider: 'Sendcloud', connection: 'sendcloud' };

/** Turns an answer of Sendcloud of 400 or above into an EffectError. */
export const sendcloudError = (status: number, body: unknown): EffectError => refusalOf(answerer, status, body);

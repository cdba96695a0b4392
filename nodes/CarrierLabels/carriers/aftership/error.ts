import type { EffectError } from '../../../shared/model';
import { refusalOf } from '../refusal';

export const answerer = { provider: 'AfterShip', connection: 'aftership' };

/** Turns an answer of AfterShip of 400 or above into an EffectError. What it says, and its own code, stand in `meta`. */
export function aftershipError(status: number, body: unknown): EffectError {
	const { meta } = (body ?? {}) as { meta?: { code?: unknown } };
	const code = meta?.code === undefined ? {} : { code: String(meta.code) };
	return refusalOf(answerer, status, { ...meta, ...code });
}

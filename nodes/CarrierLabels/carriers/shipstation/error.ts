import { z } from 'zod';
import type { EffectError } from '../../../shared/model';
import { text } from '../price';
import { refusalOf } from '../refusal';

export const answerer = { provider: 'ShipStation', connection: 'shipstation' };

const Body = z.object({
	errors: z.array(z.object({ message: text, error_code: text, field_name: text }).catch({})).catch([]),
});

/** Turns an answer of ShipStation of 400 or above into an EffectError. */
export function shipstationError(status: number, body: unknown): EffectError {
	const errors = Body.safeParse(body).data?.errors ?? [];
	return refusalOf(answerer, status, {
		said: errors.map(({ message }) => message ?? ''),
		code: errors.find(({ error_code: code }) => code)?.error_code ?? undefined,
		field: errors.find(({ field_name: name }) => name)?.field_name ?? undefined,
	});
}

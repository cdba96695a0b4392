import type { EffectError } from '../../../shared/model';
import { refusalOf, sentencesIn } from '../refusal';

export const answerer = { provider: 'Sendcloud', connection: 'sendcloud' };

type Fault = { detail?: unknown; message?: unknown; code?: unknown; field?: unknown; source?: { pointer?: unknown } };

/** Turns an answer of Sendcloud of 400 or above into an EffectError. It says what is wrong in three shapes. */
export function sendcloudError(status: number, body: unknown): EffectError {
	const { error, errors } = (typeof body === 'object' && body ? body : {}) as { error?: Fault; errors?: unknown };
	const faults = [...(error ? [error] : []), ...(Array.isArray(errors) ? (errors as Fault[]) : [])];
	const fieldOf = ({ field, source }: Fault) =>
		[field, source?.pointer].find((one): one is string => typeof one === 'string' && !!one);
	return refusalOf(answerer, status, {
		said: faults.flatMap((fault) =>
			sentencesIn(fault.detail ?? fault.message).map(({ text }) =>
				fieldOf(fault) ? `${fieldOf(fault)}: ${text}` : text,
			),
		),
		code: faults.map(({ code }) => code).find((code): code is string => typeof code === 'string'),
		field: faults.map(fieldOf).find(Boolean),
	});
}

import type { EffectError } from '../../../shared/model';
import { refusalOf, sentencesIn } from '../refusal';

export const answerer = { provider: 'Karrio', connection: 'karrio' };

/** Turns an answer of Karrio of 400 or above into an EffectError: `errors` are its own, `messages` (424) are what the carriers said. */
export function karrioError(status: number, body: unknown): EffectError {
	const { errors, messages } = (typeof body === 'object' && body ? body : {}) as {
		errors?: unknown;
		messages?: unknown;
	};
	const all = [errors, messages].flatMap((one) => (Array.isArray(one) ? one : [])) as Array<{
		message?: unknown;
		code?: unknown;
		details?: unknown;
	}>;
	const details = all.flatMap((one) => sentencesIn(one.details));
	const named = details.find(({ field }) => field)?.field;
	return refusalOf(answerer, status, {
		said: [
			...all.flatMap(({ message }) => sentencesIn(message).map(({ text }) => text)),
			...details.map(({ text, field }) => `${field ? `${field}: ` : ''}${text}`),
		],
		code: all.map(({ code }) => code).find((code): code is string => typeof code === 'string'),
		field: named,
	});
}

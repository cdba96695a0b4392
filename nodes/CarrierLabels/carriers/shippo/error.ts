import type { EffectError } from '../../../shared/model';
import { refusalOf, sentencesIn } from '../refusal';

export const answerer = { provider: 'Shippo', connection: 'shippo' };

/** Turns an answer of Shippo of 400 or above into an EffectError. It says what is wrong by field; some are pages of HTML, which say nothing. */
export function shippoError(status: number, body: unknown): EffectError {
	const sentences = typeof body === 'object' ? sentencesIn(body) : [];
	const named = sentences.find(({ field }) => field && !['detail', '__all__', 'messages', 'text'].includes(field));
	return refusalOf(answerer, status, {
		said: sentences.map(({ text, field }) => (field && field === named?.field ? `${field}: ${text}` : text)),
		field: named?.field,
	});
}

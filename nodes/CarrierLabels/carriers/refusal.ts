import type { Answerer } from '../../shared/effect';
import { cutText, EffectError, type ErrorCategory } from '../../shared/model';
import { saidIn } from './said';

interface Meaning {
	category: ErrorCategory;
	/** With the provider's name before it. */
	message: string;
	advice: string;
}

const meanings: Record<number, Meaning> = {
	401: {
		category: 'configuration',
		message: 'does not accept the key',
		advice: 'Check the key in the credential.',
	},
	402: {
		category: 'rejected',
		message: 'wants to be paid first',
		advice: 'Add funds in the dashboard of the carrier service, then replay the step.',
	},
	403: {
		category: 'configuration',
		message: 'does not let the key do this',
		advice: 'Use a key that may buy labels.',
	},
	404: {
		category: 'rejected',
		message: 'does not know this label',
		advice: 'Check that the key belongs to the account, and the mode (test or live), in which the label was made.',
	},
};
const wrongInput: Meaning = {
	category: 'invalid_input',
	message: 'does not accept the data of this return',
	advice: 'Correct what is named here, then replay the step.',
};
const refused: Meaning = {
	category: 'rejected',
	message: 'refused the request',
	advice: 'Read what the carrier service says, correct the input, then replay the step.',
};

/** What an answer of 400 or above means to an analyst, with what the service says in its body. */
export function refusalOf({ provider, connection }: Answerer, httpStatus: number, body: unknown): EffectError {
	const { sentences, code, field } = saidIn(body);
	const { category, message, advice } =
		meanings[httpStatus] ?? ([400, 422].includes(httpStatus) ? wrongInput : refused);
	// What is said at a rejected key may quote it.
	const isKey = category === 'configuration';
	const text = isKey ? '' : cutText(sentences.join(' '), 300);
	const isUntold = !text && (category === 'invalid_input' || advice === refused.advice);
	return new EffectError(`${provider} ${message}${isUntold ? ` (${httpStatus})` : text && `: ${text}`}`, {
		category,
		connection,
		httpStatus,
		...(code && { code }),
		...(field && { field }),
		advice: isUntold
			? `${provider} did not say why. Look at the return in its dashboard, then replay the step.`
			: advice,
		...(isKey && { credentialRefused: true }),
	});
}

/** What a piece of work gives; `otherwise` when what it is about is gone. */
export async function goneIs<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 404) return otherwise;
		throw error;
	}
}

/** What went wrong decides what happens next: only `retryable` and `unknown_outcome` are tried again. */
export type ErrorCategory = 'invalid_input' | 'rejected' | 'retryable' | 'unknown_outcome' | 'configuration';

export interface EffectErrorDetails {
	category: ErrorCategory;
	/** The provider: stripe, shopify, odoo, easypost, case_store. */
	connection?: string;
	/** What to do next, for an analyst. */
	advice?: string;
	retryAfterMs?: number;
	httpStatus?: number;
	/** The provider's own code, e.g. `charge_already_refunded`. */
	code?: string;
	field?: string;
	/**
	 * The credential was refused as such (wrong, expired, revoked, without the right): whatever is asked with it fails. Not for what one
	 * node or one brand is set to: that makes its own step stuck and pauses no connection.
	 */
	credentialRefused?: boolean;
	/**
	 * It is not there yet, and may come by itself: an order that the next sync brings, a record that a provider shows a moment late. A step
	 * waits for it as long as the settings say (`lateRecordHours`), whatever the category is; without a step the category says what follows.
	 */
	notYet?: boolean;
	/** Of a look-up: what was in doubt has happened, and was undone since. The effect is in doubt no more; it has to look again before it acts. */
	undone?: boolean;
}

/** A failure of an effect or of a look-up, in the words of an analyst. Carries no secrets and no personal data. */
export class EffectError extends Error {
	readonly category: ErrorCategory;
	constructor(
		message: string,
		readonly details: EffectErrorDetails,
		/** `cause`: what it comes from. Never what holds a request or an answer: they carry keys and personal data. */
		options?: ErrorOptions,
	) {
		super(message, options);
		this.name = 'EffectError';
		this.category = details.category;
	}
}

export function invalidInput(message: string, advice: string, field?: string): EffectError {
	return new EffectError(message, { category: 'invalid_input', advice, field });
}

import { z } from 'zod';
import { cutText, EffectError, type EffectErrorDetails, type ErrorCategory } from '../../shared/model';

/** One that is strange loses nothing else. */
const word = z.string().optional().catch(undefined);
/** Every text in a message, which may be a list, or texts by field. */
const sentence = z.unknown().transform((given) => textsIn(given).join(' '));
const Answer = z.object({
	error: z.union([
		z.object({ type: word, code: word, param: word, message: sentence }),
		// As OAuth says it.
		z.string().transform((code) => ({ type: 'invalid_request_error', code, param: undefined, message: '' })),
	]),
	error_description: word,
});
/** As something before Stripe says it, such as a gateway. */
const Other = z.object({ message: sentence, errors: sentence, detail: sentence });

function otherWords(body: unknown): string | undefined {
	const { data } = Other.safeParse(body);
	return data && (data.message || data.detail || data.errors);
}

function textsIn(given: unknown): string[] {
	if (typeof given === 'string') return given.trim() ? [given.trim()] : [];
	return typeof given === 'object' && given !== null ? Object.values(given).flatMap(textsIn) : [];
}

interface Rule {
	category: ErrorCategory;
	message: string;
	/** Stripe's own sentence tells why; it can hold no key. */
	tellsWhy?: true;
	advice: string;
	retryAfterMs?: number;
}

const otherRefunds = 'Look in Stripe for refunds made by hand, and do not send this one again.';

/** What Stripe's error codes (or, without a code, types) mean to an analyst. */
const rules: Record<string, Rule> = {
	charge_already_refunded: {
		category: 'rejected',
		message: 'The payment has already been paid back in full',
		advice: otherRefunds,
	},
	charge_disputed: {
		category: 'rejected',
		message: "The payment was charged back by the customer's bank",
		advice: 'Do not refund it: the customer has the money. Close this refund by hand.',
	},
	refund_disputed_payment: {
		category: 'rejected',
		message: "The payment is disputed by the customer's bank",
		advice: 'Answer the dispute in Stripe first, then close this refund by hand.',
	},
	charge_not_refundable: {
		category: 'rejected',
		message: 'Stripe does not allow a refund of this payment',
		tellsWhy: true,
		advice: 'Pay the customer another way, then resolve the case by hand.',
	},
	charge_expired_for_capture: {
		category: 'rejected',
		message: 'The payment was never captured, so there is nothing to pay back',
		advice: 'Cancel the payment in Stripe instead.',
	},
	balance_insufficient: {
		category: 'rejected',
		message: 'Your Stripe balance is too low for this refund',
		advice: 'Add funds in Stripe (Balance, Add funds), then replay the step.',
	},
	insufficient_funds: {
		category: 'rejected',
		message: 'Your Stripe balance is too low for this refund',
		advice: 'Add funds in Stripe (Balance, Add funds), then replay the step.',
	},
	amount_too_large: {
		category: 'rejected',
		message: 'The amount is more than Stripe allows',
		tellsWhy: true,
		advice: 'Check the amount of the refund.',
	},
	amount_too_small: {
		category: 'rejected',
		message: 'The amount is less than Stripe allows',
		tellsWhy: true,
		advice: 'Check the amount of the refund, or pay it as store credit.',
	},
	invalid_charge_amount_no_decimal_compatible: {
		category: 'rejected',
		message: 'This currency has no decimals',
		advice: 'Round the amount to whole units.',
	},
	card_error: {
		category: 'rejected',
		message: 'The bank of the card has refused it',
		tellsWhy: true,
		advice: 'Send the new goods when the old ones have come, or let the customer pay in the shop with another card.',
	},
	resource_missing: {
		category: 'rejected',
		message: 'Stripe does not know this payment or refund',
		advice: 'Check the id, and that the key belongs to the same account and mode (test or live) as the payment.',
	},
	parameter_unknown: {
		category: 'rejected',
		message: 'Stripe does not know a field of this request',
		advice: "Update this package: Stripe's API has changed.",
	},
	idempotency_key_in_use: {
		category: 'retryable',
		message: 'Stripe is still working on this refund',
		advice: 'It is looked up and tried again later.',
		retryAfterMs: 2_000,
	},
	lock_timeout: {
		category: 'retryable',
		message: 'Stripe is busy with another change of this payment',
		advice: 'It is tried again later.',
		retryAfterMs: 2_000,
	},
	rate_limit_error: {
		category: 'retryable',
		message: 'Stripe asks for fewer requests',
		advice: 'It is tried again later.',
		retryAfterMs: 2_000,
	},
	rate_limit: {
		category: 'retryable',
		message: 'Stripe asks for fewer requests',
		advice: 'It is tried again later.',
		retryAfterMs: 2_000,
	},
	idempotency_error: {
		category: 'rejected',
		message: "A different refund was already sent under this refund's id",
		advice:
			'An amount, a payment or who bears it was changed after the first try. Compare with the refunds in Stripe. When there is none of this return, Stripe forgets the first try after a day: replay the step then. Use a new refund id for a second refund.',
	},
	api_key_expired: {
		category: 'configuration',
		message: 'The Stripe key has expired',
		advice: 'Put a new key into the Returns Stripe API credential.',
	},
	platform_api_key_expired: {
		category: 'configuration',
		message: 'The Stripe key has expired',
		advice: 'Put a new key into the Returns Stripe API credential.',
	},
	account_invalid: {
		category: 'configuration',
		message: 'The Stripe key may not act for this account',
		advice:
			'Check Connected Account in the Returns Stripe API credential, and that it is still connected to your platform.',
	},
	secret_key_required: {
		category: 'configuration',
		message: 'The Stripe key is a publishable one',
		advice: 'Put a secret or restricted key into the Returns Stripe API credential.',
	},
};

/** What Stripe says in words alone to some. */
const inWords = [
	{ says: /has been charged back/i, means: 'charge_disputed' },
	{ says: /has already been refunded/i, means: 'charge_already_refunded' },
];

/** A payment that Stripe does not show yet. One that is known in the other mode (test or live) never will be under this key. */
function isLatePayment(code: string | undefined, message: string): boolean {
	return (
		code === 'resource_missing' && /no such (payment_?intent|charge)/i.test(message) && !/similar object/i.test(message)
	);
}

/** Turns a Stripe answer of 400 or above into an EffectError. Stripe's own sentence is kept only where it can hold no key. */
export function stripeError(status: number, body: unknown): EffectError {
	const parsed = Answer.safeParse(body);
	const {
		type = '',
		code,
		param,
		message = '',
	} = parsed.success
		? { ...parsed.data.error, message: parsed.data.error.message || parsed.data.error_description }
		: { message: otherWords(body) };
	const told = code ? undefined : inWords.find(({ says }) => says.test(message))?.means;
	const details = {
		connection: 'stripe',
		httpStatus: status,
		code: code ?? told ?? (type || undefined),
		field: param,
		...(isLatePayment(code, message) && { notYet: true }),
	} satisfies Partial<EffectErrorDetails>;
	// Older versions say this without a code, under the type of a key with other parameters.
	const inUse = !code && (status === 409 || /in.progress/i.test(message)) && type === 'idempotency_error';
	const rule = inUse ? rules.idempotency_key_in_use : (rules[code ?? told ?? ''] ?? rules[type]);
	const words = cutText(message, 200);
	if (rule)
		return new EffectError(rule.tellsWhy && words ? `${rule.message}: ${words}` : rule.message, {
			...details,
			category: rule.category,
			advice: rule.advice,
			retryAfterMs: rule.retryAfterMs,
			...(rule.category === 'configuration' && { credentialRefused: true }),
		});
	if (status === 401)
		return new EffectError('Stripe does not accept the key', {
			...details,
			category: 'configuration',
			credentialRefused: true,
			advice: 'Check the Secret Key in the Returns Stripe API credential.',
		});
	if (status === 403) {
		const permission = /rak_\w+/.exec(message)?.[0];
		return new EffectError('The Stripe key is not allowed to do this', {
			...details,
			category: 'configuration',
			credentialRefused: true,
			advice: `Edit the restricted key in Stripe and allow it ${permission ?? 'to write Charges and Refunds and to read Payment Intents'}.`,
		});
	}
	if (status === 409)
		return new EffectError(rules.idempotency_key_in_use.message, {
			...details,
			category: 'retryable',
			advice: rules.idempotency_key_in_use.advice,
			retryAfterMs: 2_000,
		});
	// A failure of Stripe's own, or of what it depends on; the key makes it safe to try again.
	if (type === 'api_error' || status === 424)
		return new EffectError(`Stripe had an internal failure (${status})${words && `: ${words}`}`, {
			...details,
			category: 'retryable',
			advice: 'It is looked up and tried again later.',
		});
	return new EffectError(`Stripe refused the request (${status})${words && `: ${words}`}`, {
		...details,
		category: 'rejected',
		advice: words
			? 'Read what Stripe says, correct the input, then replay the step.'
			: "Stripe did not say why. Look at the payment in Stripe's dashboard, then replay the step.",
	});
}

import { z } from 'zod';
import { cutText, EffectError, type EffectErrorDetails, type ErrorCategory } from '../../shared/model';

const word = z.string().optional().catch(undefined);
/** An error as the payments API says it, and as signing in does. */
const Answer = z
	.object({
		name: word,
		message: word,
		details: z.array(z.object({ issue: word, field: word, description: word })).catch([]),
		debug_id: word,
		error: word,
		error_description: word,
	})
	.catch({ details: [] });

interface Rule {
	category: ErrorCategory;
	message: string;
	advice: string;
	retryAfterMs?: number;
}

const otherRefunds = 'Look in PayPal for refunds made by hand, and do not send this one again.';
const byHand = 'Pay the customer another way, then record it with Return Case: Settle by Hand.';

/** What PayPal's issues (without one, the names of errors) mean to an analyst. */
const rules: Record<string, Rule> = {
	CAPTURE_FULLY_REFUNDED: {
		category: 'rejected',
		message: 'The payment has already been paid back in full',
		advice: otherRefunds,
	},
	REFUND_AMOUNT_EXCEEDED: {
		category: 'rejected',
		message: 'The refund is more than is left of the payment',
		advice: otherRefunds,
	},
	PENDING_CAPTURE: {
		category: 'rejected',
		message: 'The payment itself has not arrived yet, so nothing was paid',
		advice: 'A payment from a bank account takes some days. Replay the step when PayPal says that it is completed.',
	},
	REFUND_TIME_LIMIT_EXCEEDED: {
		category: 'rejected',
		message: 'The payment is too old for a refund by PayPal (usually more than 180 days)',
		advice: byHand,
	},
	REFUND_NOT_ALLOWED: {
		category: 'rejected',
		message: 'PayPal does not allow a refund of this payment',
		advice: byHand,
	},
	PARTIAL_REFUND_NOT_ALLOWED: {
		category: 'rejected',
		message: 'PayPal pays this payment back only as a whole',
		advice: byHand,
	},
	MAX_NUMBER_OF_REFUNDS_EXCEEDED: {
		category: 'rejected',
		message: 'The payment has had as many refunds as PayPal allows',
		advice: byHand,
	},
	REFUND_FAILED_INSUFFICIENT_FUNDS: {
		category: 'rejected',
		message: 'Your PayPal balance is too low for this refund, and no bank account of yours covers it',
		advice: 'Add funds in PayPal, or confirm the bank account there, then replay the step.',
	},
	REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK: {
		category: 'rejected',
		message: "The payment was charged back by the customer's bank",
		advice: 'Do not refund it: the customer has the money. Close this refund by hand.',
	},
	TRANSACTION_DISPUTED: {
		category: 'rejected',
		message: 'The customer has an open case on this payment in PayPal',
		advice: "Answer it in PayPal's Resolution Center first, then close this refund by hand.",
	},
	DUPLICATE_INVOICE_ID: {
		category: 'rejected',
		message: 'PayPal has a refund with this number already',
		advice:
			"Look in PayPal for a refund whose invoice number is this refund's, and record it with Return Case: Settle by Hand.",
	},
	REFUND_AMOUNT_TOO_LOW: {
		category: 'rejected',
		message: "The amount is nothing in your account's currency",
		advice: 'Check the amount of the refund, or pay it as store credit.',
	},
	CURRENCY_MISMATCH: {
		category: 'rejected',
		message: 'The refund is in another currency than the payment',
		advice: 'Give the amount in the currency that the customer paid in.',
	},
	REFUND_CAPTURE_CURRENCY_MISMATCH: {
		category: 'rejected',
		message: 'The refund is in another currency than the payment',
		advice: 'Give the amount in the currency that the customer paid in.',
	},
	DECIMALS_NOT_SUPPORTED: {
		category: 'rejected',
		message: 'This currency has no decimals at PayPal',
		advice: 'Round the amount to whole units.',
	},
	PAYER_ACCOUNT_LOCKED_OR_CLOSED: {
		category: 'rejected',
		message: "The customer's PayPal account is locked or closed",
		advice: byHand,
	},
	PAYEE_ACCOUNT_LOCKED_OR_CLOSED: {
		category: 'rejected',
		message: 'Your PayPal account is locked or closed',
		advice: 'Settle it with PayPal, then replay the step.',
	},
	PAYEE_ACCOUNT_RESTRICTED: {
		category: 'rejected',
		message: 'Your PayPal account is restricted',
		advice: 'Settle it with PayPal, then replay the step.',
	},
	REFUND_IS_RESTRICTED: {
		category: 'rejected',
		message: 'Only the app that took the payment may pay it back',
		advice:
			'Use the Client ID and Secret of that app in the Returns PayPal API credential, or refund through the platform.',
	},
	PREVIOUS_REQUEST_IN_PROGRESS: {
		category: 'retryable',
		message: 'PayPal is still working on this refund',
		advice: 'It is looked up and tried again later.',
		retryAfterMs: 2_000,
	},
	PERMISSION_DENIED: {
		category: 'configuration',
		message: 'The PayPal app may not do this',
		advice:
			'Use an app of the PayPal account that took the payment, and give it the feature that is missing (developer.paypal.com, Apps & Credentials).',
	},
	NOT_AUTHORIZED: {
		category: 'configuration',
		message: 'The PayPal app may not do this',
		advice:
			'Use an app of the PayPal account that took the payment, and give it the feature that is missing (developer.paypal.com, Apps & Credentials).',
	},
};

/** The causes that have a sentence of their own. */
export const knownIssues = Object.keys(rules);

/**
 * Turns a PayPal answer of 400 or above into an EffectError. 403 may be about one payment of another app as well as about all: so it
 * stops its step, and not the connection. Its `debug_id` is kept: PayPal's support asks for it.
 */
export function paypalError(status: number, body: unknown): EffectError {
	const {
		name,
		message = '',
		details: all,
		debug_id: debugId,
		error,
		error_description: told,
	} = Answer.parse(body ?? {});
	const issues = all.map(({ issue }) => issue ?? '').filter(Boolean);
	const code = issues.find((issue) => rules[issue]) ?? issues[0] ?? name ?? error;
	const detail = all.find(({ issue }) => issue === code) ?? all[0];
	const details = {
		connection: 'paypal',
		httpStatus: status,
		code,
		field: detail?.field,
	} satisfies Partial<EffectErrorDetails>;
	const asked = debugId ? ` PayPal's support finds it by debug ID ${cutText(debugId, 40)}.` : '';
	const rule = rules[code ?? ''];
	if (rule) {
		const { category, retryAfterMs } = rule;
		return new EffectError(rule.message, {
			...details,
			category,
			advice: rule.advice + asked,
			retryAfterMs,
		});
	}
	const words = cutText(detail?.description ?? (message || told || ''), 200);
	if (status === 401)
		return new EffectError('PayPal does not accept the credential', {
			...details,
			category: 'configuration',
			credentialRefused: true,
			advice: 'Check Client ID, Client Secret and Base URL in the Returns PayPal API credential.',
		});
	if (status === 403)
		return new EffectError('The PayPal app may not do this', {
			...details,
			category: 'configuration',
			advice: rules.NOT_AUTHORIZED.advice + asked,
		});
	if (status === 404)
		return new EffectError('PayPal does not know this payment or refund', {
			...details,
			category: 'rejected',
			advice: `Check the ID, and that the credential belongs to the account that took the payment, live or sandbox.${asked}`,
		});
	if (status === 409)
		return new EffectError(rules.PREVIOUS_REQUEST_IN_PROGRESS.message, {
			...details,
			category: 'retryable',
			retryAfterMs: 2_000,
			advice: rules.PREVIOUS_REQUEST_IN_PROGRESS.advice,
		});
	return new EffectError(`PayPal refused the request (${status})${words && `: ${words}`}`, {
		...details,
		category: 'rejected',
		advice: `Read what PayPal says, correct the input, then replay the step.${asked}`,
	});
}

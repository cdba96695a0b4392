import { fromDecimal, money, toDecimal, type Money } from '../../../nodes/shared/model';

/** PayPal's objects as the stand-in keeps them, with the fields that PayPal's OpenAPI documents have. */
export interface PayPalAmount {
	currency_code: string;
	value: string;
}
export interface Link {
	href: string;
	rel: string;
	method: string;
}
export interface Capture {
	id: string;
	status: string;
	status_details?: { reason: string };
	amount: PayPalAmount;
	invoice_id?: string;
	custom_id?: string;
	supplementary_data?: { related_ids: { order_id: string } };
	create_time: string;
	links: Link[];
	[field: string]: unknown;
}
export interface Refund {
	id: string;
	status: string;
	status_details?: { reason: string };
	amount: PayPalAmount;
	custom_id?: string;
	invoice_id?: string;
	create_time: string;
	links: Link[];
	[field: string]: unknown;
}

/** A refusal, as PayPal words it. */
export class PayPalFault extends Error {
	constructor(
		readonly status: number,
		readonly issue: string,
		readonly description = issue,
		readonly field?: string,
	) {
		super(issue);
	}
}

const names: Record<number, [name: string, message: string]> = {
	400: ['INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.'],
	401: [
		'AUTHENTICATION_FAILURE',
		'Authentication failed due to missing authorization header, or invalid authentication credentials.',
	],
	403: ['NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.'],
	404: ['RESOURCE_NOT_FOUND', 'The specified resource does not exist.'],
	409: ['RESOURCE_CONFLICT', 'The server has detected a conflict while processing this request.'],
	422: [
		'UNPROCESSABLE_ENTITY',
		'The requested action could not be performed, semantically incorrect, or failed business validation.',
	],
	429: ['RATE_LIMIT_REACHED', 'Too many requests. Blocked due to rate limiting.'],
	500: ['INTERNAL_SERVER_ERROR', 'An internal server error has occurred.'],
};

export function errorBody(status: number, issue?: string, description?: string, field?: string): object {
	const [name, message] = names[status];
	return {
		name,
		message,
		debug_id: 'f00000sandbox',
		...(issue && {
			details: [{ issue, description, ...(field && { field, location: 'body' }) }],
		}),
		links: [{ href: 'https://developer.paypal.com/api/rest/responses/', rel: 'information_link', method: 'GET' }],
	};
}

/** Currencies that PayPal takes without decimals. */
const whole = ['HUF', 'JPY', 'TWD'];

export function amountOf({ value, currency_code: currency }: PayPalAmount): Money {
	return fromDecimal(value, currency);
}

/** An amount as PayPal writes it. */
export function written(amount: Money): PayPalAmount {
	const text = toDecimal(amount);
	return { currency_code: amount.currency, value: whole.includes(amount.currency) ? text.split('.')[0] : text };
}

/** Throws as PayPal does for an amount that it does not take. */
export function checkedAmount(given: unknown): Money {
	const { currency_code: currency, value } = (given ?? {}) as Partial<PayPalAmount>;
	if (typeof value !== 'string' || typeof currency !== 'string')
		throw new PayPalFault(400, 'MISSING_REQUIRED_PARAMETER', 'A required field is missing.', '/amount');
	if (!/^[0-9]+([.][0-9]+)?$/.test(value))
		throw new PayPalFault(
			400,
			'INVALID_PARAMETER_SYNTAX',
			'The value of a field does not conform to the expected format.',
			'/amount/value',
		);
	const decimals = value.split('.')[1] ?? '';
	if (whole.includes(currency) && decimals)
		throw new PayPalFault(422, 'DECIMALS_NOT_SUPPORTED', 'Currency does not support decimals.', '/amount/value');
	if (decimals.length > 2)
		throw new PayPalFault(
			422,
			'DECIMAL_PRECISION',
			'The value of the field should not be more than two decimal places.',
			'/amount/value',
		);
	const amount = fromDecimal(value, currency);
	if (amount.amount <= 0)
		throw new PayPalFault(422, 'CANNOT_BE_ZERO_OR_NEGATIVE', 'Must be greater than zero.', '/amount/value');
	return amount;
}

export function sumOf(amounts: PayPalAmount[], currency: string): Money {
	return money(
		amounts.reduce((total, one) => total + amountOf(one).amount, 0),
		currency,
	);
}

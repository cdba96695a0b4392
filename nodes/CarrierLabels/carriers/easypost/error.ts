import { z } from 'zod';
import { EffectError, type EffectErrorDetails } from '../../../shared/model/effectError';

const Detail = z.union([
	z.string(),
	z
		.object({ field: z.string().nullish(), message: z.string().nullish(), suggestion: z.string().nullish() })
		.passthrough(),
]);
const Answer = z.object({
	error: z.object({ code: z.string().default(''), message: z.unknown(), errors: z.array(Detail).nullish() }),
});

/** The code of an error answer, e.g. `SHIPMENT.POSTAGE.EXISTS`; blank when there is none. */
export function codeOf(body: unknown): string {
	const parsed = Answer.safeParse(body);
	return parsed.success ? parsed.data.error.code : '';
}

/** What EasyPost's answers mean to an analyst: the first rule whose status it is, or whose pattern the code fits. */
const rules: Array<{
	code?: RegExp;
	status?: number;
	category: EffectErrorDetails['category'];
	message: string;
	advice: string;
}> = [
	{
		status: 401,
		category: 'configuration',
		message: 'EasyPost does not accept the key',
		advice: 'Check the API Key in the Returns EasyPost API credential.',
	},
	{
		status: 402,
		category: 'rejected',
		message: 'The EasyPost wallet is too low for this label',
		advice: 'Add funds in the EasyPost dashboard, then replay the step.',
	},
	{
		status: 403,
		category: 'configuration',
		message: 'The EasyPost key is not allowed to do this',
		advice: 'Use a key that may create shipments.',
	},
	{
		code: /IN_PROGRESS|TIMED_OUT|TIMEOUT/,
		category: 'unknown_outcome',
		message: 'EasyPost has not finished buying the label',
		advice: 'It is looked up before anything is tried again, so no second label is bought.',
	},
	{
		code: /INSUFFICIENT_FUNDS|PAYMENT_REQUIRED|BILLING/,
		category: 'rejected',
		message: 'The EasyPost wallet is too low for this label',
		advice: 'Add funds in the EasyPost dashboard, then replay the step.',
	},
	{
		code: /^ADDRESS\./,
		category: 'invalid_input',
		message: 'An address of this return cannot be used',
		advice: 'Correct the address in the case or in this node, then replay the step.',
	},
	{
		code: /^PARAMETER\.|UNPROCESSABLE|INVALID/,
		category: 'invalid_input',
		message: 'EasyPost does not accept the data of this return',
		advice: 'Correct the field named here, then replay the step.',
	},
	{
		code: /NOT_FOUND/,
		category: 'rejected',
		message: 'EasyPost does not know this shipment',
		advice: 'Check that the key belongs to the account and mode (test or production) in which the label was made.',
	},
	{
		status: 404,
		category: 'rejected',
		message: 'EasyPost does not know this shipment',
		advice: 'Check that the key belongs to the account and mode (test or production) in which the label was made.',
	},
];

/** Turns an EasyPost answer of 400 or above into an EffectError that names the field and keeps what the carrier said. */
export function easypostError(status: number, body: unknown): EffectError {
	const parsed = Answer.safeParse(body);
	const { code, message, errors } = parsed.success ? parsed.data.error : { code: '', message: '', errors: [] };
	const details = (errors ?? []).map((one) => (typeof one === 'string' ? { message: one } : one));
	const field = details.find((one) => 'field' in one && one.field)?.field as string | undefined;
	const said = [typeof message === 'string' ? message : '', ...details.map((one) => one.message ?? '')]
		.filter((text, index, all) => text && all.indexOf(text) === index)
		.join(' ')
		.slice(0, 300);
	const rule = rules.find((one) => (one.code ? one.code.test(code) : one.status === status)) ?? {
		category: 'rejected' as const,
		message: `EasyPost refused the request (${status})`,
		advice: 'Read what EasyPost says, correct the input, then replay the step.',
	};
	// What is said at a rejected key may quote it.
	const text = said && rule.category !== 'configuration' ? `${rule.message}: ${said}` : rule.message;
	return new EffectError(text, {
		category: rule.category,
		connection: 'easypost',
		httpStatus: status,
		code: code || undefined,
		field,
		advice: rule.advice,
		...(rule.category === 'configuration' && { credentialRefused: true }),
	});
}

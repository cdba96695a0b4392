import { cutText, EffectError, type EffectErrorDetails } from '../../../shared/model';
import { saidIn } from '../said';

/** Whether a purchase was refused because the label is bought already. */
export function isBoughtBefore(body: unknown): boolean {
	const { code, sentences } = saidIn(body);
	return code === 'SHIPMENT.POSTAGE.EXISTS' || (!code && sentences.some((one) => /postage already exists/i.test(one)));
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

function adviceFor(said: string): string {
	return said
		? 'Read what EasyPost says, correct the input, then replay the step.'
		: "EasyPost did not say why. Look at the shipment in EasyPost's dashboard, then replay the step.";
}

/** Turns an EasyPost answer of 400 or above into an EffectError that names the field and keeps what the carrier said. */
export function easypostError(status: number, body: unknown): EffectError {
	const { code = '', sentences, field } = saidIn(body);
	const said = cutText(sentences.join(' '), 300);
	const rule = rules.find((one) => (one.code ? one.code.test(code) : one.status === status)) ?? {
		category: 'rejected' as const,
		message: `EasyPost refused the request (${status})`,
		advice: adviceFor(said),
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

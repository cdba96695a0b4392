import {
	sleep,
	type ICredentialTestFunctions,
	type INodeCredentialTestResult,
	type IHttpRequestOptions,
} from 'n8n-workflow';
import { withoutSlash } from '../model';
import { EffectError } from '../model/effectError';
import { httpClient, type Http } from '../effect/http';
import { asEffectError } from './nodeError';

/** Why an address cannot be reached, by the code of the failure. */
const unreachable: Record<string, string> = {
	ENOTFOUND: 'its name is not known',
	EAI_AGAIN: 'its name cannot be looked up now',
	ECONNREFUSED: 'nothing listens there',
	EHOSTUNREACH: 'there is no way to it',
	ENETUNREACH: 'there is no way to it',
	ECONNABORTED: 'nothing came in time',
	ETIMEDOUT: 'nothing came in time',
	ECONNRESET: 'the connection was broken off',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is its own',
	CERT_HAS_EXPIRED: 'its certificate has expired',
};

/** HTTP while a credential is tested. n8n signs nothing in there: the caller sends the headers. */
export function httpOfTest({ helpers }: ICredentialTestFunctions, connection: string): Http {
	return httpClient({ connection, sleep, tries: 2, send: async (options) => await send(helpers, options) });
}

type Answer = Awaited<ReturnType<Parameters<typeof httpClient>[0]['send']>>;

/** n8n gives a test only its older request helper. */
async function send(helpers: ICredentialTestFunctions['helpers'], options: IHttpRequestOptions): Promise<Answer> {
	const { url, method, qs, headers, body, json, timeout } = options;
	return (await helpers.request({
		uri: url,
		method,
		qs,
		headers,
		body,
		json,
		timeout,
		simple: false,
		resolveWithFullResponse: true,
	})) as Answer;
}

/** An address as it is to be called: without blanks and slashes at its end. Throws EffectError when it is none. */
export function addressOf(address: unknown, field: string, example: string): string {
	const text = withoutSlash(String(address ?? '').trim());
	if (!text) throw refused(`${field} is empty`, `Put the address there, e.g. ${example}.`);
	if (!/^https?:\/\/[^/]+/i.test(text))
		throw refused(`${field} is no address: "${text}"`, `Write it whole, e.g. ${example}.`);
	return text;
}

/** A field that must be filled in. Throws EffectError with where to get it. */
export function filled(value: unknown, field: string, where: string): string {
	const text = String(value ?? '').trim();
	if (!text) throw refused(`${field} is empty`, where);
	return text;
}

/** What is wrong with a credential, and what to do. */
export function refused(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'configuration', advice });
}

/** What n8n shows of a test: the sentence that `work` gives, or what is wrong and what to do. `address` and `field` say what was called. */
export async function tested(
	work: () => Promise<string>,
	{ address, field }: { address(): string; field: string },
): Promise<INodeCredentialTestResult> {
	try {
		return { status: 'OK', message: await work() };
	} catch (error) {
		const { message, details } = asEffectError(error);
		const why = unreachable[details.code ?? ''];
		if (why)
			return {
				status: 'Error',
				message: `No answer from ${hostOf(address())}: ${why}. Check ${field}, and that n8n may reach it.`,
			};
		return { status: 'Error', message: sentences([message, details.advice ?? '']) };
	}
}

/** Sentences one after the other, each with its full stop. */
export function sentences(texts: string[]): string {
	return texts
		.filter(Boolean)
		.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
		.join(' ');
}

function hostOf(address: string): string {
	try {
		return new URL(address).host;
	} catch {
		return address;
	}
}

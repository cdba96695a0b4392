import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';
import { parsedAnswer, type Answerer } from '../../shared/effect';
import { withoutSlash, type EffectError } from '../../shared/model';
import type { CarrierApi } from './carrier';

interface Question<S extends z.ZodTypeAny> {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Behind the credential's Base URL. */
	path: string;
	qs?: IDataObject;
	body?: object;
	headers?: Record<string, string>;
	/** What the answer must look like. */
	answer: S;
	/** Whether it may be sent twice; left out: a GET may. */
	repeatable?: boolean;
}

/**
 * Asks a carrier service one thing. Throws what `refusalOf` makes of an answer of 400 or above, and for one of an unexpected shape an
 * EffectError: `unknown_outcome` when what was asked may be done.
 */
export async function ask<S extends z.ZodTypeAny>(
	{ http, baseUrl }: CarrierApi,
	answerer: Answerer,
	refusalOf: (status: number, body: unknown) => EffectError,
	{ method, path, qs, body, headers, answer, repeatable = method === 'GET' }: Question<S>,
): Promise<z.output<S>> {
	const { status, body: said } = await http({
		method,
		url: withoutSlash(baseUrl) + path,
		qs,
		headers,
		body: body as never,
		repeatable,
		timeoutMs: 60_000,
	});
	if (status >= 400) throw refusalOf(status, said);
	return parsedAnswer(answer, said, answerer, repeatable ? 'rejected' : 'unknown_outcome');
}

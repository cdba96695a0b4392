import { EffectError } from '../../shared/model/effectError';
import type { Http, HttpRequest } from '../../shared/effect/http';
import { type OdooAddress, type Reply, type Wire, patienceMs } from './wire';

/** JSON-2, the API of Odoo 19 and later, signed with an API key (or a password that is one). */
export function json2(http: Http, { url, database }: OdooAddress, key: string): Wire {
	return async ({ model, method, args, context, timeoutMs = patienceMs }) =>
		await sendRequest(http, {
			method: 'POST',
			url: `${url}/json/2/${model}/${method}`,
			headers: { ...(database && { 'X-Odoo-Database': database }), ...(key && { Authorization: `bearer ${key}` }) },
			body: { ...args, context },
			// Only Odoo's own error names tell a conflict from a bug, so trying again is decided in odoo.ts, not by status.
			repeatable: false,
			timeoutMs,
		});
}

/** Sends a request; an answer of 500 and above is an answer too. */
export async function sendRequest(http: Http, request: HttpRequest): Promise<Reply> {
	try {
		const { status, body, headers } = await http(request);
		return { status, body, date: headers.date };
	} catch (error) {
		if (error instanceof EffectError && 'body' in error) return { status: error.details.httpStatus!, body: error.body };
		throw error;
	}
}

import { z } from 'zod';
import type { Http } from '../../shared/effect/http';
import { sendRequest } from './json2';
import { patienceMs, type OdooCall, type Reply, type Wire } from './wire';

/** Who is signed in, and where. */
export interface RpcSession {
	url: string;
	database: string;
	user: number;
	/** A password, or an API key in its place. */
	password: string;
}

const Envelope = z.object({
	jsonrpc: z.string(),
	result: z.unknown(),
	error: z.object({ data: z.object({ name: z.string(), message: z.string().catch('') }) }).optional(),
});

/** JSON-RPC, the API of Odoo 14 to 18; served until Odoo 21. Its answers are turned into what JSON-2 would have said. */
export function jsonRpc(http: Http, { url, database, user, password }: RpcSession): Wire {
	return async ({ timeoutMs = patienceMs, ...call }) => {
		const { positional, named } = argumentsOf(call);
		return await callService(
			http,
			url,
			'object',
			'execute_kw',
			[database, user, password, call.model, call.method, positional, named],
			timeoutMs,
		);
	};
}

/** One call of a service: `common` (version, authenticate) or `object` (execute_kw). */
export async function callService(
	http: Http,
	url: string,
	name: 'common' | 'object',
	method: string,
	args: unknown[],
	timeoutMs = patienceMs,
): Promise<Reply> {
	const { status, body, date } = await sendRequest(http, {
		method: 'POST',
		url: `${url}/jsonrpc`,
		body: { jsonrpc: '2.0', id: 1, method: 'call', params: { service: name, method, args } },
		repeatable: false,
		timeoutMs,
	});
	if (status !== 200) return { status, body };
	const envelope = Envelope.safeParse(body);
	// Something answers there that is no Odoo.
	if (!envelope.success) return { status: 404, body: '' };
	const { error, result } = envelope.data;
	return error ? refusal(error.data) : { status: 200, body: result ?? null, date };
}

/** Records come first; so do arguments whose names were others before Odoo 17. */
function argumentsOf({ method, args: { ids, ...args }, context }: Omit<OdooCall, 'timeoutMs'>): {
	positional: unknown[];
	named: object;
} {
	const [first] = ['vals_list', 'domain'].filter(
		(name) =>
			name in args &&
			(name === 'vals_list' ? method === 'create' : ['search', 'search_read', 'search_count'].includes(method)),
	);
	const { [first]: value, ...rest } = args;
	return {
		positional: [...(ids === undefined ? [] : [ids]), ...(first ? [value] : [])],
		named: { ...(first ? rest : args), context },
	};
}

/**
 * The status that JSON-2 gives to an error of that name (docs/facts/odoo.md#what-an-answer-means); JSON-RPC itself always answers 200
 * (docs/facts/odoo.md#json-rpc-always-answers-200).
 */
function refusal({ name, message }: { name: string; message: string }): Reply {
	const as = (status: number, called = name): Reply => ({ status, body: { name: called, message } });
	if (name === 'odoo.exceptions.AccessDenied') return as(401);
	if (name === 'odoo.exceptions.AccessError') return as(403);
	if (name === 'odoo.exceptions.MissingError') return as(404);
	if (name === 'odoo.exceptions.LockError') return as(409);
	if (
		/^Object \S+ doesn't exist/.test(message) ||
		(name === 'builtins.AttributeError' && /does not exist|has no attribute/.test(message))
	)
		return as(404, 'werkzeug.exceptions.NotFound');
	if (name.startsWith('odoo.exceptions.')) return as(422);
	if (name === 'psycopg2.OperationalError' && /database .* does not exist/.test(message))
		return { status: 404, body: '' };
	if (name === 'builtins.TypeError' && /argument/.test(message))
		return as(422, 'werkzeug.exceptions.UnprocessableEntity');
	return as(500);
}

import { z } from 'zod';
import { EffectError } from '../../shared/model/effectError';
import type { Http, HttpRequest } from '../../shared/effect/http';
import { patienceMs, type OdooAddress, type OdooCall, type Reply, type Wire } from './wire';

/*
 * How a call goes to Odoo: JSON-2 or JSON-RPC, and which version takes which.
 */

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

/** The same for a key that is all there is. An Odoo before 19 says "not found" to it, as one without the database does: its version tells which it is. */
export function json2ByKey(http: Http, address: OdooAddress, key: string): Wire {
	const wire = json2(http, address, key);
	return async (call) => {
		const reply = await wire(call);
		if (reply.status !== 404 || typeof reply.body !== 'string') return reply;
		const version = await versionOf(http, address.url);
		if (!version) throw noOdoo();
		if (version < json2Since)
			throw new EffectError(`This is Odoo ${Math.floor(version)}, which takes no API key on its own`, {
				category: 'configuration',
				connection: 'odoo',
				credentialRefused: true,
				advice:
					'Set Authentication of the node to Username and Password, with n8n\'s credential "Odoo API". Odoo 14 to 18 is supported as a beta.',
			});
		return reply;
	};
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

/** `[19, 0, 0, …]`; Odoo Online says `['saas~18', 3, …]`. */
const Info = z.tuple([z.union([z.number(), z.string()]), z.number()]).rest(z.unknown());
const Web = z.object({ version_info: Info });
const Common = z.object({ server_version_info: Info });

/** The first version that has JSON-2, and the one that no longer has JSON-RPC (docs/facts/odoo.md#versions). */
export const json2Since = 19;
export const jsonRpcUntil = 22;

/** Odoo's version as a number, 18.3 for saas~18.3; undefined when no Odoo answers there. Needs no key. */
export async function versionOf(http: Http, url: string): Promise<number | undefined> {
	const web = await sendRequest(http, { method: 'GET', url: `${url}/web/version`, repeatable: true });
	const info =
		Web.safeParse(web.body).data?.version_info ??
		Common.safeParse((await callService(http, url, 'common', 'version', [])).body).data?.server_version_info;
	const [, major] = /(\d+)$/.exec(String(info?.[0] ?? '')) ?? [];
	return major ? Number(`${major}.${info![1]}`) : undefined;
}

export function noOdoo(): EffectError {
	return new EffectError('No Odoo answers at this address', {
		category: 'configuration',
		connection: 'odoo',
		credentialRefused: true,
		advice:
			'Check Site URL in the Odoo credential: it must lead to Odoo itself, e.g. https://my-organization.odoo.com.',
	});
}

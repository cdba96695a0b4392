import { createHash } from 'node:crypto';
import { EffectError } from '../../shared/model/effectError';
import type { Http } from '../../shared/effect/http';
import { odooError } from './errors';
import { withOlderNames, type KnownFields } from './olderNames';
import { callService, json2, json2Since, jsonRpc, jsonRpcUntil, noOdoo, versionOf } from './protocols';
import { readingPlainly } from './tree';
import type { OdooAddress, OdooCall, Wire } from './wire';

/** What a credential of type `odooApi` holds. */
export interface Login {
	username: string;
	/** A password or an API key. */
	password: string;
}

/** What signing in has shown. */
type Session =
	| { protocol: 'json2'; version: number }
	| { protocol: 'jsonRpc'; version: number; user: number; database: string; known: KnownFields };

const keptMs = 3_600_000;
/** By address and login, for all nodes of this process: asking for version and user with each item would double the calls. */
const sessions = new Map<string, { session: Promise<Session>; until: number }>();

/**
 * Signs in with user name and password. Odoo 19 and later take JSON-2 when the password is an API key; else, and before,
 * it is JSON-RPC. Throws EffectError when no Odoo answers or the login is wrong.
 */
export async function signIn(http: Http, address: OdooAddress, login: Login): Promise<Wire> {
	const name = createHash('sha256')
		.update(JSON.stringify([address, login]))
		.digest('hex');
	const kept = sessions.get(name);
	const current = kept && kept.until > Date.now() ? kept.session : newSession(http, address, login);
	if (current !== kept?.session) sessions.set(name, { session: current, until: Date.now() + keptMs });
	const forget = () => void sessions.delete(name);
	const session = await current.catch((error: Error) => {
		forget();
		throw error;
	});
	const { password } = login;
	const wire =
		session.protocol === 'json2'
			? json2(http, address, password)
			: withOlderNames(jsonRpc(http, { url: address.url, password, ...session }), session.version, session.known);
	const watched = async (call: OdooCall) => {
		const reply = await wire(call);
		if (reply.status === 401 || (reply.status === 404 && typeof reply.body === 'string')) forget(); // another password, or another version
		return reply;
	};
	return session.version < json2Since ? Object.assign(readingPlainly(watched), { plain: true }) : watched;
}

async function newSession(http: Http, address: OdooAddress, { username, password }: Login): Promise<Session> {
	const version = await versionOf(http, address.url);
	if (!version) throw noOdoo();
	if (version >= json2Since) {
		const { status, body } = await json2(
			http,
			address,
			password,
		)({ model: 'res.users', method: 'context_get', args: {}, context: {} });
		if (status === 200) return { protocol: 'json2', version };
		// Among several databases Odoo cannot tell which is meant.
		if (status === 404 && !address.database) throw noDatabase();
		if (status !== 401 || version >= jsonRpcUntil) throw odooError(status, body, 'res.users.context_get', true);
	}
	const database = address.database ?? hostedName(address.url);
	if (!database) throw noDatabase();
	const { status, body } = await callService(http, address.url, 'common', 'authenticate', [
		database,
		username,
		password,
		{},
	]);
	if (status !== 200) throw odooError(status, body, 'common.authenticate', true);
	if (typeof body !== 'number') throw wrongLogin();
	return { protocol: 'jsonRpc', version, user: body, database, known: new Map() };
}

/** Odoo Online names the database after the host. */
function hostedName(url: string): string | undefined {
	return /^https?:\/\/([^./]+)\.odoo\.com$/.exec(url)?.[1];
}

function noDatabase(): EffectError {
	return new EffectError('The Odoo credential names no database', {
		category: 'configuration',
		connection: 'odoo',
		credentialRefused: true,
		advice: 'Set Database Name in the Odoo credential: user name and password work with one database only.',
	});
}

function wrongLogin(): EffectError {
	return new EffectError('Odoo refused user name and password', {
		category: 'configuration',
		connection: 'odoo',
		credentialRefused: true,
		httpStatus: 401,
		advice:
			'Check both in the credential. A user with two-factor authentication needs an API key in place of the password (Preferences > Account Security); keys of ordinary users expire after 90 days.',
	});
}

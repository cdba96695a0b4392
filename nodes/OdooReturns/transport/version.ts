import { z } from 'zod';
import type { Http } from '../../shared/effect/http';
import { sendRequest } from './json2';
import { callService } from './jsonRpc';

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

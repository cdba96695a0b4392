import type { z } from 'zod';

/** One call of a model's method, with named arguments; `ids` among them are the records it is for. */
export interface OdooCall {
	model: string;
	method: string;
	args: Record<string, unknown>;
	context: Record<string, unknown>;
	timeoutMs?: number;
	/** What is read along with the records (tree.ts): told for an Odoo that cannot do so in one call. */
	along?: z.ZodObject<z.ZodRawShape>;
}

/** Odoo's answer in JSON-2's terms (status; the return value, or {name, message}), whatever protocol carried it. */
export interface Reply {
	status: number;
	body: unknown;
	/** When it was answered, by the server's clock. */
	date?: string;
}

/** Carries a call to Odoo. Rejects with an EffectError when no answer came. */
export interface Wire {
	(call: OdooCall): Promise<Reply>;
	/** The Odoo behind it is older than 19: it gets plain calls, and no batches. */
	plain?: boolean;
}

export interface OdooAddress {
	/** Without a slash at the end. */
	url: string;
	/** Blank: Odoo picks it, which works when exactly one database answers under the host name. */
	database?: string;
}

/** How long Odoo may take for one call; its own limit is 120 s. */
export const patienceMs = 60_000;

export type Domain = Array<string | [string, string, unknown]>;

/** Methods of Odoo's that change nothing. */
const reading = [
	'check_object_reference',
	'context_get',
	'fields_get',
	'formatted_read_group',
	'get_metadata',
	'has_group',
	'read',
	'search_count',
	'search_read',
	'web_search_read',
];

/** Whether a call changes nothing in Odoo; of the batch action, whether none of its calls does. */
export function onlyReads({ model, method, context }: Pick<OdooCall, 'model' | 'method' | 'context'>): boolean {
	const batch = context.n8n_calls as Array<{ method: string }> | undefined;
	if (model === 'ir.actions.server' && method === 'run' && batch)
		return batch.every((call) => reading.includes(call.method));
	return reading.includes(method);
}
